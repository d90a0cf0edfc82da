// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <vector>

#include "session/model.hpp"
#include "types/latent.hpp"
#include "types/options.hpp"
#include "types/prompt.hpp"
#include "types/target.hpp"

namespace clipdraw {

// Returns what the first Z can come from: random codes where the model set has no prior, where no
// prompt has a positive weight, or where the generator is another one than the prior's and cannot
// encode a picture. Says so in the log.
Start possible_start(const Model& model, Start wanted, const std::vector<Prompt>& prompts);

// Makes the Z that the loop starts from, for a picture of options.size rounded up to the
// generator's factor. With the prior: draws options.candidates for the positive prompt of the
// greatest weight and keeps the one that is nearest to all prompts; where the picture has another
// size or generator than the prior's, that one is decoded, fitted in, and encoded again. targets:
// what each of the model's guides makes of the prompts. options.start must be possible (above).
Latent first_latent(const Model& model, const Options& options, const std::vector<Prompt>& prompts,
                    const std::vector<Target>& targets);

}  // namespace clipdraw
