// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "session/memory_plan.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "session/first_latent.hpp"
#include "session/guides.hpp"

namespace clipdraw {
namespace {

constexpr int64_t kMiB = int64_t{1} << 20;
constexpr int64_t kValue = sizeof(float);

// Measured, see docs/memory.md: LibTorch and its libraries once they have computed something, their
// code and workspaces; and what more there is of that with bf16.
constexpr int64_t kProgram = 200 * kMiB;
constexpr int64_t kProgramOfBf16 = 40 * kMiB;
constexpr int64_t kProgramOfPacked = 12 * kMiB;  // in float
// What is lost between tensors: a part of what is worked with, up to a size. (Where blocks are
// computed again, and large tensors come and go between those that are kept, StepMemory::Frugal
// bounds it.)
constexpr double kLost = 0.6;
constexpr double kMostLost = 60 * kMiB;
// A prediction is at most so many times what a run takes.
constexpr double kMostOver = 1.33;

// The embedded models and the work of the prior among them.
constexpr int64_t kEmbeddedModels = 150 * kMiB;

constexpr int kCopiesOfPicture = 9;  // decoded, clamped, its excess, gradients, joined
constexpr int kSumsOfViews = 10;     // pictures of four channels that the way back of views makes
constexpr int kJudgingCopies = 4;    // of a first picture while it is judged

// Fast ones first: fewer views at once cost less than the generator once more.
std::vector<MemoryPlan> plans_by_speed() {
  std::vector<MemoryPlan> plans;
  for (const Recompute recompute : {Recompute::none, Recompute::blocks, Recompute::deep}) {
    for (int views = kViewsTogether; views >= (recompute == Recompute::none ? 4 : 1); views /= 2) {
      plans.push_back({views, recompute});
    }
  }
  return plans;
}

BatchShape latent_shape(const Model& model, ImageSize size, int places) {
  const std::vector<int64_t> shape = latent_shapes(model, size).front();
  return {places, shape[1], shape[2], shape[3]};
}

// Pixels of what the generator decodes, of all places.
int64_t decoded_pixels(const Model& model, const BatchShape& z) {
  const int64_t factor = model.factor();
  return z.places() * factor * factor;
}

// generator: what it takes.
int64_t weight_bytes(const Model& model, const Compute& compute, const GraphMemory& generator) {
  int64_t bytes = model.generator().weight_bytes() + kValue * generator.weights;
  for (const Reader& guide : model.guides()) {
    bytes += guide.clip.weight_bytes() + kValue * guide.clip.image_memory(1, compute).weights;
  }
  return model.has_own_prior() ? bytes + model.first_picture()->prior.weight_bytes() : bytes;
}

// The most that the guides take, one after the other, with the views that they see, in values.
int64_t views_values(const Model& model, const Options& options, int views_at_once, int places) {
  const int64_t own = std::min(views_at_once, options.cutouts);
  const int64_t views = own * std::min<int64_t>(std::max<int64_t>(views_at_once / own, 1), places);
  int64_t most = 0;
  for (const Reader& guide : model.guides()) {
    const int64_t side = guide.clip.image_resolution();
    const int64_t seen = views * 3 * side * side;
    const GraphMemory memory = guide.clip.image_memory(views, compute_of(options));
    // The views, joined where there are several pictures; their gradient, also of another guide.
    const int64_t copies = (places > 1 ? 2 : 1) + (model.guides().size() > 1 ? 2 : 1);
    most = std::max(most, copies * seen + std::max(memory.forward, memory.backward));
  }
  return most;
}

// A step's most, in values.
int64_t step_values(const Model& model, const Options& options, const GraphMemory& generator,
                    const MemoryPlan& plan, int places) {
  const BatchShape z = latent_shape(model, options.size, places);
  const int64_t pixels = decoded_pixels(model, z);
  const int64_t pictures = kCopiesOfPicture * 3 * pixels;
  const int64_t resampling = kSumsOfViews * 4 * (pixels / places);
  const int64_t views = views_values(model, options, plan.views_at_once, places);
  return pictures + std::max({generator.forward, generator.backward,
                              generator.kept + std::max(views, resampling)});
}

// What encoding a picture to start from takes, in bytes. One of the model's own prior needs that
// only where the size is not the prior's; it is counted all the same.
int64_t encoding_bytes(const Model& model, const Options& options) {
  const bool encodes = options.start == Start::image ||
                       (options.start == Start::prior && model.has_prior()) || options.coarse > 0;
  if (!encodes || !model.generator().can_encode()) return 0;
  const BatchShape z = latent_shape(model, options.size, 1);
  const int64_t factor = model.factor();
  return kValue * model.generator().encode_values({1, 3, z.height * factor, z.width * factor});
}

// What making the first picture from the words takes, in bytes with the weights.
int64_t first_picture_bytes(const Model& model, const Options& options) {
  if (!model.has_own_prior()) {
    // Not loaded to be asked: the embedded models are small beside those that are named.
    return model.has_prior() && options.start == Start::prior ? kEmbeddedModels : 0;
  }
  const FirstPicture& first = *model.first_picture();
  const int side = static_cast<int>(first.prior.grid()) * first.generator->factor();
  const std::vector<int64_t> shape = first.generator->latent_shapes(side, side).front();
  const std::optional<GraphMemory> decoding =
      first.generator->decode_memory({1, shape[1], shape[2], shape[3]}, {});
  const int64_t candidates = options.candidates;
  const int64_t pictures = (candidates + kJudgingCopies) * 3 * int64_t{side} * side;
  // The candidates' views, each alone and then together, and what a guide makes of some of them.
  int64_t judging = 0;
  for (const Reader& guide : model.guides()) {
    const int64_t resolution = guide.clip.image_resolution();
    const int64_t views = candidates * kCandidateViews;
    judging += views * 3 * resolution * resolution;
    const int64_t at_once = std::min<int64_t>(views, options.cutouts);
    judging = std::max(judging, 2 * views * 3 * resolution * resolution +
                                    guide.clip.image_memory(at_once, compute_of(options)).forward);
  }
  return kValue * std::max(first.prior.sample_values(candidates),
                           pictures + std::max(decoding ? decoding->forward : 0, judging));
}

std::string as_size(const ImageSize& size) { return fmt::format("{}x{}", size.width, size.height); }

std::string as_gib(int64_t bytes) {
  return fmt::format("{:.1f} GiB", static_cast<double>(bytes) / static_cast<double>(1024 * kMiB));
}

int64_t in_mib(int64_t bytes) { return (bytes + kMiB - 1) / kMiB; }

// The least that any plan needs.
int64_t least_memory(const Model& model, const Options& options, int places) {
  int64_t least = predict_memory(model, options, {}, places);
  for (const MemoryPlan& plan : plans_by_speed()) {
    least = std::min(least, predict_memory(model, options, plan, places));
  }
  return least;
}

// The largest picture of the same shape that needs no more than `limit`, in multiples of 16 where
// that can be; none: not even the smallest does. Without a limit it is drawn by the fastest plan.
std::optional<ImageSize> size_that_fits(const Model& model, Options options, int64_t limit,
                                        int places) {
  constexpr int kStep = 16;
  const ImageSize wanted = options.size;
  for (int width = (wanted.width - 1) / kStep * kStep; width >= kStep; width -= kStep) {
    const double height = static_cast<double>(width) * wanted.height / wanted.width;
    options.size = {width, std::max(kStep, static_cast<int>(height) / kStep * kStep)};
    const int64_t needed = options.memory > 0 ? least_memory(model, options, places)
                                              : predict_memory(model, options, {}, places);
    if (needed <= limit) return options.size;
  }
  return std::nullopt;
}

std::string what(const Options& options, int places) {
  return fmt::format("{} with {} cutouts{}", as_size(options.size), options.cutouts,
                     places > 1 ? fmt::format(", {} at once,", places) : "");
}

}  // namespace

int64_t predict_memory(const Model& model, const Options& options, const MemoryPlan& plan,
                       int places) {
  Compute compute = compute_of(options);
  compute.recompute = plan.recompute;
  const std::optional<GraphMemory> generator =
      model.generator().decode_memory(latent_shape(model, options.size, places), compute);
  if (!generator) return 0;
  const int64_t step = kValue * step_values(model, options, *generator, plan, places);
  const auto work = static_cast<double>(
      std::max({step, first_picture_bytes(model, options), encoding_bytes(model, options)}));
  const int64_t program = kProgram + (compute.form == Form::bf16   ? kProgramOfBf16
                                      : compute.form == Form::fp32 ? kProgramOfPacked
                                                                   : 0);
  return program + weight_bytes(model, compute, *generator) +
         static_cast<int64_t>(work + std::min(kLost * work, kMostLost));
}

MemoryPlan plan_memory(const Model& model, const Options& options, int places) {
  if (options.memory == 0) return {};
  const int64_t limit = options.memory * kMiB;
  if (predict_memory(model, options, {}, places) == 0) {
    fail(Status::unsupported, "memory = {}: nobody can know what {} takes; use --memory 0",
         options.memory, model.generator_name());
  }
  for (const MemoryPlan& plan : plans_by_speed()) {
    if (predict_memory(model, options, plan, places) <= limit) return plan;
  }
  const int64_t least = least_memory(model, options, places);
  const std::optional<ImageSize> size = size_that_fits(model, options, limit, places);
  fail(Status::invalid_argument, "memory = {}: {} needs {} at least; use --memory {}{}",
       options.memory, what(options, places), as_gib(least), in_mib(least),
       size ? fmt::format(" or --size {}", as_size(*size)) : "");
}

void check_machine(const Model& model, const Options& options, const MemoryPlan& plan,
                   int64_t usable, int places) {
  const int64_t needed = predict_memory(model, options, plan, places);
  if (static_cast<double>(needed) <= kMostOver * static_cast<double>(usable)) return;
  std::string hint;
  const int64_t least = least_memory(model, options, places);
  if (least <= usable) hint = fmt::format("--memory {}", usable / kMiB);
  if (const std::optional<ImageSize> size = size_that_fits(model, options, usable, places)) {
    hint += fmt::format("{}--size {}", hint.empty() ? "" : " or ", as_size(*size));
  }
  fail(Status::out_of_memory, "out of memory: {} needs {}, this machine has {}{}",
       what(options, places), as_gib(needed), as_gib(usable), hint.empty() ? "" : "; use " + hint);
}

}  // namespace clipdraw
