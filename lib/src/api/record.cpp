// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "api/record.hpp"

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "clipdraw/version.h"

namespace clipdraw {
namespace {

using Json = nlohmann::ordered_json;

const char* outcome_name(Outcome outcome) {
  switch (outcome) {
    case Outcome::not_run: return "not run";
    case Outcome::completed: return "completed";
    case Outcome::finished_early: return "finished early";
    case Outcome::aborted: return "aborted";
    case Outcome::cancelled: return "cancelled";
    case Outcome::failed: return "failed";
  }
  return "unknown";
}

// A number as JSON, null where JSON has no such number.
Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json prompts_of(const std::vector<Prompt>& prompts) {
  Json rows = Json::array();
  for (const Prompt& prompt : prompts) {
    // A float as the shortest text that means the same float: 1.1, not 1.10000002384186.
    rows.push_back(
        {{"text", prompt.text},
         {"weight", Json::parse(fmt::format("{}", prompt.weight))},
         {"stop", std::isfinite(prompt.stop) ? Json::parse(fmt::format("{}", prompt.stop))
                                             : Json(nullptr)}});
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

// Which models drew: the names of their files without folders.
Json models_of(const Model& model, bool with_prior) {
  Json clips = Json::array();
  for (const Reader& guide : model.guides()) {
    clips.push_back({{"name", guide.name}, {"share", number(guide.share)}});
  }
  return {{"clips", clips},
          {"generator", {{"name", model.generator_name()}, {"kind", model.generator().kind()}}},
          {"prior", with_prior}};
}

}  // namespace

std::string picture_record(const SessionState& state) {
  const Session& session = state.session;
  const Summary& summary = session.summary();
  const Options& options = session.options();
  Json record;
  record["software"] = "clipdraw";
  record["version"] = CLIPDRAW_VERSION_STRING;
  record["prompt"] = state.typed;
  record["prompts"] = prompts_of(session.prompts());
  record["seed"] = options.seed;
  record["width"] = options.size.width;
  record["height"] = options.size.height;
  record["options"] = options_of(options);
  const bool with_prior = options.start == Start::prior;
  std::map<std::string, std::string> weights = state.model->hashes();
  if (with_prior && state.model->first_picture() != nullptr) {
    weights.merge(std::map<std::string, std::string>(state.model->first_picture_hashes()));
  }
  record["models"] = models_of(*state.model, with_prior);
  record["weights"] = weights;
  record["threads"] = options.threads;
  record["steps_run"] = session.steps_done();
  record["outcome"] = outcome_name(summary.outcome);
  if (summary.steps > 0) {
    record["first_distance"] = number(summary.first_distance);
    record["last_distance"] = number(summary.last_distance);
  }
  return record.dump();
}

}  // namespace clipdraw
