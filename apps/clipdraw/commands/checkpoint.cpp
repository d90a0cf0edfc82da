// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "commands/checkpoint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "arguments.hpp"
#include "commands/failure.hpp"

namespace clipdraw_cli {
namespace {

using Json = nlohmann::json;

bool pulls_to_words(const Json& prompts) {
  return std::any_of(prompts.begin(), prompts.end(), [](const Json& prompt) {
    return prompt.contains("text") && prompt.at("weight") > 0;
  });
}

// What is asked for, as the session says it once it has started.
Json once_started(Json asked, const clipdraw::ModelInfo& model) {
  const bool can =
      model.has_prior != 0 && model.can_start_from != 0 && pulls_to_words(asked.at("prompts"));
  Json& start = asked.at("options").at("start");
  if (start == "prior" && !can) start = "random";
  return asked;
}

std::string shown(const Json& object, const std::string& key) {
  return object.contains(key) ? object.at(key).dump() : "none";
}

}  // namespace

clipdraw::Session resume(const clipdraw::Model& model, const std::string& file) {
  try {
    return clipdraw::Session::resume(model, file);
  } catch (const clipdraw::Error& error) {
    const bool others = error.status() == clipdraw::Status::bad_weights;
    throw Failure{exit_code(error.status(), Phase::reading),
                  fmt::format("{}{}", error.what(),
                              others ? "\nName the models that it was drawn with, or remove the "
                                       "file to begin anew"
                                     : "")};
  }
}

std::vector<std::pair<std::string, std::string>> decided_by_chance(const std::string& record) {
  const Json options = Json::parse(record).at("options");
  return {{"seed", options.at("seed").dump()}, {"threads", options.at("threads").dump()}};
}

void check_same_drawing(const std::string& file, const std::string& kept_record,
                        const std::string& asked_record, const clipdraw::ModelInfo& model) {
  const Json kept = Json::parse(kept_record);
  const Json asked = once_started(Json::parse(asked_record), model);
  std::string differences;
  const auto differ = [&](const std::string& name, const std::string& in_it,
                          const std::string& here) {
    differences += fmt::format("\n  {}: {} in it, {} here", name, in_it, here);
  };
  const auto is_other = [&](const char* key) {
    return kept.value(key, Json()) != asked.value(key, Json());
  };
  if (is_other("prompt")) {
    differ("prompt", shown(kept, "prompt"), shown(asked, "prompt"));
  } else if (is_other("prompts") || is_other("earlier_prompts")) {
    differ("prompts", "others", "pictures, weights or changes that it does not have");
  }
  if (is_other("start_image"))
    differ("start image", shown(kept, "start_image"), shown(asked, "start_image"));
  for (const auto& [name, value] : kept.at("options").items()) {
    if (asked.at("options").at(name) != value) {
      differ(name, value.dump(), shown(asked.at("options"), name));
    }
  }
  if (differences.empty()) return;
  throw UsageError(
      fmt::format("{}: a checkpoint of another drawing{}\nGive the same prompt and options to go "
                  "on with it, or name another file",
                  file, differences));
}

}  // namespace clipdraw_cli
