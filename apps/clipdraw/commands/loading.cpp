// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "commands/loading.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <string>
#include <string_view>

#include "commands/failure.hpp"
#include "commands/model_files.hpp"

namespace clipdraw_cli {
namespace {

// The least important log lines that are shown.
clipdraw::LogLevel wanted_log() {
  const char* name = std::getenv("CLIPDRAW_LOG");
  const std::string wanted = name != nullptr ? name : "";
  if (wanted == "debug") return clipdraw::LogLevel::debug;
  if (wanted == "info") return clipdraw::LogLevel::info;
  return clipdraw::LogLevel::warning;
}

}  // namespace

clipdraw::Model load_model(const ModelArguments& arguments, Console& console) {
  if (!arguments.clips.empty() || !arguments.generator.empty()) {
    console.busy("loading the models ...");
  }
  const clipdraw::ModelFiles files = files_of(arguments);
  const auto log = [&console, least = wanted_log()](clipdraw::LogLevel level,
                                                    std::string_view text) {
    if (level < least) return;
    console.note(level >= clipdraw::LogLevel::warning ? fmt::format("warning: {}", text)
                                                      : std::string(text));
  };
  return during(Phase::weights, [&] { return clipdraw::Model::load(files, log); });
}

std::optional<clipdraw::Model> load_judge(const clipdraw::Model& model) {
  if (model.info().has_judge == 0) return std::nullopt;
  return during(Phase::weights, [&] { return model.judge(); });
}

}  // namespace clipdraw_cli
