// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "prior/prior.hpp"

#include <c10/core/GradMode.h>
#include <fmt/ranges.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "base/random.hpp"

namespace clipdraw {

struct PriorConfig {
  int64_t width = 0, layers = 0, heads = 0, patch = 0, channels = 0, grid = 0, embed_dim = 0;
  int64_t context_length = 0, token_width = 0, vocab_size = 0;
  Activation activation = Activation::quick_gelu;
  std::vector<float> mean, std;
};

namespace {

using Json = nlohmann::json;

PriorConfig read_config(const Archive& archive) {
  const auto found = archive.metadata().find("config");
  const Json json =
      found == archive.metadata().end() ? Json() : Json::parse(found->second, nullptr, false);
  if (!json.is_object()) {
    fail(Status::bad_weights, "{}: metadata has no JSON object \"config\", which a prior needs",
         archive.path());
  }
  auto bad = [&](const char* key, const std::string& expected) {
    fail(Status::bad_weights, "{}: metadata config \"{}\" is {}, expected {}", archive.path(), key,
         json.contains(key) ? json.at(key).dump().substr(0, 60) : "missing", expected);
  };
  auto number = [&](const char* key, int64_t high) {
    if (!json.contains(key) || !json.at(key).is_number_integer() ||
        json.at(key).get<double>() < 1 || json.at(key).get<double>() > static_cast<double>(high)) {
      bad(key, fmt::format("a whole number from 1 to {}", high));
    }
    return json.at(key).get<int64_t>();
  };
  PriorConfig config;
  config.width = number("width", 65536);
  config.layers = number("layers", 256);
  config.heads = number("heads", 1024);
  config.patch = number("patch", 64);
  config.channels = number("channels", 4096);
  config.grid = number("grid", 1024);
  config.context_length = number("context_length", 65536);
  config.token_width = number("token_width", 65536);
  config.vocab_size = number("vocab_size", 1 << 24);
  config.embed_dim = number("embed_dim", 65536);
  if (config.grid % config.patch != 0) bad("patch", "a divisor of the grid");
  if (config.width % 2 != 0) bad("width", "an even number");
  if (json.contains("activation")) {
    if (!json.at("activation").is_string()) bad("activation", "a text");
    config.activation = activation_from_name(json.at("activation").get<std::string>());
  }
  auto numbers = [&](const char* key) {
    std::vector<float> values;
    bool good = json.contains(key) && json.at(key).is_array();
    for (size_t i = 0; good && i < json.at(key).size(); ++i) {
      good = json.at(key)[i].is_number();
      if (good) values.push_back(json.at(key)[i].get<float>());
      good = good && std::isfinite(values.back());
    }
    if (!good || values.size() != static_cast<size_t>(config.channels))
      bad(key, "one number a channel");
    return values;
  };
  config.mean = numbers("mean");
  config.std = numbers("std");
  return config;
}

at::Tensor per_channel(const std::vector<float>& values) {
  return at::tensor(values, at::kFloat).view({1, -1, 1, 1});
}

// Cosines and sines of 1000 t at frequencies from 1 down to 1/10000. Returns [1, width] float.
at::Tensor time_features(double t, int64_t width) {
  const int64_t half = width / 2;
  const at::Tensor steps =
      at::arange(half, at::kFloat) * (-std::log(10000.0) / static_cast<double>(half));
  const at::Tensor angles = steps.exp() * (1000.0 * t);
  return at::cat({angles.cos(), angles.sin()}).unsqueeze(0);
}

// z: [K, C, G, G]. Returns [K, places, C * patch * patch], places row by row.
at::Tensor to_patches(const at::Tensor& z, int64_t patch) {
  const int64_t side = z.size(2) / patch;
  return z.view({z.size(0), z.size(1), side, patch, side, patch})
      .permute({0, 2, 4, 1, 3, 5})
      .reshape({z.size(0), side * side, z.size(1) * patch * patch});
}

at::Tensor from_patches(const at::Tensor& x, int64_t channels, int64_t grid, int64_t patch) {
  const int64_t side = grid / patch;
  return x.view({x.size(0), side, side, channels, patch, patch})
      .permute({0, 3, 1, 4, 2, 5})
      .reshape({x.size(0), channels, grid, grid});
}

}  // namespace

Prior Prior::load(const std::string& path) { return bind(Archive::open(path)); }

Prior Prior::bind(const Archive& archive) {
  const PriorConfig config = read_config(archive);
  Prior prior;
  prior.patch_ = config.patch;
  prior.channels_ = config.channels;
  prior.grid_ = config.grid;
  prior.mean_ = per_channel(config.mean);
  prior.std_ = per_channel(config.std);
  Binder binder(archive);
  bind_all(binder, [&] { prior.take(binder, config); });
  prior.weight_bytes_ = binder.bytes();
  return prior;
}

void Prior::take(Binder& binder, const PriorConfig& config) {
  const int64_t width = config.width;
  const int64_t side = config.grid / config.patch;
  const int64_t patch_size = config.channels * config.patch * config.patch;
  time_in_ = bind_linear(binder, "time_in", width, width);
  time_out_ = bind_linear(binder, "time_out", width, width);
  pooled_ = bind_linear(binder, "pooled", width, config.embed_dim);
  token_embedding_ = binder.take("token_embedding.weight", {config.vocab_size, config.token_width});
  token_in_ = bind_linear(binder, "token_in", width, config.token_width);
  token_position_ = binder.take("token_position", {config.context_length, width});
  null_ = binder.take("null", {width}).view({1, 1, width});
  patch_in_ = bind_linear(binder, "patch_in", width, patch_size);
  patch_out_ = bind_linear(binder, "patch_out", patch_size, width);
  position_ = binder.take("position", {side * side, width});
  const int64_t layers = count_parts(binder, "blocks.", config.layers);
  for (int64_t layer = 0; layer < layers; ++layer) {
    blocks_.push_back(bind_block(binder, "blocks." + std::to_string(layer) + ".",
                                 BlockShape{width, config.heads, config.activation}));
  }
  final_norm_ = bind_layer_norm(binder, "ln_final", width);
}

// z: [K, C, G, G] float; t: 0 noise .. 1 clean; words: [1, n, width]; pooled: [1, width] or
// undefined. Returns the clean z that it expects: [K, C, G, G].
at::Tensor Prior::predict(const at::Tensor& z, double t, const at::Tensor& words,
                          const at::Tensor& pooled, const Compute& compute) const {
  const int64_t count = z.size(0);
  const int64_t width = null_.size(2);
  at::Tensor head = time_out_(at::silu(time_in_(time_features(t, width))));  // [1, width]
  if (pooled.defined()) head = head + pooled;
  const at::Tensor told = at::cat({head.unsqueeze(1), words}, 1);  // [1, 1 + n, width]
  at::Tensor x = at::cat(
      {told.expand({count, told.size(1), width}), patch_in_(to_patches(z, patch_)) + position_}, 1);
  if (compute.form == Form::bf16) {
    x = trunk_->of(compute.form, blocks_, type_of(compute.form), Reads::all)(x);
  } else {  // in float another copy of the weights would be no faster for what is done once
    for (const TransformerBlock& block : blocks_) x = block(x);
  }
  const at::Tensor places = x.narrow(1, told.size(1), position_.size(0));
  return from_patches(patch_out_(final_norm_(places)), channels_, grid_, patch_);
}

at::Tensor Prior::sample_from(const at::Tensor& noise, const PriorText& text,
                              const PriorSettings& settings) const {
  const at::NoGradGuard no_grad;
  const at::Tensor& tokens = text.tokens;
  if (tokens.dim() != 2 || tokens.size(0) != 1 || tokens.scalar_type() != at::kLong ||
      tokens.size(1) < 1 || tokens.size(1) > context_length() ||
      text.embedding.numel() != embed_dim()) {
    fail(Status::invalid_argument,
         "text for the prior has tokens of shape [{}] and an embedding of {}, expected [1, 1 to "
         "{}] of int64 and "
         "{}: do the prior and the CLIP belong together?",
         fmt::join(tokens.sizes(), ", "), text.embedding.numel(), context_length(), embed_dim());
  }
  if (tokens.min().item<int64_t>() < 0 || tokens.max().item<int64_t>() >= vocab_size()) {
    fail(Status::invalid_argument, "token id {} is not in the prior's vocabulary of {}",
         tokens.max().item<int64_t>(), vocab_size());
  }
  if (noise.dim() != 4 || noise.size(1) != channels_ || noise.size(2) != grid_ ||
      noise.size(3) != grid_) {
    fail(Status::invalid_argument, "noise has shape [{}], expected [K, {}, {}, {}]",
         fmt::join(noise.sizes(), ", "), channels_, grid_, grid_);
  }
  if (settings.steps < 1)
    fail(Status::invalid_argument, "prior-steps = {}, must be >= 1", settings.steps);
  const at::Tensor words = token_in_(at::embedding(token_embedding_, tokens)) +
                           token_position_.narrow(0, 0, tokens.size(1));  // [1, L, width]
  const at::Tensor embedding = text.embedding.reshape({1, -1});
  const at::Tensor pooled = pooled_(embedding / embedding.norm());  // [1, width]
  at::Tensor z = noise.contiguous();
  for (int step = 0; step < settings.steps; ++step) {
    const double t = static_cast<double>(step) / settings.steps;
    at::Tensor clean = predict(z, t, words, pooled, settings.compute);
    if (settings.guidance != 1) {
      const at::Tensor unguided = predict(z, t, null_, {}, settings.compute);
      clean = unguided + (clean - unguided) * settings.guidance;
    }
    // The velocity towards the clean Z at time t, over a step of 1 / steps.
    z = z + (clean - z) * (1.0 / (1.0 - t) / settings.steps);
  }
  return z * std_ + mean_;
}

int64_t Prior::sample_values(int64_t candidates) const {
  const int64_t length = 1 + context_length() + position_.size(0);
  int64_t block = 0;
  for (const TransformerBlock& each : blocks_) {
    block = std::max(block, each.footprint(candidates, length).forward);
  }
  return block + 2 * candidates * length * null_.size(2);
}

at::Tensor Prior::sample(const PriorText& text, const PriorSettings& settings) const {
  const at::NoGradGuard no_grad;
  if (settings.candidates < 1) {
    fail(Status::invalid_argument, "candidates = {}, must be >= 1", settings.candidates);
  }
  const at::Tensor noise = at::empty({settings.candidates, channels_, grid_, grid_}, at::kFloat);
  const int64_t each = noise[0].numel();
  for (int candidate = 0; candidate < settings.candidates; ++candidate) {
    Random random(settings.seed, Purpose::prior_noise, 0, static_cast<uint32_t>(candidate));
    random.fill_normal(noise.data_ptr<float>() + candidate * each, static_cast<size_t>(each));
  }
  return sample_from(noise * settings.temperature, text, settings);
}

}  // namespace clipdraw
