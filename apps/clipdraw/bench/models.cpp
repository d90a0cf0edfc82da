// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/models.hpp"

#include <fmt/format.h>
#include <stdlib.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "bench/layouts.hpp"
#include "bench/made_up.hpp"
#include "catalog.hpp"
#include "commands/failure.hpp"

namespace clipdraw_cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kEmbedded = "embedded";

// Its last part without an ending: what a table has room for.
std::string short_name(const std::string& reference) {
  fs::path path(reference);
  if (!path.has_filename()) path = path.parent_path();
  const std::string name = path.stem().string();
  return name.empty() ? reference : name;
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  path_ = (fs::temp_directory_path() / "clipdraw-bench-XXXXXX").string();
  if (mkdtemp(path_.data()) == nullptr) {
    throw Failure{kExitIo, fmt::format("{}: cannot be made: {}", path_, std::strerror(errno))};
  }
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string MeasuredModels::folder(const Arguments& arguments) {
  if (!arguments.bench.keep.empty()) {
    std::error_code error;
    fs::create_directories(arguments.bench.keep, error);
    if (error) {
      throw Failure{kExitIo,
                    fmt::format("{}: cannot be made: {}", arguments.bench.keep, error.message())};
    }
    return arguments.bench.keep;
  }
  if (!temporary_) temporary_.emplace();
  return temporary_->path();
}

MeasuredModels::MeasuredModels(const Arguments& arguments, Console& console)
    : weights(arguments.models.weights) {
  perceptor = generator = weights.empty() ? kEmbedded : short_name(weights);
  const auto make = [&](const Layout& layout) {
    const std::string where = folder(arguments);
    if (!has_weights(layout, where)) {
      console.busy(fmt::format("making {} of random weights ...", layout.name));
    }
    return make_weights(layout, where);
  };
  const std::string& judge = arguments.bench.perceptor;
  if (!judge.empty() && judge != kEmbedded) {
    if (const std::optional<Layout> layout = perceptor_layout(judge)) {
      perceptor = judge;
      clip = make(*layout);
      vocabulary = make_vocabulary(folder(arguments));
    } else {
      perceptor = short_name(judge);
      clip = resolve_model(judge);
      vocabulary = default_vocabulary();
    }
  }
  const std::string& draws = arguments.bench.generator;
  if (!draws.empty() && draws != kEmbedded) {
    if (const std::optional<Layout> layout = generator_layout(draws)) {
      generator = draws;
      generator_file = make(*layout);
    } else {
      generator = draws == "fft" ? draws : short_name(draws);
      generator_file = draws == "fft" ? draws : resolve_model(draws);
    }
  }
  console.clear();
}

}  // namespace clipdraw_cli
