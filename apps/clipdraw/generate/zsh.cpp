// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "generate/pages.hpp"

namespace clipdraw_cli {
namespace {

constexpr const char* kHead = R"zsh(#compdef clipdraw
# zsh completion for clipdraw. Generated from the command's own descriptions.

# Published models by their names, which stand below the table's head.
_clipdraw_models() {
  local -a names
  names=(${(f)"$(clipdraw models list 2> /dev/null | awk 'NR > 1 { print $1 }')"})
  _describe model names
}

_clipdraw_models_and_files() {
  _alternative 'names:model:_clipdraw_models' 'files:file:_files'
}

)zsh";

constexpr const char* kTail = R"(
_clipdraw "$@"
)";

// Text inside of '...' in a specification of _arguments.
std::string quoted(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
      out += c;
    }
  }
  return out;
}

std::string action(Offer offer, const std::vector<std::string>& choices) {
  switch (offer) {
    case Offer::files: return "_files";
    case Offer::folders: return "_files -/";
    case Offer::models: return "_clipdraw_models";
    case Offer::choices: return fmt::format("({})", fmt::join(choices, " "));
    case Offer::nothing: break;
  }
  return " ";
}

// One flag: '(-o --output)'{-o,--output=}'[help]:FILE:_files'
std::string specification(const Flag& flag) {
  std::vector<std::string> names = flag.names;
  std::string value;
  if (!flag.value.empty()) {
    names.back() += '=';
    value = fmt::format(":{}:{}", quoted(flag.value),
                        flag.offer == Offer::models ? "_clipdraw_models_and_files"
                                                    : action(flag.offer, flag.choices));
  }
  const std::string rest = fmt::format("[{}]{}", quoted(flag.help), value);
  if (flag.repeats) return fmt::format("'*{}{}'", names.back(), rest);
  if (names.size() == 1) return fmt::format("'{}{}'", names.back(), rest);
  return fmt::format("'({})'{{{}}}'{}'", fmt::join(flag.names, " "), fmt::join(names, ","), rest);
}

// "inspect" -> "_clipdraw_inspect"
std::string function_of(const Page& page) {
  std::string name = "_clipdraw_" + (page.name.empty() ? "draw" : page.name);
  for (char& c : name) {
    if (c == ' ' || c == '-') c = '_';
  }
  return name == "_clipdraw_models" ? "_clipdraw_models_command" : name;
}

// "_clipdraw_commands", "_clipdraw_commands_of_models"
std::string function_below(const std::string& name) {
  return "_clipdraw_commands" + (name.empty() ? "" : "_of_" + name);
}

// A function that offers the commands below a name, each with its help.
std::string offering(const std::vector<Page>& pages, const std::string& name) {
  std::string out = fmt::format("{}() {{\n  local -a names\n  names=(\n", function_below(name));
  for (const std::string& rest : names_below(pages, name)) {
    const std::string whole = name.empty() ? rest : name + " " + rest;
    const auto page = std::find_if(pages.begin(), pages.end(),
                                   [&](const Page& one) { return one.name == whole; });
    out += fmt::format("    '{}:{}'\n", rest, quoted(page->help));
  }
  return out + "  )\n  _describe command names\n}\n\n";
}

std::string arguments(const std::vector<Page>& pages, const Page& page) {
  std::string out = "  _arguments -s -S";
  for (const Flag& flag : page.flags) out += " \\\n    " + specification(flag);
  const std::string commands = function_below(page.name);
  if (page.name.empty()) {
    out += fmt::format(" \\\n    '1:prompt or command:{}'", commands);
  } else if (names_below(pages, page.name).empty()) {
    for (const Word& word : page.words) {
      out += fmt::format(" \\\n    '{}:{}:{}'", word.repeats ? "*" : "", quoted(word.name),
                         action(word.offer, {}));
    }
  } else if (page.words.empty()) {
    out += fmt::format(" \\\n    '1:command:{}'", commands);
  } else {
    const Word& word = page.words.front();
    out += fmt::format(
        " \\\n    '1:{0}:_alternative \"commands\\:command\\:{1}\" \"words\\:{0}\\:{2}\"'",
        quoted(word.name), commands, action(word.offer, {}));
  }
  return out + "\n";
}

// Chooses by the first words, which are then taken away.
std::string dispatch(const std::vector<Page>& pages) {
  std::string out = "_clipdraw() {\n";
  for (const bool of_models : {true, false}) {
    const int words = of_models ? 2 : 1;
    out += fmt::format("  if ((CURRENT > {})); then\n    case {} in\n", words + 1,
                       of_models ? "\"$words[2] $words[3]\"" : "\"$words[2]\"");
    for (const Page& page : pages) {
      if (page.name.empty() || (page.name.find(' ') != std::string::npos) != of_models) continue;
      out += fmt::format("      '{0}') shift {1} words; ((CURRENT -= {1})); {2}; return ;;\n",
                         page.name, words, function_of(page));
    }
    out += "    esac\n  fi\n";
  }
  return out + "  _clipdraw_draw\n}\n";
}

}  // namespace

std::string zsh_completion(const std::vector<Page>& pages) {
  std::string out = kHead;
  for (const Page& page : pages) {
    if (!names_below(pages, page.name).empty()) out += offering(pages, page.name);
  }
  for (const Page& page : pages) {
    out += fmt::format("{}() {{\n{}}}\n\n", function_of(page), arguments(pages, page));
  }
  return out + dispatch(pages) + kTail;
}

}  // namespace clipdraw_cli
