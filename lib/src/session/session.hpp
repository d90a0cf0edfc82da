// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "session/model.hpp"
#include "types/options.hpp"
#include "types/pixel_image.hpp"
#include "types/prompt.hpp"
#include "types/step.hpp"
#include "types/summary.hpp"

namespace clipdraw {

// What a step callback wants next.
enum class Action { proceed = 0, finish = 1, abort = 2 };

// Called after each step on the thread that runs the session. It may look at the session.
using StepFn = std::function<Action(const Step&)>;

// One picture being drawn: a Z, an optimizer, and the prompts they follow. Keeps its model alive.
// Belongs to one thread at a time, except for cancel(). Sessions on one model may run side by side.
// The same options, prompts, thread count and machine give the same picture, bit for bit.
class Session {
 public:
  // Throws invalid_argument when an option is out of its range.
  Session(std::shared_ptr<const Model> model, const Options& options);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Adds sentences to draw, all or none. Throws invalid_argument for one that is empty, longer than
  // the model reads, or weighted by 0 or something not finite; invalid_state once started.
  void add_prompts(const std::vector<Prompt>& prompts);
  void add_text(const std::string& text, float weight = 1,
                float stop = -std::numeric_limits<float>::infinity());

  // Makes the first Z. Does nothing when there is one already. Throws invalid_state without
  // prompts. Sets LibTorch's number of threads, which is one for the whole process.
  void start();
  bool started() const;

  // Runs one step, after start() where that was not called. Throws invalid_state when all steps are
  // done, non_finite when the loss or its gradient is NaN or infinite; Z is then as before the
  // step.
  Step step();

  // Runs the steps that are left. Returns also when the callback or cancel() stopped it. An error
  // is thrown on after summary() was filled in.
  Summary run(const StepFn& on_step = {});

  // Makes the run stop after the step at hand; without a run, the next one stops before its first
  // step. From any thread, and from a signal handler.
  void cancel() noexcept;

  // Decodes Z, or its moving average. Throws invalid_state before start().
  PixelImage image() const;

  // The options with everything that was left to the model or the machine filled in: the size, the
  // number of threads and, once started, what it started from. Setting them gives the same picture.
  const Options& options() const;
  const std::vector<Prompt>& prompts() const;
  int steps_done() const;
  // How the last run ended.
  const Summary& summary() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace clipdraw
