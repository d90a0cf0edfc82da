// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "session/step_work.hpp"

namespace clipdraw {

StepWork step_work(const Model& model, const Options& options) {
  StepWork work;
  const Generator& generator = model.generator();
  (void)generator.latent_shapes(options.size.width, options.size.height);  // checks the size
  work.generator = generator.work(options.size.width, options.size.height);
  for (const Reader& guide : model.guides()) {
    work.clip += static_cast<double>(options.cutouts) * guide.clip.image_work();
  }
  return work;
}

}  // namespace clipdraw
