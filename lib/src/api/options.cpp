// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// clipdraw.h: options.
#include "types/options.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "api/guard.hpp"
#include "api/options_handle.hpp"
#include "clipdraw/clipdraw.h"

using namespace clipdraw;

namespace {

static_assert(static_cast<int>(OptionType::integer) == 0 &&
              static_cast<int>(OptionType::real) == 1 && static_cast<int>(OptionType::seed) == 2 &&
              static_cast<int>(OptionType::size) == 3 && static_cast<int>(OptionType::choice) == 4);

// The choices of each row joined by '|', alive for as long as the library.
const std::string& joined_choices(size_t index) {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> texts;
    for (const OptionInfo& info : Options::table()) {
      texts.push_back(fmt::format("{}", fmt::join(info.choices, "|")));
    }
    return texts;
  }();
  return all[index];
}

}  // namespace

size_t clipdraw_option_count(void) {
  size_t count = 0;
  (void)guard([&] { count = Options::table().size(); });
  return count;
}

clipdraw_status clipdraw_option_get_info(size_t index, clipdraw_option_info* out_info) {
  return guard([&] {
    check_struct(out_info, "out_info");
    const auto& table = Options::table();
    if (index >= table.size()) {
      fail(Status::invalid_argument, "index = {}: there are {} options", index, table.size());
    }
    const OptionInfo& row = table[index];
    clipdraw_option_info info{};
    info.name = row.name.c_str();
    info.type = static_cast<clipdraw_option_type>(row.type);
    info.minimum = row.minimum;
    info.maximum = row.maximum;
    info.unit = row.unit.c_str();
    info.default_text = row.default_text.c_str();
    info.choices = joined_choices(index).c_str();
    info.stage = row.stage.c_str();
    info.help = row.help.c_str();
    write_struct(out_info, info);
  });
}

clipdraw_status clipdraw_options_set(clipdraw_options* options, const char* name,
                                     const char* value) {
  return guard([&] {
    require(options, "options");
    require(name, "name");
    require(value, "value");
    options->options.set(name, value);
  });
}

clipdraw_status clipdraw_options_get(const clipdraw_options* options, const char* name,
                                     char* out_text, size_t capacity, size_t* out_length) {
  return guard([&] {
    require(options, "options");
    require(name, "name");
    write_text(options->options.get(name), out_text, capacity, out_length);
  });
}

clipdraw_status clipdraw_options_check(const clipdraw_options* options) {
  return guard([&] {
    require(options, "options");
    options->options.check();
  });
}

void clipdraw_options_free(clipdraw_options* options) { delete options; }
