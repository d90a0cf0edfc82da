// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "session/checkpoint.hpp"
#include "session/memory_plan.hpp"
#include "session/model.hpp"
#include "session/replay.hpp"
#include "types/group_place.hpp"
#include "types/latent.hpp"
#include "types/options.hpp"
#include "types/pixel_image.hpp"
#include "types/prompt_set.hpp"
#include "types/step.hpp"
#include "types/summary.hpp"
#include "types/times.hpp"
#include "types/work.hpp"

namespace clipdraw {

// What a step callback wants next.
enum class Action { proceed = 0, finish = 1, abort = 2 };

// Called after each step on the thread that runs the session. It may look at the session and change
// its prompts.
using StepFn = std::function<Action(const Step&)>;

class Session;
struct GroupStep;
std::vector<GroupStep> step_together(const std::vector<Session*>& places);

// One picture being drawn: a Z, an optimizer, and the prompts they follow. Keeps its model alive.
// Belongs to one thread at a time, except for cancel(). Sessions on one model may run side by side.
// The same options, prompts, pictures, thread count and machine give the same picture, bit for bit.
class Session {
 public:
  // Throws invalid_argument when an option is out of its range.
  Session(std::shared_ptr<const Model> model, const Options& options);
  // Makes a session that repeats a recorded one, up to its last step and with its outcome. Pictures
  // that it tells of have to be given by add_image() and start_from() before the start; prompts
  // cannot be changed (invalid_state). Throws invalid_argument for a record that makes no sense.
  Session(std::shared_ptr<const Model> model, const Options& options, Replay replay);
  // Makes the session that a checkpoint was made of, which goes on as if it had never stopped: the
  // same steps, bit for bit. so_far: what the checkpoint's record tells of it; repeats: where it
  // repeated a record, what that one tells. Sets LibTorch's number of threads. Throws unsupported
  // when these do not fit each other.
  Session(std::shared_ptr<const Model> model, const Options& options, Replay so_far,
          std::optional<Replay> repeats, const Checkpoint& checkpoint);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Adds prompts of any kind, all or none. As all that changes prompts it may be called before the
  // start and between steps, in a callback too: the next step follows them, from the picture as it
  // is. Throws invalid_argument for a text that is empty or longer than the model reads, an
  // embedding of another model, and a weight of 0 or something not finite.
  void add_prompts(const std::vector<Prompt>& prompts);
  void add_text(const std::string& text, float weight = 1,
                float stop = -std::numeric_limits<float>::infinity());
  // Adds a picture whose content shall be resembled; its pixels are not kept. In a session that
  // repeats another one it fills in every prompt of that picture, with the recorded weight.
  void add_image(const PixelImage& picture, float weight = 1,
                 float stop = -std::numeric_limits<float>::infinity());
  // Puts prompts in the place of all others; none at all is fine until the next step.
  void set_prompts(const std::vector<Prompt>& prompts);

  // Makes a picture of any size the first one, fitted into that of the session; the option start
  // becomes image. Throws unsupported when the generator cannot encode, invalid_state once started,
  // invalid_argument when a record tells of another picture.
  void start_from(const PixelImage& picture);

  // Makes the first Z. Does nothing when there is one already. Throws invalid_state without
  // prompts, or when a picture is missing. Sets LibTorch's number of threads, which is one for the
  // whole process.
  void start();
  bool started() const;

  // Runs one step, after start() where that was not called. Throws invalid_state when all steps are
  // done or there is no prompt, non_finite when the loss or its gradient is NaN or infinite; Z is
  // then as before the step.
  Step step();

  // Runs the steps that are left. Returns also when the callback or cancel() stopped it. An error
  // is thrown on after summary() was filled in.
  Summary run(const StepFn& on_step = {});

  // Makes the run stop after the step at hand; without a run, the next one stops before its first
  // step. From any thread, and from a signal handler.
  void cancel() noexcept;

  // Returns what a checkpoint holds beside the record: views of what the session works on. Throws
  // invalid_state before start().
  NamedTensors kept() const;

  // Decodes Z, or its moving average. Throws invalid_state before start().
  PixelImage image() const;
  // Z as it is now, without the average; empty before start().
  const Latent& latent() const;

  // The options with everything that was left to the model or the machine filled in: the size, the
  // number of threads and, once started, what it started from. Setting them gives the same picture.
  const Options& options() const;
  const std::vector<Prompt>& prompts() const;
  // What was followed before the present prompts: at the start, or for a step at least.
  const std::vector<PromptSet>& earlier_prompts() const;
  // The picture that start_from() was given.
  const std::optional<PictureId>& start_picture() const;
  // The group that its steps were run in, see step_together(); none: alone, or no step was run.
  const std::optional<GroupPlace>& group() const;
  // What its steps do at once: alone, until it was drawn in a group.
  const MemoryPlan& plan() const;
  int steps_done() const;
  double first_distance() const;  // 0 before the first step
  double last_distance() const;
  const Times& times() const;
  // What a step of it has to multiply, with its options. Throws invalid_argument for a size that
  // the generator cannot draw.
  StepWork work() const;
  // How the last run ended.
  const Summary& summary() const;

 private:
  friend std::vector<GroupStep> step_together(const std::vector<Session*>& places);
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace clipdraw
