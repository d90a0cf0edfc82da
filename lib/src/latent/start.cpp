// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "latent/start.hpp"

#include <c10/core/GradMode.h>

#include "base/error.hpp"
#include "base/random.hpp"

namespace clipdraw {

at::Tensor random_codes(const at::Tensor& codebook, int64_t height, int64_t width, uint64_t seed) {
  if (codebook.dim() != 2 || codebook.size(0) < 1) {
    fail(Status::internal, "codebook has {} dimensions and {} elements, expected [codes, channels]",
         codebook.dim(), codebook.numel());
  }
  if (height < 1 || width < 1) {
    fail(Status::invalid_argument, "latent of {}x{} places, must be at least 1x1", width, height);
  }
  at::NoGradGuard no_grad;
  Random random(seed, Purpose::latent_noise, 0);
  at::Tensor codes = at::empty({height * width}, at::kLong);
  int64_t* code = codes.data_ptr<int64_t>();
  const auto code_count = static_cast<uint32_t>(codebook.size(0));
  for (int64_t place = 0; place < codes.numel(); ++place) {
    code[place] = random.below(code_count);
  }
  return codebook.index_select(0, codes.to(codebook.device()))
      .to(at::kFloat)
      .view({1, height, width, codebook.size(1)})
      .permute({0, 3, 1, 2})
      .contiguous();
}

Latent clone_latent(const Latent& latent) {
  Latent copy = latent;
  for (LatentPart& part : copy) {
    part.value = part.value.detach().clone();
  }
  return copy;
}

}  // namespace clipdraw
