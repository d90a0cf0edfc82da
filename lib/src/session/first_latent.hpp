// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <vector>

#include "session/model.hpp"
#include "types/latent.hpp"
#include "types/options.hpp"
#include "types/prompt.hpp"
#include "types/target.hpp"

namespace clipdraw {

// Returns what the first Z can come from. Instead of the prior it is random codes where the model
// set has none, where no text has a positive weight, or where the generator is another one than the
// prior's and cannot encode a picture. Says so in the log.
Start possible_start(const Model& model, Start wanted, const std::vector<Prompt>& prompts);

// Makes the Z that the loop starts from, for a picture of options.size rounded up to the
// generator's factor, from the prior or random codes. With the prior: draws options.candidates for
// the positive text of the greatest weight and keeps the one that is nearest to all prompts; where
// the picture has another size or generator than the prior's, that one is decoded, fitted in, and
// encoded again. targets: what each of the model's guides makes of the prompts. options.start must
// be possible (above).
Latent first_latent(const Model& model, const Options& options, const std::vector<Prompt>& prompts,
                    const std::vector<Target>& targets);

// Shape of each part of Z for a picture of that size, [1, C, h, w].
std::vector<std::vector<int64_t>> latent_shapes(const Model& model, ImageSize size);

// Makes Z of a picture of any size: fitted into `size`, see fit_into(), and encoded. image:
// [1, 3, H, W] float, 0..1. The generator must be able to encode.
Latent encode_picture(const Model& model, const at::Tensor& image, ImageSize size);

}  // namespace clipdraw
