// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <clipdraw/clipdraw.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "commands/commands.hpp"
#include "commands/comparison.hpp"
#include "commands/destination.hpp"
#include "commands/failure.hpp"
#include "commands/loading.hpp"
#include "commands/pictures.hpp"
#include "commands/recorded_models.hpp"
#include "commands/result.hpp"
#include "commands/running.hpp"
#include "console.hpp"
#include "interrupt.hpp"
#include "output_name.hpp"

namespace clipdraw_cli {
namespace {

using Json = nlohmann::json;

void collect_pictures(const Json& prompts, std::map<std::string, std::string>& out) {
  for (const Json& prompt : prompts) {
    if (!prompt.contains("image")) continue;
    const Json& image = prompt.at("image");
    out[image.at("sha256").get<std::string>()] =
        fmt::format("{}x{}", image.at("width").dump(), image.at("height").dump());
  }
}

// The record tells of pictures and does not hold them.
void check_pictures(const Json& record, const Arguments& arguments) {
  std::map<std::string, std::string> wanted;  // hash of the pixels to size
  collect_pictures(record.at("prompts"), wanted);
  if (record.contains("earlier_prompts")) {
    for (const Json& set : record.at("earlier_prompts")) {
      collect_pictures(set.at("prompts"), wanted);
    }
  }
  if (arguments.image_prompts.size() != wanted.size()) {
    std::vector<std::string> sizes;
    for (const auto& [hash, size] : wanted) sizes.push_back(size + " pixels");
    throw UsageError(fmt::format(
        "pictures that were prompts of it: {}{}{}; given: {}. {}", wanted.size(),
        wanted.empty() ? "" : ", of ", fmt::join(sizes, ", "), arguments.image_prompts.size(),
        wanted.empty() ? "Leave --image-prompt out" : "Name each: --image-prompt FILE"));
  }
  const bool has_start = record.contains("start_image");
  if (has_start && arguments.start_image.empty()) {
    throw UsageError(fmt::format(
        "it started from a picture of {}x{} pixels. Name it: --start-image FILE",
        record.at("start_image").at("width").dump(), record.at("start_image").at("height").dump()));
  }
  if (!has_start && !arguments.start_image.empty()) {
    throw UsageError("it started from no picture that was given. Leave --start-image out");
  }
}

// Which models, after a look at what else has to be there.
ModelArguments prepare(const PictureFile& first, const Arguments& arguments) {
  try {
    const Json record = Json::parse(first.record);
    check_pictures(record, arguments);
    return recorded_models(record, arguments.models);
  } catch (const Json::exception& error) {
    throw Failure{kExitBadInput, fmt::format("{}: its record does not say how to draw it again: {}",
                                             first.name, error.what())};
  } catch (const UsageError& error) {
    throw UsageError(fmt::format("{}: {}", first.name, error.what()));
  }
}

clipdraw::Session open_again(const clipdraw::Model& model, const PictureFile& first) {
  try {
    return clipdraw::Session::again(model, first.record);
  } catch (const clipdraw::Error& error) {
    const bool others = error.status() == clipdraw::Status::bad_weights;
    throw Failure{exit_code(error.status(), Phase::reading),
                  fmt::format("{}: {}{}", first.name, error.what(),
                              others ? "\nName the ones that drew it: --weights DIR, --clip FILE, "
                                       "--generator FILE, --vocabulary FILE"
                                     : "")};
  }
}

}  // namespace

int again(const Arguments& arguments) {
  const PictureFile first = read_picture_file(arguments.words.front());
  const bool chosen = !arguments.output.empty();
  const Destination destination = during(Phase::output, [&] {
    return settle({chosen ? arguments.output : again_path(first.name), chosen, arguments.force},
                  false);
  });
  const ModelArguments models = prepare(first, arguments);
  const Pictures pictures = read_pictures(arguments);
  Console console(arguments.quiet);
  catch_interrupts();

  const clipdraw::Model model = load_model(models, console);
  clipdraw::Session session = open_again(model, first);
  add_pictures(session, pictures, arguments);
  console.note(fmt::format("{} again", first.name));
  const Drawn drawn = draw_and_save(session, destination, {}, console);
  int code = drawn.code;
  if (code == kExitDrawn) {
    const Comparison comparison = compare(first, read_picture_file(drawn.file));
    console.note(comparison.text);
    if (!comparison.same) code = kExitDifferent;
  }
  const int printed = print_result(drawn.file + "\n");
  return code != kExitDrawn ? code : printed;
}

}  // namespace clipdraw_cli
