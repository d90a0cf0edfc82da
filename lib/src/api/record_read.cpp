// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>
#include <map>
#include <vector>

#include "api/json.hpp"
#include "api/record.hpp"
#include "api/record_models.hpp"
#include "base/error.hpp"
#include "clipdraw/clipdraw.h"
#include "session/embed.hpp"

namespace clipdraw {
namespace {

constexpr float kNoStop = -std::numeric_limits<float>::infinity();
constexpr int kMostPixels = 16384;  // along a side of any picture
constexpr std::array kKnown = {
    "software", "version",   "prompt",  "prompts",        "earlier_prompts", "start_image", "seed",
    "width",    "height",    "options", "models",         "weights",         "threads",     "group",
    "plan",     "steps_run", "outcome", "first_distance", "last_distance"};

template <typename... Args>
[[noreturn]] void refuse(fmt::format_string<Args...> format, Args&&... args) {
  fail(Status::invalid_argument, "record: {}", fmt::format(format, std::forward<Args>(args)...));
}

const Json& at(const Json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end()) refuse("{} is missing", key);
  return *found;
}

std::string text_at(const Json& object, const char* key) {
  const Json& value = at(object, key);
  if (!value.is_string()) refuse("{} = {}, must be text", key, value.dump());
  return value.get<std::string>();
}

int whole_at(const Json& object, const char* key, int low, int high) {
  const Json& value = at(object, key);
  const bool fits = value.is_number_integer() &&
                    (!value.is_number_unsigned() || value.get<uint64_t>() <= INT32_MAX) &&
                    value.get<int64_t>() >= low && value.get<int64_t>() <= high;
  if (!fits) refuse("{} = {}, must be an integer from {} to {}", key, value.dump(), low, high);
  return value.get<int>();
}

float real(const Json& value, const char* key) {
  const float number = value.is_number() ? static_cast<float>(value.get<double>()) : NAN;
  if (!std::isfinite(number)) refuse("{} = {}, must be a number", key, value.dump());
  return number;
}

const Json& list_at(const Json& object, const char* key) {
  const Json& value = at(object, key);
  if (!value.is_array()) refuse("{} must be a list", key);
  return value;
}

const Json& object_at(const Json& object, const char* key) {
  const Json& value = at(object, key);
  if (!value.is_object()) refuse("{} must be an object", key);
  return value;
}

PictureId picture_at(const Json& object, const char* key) {
  const Json& value = object_at(object, key);
  PictureId id;
  id.sha256 = text_at(value, "sha256");
  if (id.sha256.size() != 64 ||
      id.sha256.find_first_not_of("0123456789abcdef") != std::string::npos) {
    refuse("{}: sha256 = {}, must be 64 hexadecimal digits", key, value["sha256"].dump());
  }
  id.width = whole_at(value, "width", 1, kMostPixels);
  id.height = whole_at(value, "height", 1, kMostPixels);
  return id;
}

Prompt prompt_of(const Model& model, const Json& row) {
  if (!row.is_object()) refuse("a prompt is {}, must be an object", row.dump());
  const float weight = real(at(row, "weight"), "weight");
  const Json& no_stop = at(row, "stop");
  const float stop = no_stop.is_null() ? kNoStop : real(no_stop, "stop");
  const size_t kinds = row.count("text") + row.count("image") + row.count("embedding");
  if (kinds != 1) refuse("a prompt has {} of text, image and embedding, must have one", kinds);
  if (row.contains("embedding")) {
    std::vector<float> values;
    for (const Json& value : list_at(row, "embedding")) values.push_back(real(value, "embedding"));
    return embedding_prompt(model, values.data(), values.size(), weight, stop);
  }
  Prompt prompt;
  prompt.weight = weight;
  prompt.stop = stop;
  if (row.contains("image")) {
    prompt.kind = PromptKind::image;
    prompt.picture = picture_at(row, "image");
  } else {
    prompt.text = text_at(row, "text");
  }
  return prompt;
}

std::vector<Prompt> prompts_at(const Model& model, const Json& object) {
  std::vector<Prompt> prompts;
  for (const Json& row : list_at(object, "prompts")) prompts.push_back(prompt_of(model, row));
  return prompts;
}

// older: an option that is not there came later, and its default is what was done before.
Options options_of(const Json& record, bool older) {
  const Json& values = object_at(record, "options");
  Options options;
  for (const OptionInfo& row : Options::table()) {
    if (!values.contains(row.name) && !older) refuse("option {} is missing", row.name);
  }
  for (const auto& [name, value] : values.items()) {
    if (!value.is_string() && !value.is_number()) refuse("option {} = {}", name, value.dump());
    options.set(name, value.is_string() ? value.get<std::string>() : value.dump());
  }
  // What stands in two places has to be the same.
  const auto agree = [&](const char* key, const Json& option) {
    if (at(record, key) != option) {
      refuse("{} = {}, its options say {}", key, record[key].dump(), option.dump());
    }
  };
  agree("seed", options.seed);
  agree("width", options.size.width);
  agree("height", options.size.height);
  agree("threads", options.threads);
  return options;
}

std::optional<GroupPlace> group_of(const Json& record) {
  if (!record.contains("group")) return std::nullopt;
  const Json& group = object_at(record, "group");
  GroupPlace found;
  found.size = whole_at(group, "size", 2, kLargestGroup);
  found.place = whole_at(group, "place", 0, found.size - 1);
  return found;
}

std::optional<MemoryPlan> plan_of(const Json& record) {
  if (!record.contains("plan")) return std::nullopt;
  const Json& plan = object_at(record, "plan");
  MemoryPlan found;
  found.views_at_once = whole_at(plan, "views_at_once", 1, kViewsTogether);
  const std::string name = text_at(plan, "recompute");
  for (const Recompute recompute : {Recompute::none, Recompute::blocks, Recompute::deep}) {
    found.recompute = recompute;
    if (name == recompute_name(recompute)) return found;
  }
  refuse("plan: recompute = \"{}\"", name);
}

Outcome outcome_of(const Json& record) {
  const std::string name = text_at(record, "outcome");
  for (clipdraw_outcome outcome = CLIPDRAW_NOT_RUN; outcome <= CLIPDRAW_FAILED; ++outcome) {
    if (name == clipdraw_outcome_name(outcome)) return static_cast<Outcome>(outcome);
  }
  refuse("outcome = \"{}\"", name);
}

std::map<std::string, std::string> hashes_of(const Json& record) {
  std::map<std::string, std::string> hashes;
  const Json& weights = object_at(record, "weights");
  for (const auto& [name, hash] : weights.items()) hashes[name] = text_at(weights, name.c_str());
  return hashes;
}

RecordedSession read(const Model& model, const Json& record, bool older) {
  RecordedSession session;
  session.typed = text_at(record, "prompt");
  session.options = options_of(record, older);
  check_models(model, session.options.start == Start::prior, object_at(record, "models"),
               hashes_of(record));
  Replay& replay = session.replay;
  replay.prompts = prompts_at(model, record);
  if (record.contains("earlier_prompts")) {
    for (const Json& set : list_at(record, "earlier_prompts")) {
      if (!set.is_object()) refuse("earlier_prompts has {}, must be an object", set.dump());
      const int until = whole_at(set, "until_step", 0, session.options.steps);
      replay.earlier.push_back({until, prompts_at(model, set)});
    }
  }
  if (record.contains("start_image")) replay.start_picture = picture_at(record, "start_image");
  replay.group = group_of(record);
  replay.plan = plan_of(record);
  replay.steps_run = whole_at(record, "steps_run", 0, session.options.steps);
  replay.outcome = outcome_of(record);
  replay.check(model, session.options);
  if (replay.steps_run > 0 && replay.prompts_after(0).empty()) refuse("steps, and no prompts");
  return session;
}

// "1.2.3" as 10203, the number that clipdraw_version() has.
uint32_t version_of(const Json& record) {
  const std::string text = text_at(record, "version");
  unsigned major = 0;
  unsigned minor = 0;
  unsigned patch = 0;
  char rest = 0;
  if (std::sscanf(text.c_str(), "%3u.%2u.%2u%c", &major, &minor, &patch, &rest) != 3) {
    refuse("version = \"{}\"", text);
  }
  return 10000 * major + 100 * minor + patch;
}

}  // namespace

RecordedSession read_session_record(const Model& model, const std::string& text) {
  const std::optional<Json> record = parse_object(text);
  if (!record || !record->contains("software") || record->at("software") != "clipdraw") {
    fail(Status::unsupported, "record: not one of clipdraw's");
  }
  const uint32_t version = version_of(*record);
  try {
    if (version > CLIPDRAW_VERSION) {
      for (const auto& [key, value] : record->items()) {
        if (std::find(kKnown.begin(), kKnown.end(), key) == kKnown.end()) refuse("unknown {}", key);
      }
    }
    RecordedSession session = read(model, *record, version < CLIPDRAW_VERSION);
    if (version != CLIPDRAW_VERSION) {
      model.log(LogLevel::warning,
                fmt::format("record: drawn by version {}, this is {}; the picture may be another",
                            text_at(*record, "version"), CLIPDRAW_VERSION_STRING));
    }
    return session;
  } catch (const Error& error) {
    if (version <= CLIPDRAW_VERSION || error.status() != Status::invalid_argument) throw;
    fail(Status::unsupported, "{}; it is of version {}, this is {}", error.what(),
         text_at(*record, "version"), CLIPDRAW_VERSION_STRING);
  }
}

}  // namespace clipdraw
