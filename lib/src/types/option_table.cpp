// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "types/option_table.hpp"

namespace clipdraw {

namespace {

std::vector<OptionEntry> make_entries() {
  using Type = OptionType;
  constexpr double kMaxSeed = 18446744073709551615.0;
  // name, type, unit, minimum, maximum, default, stage, help, choices; field
  // clang-format off
  return {
      {{"size", Type::size, "pixels", 16, 4096, "0x0", "latent",
        "Width and height of the picture, as WxH; one number is a square's side", {}},
       &Options::size},
      {{"steps", Type::integer, "", 0, 100000, "30", "session",
        "How often the picture is compared with the prompt and corrected", {}},
       &Options::steps},
      {{"coarse", Type::real, "", 0, 1, "0", "session",
        "Where a picture larger than the model's own is wanted: the share of the steps that are done "
        "at the model's own size, before it is enlarged",
        {}},
       &Options::coarse},
      {{"patience", Type::integer, "steps", 0, 100000, "0", "session",
        "After how many steps in which the distance has not fallen to stop; 0 is never", {}},
       &Options::patience},
      {{"quality", Type::choice, "", 0, 0, "normal", "session",
        "How much time the picture is worth: the default of steps, coarse, cutouts, candidates and "
        "prior-steps",
        {"draft", "normal", "best"}},
       &Options::quality},
      {{"seed", Type::seed, "", 0, kMaxSeed, "0", "session",
        "Which of many pictures to draw: the same seed and options give the same picture", {}},
       &Options::seed},
      {{"start", Type::choice, "", 0, 0, "prior", "latent",
        "What the first image comes from: the learned prior, random codes, or an image that is given",
        {"prior", "random", "image"}},
       &Options::start},
      {{"threads", Type::integer, "", 0, 1024, "0", "session",
        "How many processor cores to use; 0 is all that the process may use", {}},
       &Options::threads},
      {{"memory", Type::integer, "MiB", 0, 16777216, "0", "session",
        "The most memory that the program may take; 0 is no limit. What does not fit is computed in "
        "parts, or again, and takes longer",
        {}},
       &Options::memory},
      {{"candidates", Type::integer, "", 1, 256, "16", "prior",
        "How many first images the prior makes; the one nearest to the prompt is kept", {}},
       &Options::candidates},
      {{"temperature", Type::real, "", 0, 4, "0.9", "prior",
        "How much chance the prior's first images hold; 0 is none", {}},
       &Options::temperature},
      {{"guidance", Type::real, "", 0, 30, "4", "prior",
        "How strictly the prior follows the prompt; 1 is as learned", {}},
       &Options::guidance},
      {{"prior-steps", Type::integer, "", 1, 1000, "16", "prior",
        "In how many steps the prior makes its first images", {}},
       &Options::prior_steps},
      {{"cutouts", Type::integer, "", 1, 1024, "12", "cutouts",
        "How many views of the picture are compared with the prompt in each step", {}},
       &Options::cutouts},
      {{"cutout-power", Type::real, "", 0.01, 10, "1", "cutouts",
        "The law of the views' sizes: above 1 more small ones, below 1 more large ones", {}},
       &Options::cutout_power},
      {{"wide-share", Type::real, "", 0, 1, "0.5", "cutouts",
        "The share of the views that see the whole picture", {}},
       &Options::wide_share},
      {{"noise", Type::real, "", 0, 1, "0.1", "cutouts",
        "The most noise that is added to a view", {}},
       &Options::noise},
      {{"tv", Type::real, "", 0, 1000, "0", "objective",
        "Weight of the total variation: higher values give smoother pictures", {}},
       &Options::tv},
      {{"pull", Type::real, "", 0, 1000, "1", "objective",
        "Weight of the pull back to the first image; a random start has none", {}},
       &Options::pull},
      {{"optimizer", Type::choice, "", 0, 0, "adam", "optimizer",
        "The method that turns gradients into corrections",
        {"adam", "adamw", "rmsprop", "sgd", "adagrad"}},
       &Options::optimizer},
      {{"learning-rate", Type::real, "", 1e-6, 100, "0.04", "optimizer",
        "How large the corrections are", {}},
       &Options::learning_rate},
      {{"schedule", Type::choice, "", 0, 0, "cosine", "optimizer",
        "How the learning rate changes over the steps", {"constant", "cosine", "step"}},
       &Options::schedule},
      {{"average", Type::real, "", 0, 0.9999, "0", "optimizer",
        "Decay of the moving average of the latent that the picture is drawn from; 0 is no average",
        {}},
       &Options::average},
      {{"precision", Type::choice, "", 0, 0, "auto", "session",
        "The numbers that the models multiply: bf16 is far quicker on processors made for it (AMX), "
        "which auto finds out",
        {"auto", "fp32", "bf16"}},
       &Options::precision},
  };
  // clang-format on
}

}  // namespace

const std::vector<OptionEntry>& option_entries() {
  static const std::vector<OptionEntry> entries = make_entries();
  return entries;
}

}  // namespace clipdraw
