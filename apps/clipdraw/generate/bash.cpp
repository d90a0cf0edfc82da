// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "generate/pages.hpp"

namespace clipdraw_cli {
namespace {

constexpr const char* kHead =
    R"(# bash completion for clipdraw. Generated from the command's own descriptions.

_clipdraw_files() {
  compopt -o filenames 2> /dev/null
  mapfile -t COMPREPLY < <(compgen "$1" -- "$word")
}

_clipdraw_words() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$word"); }

# Words beside what is offered already.
_clipdraw_more() { mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -W "$1" -- "$word"); }

# Published models by their names, which stand below the table's head; with "files", files as well.
_clipdraw_models() {
  local names
  names=$("${COMP_WORDS[0]}" models list 2> /dev/null | awk 'NR > 1 { print $1 }')
  [[ $1 != files ]] || compopt -o filenames 2> /dev/null
  mapfile -t COMPREPLY < <(
    compgen -W "$names" -- "$word"
    [[ $1 != files ]] || compgen -f -- "$word"
  )
}

_clipdraw() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command=
  COMPREPLY=()
  # "--start=prior" comes as three words.
  if [[ $word == = ]]; then
    word=
  elif [[ $before == = ]]; then
    before=${COMP_WORDS[COMP_CWORD - 2]}
  fi
)";

constexpr const char* kTail = R"(}

complete -F _clipdraw clipdraw
)";

// What fills COMPREPLY.
std::string action(Offer offer, const std::vector<std::string>& choices) {
  switch (offer) {
    case Offer::files: return "_clipdraw_files -f";
    case Offer::folders: return "_clipdraw_files -d";
    case Offer::models: return "_clipdraw_models";
    case Offer::choices: return fmt::format("_clipdraw_words '{}'", fmt::join(choices, " "));
    case Offer::nothing: break;
  }
  return ":";
}

// Recognises the command by the first words.
std::string recognition(const std::vector<Page>& pages) {
  std::vector<std::string> pairs;
  for (const Page& page : pages) {
    if (page.name.find(' ') != std::string::npos) {
      pairs.push_back(fmt::format("'{}') command='{}' ;;", page.name, page.name));
    }
  }
  return fmt::format(
      "  local names='{}'\n"
      "  if ((COMP_CWORD > 1)) && [[ \" $names \" == *\" ${{COMP_WORDS[1]}} \"* ]]; then\n"
      "    command=${{COMP_WORDS[1]}}\n"
      "    if ((COMP_CWORD > 2)); then\n"
      "      case \"$command ${{COMP_WORDS[2]}}\" in\n"
      "        {}\n"
      "      esac\n"
      "    fi\n"
      "  fi\n",
      fmt::join(names_below(pages, ""), " "), fmt::join(pairs, "\n        "));
}

// A value behind its flag.
std::string values(const std::vector<Page>& pages) {
  std::string out = "  case \"$command $before\" in\n";
  for (const Page& page : pages) {
    for (const Flag& flag : page.flags) {
      if (flag.value.empty()) continue;
      std::vector<std::string> patterns;
      for (const std::string& name : flag.names) {
        patterns.push_back(fmt::format("'{} {}'", page.name, name));
      }
      out += fmt::format("    {}) {}{}; return ;;\n", fmt::join(patterns, " | "),
                         action(flag.offer, flag.choices),
                         flag.offer == Offer::models ? " files" : "");
    }
  }
  return out + "  esac\n";
}

// Flags, and words that stand alone.
std::string words(const std::vector<Page>& pages) {
  std::string out = "  case $command in\n";
  for (const Page& page : pages) {
    std::vector<std::string> names;
    for (const Flag& flag : page.flags) {
      names.insert(names.end(), flag.names.begin(), flag.names.end());
    }
    std::string alone = page.words.empty() ? "" : action(page.words.front().offer, {});
    const std::vector<std::string> below = names_below(pages, page.name);
    if (!below.empty()) {
      alone +=
          fmt::format("{}((COMP_CWORD == {})) && _clipdraw_more '{}'", alone.empty() ? "" : "; ",
                      page.name.empty() ? 1 : 2, fmt::join(below, " "));
    }
    if (alone.empty()) alone = ":";
    out +=
        fmt::format("    '{}') if [[ $word == -* ]]; then _clipdraw_words '{}'; else {}; fi ;;\n",
                    page.name, fmt::join(names, " "), alone);
  }
  return out + "  esac\n";
}

}  // namespace

std::string bash_completion(const std::vector<Page>& pages) {
  return kHead + recognition(pages) + values(pages) + words(pages) + kTail;
}

}  // namespace clipdraw_cli
