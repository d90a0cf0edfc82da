// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "command_line/settings.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <clipdraw/clipdraw.hpp>
#include <map>
#include <set>
#include <sstream>
#include <system_error>
#include <vector>

#include "arguments.hpp"
#include "command_line/help.hpp"
#include "suggestion.hpp"
#include "text_file.hpp"

namespace clipdraw_cli {
namespace {

constexpr std::size_t kWidth = 96;

// What a file cannot say: it would be about another run, or about itself.
const std::set<std::string> kNoSettings = {"help", "version", "config", "print-config"};
// Where these are not set, the models say what suits them, and chance says the seed.
const std::set<std::string> kLeftOpen = {"size", "start", "steps", "learning-rate", "seed"};

std::string name_of(const CLI::Option& option) {
  return option.get_lnames().empty() ? "" : option.get_lnames().front();
}

bool is_setting(const CLI::Option& option) {
  return !option.get_lnames().empty() && kNoSettings.count(name_of(option)) == 0 &&
         !option.get_group().empty();
}

bool is_flag(const CLI::Option& option) { return option.get_items_expected_max() == 0; }

bool takes_several(const CLI::Option& option) {
  return option.get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll;
}

// Whether the command line has said it, be it as a word.
bool is_given(const CLI::App& app, const CLI::Option& option) {
  if (option.count() > 0) return true;
  const CLI::Option* word = app.get_option_no_throw("PROMPT");
  return name_of(option) == "prompt" && word != nullptr && word->count() > 0;
}

// ---- Reading ----

std::string read_text(const std::string& file) {
  try {
    return read_text_file(file);
  } catch (const std::system_error& error) {
    throw UsageError(error.code() == std::errc::is_a_directory
                         ? fmt::format("{}: a folder, a file of settings expected", file)
                         : error.what());
  }
}

[[noreturn]] void fail_at(const std::string& file, const toml::source_region& place,
                          const std::string& text) {
  throw UsageError(fmt::format("{}:{}: {}", file, place.begin.line, text));
}

// A value as the command line would have it; empty where a flag cannot have such a value.
std::string text_of(const toml::node& value) {
  if (const auto* text = value.as_string()) return text->get();
  if (const auto* number = value.as_integer()) return std::to_string(number->get());
  if (const auto* number = value.as_floating_point()) return fmt::format("{}", number->get());
  if (const auto* yes = value.as_boolean()) return yes->get() ? "true" : "false";
  return "";
}

bool is_value(const toml::node& node) {
  return node.is_string() || node.is_number() || node.is_boolean();
}

void read_setting(CLI::App& app, const std::string& file, const std::string& name,
                  const toml::node& node) {
  if (node.is_table() || node.is_array_of_tables()) {
    fail_at(file, node.source(),
            fmt::format("[{}]: a table; settings stand outside of such", name));
  }
  const std::vector<const CLI::Option*> options = std::as_const(app).get_options();
  const auto known = std::find_if(options.begin(), options.end(), [&](const CLI::Option* option) {
    return is_setting(*option) && name_of(*option) == name;
  });
  if (known == options.end()) {
    std::vector<std::string> names;
    for (const CLI::Option* option : options) {
      if (is_setting(*option)) names.push_back(name_of(*option));
    }
    fail_at(file, node.source(), unknown_setting(name, names, "clipdraw --print-config"));
  }
  CLI::Option* option = app.get_option("--" + name);
  std::vector<const toml::node*> values{&node};
  if (const toml::array* several = node.as_array()) {
    if (!takes_several(*option)) {
      fail_at(file, node.source(), fmt::format("{}: an array, one value expected", name));
    }
    values.clear();
    for (const toml::node& value : *several) values.push_back(&value);
  }
  std::vector<std::string> texts;
  for (const toml::node* value : values) {
    if (!is_value(*value) || (is_flag(*option) && !value->is_boolean())) {
      fail_at(file, value->source(),
              fmt::format("{}: {} expected", name,
                          is_flag(*option) ? "true or false" : "a text or a number"));
    }
    texts.push_back(text_of(*value));
  }
  if (texts.empty() || is_given(app, *option)) return;
  try {
    option->add_result(texts);
    option->run_callback();
  } catch (const UsageError& error) {
    fail_at(file, node.source(), error.what());
  } catch (const CLI::ParseError& error) {
    fail_at(file, node.source(), error.what());
  }
}

// ---- Printing ----

std::string quoted(const std::string& text) {
  std::ostringstream out;
  out << toml::toml_formatter{toml::value<std::string>(text),
                              toml::format_flags::allow_unicode_strings};
  if (toml::parse("x = " + out.str())["x"].value<std::string>() != text) {
    throw UsageError("print-config: a value is not UTF-8, which TOML has to be");
  }
  return out.str();
}

// As a number where TOML takes it for one.
std::string number(const std::string& text) {
  try {
    const toml::table table = toml::parse("x = " + text);
    if (table.size() == 1 && table.get("x")->is_number()) return text;
  } catch (const toml::parse_error&) {
    // 18446744073709551615, for one
  }
  return quoted(text);
}

// Ranges have dots, choices have bars; files and words have neither.
bool is_number(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  return type.find("..") != std::string::npos || type == "NUMBER";
}

std::string value_of(const CLI::Option& option, const std::string& text) {
  return is_number(option) ? number(text) : quoted(text);
}

std::string list_of(const std::vector<std::string>& texts) {
  std::vector<std::string> values;
  for (const std::string& text : texts) values.push_back(quoted(text));
  return fmt::format("[{}]", fmt::join(values, ", "));
}

// "cutouts = 12  # 1..1024"; a comment where nothing is set and nothing can be known.
std::string setting_line(const CLI::App& app, const CLI::Option& option,
                         const std::map<std::string, std::string>& defaults) {
  const std::string name = name_of(option);
  const auto line = [&](const char* front, const std::string& value) {
    const std::string type = option.get_type_name();
    const bool limits = type.find("..") != std::string::npos || type.find('|') != std::string::npos;
    return fmt::format("{}{} = {}{}\n", front, name, value, limits ? "  # " + type : "");
  };
  std::vector<std::string> texts = option.results();
  if (name == "prompt" && texts.empty() && is_given(app, option)) {
    texts = app.get_option("PROMPT")->results();
  }
  if (is_flag(option)) return line("", !texts.empty() && option.as<bool>() ? "true" : "false");
  if (takes_several(option)) {
    return texts.empty() ? line("# ", list_of({option.get_type_name()})) : line("", list_of(texts));
  }
  if (!texts.empty()) return line("", value_of(option, texts.back()));
  const auto found = defaults.find(name);
  if (found == defaults.end()) return line("# ", is_number(option) ? "1" : "\"\"");
  return line(kLeftOpen.count(name) > 0 ? "# " : "", value_of(option, found->second));
}

std::string comment(const std::string& text) {
  std::istringstream lines(wrapped(text, kWidth));
  std::string out;
  for (std::string line; std::getline(lines, line);) out += "# " + line + "\n";
  return out;
}

}  // namespace

void read_settings(CLI::App& app, const std::string& file) {
  const std::string text = read_text(file);
  try {
    for (const auto& [key, node] : toml::parse(text)) {
      read_setting(app, file, std::string(key.str()), node);
    }
  } catch (const toml::parse_error& error) {
    fail_at(file, error.source(), std::string(error.description()));
  }
}

std::string print_settings(const CLI::App& app) {
  std::map<std::string, std::string> defaults;
  for (const clipdraw::OptionInfo& row : clipdraw::option_table()) {
    defaults[row.name] = row.default_text;
  }
  defaults["size"] = "WxH";
  std::string out = fmt::format(
      "# Settings of clipdraw {}, for clipdraw --config FILE. What the command line says wins.\n"
      "# A line that begins with # is not set: the models or chance decide, or there is none.\n",
      clipdraw::version());
  for (const std::string& group : app.get_groups()) {
    const auto options = app.get_options([&](const CLI::Option* option) {
      return option->get_group() == group && is_setting(*option);
    });
    if (options.empty()) continue;
    out += fmt::format("\n# ---- {} ----\n", group);
    for (const CLI::Option* option : options) {
      out += "\n" + comment(option->get_description()) + setting_line(app, *option, defaults);
    }
  }
  return out;
}

}  // namespace clipdraw_cli
