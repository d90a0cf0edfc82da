// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <clipdraw/clipdraw.hpp>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "commands/commands.hpp"
#include "commands/failure.hpp"
#include "commands/loading.hpp"
#include "commands/pictures.hpp"
#include "commands/result.hpp"
#include "console.hpp"
#include "terminal.hpp"

namespace clipdraw_cli {
namespace {

using Json = nlohmann::ordered_json;

// A model's CLIPs: {"name": ..., "share": ...} each.
Json clips_of(const clipdraw::Model& model) {
  Json clips = Json::array();
  const auto count = static_cast<std::size_t>(model.info().clip_count);
  for (std::size_t i = 0; i < count; ++i) {
    const clipdraw::ClipInfo info = model.clip_info(i);
    clips.push_back({{"name", info.name}, {"share", info.share}});
  }
  return clips;
}

}  // namespace

int score(const Arguments& arguments) {
  Console console(false);
  const clipdraw::Model model = load_model(arguments.models, console);
  const std::optional<clipdraw::Model> judge = load_judge(model);
  console.close();
  Json result;
  result["prompt"] = arguments.prompt;
  result["guides"] = clips_of(model);
  result["judges"] = judge ? clips_of(*judge) : Json::array();
  result["pictures"] = Json::array();
  std::string lines;
  int code = kExitDrawn;
  for (const std::string& file : arguments.words) {
    Json row{{"picture", file}};
    try {
      const clipdraw::Image image = read_picture(file);
      const auto add = [&](const char* who, const clipdraw::Model& by) {
        const clipdraw::Score score = by.score(image, arguments.prompt);
        row[who] = {{"distance", score.distance}, {"similarity", score.similarity}};
        lines += fmt::format("{}  distance {:.4f}  similarity {:7.4f}  {}\n", who, score.distance,
                             score.similarity, file);
      };
      add("guide", model);
      if (judge) add("judge", *judge);
    } catch (const Failure& failure) {
      if (failure.code == kExitNoMemory) throw;
      print_error(failure.text);
      row["error"] = failure.text;
      code = kExitBadInput;
    }
    result["pictures"].push_back(row);
  }
  // A file's name may hold bytes that are not UTF-8, which JSON has to be.
  const int printed = print_result(
      arguments.json ? result.dump(2, ' ', false, Json::error_handler_t::replace) + "\n" : lines);
  return code != kExitDrawn ? code : printed;
}

}  // namespace clipdraw_cli
