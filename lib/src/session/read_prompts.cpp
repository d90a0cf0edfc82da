// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "session/read_prompts.hpp"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "base/error.hpp"

namespace clipdraw {
namespace {

// Start, words, end, zeros: as long as the CLIP's context.
std::vector<int64_t> tokens_of(const Reader& reader, const std::string& text) {
  return reader.tokenizer.encode_padded(text, reader.clip.context_length());
}

// [N, D] float, each row of length 1.
at::Tensor unit_rows(const at::Tensor& embeddings) {
  return embeddings / embeddings.norm(2, {1}, true).clamp_min(1e-12);
}

}  // namespace

void check_prompt(const Model& model, const Prompt& prompt) {
  if (!std::isfinite(prompt.weight) || prompt.weight == 0) {
    fail(Status::invalid_argument, "prompt \"{}\": weight = {}, must be finite and not 0",
         prompt.text, prompt.weight);
  }
  if (std::isnan(prompt.stop) || prompt.stop == HUGE_VALF) {
    fail(Status::invalid_argument, "prompt \"{}\": stop = {}, must be a number or -infinity",
         prompt.text, prompt.stop);
  }
  for (const Reader& guide : model.guides()) {
    const std::vector<int64_t> tokens = tokens_of(guide, prompt.text);
    // start and end alone: nothing was written
    if (tokens.size() > 1 && tokens[1] == guide.tokenizer.end_id()) {
      fail(Status::invalid_argument,
           "prompt: empty; say what to draw, for example \"a red apple\"");
    }
  }
}

Target make_target(const Reader& reader, const std::vector<Prompt>& prompts) {
  const at::NoGradGuard no_grad;
  const auto count = static_cast<int64_t>(prompts.size());
  const int64_t context = reader.clip.context_length();
  at::Tensor ids = at::empty({count, context}, at::kLong);
  Target target;
  target.weights = at::empty({count}, at::kFloat);
  target.stops = at::empty({count}, at::kFloat);
  for (int64_t row = 0; row < count; ++row) {
    const Prompt& prompt = prompts[static_cast<size_t>(row)];
    const std::vector<int64_t> tokens = tokens_of(reader, prompt.text);
    std::copy(tokens.begin(), tokens.end(), ids.data_ptr<int64_t>() + row * context);
    target.weights[row] = prompt.weight;
    target.stops[row] = prompt.stop;
  }
  target.embeddings = unit_rows(reader.clip.encode_text(ids).embedding);
  return target;
}

PriorText text_for_prior(const Model& model, const Prompt& prompt) {
  const Reader& reader = model.first_picture()->reader;
  const std::vector<int64_t> tokens = tokens_of(reader, prompt.text);
  const auto end = std::find(tokens.begin(), tokens.end(), reader.tokenizer.end_id());
  const auto context = static_cast<int64_t>(tokens.size());
  const int64_t length = std::min<int64_t>(end - tokens.begin() + 1, context);
  PriorText text;
  text.tokens = at::tensor(tokens, at::kLong).view({1, context}).narrow(1, 0, length);
  text.embedding = make_target(reader, {prompt}).embeddings;
  return text;
}

}  // namespace clipdraw
