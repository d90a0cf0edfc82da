// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// The flags that the library's option table makes.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <clipdraw/clipdraw.hpp>
#include <cstdint>
#include <limits>
#include <map>

#include "command_line/flags.hpp"

namespace clipdraw_cli {
namespace {

using clipdraw::OptionInfo;
using clipdraw::OptionType;

constexpr const char* kStartImage = "image";  // of the option "start"

// What stands behind a flag in the help: the kind of value it takes.
std::string value_name(const OptionInfo& row) {
  switch (static_cast<OptionType>(row.type)) {
    case OptionType::integer:
    case OptionType::real: return fmt::format("{:g}..{:g}", row.minimum, row.maximum);
    case OptionType::seed: return "NUMBER";
    case OptionType::size: return "WxH";
    case OptionType::choice: return row.choices;
  }
  return "VALUE";
}

std::string flags_of(const std::string& name) {
  static const std::map<std::string, std::string> kShort = {{"size", "-s"}, {"steps", "-i"}};
  const auto found = kShort.find(name);
  return (found == kShort.end() ? std::string() : found->second + ",") + "--" + name;
}

std::string default_of(const OptionInfo& row, const char* seed) {
  const std::string name = row.name;
  if (name == "seed") return seed;
  if (name == "size") return "the model's own";
  return row.default_text;
}

// "Width and height of the picture, as WxH; 16..4096 pixels. Default: the model's own".
std::string help_of(const OptionInfo& row, const char* seed) {
  std::string limits;
  const bool shown = static_cast<OptionType>(row.type) != OptionType::choice &&
                     value_name(row).find("..") != std::string::npos;
  if (static_cast<OptionType>(row.type) == OptionType::seed) {
    limits = fmt::format("; 0..{}", std::numeric_limits<std::uint64_t>::max());  // not as a double
  } else if (!shown && row.maximum > row.minimum) {
    limits = fmt::format("; {:g}..{:g}", row.minimum, row.maximum);
  }
  const std::string unit = row.unit;
  if (!unit.empty()) limits += (shown ? "; " : " ") + unit;
  return fmt::format("{}{}. Default: {}", row.help, limits, default_of(row, seed));
}

void describe_option(CLI::App& app, const OptionInfo& row, const char* seed, Arguments& out) {
  const auto store = [&out, name = std::string(row.name)](const std::string& value) {
    clipdraw::Options options;
    set_option(options, name, value);
    out.options.emplace_back(name, value);
  };
  app.add_option_function<std::string>(flags_of(row.name), store, help_of(row, seed))
      ->type_name(value_name(row))
      ->group(fmt::format("Options of the {}", row.stage))
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
}

}  // namespace

void set_option(clipdraw::Options& options, const std::string& name, const std::string& value) {
  if (name == "size" && value == "0x0") {
    throw UsageError("size = \"0x0\": a picture needs pixels");
  }
  try {
    options.set(name, value);
  } catch (const clipdraw::Error& error) {
    throw UsageError(error.what());
  }
}

void check_start(const OptionValues& options, const std::string& start_image,
                 const std::string& hyphens) {
  for (const auto& [name, value] : options) {
    if (name != "start") continue;
    if (value == kStartImage && start_image.empty()) {
      throw UsageError(
          fmt::format("{0}start {1}: which picture? Name it: {0}start-image FILE", hyphens, value));
    }
    if (value != kStartImage && !start_image.empty()) {
      throw UsageError(fmt::format("{0}start {1} and {0}start-image {2}: one start expected",
                                   hyphens, value, start_image));
    }
  }
}

void describe_options(CLI::App& app, Arguments& out, const char* seed) {
  for (const OptionInfo& row : clipdraw::option_table()) describe_option(app, row, seed, out);
}

}  // namespace clipdraw_cli
