// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "session/first_latent.hpp"

#include <c10/core/GradMode.h>

#include <algorithm>

#include <fmt/format.h>

#include "base/random.hpp"
#include "latent/start.hpp"
#include "session/guides.hpp"
#include "session/picture.hpp"
#include "session/read_prompts.hpp"

namespace clipdraw {
namespace {

int round_up(int side, int64_t factor) {
  const int step = static_cast<int>(factor);
  return (side + step - 1) / step * step;
}

Latent random_latent(const Model& model, int width, int height, uint64_t seed) {
  const Generator& generator = model.generator();
  const std::vector<int64_t> shape = generator.latent_shapes(width, height).front();
  if (generator.codebook().defined()) {
    return generator.from_values(random_codes(generator.codebook(), shape[2], shape[3], seed));
  }
  at::Tensor noise = at::empty(shape, at::kFloat);
  Random(seed, Purpose::latent_noise)
      .fill_normal(noise.data_ptr<float>(), static_cast<size_t>(noise.numel()));
  return generator.from_values(noise);
}

// Returns the index of the text that the prior draws, or -1 when none has a positive weight.
int leading_prompt(const std::vector<Prompt>& prompts) {
  int leading = -1;
  float most = 0;
  for (size_t index = 0; index < prompts.size(); ++index) {
    if (prompts[index].kind == PromptKind::text && prompts[index].weight > most) {
      most = prompts[index].weight;
      leading = static_cast<int>(index);
    }
  }
  return leading;
}

// Returns the Z, of the generator that the prior was trained with, that the guides like best.
Latent prior_latent(const Model& model, const Options& options, const Prompt& prompt,
                    const std::vector<Target>& targets) {
  const FirstPicture& first = *model.first_picture();
  PriorSettings settings;
  settings.seed = options.seed;
  settings.candidates = options.candidates;
  settings.steps = options.prior_steps;
  settings.temperature = options.temperature;
  settings.guidance = options.guidance;
  settings.compute = compute_of(options);
  const at::Tensor values =
      first.prior.sample(text_for_prior(model, prompt.text), settings);  // [K, C, G, G]
  if (values.size(0) == 1) return first.generator->from_values(values);

  std::vector<Latent> latents;
  std::vector<at::Tensor> images;
  for (const at::Tensor& value : values.split(1)) {
    latents.push_back(first.generator->from_values(value));
    images.push_back(first.generator->decode(latents.back(), settings.compute));
  }
  const std::vector<double> losses =
      guides_loss(model, images, kCandidateViews, options.cutouts, targets, settings.compute);
  const auto least = std::min_element(losses.begin(), losses.end());
  const auto chosen = static_cast<size_t>(least - losses.begin());
  model.log(LogLevel::debug,
            fmt::format("prior: candidate {} of {} is the nearest, distance {:.4f}", chosen + 1,
                        losses.size(), *least));
  return latents[chosen];
}

}  // namespace

Start possible_start(const Model& model, Start wanted, const std::vector<Prompt>& prompts) {
  if (wanted != Start::prior) return wanted;
  std::string reason;
  if (!model.has_prior()) {
    reason = "this model set has no prior";
  } else if (leading_prompt(prompts) < 0) {
    reason = "no text has a positive weight";
  } else if (!model.has_own_prior() && !model.generator().can_encode()) {
    reason = fmt::format("{} cannot take up a picture, it has no encoder", model.generator_name());
  }
  if (reason.empty()) return wanted;
  model.log(LogLevel::warning, fmt::format("start: {}; starting from random codes", reason));
  return Start::random;
}

std::vector<std::vector<int64_t>> latent_shapes(const Model& model, ImageSize size) {
  return model.generator().latent_shapes(round_up(size.width, model.factor()),
                                         round_up(size.height, model.factor()));
}

Latent encode_picture(const Model& model, const at::Tensor& image, ImageSize size) {
  at::NoGradGuard no_grad;
  // All of it is to be seen in what is cut out of the decoded picture.
  return model.generator().encode(extend_to(fit_into(image, size.width, size.height),
                                            round_up(size.width, model.factor()),
                                            round_up(size.height, model.factor())));
}

Latent first_latent(const Model& model, const Options& options, const std::vector<Prompt>& prompts,
                    const std::vector<Target>& targets) {
  at::NoGradGuard no_grad;
  const int width = round_up(options.size.width, model.factor());
  const int height = round_up(options.size.height, model.factor());
  if (options.start == Start::random) return random_latent(model, width, height, options.seed);
  const Prompt& prompt = prompts[static_cast<size_t>(leading_prompt(prompts))];
  Latent latent = prior_latent(model, options, prompt, targets);
  const std::vector<int64_t> wanted = model.generator().latent_shapes(width, height).front();
  if (model.has_own_prior() && latent.front().value.sizes() == wanted) return latent;
  const at::Tensor image =
      model.first_picture()->generator->decode(latent, compute_of(options)).clamp(0.0, 1.0);
  return model.generator().encode(fit_into(image, width, height));
}

}  // namespace clipdraw
