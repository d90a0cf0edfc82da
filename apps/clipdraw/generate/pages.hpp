// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// The commands as they are described to the argument parser, as plain text for those who write
// about them: man page and completions.
#pragma once

#include <string>
#include <vector>

namespace clipdraw_cli {

// What a shell can offer for a value or a word.
enum class Offer { nothing, files, folders, models, choices };

struct Flag {
  std::vector<std::string> names;  // "-o", "--output"; the last one is the long one
  std::string value;               // "FILE", "1..1024", "prior|random"; empty: takes none
  std::string help;
  std::string group;
  bool repeats = false;
  Offer offer = Offer::nothing;
  std::vector<std::string> choices;  // of Offer::choices
};

struct Word {
  std::string name;  // "PROMPT"
  bool repeats = false;
  Offer offer = Offer::nothing;
};

struct Page {
  std::string name;  // what is typed after clipdraw: "", "inspect", "models fetch"
  std::string help;
  std::vector<Word> words;
  std::vector<Flag> flags;
  std::string footer;
};

// Drawing first, then every other command.
std::vector<Page> describe_pages();

// The commands that are named by one more word than this one: "fetch" of "models fetch".
std::vector<std::string> names_below(const std::vector<Page>& pages, const std::string& name);

// Each returns a whole file.
std::string man_page(const std::vector<Page>& pages);
std::string bash_completion(const std::vector<Page>& pages);
std::string zsh_completion(const std::vector<Page>& pages);

}  // namespace clipdraw_cli
