// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <optional>

#include "batch/job.hpp"
#include "terminal.hpp"

namespace clipdraw_cli {
namespace {

std::optional<std::size_t> number_of(const std::string& text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Shard parse_shard(const std::string& text) {
  const std::size_t slash = std::min(text.find('/'), text.size());
  const auto index = number_of(text.substr(0, slash));
  const auto count = number_of(text.substr(std::min(slash + 1, text.size())));
  if (!index || !count || *index < 1 || *index > *count) {
    throw UsageError(fmt::format(
        "--shard = \"{}\": I/N expected, the I-th of N parts: 1/8 to 8/8 of eight", text));
  }
  return {*index - 1, *count};
}

// A number among Slurm's variables of a job array; otherwise where it is not set.
std::size_t array_number(const std::string& name, std::optional<std::size_t> otherwise) {
  const std::string variable = "SLURM_ARRAY_TASK_" + name;
  const char* text = std::getenv(variable.c_str());
  const auto number = text == nullptr ? otherwise : number_of(text);
  if (!number) {
    throw UsageError(fmt::format("{} {}: a whole number expected; name the part with --shard I/N",
                                 variable,
                                 text == nullptr ? "is not set" : fmt::format("= \"{}\"", text)));
  }
  return *number;
}

Shard array_shard() {
  const std::size_t id = array_number("ID", std::nullopt);
  const std::size_t first = array_number("MIN", std::nullopt);
  const std::size_t last = array_number("MAX", std::nullopt);
  const std::size_t step = array_number("STEP", 1);
  const bool sound = step > 0 && first <= id && id <= last && (id - first) % step == 0;
  const std::size_t whole = sound ? (last - first) / step + 1 : 0;
  const std::size_t count = array_number("COUNT", whole);
  if (!sound || count != whole) {
    throw UsageError(
        fmt::format("Slurm's job array has gaps (task {} of {}..{} in steps of {}, {} tasks); name "
                    "the part with --shard I/N",
                    id, first, last, step, count));
  }
  return {(id - first) / step, count};
}

}  // namespace

Shard find_shard(const Arguments& arguments) {
  if (!arguments.shard.empty()) return parse_shard(arguments.shard);
  if (std::getenv("SLURM_ARRAY_TASK_ID") == nullptr) return {};
  const Shard shard = array_shard();
  if (!arguments.quiet) {
    print_error(
        fmt::format("shard {}/{}, as Slurm's job array says", shard.index + 1, shard.count));
  }
  return shard;
}

}  // namespace clipdraw_cli
