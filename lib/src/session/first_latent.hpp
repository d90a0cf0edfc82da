// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <vector>

#include "session/model.hpp"
#include "session/read_prompts.hpp"
#include "types/latent.hpp"
#include "types/options.hpp"
#include "types/prompt.hpp"

namespace clipdraw {

// Makes the Z that the loop starts from, for a picture of options.size rounded up to the
// generator's factor. With the prior: draws options.candidates for the positive prompt of the
// greatest weight and keeps the one that is nearest to all prompts; where the picture has another
// size than the prior's, that one is decoded, fitted in, and encoded again. Without a prior in the
// model or a positive prompt, and on Start::random: random codes.
Latent first_latent(const Model& model, const Options& options, const std::vector<Prompt>& prompts,
                    const EncodedPrompts& encoded);

}  // namespace clipdraw
