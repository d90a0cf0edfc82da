// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "types/options.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <type_traits>

#include <fmt/format.h>

#include "base/edit_distance.hpp"
#include "base/error.hpp"
#include "types/option_table.hpp"

namespace clipdraw {

namespace {

// How many edits away a name may be to be suggested.
constexpr size_t kNearEdits = 3;

// What draft and best take of what is usual. docs/evaluation.md has what that costs and gives.
struct Share {
  double draft;
  double best;
};
constexpr Share kSteps{0.27, 2};
constexpr Share kCutouts{0.67, 2.67};
// The nearest of more candidates, or of better sampled ones, pleases the guide and no judge.
constexpr Share kCandidates{0.25, 1};
constexpr Share kPriorSteps{0.5, 1};
constexpr double kDraftCoarse = 1;

// How much of a text that the user gave an error message repeats.
constexpr size_t kShownLetters = 80;

std::string quoted(const std::string& text) {
  return "\"" + (text.size() > kShownLetters ? text.substr(0, kShownLetters) + "..." : text) + "\"";
}

[[noreturn]] void reject(const OptionInfo& info, const std::string& text,
                         const std::string& wanted) {
  fail(Status::invalid_argument, "{} = {}: must be {}", info.name, quoted(text), wanted);
}

std::string range_text(const OptionInfo& info, const char* noun) {
  return fmt::format("{} from {} to {}", noun, info.minimum, info.maximum);
}

// Reads all of text as one number. Returns false when something is left over or it does not fit.
template <typename Number>
bool read_number(const std::string& text, Number* number) {
  const char* first = text.data();
  const char* last = first + text.size();
  const auto [end, error] = std::from_chars(first, last, *number);
  return error == std::errc() && end == last && first != last;
}

bool within(const OptionInfo& info, double value) {
  return std::isfinite(value) && value >= info.minimum && value <= info.maximum;
}

int parse_integer(const OptionInfo& info, const std::string& text) {
  int value = 0;
  if (!read_number(text, &value) || !within(info, value)) {
    reject(info, text, range_text(info, "an integer"));
  }
  return value;
}

double parse_real(const OptionInfo& info, const std::string& text) {
  double value = 0;
  if (!read_number(text, &value) || !within(info, value)) {
    reject(info, text, range_text(info, "a number"));
  }
  return value;
}

uint64_t parse_seed(const OptionInfo& info, const std::string& text) {
  uint64_t value = 0;
  if (!read_number(text, &value)) {
    reject(info, text, "an integer from 0 to 18446744073709551615");
  }
  return value;
}

ImageSize parse_size(const OptionInfo& info, const std::string& text) {
  ImageSize size;
  const size_t cross = text.find_first_of("xX");
  const bool square = cross == std::string::npos;
  const bool read = read_number(text.substr(0, cross), &size.width) &&
                    read_number(square ? text : text.substr(cross + 1), &size.height);
  const bool native = !square && size.width == 0 && size.height == 0;
  if (!read || !(native || (within(info, size.width) && within(info, size.height)))) {
    reject(info, text,
           fmt::format("WxH, for example 256x192, or the side of a square, with each side {}",
                       range_text(info, "an integer")));
  }
  return size;
}

size_t parse_choice(const OptionInfo& info, const std::string& text) {
  const auto found = std::find(info.choices.begin(), info.choices.end(), text);
  if (found == info.choices.end()) {
    reject(info, text, fmt::format("one of {}", fmt::join(info.choices, ", ")));
  }
  return static_cast<size_t>(found - info.choices.begin());
}

void assign(Options& options, const OptionEntry& entry, const std::string& text) {
  std::visit(
      [&](auto member) {
        using Field = std::decay_t<decltype(options.*member)>;
        if constexpr (std::is_same_v<Field, int>) {
          options.*member = parse_integer(entry.info, text);
        } else if constexpr (std::is_same_v<Field, double>) {
          options.*member = parse_real(entry.info, text);
        } else if constexpr (std::is_same_v<Field, uint64_t>) {
          options.*member = parse_seed(entry.info, text);
        } else if constexpr (std::is_same_v<Field, ImageSize>) {
          options.*member = parse_size(entry.info, text);
        } else {
          options.*member = static_cast<Field>(parse_choice(entry.info, text));
        }
      },
      entry.field);
}

std::string as_text(const Options& options, const OptionEntry& entry) {
  return std::visit(
      [&](auto member) -> std::string {
        using Field = std::decay_t<decltype(options.*member)>;
        const Field& value = options.*member;
        if constexpr (std::is_same_v<Field, ImageSize>) {
          return fmt::format("{}x{}", value.width, value.height);
        } else if constexpr (std::is_enum_v<Field>) {
          const auto index = static_cast<size_t>(value);
          return index < entry.info.choices.size() ? entry.info.choices[index]
                                                   : fmt::format("{}", index);
        } else {
          return fmt::format("{}", value);
        }
      },
      entry.field);
}

const OptionEntry& find_entry(const std::string& name) {
  for (const OptionEntry& entry : option_entries()) {
    if (entry.info.name == name) return entry;
  }
  const std::string near = nearest_option(name);
  fail(Status::invalid_argument, "{}: no such option{}", quoted(name),
       near.empty() ? std::string() : fmt::format("; did you mean {}?", quoted(near)));
}

}  // namespace

const char* option_type_name(OptionType type) {
  switch (type) {
    case OptionType::integer: return "integer";
    case OptionType::real: return "real";
    case OptionType::seed: return "seed";
    case OptionType::size: return "size";
    case OptionType::choice: return "choice";
  }
  return "unknown";
}

Options::Options() {
  for (const OptionEntry& entry : option_entries()) assign(*this, entry, entry.info.default_text);
  usual_steps_ = steps;
  usual_cutouts_ = cutouts;
}

void Options::set(const std::string& name, const std::string& text) {
  assign(*this, find_entry(name), text);
  given_.insert(name);
  if (name == "quality") follow_quality();
}

void Options::suggest(int steps_of_model, int cutouts_of_model) {
  usual_steps_ = steps_of_model;
  usual_cutouts_ = cutouts_of_model;
  follow_quality();
}

void Options::follow_quality() {
  static const Options usual;
  const auto take = [&](const char* name, int& field, int normal, const Share& share) {
    if (given_.count(name) != 0) return;
    const double factor = quality == Quality::draft  ? share.draft
                          : quality == Quality::best ? share.best
                                                     : 1.0;
    field = std::max(std::min(normal, 1), static_cast<int>(std::lround(normal * factor)));
  };
  take("steps", steps, usual_steps_, kSteps);
  take("cutouts", cutouts, usual_cutouts_, kCutouts);
  take("candidates", candidates, usual.candidates, kCandidates);
  take("prior-steps", prior_steps, usual.prior_steps, kPriorSteps);
  if (given_.count("coarse") == 0) coarse = quality == Quality::draft ? kDraftCoarse : usual.coarse;
}

std::string Options::get(const std::string& name) const { return as_text(*this, find_entry(name)); }

void Options::check() const {
  Options copy;
  for (const OptionEntry& entry : option_entries()) assign(copy, entry, as_text(*this, entry));
}

const std::vector<OptionInfo>& Options::table() {
  static const std::vector<OptionInfo> infos = [] {
    std::vector<OptionInfo> rows;
    for (const OptionEntry& entry : option_entries()) rows.push_back(entry.info);
    return rows;
  }();
  return infos;
}

std::string nearest_option(const std::string& name) {
  // A long unknown name is cut: it is near to nothing, and the table must not grow with it.
  constexpr size_t kLongest = 64;
  std::string wanted = name.substr(0, kLongest);
  std::replace(wanted.begin(), wanted.end(), '_', '-');
  std::string best;
  size_t best_edits = kNearEdits + 1;
  for (const OptionEntry& entry : option_entries()) {
    const std::string& candidate = entry.info.name;
    const size_t edits = edit_distance(wanted, candidate);
    if (edits < best_edits && edits < std::max(candidate.size(), wanted.size())) {
      best = candidate;
      best_edits = edits;
    }
  }
  return best;
}

}  // namespace clipdraw
