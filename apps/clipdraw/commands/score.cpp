// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <clipdraw/clipdraw.hpp>
#include <nlohmann/json.hpp>
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

// The CLIPs that judge: {"name": ..., "share": ...} each.
Json guides_of(const clipdraw::Model& model) {
  Json guides = Json::array();
  const auto count = static_cast<std::size_t>(model.info().clip_count);
  for (std::size_t i = 0; i < count; ++i) {
    const clipdraw::ClipInfo info = model.clip_info(i);
    guides.push_back({{"name", info.name}, {"share", info.share}});
  }
  return guides;
}

}  // namespace

int score(const Arguments& arguments) {
  Console console(false);
  const clipdraw::Model model = load_model(arguments.models, console);
  console.close();
  Json result;
  result["prompt"] = arguments.prompt;
  result["judge"] = "guide";
  result["guides"] = guides_of(model);
  result["pictures"] = Json::array();
  std::string lines;
  int code = kExitDrawn;
  for (const std::string& file : arguments.words) {
    Json row{{"picture", file}};
    try {
      const clipdraw::Image image = read_picture(file);
      const clipdraw::Score score = model.score(image, arguments.prompt);
      row["distance"] = score.distance;
      row["similarity"] = score.similarity;
      lines += fmt::format("distance {:.4f}  similarity {:7.4f}  guide  {}\n", score.distance,
                           score.similarity, file);
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
