// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "suggestion.hpp"

#include <fmt/format.h>

#include "nearest.hpp"

namespace clipdraw_cli {

std::string flag_suggestion(const CLI::App& command, std::string wrong) {
  wrong = wrong.substr(0, wrong.find('='));
  wrong.erase(0, wrong.find_first_not_of('-'));
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    names.insert(names.end(), option->get_lnames().begin(), option->get_lnames().end());
  }
  const std::string best = nearest_name(wrong, names);
  if (!best.empty()) return fmt::format(" Did you mean --{}?", best);
  std::string path = command.get_name();
  for (const CLI::App* above = command.get_parent(); above != nullptr;
       above = above->get_parent()) {
    path = fmt::format("{} {}", above->get_name(), path);
  }
  return fmt::format(" See {} --help.", path);
}

std::string unknown_setting(const std::string& wrong, const std::vector<std::string>& names,
                            const std::string& help) {
  const std::string best = nearest_name(wrong, names);
  return fmt::format(
      "{}: no such setting.{}", wrong,
      best.empty() ? fmt::format(" See {}.", help) : fmt::format(" Did you mean {}?", best));
}

}  // namespace clipdraw_cli
