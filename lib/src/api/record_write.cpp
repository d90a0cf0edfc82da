// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cmath>

#include "api/json.hpp"
#include "api/record.hpp"
#include "api/record_models.hpp"
#include "clipdraw/clipdraw.h"

namespace clipdraw {
namespace {

// A number as JSON, null where JSON has no such number.
Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

// A float as the shortest text that means the same float: 1.1, not 1.10000002384186.
Json number(float value) {
  if (!std::isfinite(value)) return nullptr;
  Json shortest = Json::parse(fmt::format("{}", value));
  return static_cast<float>(shortest.get<double>()) == value ? shortest : Json(double{value});
}

Json picture(const PictureId& id) {
  return {{"sha256", id.sha256}, {"width", id.width}, {"height", id.height}};
}

Json prompts_of(const std::vector<Prompt>& prompts) {
  Json rows = Json::array();
  for (const Prompt& prompt : prompts) {
    Json row;
    switch (prompt.kind) {
      case PromptKind::text: row["text"] = prompt.text; break;
      case PromptKind::image: row["image"] = picture(prompt.picture); break;
      case PromptKind::embedding: {
        Json& values = row["embedding"] = Json::array();
        for (const std::vector<float>& part : prompt.embedding) {
          for (const float value : part) values.push_back(number(value));
        }
        break;
      }
    }
    row["weight"] = number(prompt.weight);
    row["stop"] = number(prompt.stop);
    rows.push_back(std::move(row));
  }
  return rows;
}

Json options_of(const Options& options) {
  Json values = Json::object();
  for (const OptionInfo& row : Options::table()) {
    const std::string text = options.get(row.name);
    const bool is_text = row.type == OptionType::size || row.type == OptionType::choice;
    values[row.name] = is_text ? Json(text) : Json::parse(text);
  }
  return values;
}

}  // namespace

std::string picture_record(const SessionState& state) {
  const Session& session = state.session;
  const Options& options = session.options();
  Json record;
  record["software"] = "clipdraw";
  record["version"] = CLIPDRAW_VERSION_STRING;
  record["prompt"] = state.typed;
  record["prompts"] = prompts_of(session.prompts());
  for (const PromptSet& set : session.earlier_prompts()) {
    record["earlier_prompts"].push_back(
        {{"until_step", set.until_step}, {"prompts", prompts_of(set.prompts)}});
  }
  if (session.start_picture()) record["start_image"] = picture(*session.start_picture());
  record["seed"] = options.seed;
  record["width"] = options.size.width;
  record["height"] = options.size.height;
  record["options"] = options_of(options);
  const bool with_prior = options.start == Start::prior;
  record["models"] = models_of(*state.model, with_prior);
  record["weights"] = weights_of(*state.model, with_prior);
  record["threads"] = options.threads;
  if (const std::optional<GroupPlace>& group = session.group()) {
    record["group"] = {{"size", group->size}, {"place", group->place}};
  }
  record["plan"] = {{"views_at_once", session.plan().views_at_once},
                    {"recompute", recompute_name(session.plan().recompute)}};
  record["steps_run"] = session.steps_done();
  record["outcome"] =
      clipdraw_outcome_name(static_cast<clipdraw_outcome>(session.summary().outcome));
  if (session.steps_done() > 0) {
    record["first_distance"] = number(session.first_distance());
    record["last_distance"] = number(session.last_distance());
  }
  return record.dump();
}

}  // namespace clipdraw
