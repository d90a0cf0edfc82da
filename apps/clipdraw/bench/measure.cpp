// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/measure.hpp"

#include <cstdint>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <clipdraw/clipdraw.hpp>

#include "bench/child.hpp"
#include "commands/failure.hpp"

namespace clipdraw_cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kPrompt = "a red apple";

clipdraw::ModelFiles files_of(const nlohmann::json& task) {
  clipdraw::ModelFiles files;
  files.weights_dir = task.at("weights").get<std::string>();
  files.vocabulary = task.at("vocabulary").get<std::string>();
  files.generator = task.at("generator").get<std::string>();
  const std::string clip = task.at("clip").get<std::string>();
  if (!clip.empty()) files.clips.push_back({clip, 1, files.vocabulary});
  return files;
}

// The most memory that this process ever had at once, bytes; 0 where the system does not say.
std::uint64_t peak_bytes() {
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string key;
    std::uint64_t kilobytes = 0;
    if (words >> key >> kilobytes && key == "VmHWM:") return kilobytes * 1024;
  }
  return 0;
}

// One number of clipdraw_times, and where it goes.
struct Clock {
  const char* stage;
  const char* pass;
  double clipdraw::Times::*value;
};
constexpr Clock kClocks[] = {
    {"generator", "forward", &clipdraw::Times::generator_forward},
    {"generator", "backward", &clipdraw::Times::generator_backward},
    {"cutouts", "forward", &clipdraw::Times::cutouts_forward},
    {"cutouts", "backward", &clipdraw::Times::cutouts_backward},
    {"clip", "forward", &clipdraw::Times::clip_forward},
    {"clip", "backward", &clipdraw::Times::clip_backward},
    {"optimizer", "all", &clipdraw::Times::optimizer},
};

// A drawing, or several in one pass.
class Drawing {
 public:
  Drawing(const clipdraw::Model& model, clipdraw::Options& options, int group) {
    for (int index = 0; index < group; ++index) {
      options.set("seed", std::to_string(1 + index));
      sessions_.emplace_back(model, options).add_text(kPrompt);
    }
    for (clipdraw::Session& session : sessions_) places_.push_back(&session);
  }

  void start() {
    for (clipdraw::Session& session : sessions_) session.start();
  }

  void step() {
    if (sessions_.size() == 1) {
      sessions_.front().step();
      return;
    }
    for (const clipdraw::PlaceStep& place : clipdraw::step_together(places_)) {
      if (!place.step) throw clipdraw::Error(place.status, place.error);
    }
  }

  clipdraw::Work work() const { return sessions_.front().work(); }

  // Also waits for what the library does beside the first steps: the weights' hashes.
  Json record() const { return Json::parse(sessions_.front().record()); }

  // Of all of them together, so far.
  double seconds(double clipdraw::Times::*value) const {
    double sum = 0;
    for (const clipdraw::Session& session : sessions_) sum += session.times().*value;
    return sum;
  }

 private:
  std::vector<clipdraw::Session> sessions_;
  std::vector<clipdraw::Session*> places_;
};

// What the options came to.
void add_options(const Json& record, Json& out) {
  const Json& options = record.at("options");
  out["size"] = options.at("size");
  out["views"] = options.at("cutouts");
  out["threads"] = options.at("threads");
  if (options.contains("precision")) out["precision"] = options.at("precision");
}

}  // namespace

Json measure(const nlohmann::json& task) {
  const clipdraw::Model model =
      during(Phase::weights, [&] { return clipdraw::Model::load(files_of(task)); });
  Json out;
  out["loaded"] = monotonic_now();
  const int warm_up = task.at("warm_up").get<int>();
  const int steps = task.at("steps").get<int>();
  clipdraw::Options options(model);
  for (const auto& option : task.at("options")) {
    options.set(option.at(0).get<std::string>(), option.at(1).get<std::string>());
  }
  options.set("steps", std::to_string(warm_up + steps));
  Drawing drawing(model, options, task.at("group").get<int>());
  drawing.start();
  out["started"] = monotonic_now();

  for (int step = 0; step < warm_up + steps; ++step) {
    if (step == warm_up) add_options(drawing.record(), out);
    std::vector<double> before;
    for (const Clock& clock : kClocks) before.push_back(drawing.seconds(clock.value));
    const double began = monotonic_now();
    drawing.step();
    const double ended = monotonic_now();
    if (step == 0) out["first_step"] = ended;
    if (step < warm_up) continue;
    out["steps"].push_back(ended - began);
    for (std::size_t i = 0; i < before.size(); ++i) {
      const Clock& clock = kClocks[i];
      out["stages"][clock.stage][clock.pass].push_back(drawing.seconds(clock.value) - before[i]);
    }
  }
  const clipdraw::Work work = drawing.work();
  out["work"] = {{"generator_forward", work.generator_forward},
                 {"generator_backward", work.generator_backward},
                 {"clip_forward", work.clip_forward},
                 {"clip_backward", work.clip_backward}};
  out["peak_bytes"] = peak_bytes();
  return out;
}

}  // namespace clipdraw_cli
