// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "api/record_models.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>
#include <vector>

#include "base/error.hpp"

namespace clipdraw {

using Hashes = std::map<std::string, std::string>;

Json models_of(const Model& model, bool with_prior) {
  Json clips = Json::array();
  for (const Reader& guide : model.guides()) {
    clips.push_back({{"name", guide.name}, {"share", guide.share}});
  }
  return {{"clips", clips},
          {"generator", {{"name", model.generator_name()}, {"kind", model.generator().kind()}}},
          {"prior", with_prior}};
}

Hashes weights_of(const Model& model, bool with_prior) {
  Hashes weights = model.hashes();
  if (with_prior && model.has_prior()) {
    weights.merge(Hashes(model.first_picture_hashes()));
  }
  return weights;
}

void check_models(const Model& model, bool with_prior, const Json& recorded_models,
                  const Hashes& recorded_weights) {
  const Hashes weights = weights_of(model, with_prior);
  std::set<std::string> names;
  for (const auto& [name, hash] : weights) names.insert(name);
  for (const auto& [name, hash] : recorded_weights) names.insert(name);
  std::vector<std::string> problems;
  const auto hash_in = [](const Hashes& hashes, const std::string& name) {
    const auto found = hashes.find(name);
    return found == hashes.end() ? "not there" : "SHA-256 " + found->second.substr(0, 12) + "...";
  };
  for (const std::string& name : names) {
    const std::string here = hash_in(weights, name);
    const std::string there = hash_in(recorded_weights, name);
    if (here != there) {
      problems.push_back(fmt::format("{}: {} in the model, {} in the record", name, here, there));
    }
  }
  if (!problems.empty()) {
    fail(Status::bad_weights, "record: drawn with other weights\n  {}",
         fmt::join(problems, "\n  "));
  }
  // In what order the keys stand says nothing.
  const Json models = models_of(model, with_prior);
  if (nlohmann::json(models) != nlohmann::json(recorded_models)) {
    fail(Status::bad_weights, "record: drawn with other models, {}; these are {}",
         recorded_models.dump(), models.dump());
  }
}

}  // namespace clipdraw
