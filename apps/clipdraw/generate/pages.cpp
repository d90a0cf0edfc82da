// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "generate/pages.hpp"

#include <CLI/CLI.hpp>
#include <set>

#include "command_line.hpp"
#ifdef CLIPDRAW_MODELS_COMMAND
#include "models/command_line.hpp"
#endif

namespace clipdraw_cli {
namespace {

// Flags that take a model by its name, too.
const std::set<std::string> kModelFlags = {"--clip", "--generator", "--vocabulary"};

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, at);) parts.push_back(part);
  return parts;
}

bool begins_with(const std::string& text, const std::string& start) {
  return text.compare(0, start.size(), start) == 0;
}

// What a shell can offer where the help calls a value or a word by this name.
Offer offer_for(const std::string& name) {
  if (name.find('|') != std::string::npos) return Offer::choices;
  if (name == "DIR") return Offer::folders;
  for (const char* file : {"FILE", "IMAGE", "SOURCE", "TARGET", "JOBS"}) {
    if (begins_with(name, file)) return Offer::files;
  }
  return Offer::nothing;
}

Flag describe_flag(const CLI::Option& option) {
  Flag flag;
  for (const std::string& name : option.get_snames()) flag.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) flag.names.push_back("--" + name);
  flag.help = option.get_description();
  flag.group = option.get_group();
  if (option.get_items_expected_max() == 0) return flag;
  flag.value = option.get_type_name();
  flag.repeats = option.get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll;
  flag.offer = kModelFlags.count(flag.names.back()) > 0 ? Offer::models : offer_for(flag.value);
  if (flag.offer == Offer::choices) flag.choices = split(flag.value, '|');
  return flag;
}

Page describe_page(const CLI::App& app, const std::string& name) {
  Page page;
  page.name = name;
  page.help = app.get_description();
  page.footer = app.get_footer();
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_positional()) {
      const std::string word = option->get_name(true, false);
      const bool repeats = option->get_items_expected_max() > 1;
      // `clipdraw models` calls them by their names.
      const bool model = begins_with(name, "models") && word == "NAME";
      page.words.push_back({word, repeats, model ? Offer::models : offer_for(word)});
    } else if (!option->get_group().empty()) {  // those without are for tests
      page.flags.push_back(describe_flag(*option));
    }
  }
  return page;
}

}  // namespace

std::vector<Page> describe_pages() {
  std::vector<Page> pages;
  Arguments arguments;
  CLI::App draw(kDrawHelp, "clipdraw");
  describe_draw(draw, arguments);
  pages.push_back(describe_page(draw, ""));
  for (const SubCommand& command : commands()) {
    CLI::App app(command.help, std::string("clipdraw ") + command.name);
    command.describe(app, arguments);
    pages.push_back(describe_page(app, command.name));
  }
#ifdef CLIPDRAW_MODELS_COMMAND
  clipdraw_models::Arguments models_arguments;
  CLI::App models(clipdraw_models::kModelsHelp, "clipdraw models");
  clipdraw_models::describe_models(models, models_arguments);
  pages.push_back(describe_page(models, "models"));
  for (const CLI::App* command : models.get_subcommands(nullptr)) {
    pages.push_back(describe_page(*command, "models " + command->get_name()));
  }
#endif
  return pages;
}

std::vector<std::string> names_below(const std::vector<Page>& pages, const std::string& name) {
  const std::string above = name.empty() ? "" : name + " ";
  std::vector<std::string> names;
  for (const Page& page : pages) {
    if (!begins_with(page.name, above)) continue;
    const std::string rest = page.name.substr(above.size());
    if (!rest.empty() && rest.find(' ') == std::string::npos) names.push_back(rest);
  }
  return names;
}

}  // namespace clipdraw_cli
