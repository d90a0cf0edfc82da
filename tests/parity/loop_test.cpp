// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

// Ten steps of the loop through the functions that a session uses, against what PyTorch computed
// (python_export/dump_reference.py). The one view is made by average pooling here, so that the file
// does not depend on how views are drawn.

#include <cmath>
#include <string>
#include <vector>

#include "clip/clip.hpp"
#include "cutouts/resample.hpp"
#include "generator/generator.hpp"
#include "latent/bounds.hpp"
#include "latent/start.hpp"
#include "optimizer/optimizer.hpp"
#include "session/evaluate.hpp"
#include "support/compare.hpp"
#include "support/fixtures.hpp"
#include "support/torch_doctest.hpp"
#include "weights/archive.hpp"

namespace clipdraw {
namespace {

constexpr double kTolerance = 1e-3;
constexpr double kLearningRate = 0.1;  // of the reference

void check_loop(const std::string& path, const Compute& compute) {
  DOCTEST_CAPTURE(path);
  DOCTEST_CAPTURE(form_name(compute.form));
  const std::string folder = path.substr(0, path.rfind('/') + 1);
  const Archive io = Archive::open(path);
  const Clip clip = Clip::load(folder + "clip_vit_tiny.safetensors");
  const std::shared_ptr<const Generator> generator =
      Generator::load(folder + "vqgan_tiny.safetensors");
  const int64_t side = clip.image_resolution();

  const std::vector<Look> looks{{1, [side](const at::Tensor& image) {
                                   return at::adaptive_avg_pool2d(image, {side, side});
                                 }}};
  Target target;
  target.embeddings = io.tensor("targets").to(at::kFloat);
  target.embeddings = target.embeddings / target.embeddings.norm(2, {1}, true);
  target.weights = io.tensor("weights").to(at::kFloat);
  target.stops = at::full_like(target.weights, -INFINITY);

  const Stages stages{
      [&](const Latent& z) { return generator->decode(z, compute); },
      {{[&](const at::Tensor& views) { return clip.encode_image(views, compute); }, target}}};

  // from_values gives the parts with their bounds, but rounded: the reference starts between codes
  const at::Tensor z_start = io.tensor("z_start");
  Latent latent = generator->from_values(z_start);
  latent[0].value = z_start.clone();
  const Latent start = clone_latent(latent);
  DOCTEST_CHECK(test::relative_error(clamp_picture(stages.decode(latent)),
                                     io.tensor("image_step0")) < kTolerance);

  LatentOptimizer optimizer(OptimizerKind::adam, latent);
  const at::Tensor losses = io.tensor("losses");
  for (int64_t step = 0; step < losses.numel(); ++step) {
    DOCTEST_CAPTURE(step);
    const Evaluation found = evaluate(stages, latent, start, looks, {});
    const double expected = losses[step].item<double>();
    DOCTEST_CHECK(std::abs(found.loss - expected) < kTolerance * std::abs(expected));
    if (step == 0) {
      DOCTEST_CHECK(test::relative_error(found.gradients[0], io.tensor("grad_step0")) < kTolerance);
    }
    optimizer.step(found.gradients, kLearningRate);
    clamp_to_bounds(latent);
  }
  DOCTEST_CHECK(test::relative_error(latent[0].value.detach(), io.tensor("z_end")) < kTolerance);
}

}  // namespace

DOCTEST_TEST_CASE("the loop, ten steps") {
  for (const std::string& path : test::parity_fixtures("loop_tiny.io.safetensors")) {
    for (const Form form : {Form::plain, Form::fp32}) check_loop(path, {form});
  }
}

}  // namespace clipdraw
