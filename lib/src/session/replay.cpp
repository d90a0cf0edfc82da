// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "session/replay.hpp"

#include "base/error.hpp"
#include "prompt/check.hpp"
#include "session/embed.hpp"
#include "session/read_prompts.hpp"

namespace clipdraw {
namespace {

bool is_missing(const Prompt& prompt) {
  return prompt.kind == PromptKind::image && prompt.embedding.empty();
}

void check_prompts(const Model& model, const std::vector<Prompt>& prompts) {
  for (const Prompt& prompt : prompts) {
    if (is_missing(prompt)) {
      check_weight(prompt);
    } else {
      check_prompt(model, prompt);
    }
  }
}

std::string name_of(const PictureId& id) {
  return fmt::format("{} of {}x{}", id.sha256, id.width, id.height);
}

}  // namespace

void Replay::check(const Model& model, const Options& options) const {
  if (steps_run < 0 || steps_run > options.steps) {
    fail(Status::invalid_argument, "record: {} steps were run, expected 0 to {}", steps_run,
         options.steps);
  }
  if (outcome == Outcome::completed && steps_run != options.steps) {
    fail(Status::invalid_argument, "record: completed after {} of {} steps", steps_run,
         options.steps);
  }
  if (start_picture.has_value() != (options.start == Start::image)) {
    fail(Status::invalid_argument, "record: start = {}, and {} first image", options.get("start"),
         start_picture ? "a" : "no");
  }
  int least = 0;
  for (const PromptSet& set : earlier) {
    if (set.until_step < least || set.until_step > steps_run) {
      fail(Status::invalid_argument, "record: prompts until step {}, expected {} to {}",
           set.until_step, least, steps_run);
    }
    if (set.prompts.empty()) {
      fail(Status::invalid_argument, "record: no prompts until step {}", set.until_step);
    }
    least = set.until_step + 1;
    check_prompts(model, set.prompts);
  }
  check_prompts(model, prompts);
}

size_t Replay::changes_by(int steps) const {
  size_t changes = 0;
  while (changes < earlier.size() && earlier[changes].until_step <= steps) ++changes;
  return changes;
}

const std::vector<Prompt>& Replay::prompts_after(size_t changes) const {
  return changes < earlier.size() ? earlier[changes].prompts : prompts;
}

const PictureId* Replay::missing_picture() const {
  for (size_t set = 0; set <= earlier.size(); ++set) {
    for (const Prompt& prompt : prompts_after(set)) {
      if (is_missing(prompt)) return &prompt.picture;
    }
  }
  return nullptr;
}

void Replay::give_picture(const Model& model, const PixelImage& picture) {
  const PictureId id = picture_id(picture);
  std::vector<Prompt*> same;
  const auto collect = [&](std::vector<Prompt>& set) {
    for (Prompt& prompt : set) {
      if (prompt.kind == PromptKind::image && prompt.picture == id) same.push_back(&prompt);
    }
  };
  for (PromptSet& set : earlier) collect(set.prompts);
  collect(prompts);
  if (same.empty()) {
    const PictureId* missing = missing_picture();
    if (missing == nullptr) {
      fail(Status::invalid_state, "session: it repeats a record, which lacks no picture");
    }
    fail(Status::invalid_argument, "picture {}: the record tells of another one, {}", name_of(id),
         name_of(*missing));
  }
  const std::vector<std::vector<float>> embedding = embed_picture(model, picture);
  for (Prompt* prompt : same) prompt->embedding = embedding;
}

void Replay::check_start(const PictureId& given) const {
  if (!start_picture) {
    fail(Status::invalid_state, "session: it repeats a record, which does not start from an image");
  }
  if (given != *start_picture) {
    fail(Status::invalid_argument, "first image {}: the record tells of another one, {}",
         name_of(given), name_of(*start_picture));
  }
}

void Replay::check_complete(bool has_start_picture) const {
  if (start_picture && !has_start_picture) {
    fail(Status::invalid_state, "session: it repeats a record, whose first image is missing: {}",
         name_of(*start_picture));
  }
  if (const PictureId* missing = missing_picture()) {
    fail(Status::invalid_state, "session: it repeats a record, of which a picture is missing: {}",
         name_of(*missing));
  }
}

}  // namespace clipdraw
