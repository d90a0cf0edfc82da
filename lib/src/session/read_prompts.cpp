// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "session/read_prompts.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"

namespace clipdraw {

std::vector<int64_t> read_prompt(const Model& model, const Prompt& prompt) {
  if (!std::isfinite(prompt.weight) || prompt.weight == 0) {
    fail(Status::invalid_argument, "prompt \"{}\": weight = {}, must be finite and not 0",
         prompt.text, prompt.weight);
  }
  if (std::isnan(prompt.stop) || prompt.stop == HUGE_VALF) {
    fail(Status::invalid_argument, "prompt \"{}\": stop = {}, must be a number or -infinity",
         prompt.text, prompt.stop);
  }
  const std::vector<int64_t> tokens =
      model.tokenizer().encode_padded(prompt.text, model.context_length());
  // start and end alone: nothing was written
  if (tokens.size() > 1 && tokens[1] == model.tokenizer().end_id()) {
    fail(Status::invalid_argument, "prompt: empty; say what to draw, for example \"a red apple\"");
  }
  return tokens;
}

EncodedPrompts encode_prompts(const Model& model, const std::vector<Prompt>& prompts,
                              const std::vector<std::vector<int64_t>>& tokens) {
  at::NoGradGuard no_grad;
  const auto count = static_cast<int64_t>(prompts.size());
  const int64_t context = model.context_length();
  at::Tensor ids = at::empty({count, context}, at::kLong);
  EncodedPrompts encoded;
  encoded.target.weights = at::empty({count}, at::kFloat);
  encoded.target.stops = at::empty({count}, at::kFloat);
  for (int64_t row = 0; row < count; ++row) {
    const auto index = static_cast<size_t>(row);
    std::copy(tokens[index].begin(), tokens[index].end(), ids.data_ptr<int64_t>() + row * context);
    encoded.target.weights[row] = prompts[index].weight;
    encoded.target.stops[row] = prompts[index].stop;
  }
  const at::Tensor embeddings = model.clip().encode_text(ids).embedding;
  encoded.target.embeddings = embeddings / embeddings.norm(2, {1}, true).clamp_min(1e-12);
  for (int64_t row = 0; row < count; ++row) {
    const auto& words = tokens[static_cast<size_t>(row)];
    const auto end = std::find(words.begin(), words.end(), model.tokenizer().end_id());
    const int64_t length = std::min<int64_t>(end - words.begin() + 1, context);
    encoded.tokens.push_back(ids.narrow(0, row, 1).narrow(1, 0, length));
  }
  return encoded;
}

}  // namespace clipdraw
