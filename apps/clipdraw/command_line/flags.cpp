// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "command_line/flags.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <vector>

namespace clipdraw_cli {
namespace {

// "output" of "-o,--output".
std::string long_name(const std::string& flags) { return flags.substr(flags.rfind("--") + 2); }

// A file's name with the numbers behind it.
struct NumberedFile {
  std::string file;
  std::vector<double> numbers;
};

// FILE, FILE:NUMBER and so on, up to so many. A colon that no number follows is part of the name,
// as in a prompt, and so is one in the name of a file that is there.
NumberedFile parse_numbered(const std::string& flag, const std::string& text, std::size_t most,
                            const std::filesystem::path& folder = {}) {
  if (text.empty()) throw UsageError(flag + " is empty");
  NumberedFile out{text, {}};
  std::error_code ignored;
  while (out.numbers.size() < most && !std::filesystem::exists(folder / out.file, ignored)) {
    const std::size_t colon = out.file.rfind(':');
    if (colon == std::string::npos || colon == 0 || colon + 1 == out.file.size()) break;
    char* end = nullptr;
    const std::string number = out.file.substr(colon + 1);
    const double value = std::strtod(number.c_str(), &end);
    if (*end != '\0') break;
    out.numbers.insert(out.numbers.begin(), value);
    out.file.erase(colon);
  }
  return out;
}

ClipArgument parse_clip(const std::string& text) {
  const NumberedFile parts = parse_numbered("clip", text, 1);
  if (parts.numbers.empty()) return {parts.file, 1};
  const double weight = parts.numbers[0];
  if (!(weight > 0) || weight > 1e6) {
    throw UsageError(fmt::format("clip {}: weight = {}, must be above 0", text, weight));
  }
  return {parts.file, weight};
}

// Adds a flag that may be given several times.
template <typename Store>
void add_texts(CLI::App& app, const std::string& flag, const Store& store, const std::string& help,
               const std::string& value) {
  app.add_option_function<std::vector<std::string>>(flag, store, help)
      ->type_name(value)
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

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

void add_count(CLI::App& app, const std::string& flags, int& out, int most,
               const std::string& help) {
  const auto store = [&out, most, name = long_name(flags)](const std::string& text) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (error != std::errc() || end != text.data() + text.size() || out < 1 || out > most) {
      throw UsageError(
          fmt::format("{} = \"{}\": a whole number, 1..{}, expected", name, text, most));
    }
  };
  app.add_option_function<std::string>(flags, store, help)
      ->type_name(fmt::format("1..{}", most))
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
}

bool is_blank(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c <= ' '; });
}

ImageArgument parse_image(const std::string& text, const std::string& folder) {
  const NumberedFile parts = parse_numbered("image-prompt", text, 2, folder);
  ImageArgument out;
  out.file = (std::filesystem::path(folder) / parts.file).string();
  if (!parts.numbers.empty()) out.weight = static_cast<float>(parts.numbers[0]);
  if (parts.numbers.size() > 1) out.stop = static_cast<float>(parts.numbers[1]);
  if (!std::isfinite(out.weight) || out.weight == 0) {
    throw UsageError(
        fmt::format("image-prompt {}: weight = {}, must be finite and not 0", text, out.weight));
  }
  if (std::isnan(out.stop)) {
    throw UsageError(fmt::format("image-prompt {}: stop is no number", text));
  }
  return out;
}

void describe_judges(CLI::App& app, ModelArguments& out, const char* clip_value) {
  add_text(
      app, "--weights", out.weights,
      "Folder with the models. Default: $CLIPDRAW_WEIGHTS, or the one that comes with clipdraw",
      "DIR");
  const auto store = [&out](const std::vector<std::string>& texts) {
    out.clips.clear();
    for (const std::string& text : texts) out.clips.push_back(parse_clip(text));
  };
  add_texts(app, "--clip", store,
            "A CLIP that judges the picture, with its weight where there are several: a file or "
            "folder as it is published, or a name of `clipdraw models list`. May be given several "
            "times",
            clip_value);
  add_text(app, "--vocabulary", out.vocabulary,
           "The words of a CLIP that has none beside it. Default: OpenAI's, once `clipdraw "
           "models fetch clip-vocabulary` has got it",
           kFile);
}

void describe_models(CLI::App& app, ModelArguments& out, const char* clip_value) {
  describe_judges(app, out, clip_value);
  add_text(app, "--generator", out.generator,
           "What draws: a file or folder as it is published, a name, or fft, which needs no "
           "weights",
           kFile);
}

void describe_word(CLI::App& app, Arguments& out, const std::string& name,
                   const std::string& help) {
  const auto store = [&out](const std::string& word) { out.words.push_back(word); };
  app.add_option_function<std::string>(name, store, help)->type_name("");
}

void describe_output(CLI::App& app, Arguments& out, const std::string& otherwise) {
  add_text(app, "-o,--output", out.output,
           fmt::format("Where to write: .png, .jpg or .webp. Default: {}", otherwise), "FILE");
  app.add_flag("--force", out.force, "Replace files that exist");
  app.add_flag("-q,--quiet", out.quiet, "Print nothing but the file's name, and errors");
}

void describe_pictures(CLI::App& app, Arguments& out, const char* prompt_value,
                       const std::string& prompt_help, const std::string& start_help) {
  const auto store = [&out](const std::vector<std::string>& texts) {
    out.image_prompts.clear();
    for (const std::string& text : texts) out.image_prompts.push_back(parse_image(text, ""));
  };
  add_texts(app, "--image-prompt", store, prompt_help + ". May be given several times",
            prompt_value);
  add_text(app, "--start-image", out.start_image, start_help, kFile);
}

}  // namespace clipdraw_cli
