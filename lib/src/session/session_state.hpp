// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

// What a session holds, for the files that implement it.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <vector>

#include "optimizer/average.hpp"
#include "optimizer/optimizer.hpp"
#include "session/evaluate.hpp"
#include "session/plateau.hpp"
#include "session/prompt_history.hpp"
#include "session/session.hpp"
#include "session/step_memory.hpp"
#include "types/target.hpp"

namespace clipdraw {

// Puts what this processor is best at in the place of "auto". Throws unsupported for bf16 that it
// does not have.
void find_precision(Options& options);

struct Session::State {
  StepMemory memory;  // before all tensors
  std::shared_ptr<const Model> model;
  Options options;
  std::optional<Replay> replay;
  PromptHistory prompts;
  std::optional<PictureId> start_picture;
  Latent given;  // Z of that picture; empty: none was given

  std::vector<Target> targets;  // of each guide; empty: the prompts have changed
  Latent start;                 // as the loop found it
  Latent latent;                // Z now
  std::optional<LatentOptimizer> optimizer;
  std::optional<LatentAverage> average;
  Plateau plateau;
  std::optional<GroupPlace> group;  // that it is drawn in; none: alone, or no step was run yet
  MemoryPlan plan;                  // of that group
  int steps = 0;
  double first_distance = 0;
  double last_distance = 0;
  Times times;
  Summary summary;
  std::atomic<bool> cancelled{false};

  int last_step() const { return replay ? replay->steps_run : options.steps; }
  bool is_coarse() const;
  // The step that Z has its present size from.
  int size_began() const;
  Options present_options() const;
  // Whether the distance stands still, as the option patience says.
  bool stands_still() const;
  void take(std::shared_ptr<const Model> a_model, Options chosen);
  void take_threads() const;
  void check_may_change() const;
  void change_prompts(std::vector<Prompt> wanted);
  void follow_record();
  void aim();
  MemoryPlan plan_for(int places) const;
  void log_plan() const;
  void pack_weights() const;
  at::Tensor decode(const Latent& z, ImageSize size) const;
  Stages stages() const;
  Latent drawn() const;
  Latent enlarged() const;
  at::Tensor picture() const;
  Subject next_subject();
  void check_finite(const Evaluation& evaluation) const;
  void correct(const Evaluation& evaluation, double rate);
  void take_up(const Latent& first);
  void grow();
  Step end_step(const Evaluation& evaluation);
};

}  // namespace clipdraw
