// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "command_line/flags.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <vector>

namespace clipdraw_cli {
namespace {

// "output" of "-o,--output".
std::string long_name(const std::string& flags) { return flags.substr(flags.rfind("--") + 2); }

}  // namespace

CLI::Option* add_text(CLI::App& app, const std::string& flags, std::string& out,
                      const std::string& help, const std::string& value) {
  const auto store = [&out, name = long_name(flags)](const std::string& text) {
    if (text.empty()) throw UsageError(name + " is empty");
    out = text;
  };
  return app.add_option_function<std::string>(flags, store, help)
      ->type_name(value)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
}

void describe_models(CLI::App& app, ModelArguments& out) {
  add_text(
      app, "--weights", out.weights,
      "Folder with the models. Default: $CLIPDRAW_WEIGHTS, or the one that comes with clipdraw",
      "DIR");
  const auto store = [&out](const std::vector<std::string>& texts) {
    out.clips.clear();
    for (const std::string& text : texts) out.clips.push_back(parse_clip(text));
  };
  app.add_option_function<std::vector<std::string>>(
         "--clip", store,
         "A CLIP that judges the picture, with its weight where there are several: a file or "
         "folder as it is published, or a name of `clipdraw models list`. May be given several "
         "times")
      ->type_name("FILE[:WEIGHT]")
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  add_text(app, "--generator", out.generator,
           "What draws: a file or folder as it is published, a name, or fft, which needs no "
           "weights",
           "FILE");
  add_text(app, "--vocabulary", out.vocabulary,
           "The words of a CLIP that has none beside it. Default: OpenAI's, once `clipdraw "
           "models fetch clip-vocabulary` has got it",
           "FILE");
}

void describe_word(CLI::App& app, Arguments& out, const std::string& name,
                   const std::string& help) {
  const auto store = [&out](const std::string& word) { out.words.push_back(word); };
  app.add_option_function<std::string>(name, store, help)->type_name("");
}

ClipArgument parse_clip(const std::string& text) {
  if (text.empty()) throw UsageError("clip is empty");
  const std::size_t colon = text.rfind(':');
  std::error_code ignored;
  if (colon == std::string::npos || colon + 1 == text.size() ||
      std::filesystem::exists(text, ignored)) {
    return {text, 1};
  }
  char* end = nullptr;
  const std::string number = text.substr(colon + 1);
  const double weight = std::strtod(number.c_str(), &end);
  if (*end != '\0') return {text, 1};
  if (!(weight > 0) || weight > 1e6) {
    throw UsageError(fmt::format("clip {}: weight = {}, must be above 0", text, number));
  }
  return {text.substr(0, colon), weight};
}

}  // namespace clipdraw_cli
