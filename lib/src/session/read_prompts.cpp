// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "session/read_prompts.hpp"

#include <c10/core/GradMode.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "base/error.hpp"
#include "prompt/check.hpp"

namespace clipdraw {
namespace {

// How far from 1 the length of an embedding may be.
constexpr double kLengthSlack = 1e-3;

// Start, words, end, zeros: as long as the CLIP's context.
std::vector<int64_t> tokens_of(const Reader& reader, const std::string& text) {
  return reader.tokenizer.encode_padded(text, reader.clip.context_length());
}

void check_text(const Model& model, const std::string& text) {
  for (const Reader& guide : model.guides()) {
    const std::vector<int64_t> tokens = tokens_of(guide, text);
    // start and end alone: nothing was written
    if (tokens.size() > 1 && tokens[1] == guide.tokenizer.end_id()) {
      fail(Status::invalid_argument,
           "prompt: empty; say what to draw, for example \"a red apple\"");
    }
  }
}

void check_embedding(const Model& model, const Prompt& prompt) {
  const size_t guides = model.guides().size();
  if (prompt.embedding.size() != guides) {
    fail(Status::invalid_argument, "{}: has {} parts, expected one for each of the {} guides",
         name_of(prompt), prompt.embedding.size(), guides);
  }
  for (size_t index = 0; index < guides; ++index) {
    const std::vector<float>& part = prompt.embedding[index];
    const auto wanted = static_cast<size_t>(model.guides()[index].clip.embed_dim());
    if (part.size() != wanted) {
      fail(Status::invalid_argument, "{}: part {} has {} numbers, expected {}", name_of(prompt),
           index, part.size(), wanted);
    }
    const double length = length_of(part);
    // NaN is not within the slack either
    if (!(std::abs(length - 1) < kLengthSlack)) {
      fail(Status::invalid_argument, "{}: part {} has the length {}, expected 1", name_of(prompt),
           index, length);
    }
  }
}

// Returns a guide's row of a prompt: [1, D] float.
at::Tensor row_of(const Model& model, size_t guide, const Prompt& prompt) {
  if (prompt.kind == PromptKind::text) return embed_words(model.guides()[guide], prompt.text);
  return at::tensor(prompt.embedding.at(guide), at::kFloat).unsqueeze(0);
}

}  // namespace

void check_prompt(const Model& model, const Prompt& prompt) {
  check_weight(prompt);
  if (prompt.kind == PromptKind::text) {
    check_text(model, prompt.text);
  } else {
    check_embedding(model, prompt);
  }
}

double length_of(const std::vector<float>& vector) {
  double square = 0;
  for (const double value : vector) square += value * value;
  return std::sqrt(square);
}

at::Tensor unit_rows(const at::Tensor& embeddings) {
  return embeddings / embeddings.norm(2, {1}, true).clamp_min(1e-12);
}

at::Tensor embed_words(const Reader& reader, const std::string& text) {
  const at::NoGradGuard no_grad;
  const at::Tensor ids = at::tensor(tokens_of(reader, text), at::kLong).unsqueeze(0);
  return unit_rows(reader.clip.encode_text(ids).embedding);
}

std::vector<Target> make_targets(const Model& model, const std::vector<Prompt>& prompts) {
  const at::NoGradGuard no_grad;
  std::vector<float> weights;
  std::vector<float> stops;
  for (const Prompt& prompt : prompts) {
    weights.push_back(prompt.weight);
    stops.push_back(prompt.stop);
  }
  std::vector<Target> targets;
  for (size_t guide = 0; guide < model.guides().size(); ++guide) {
    std::vector<at::Tensor> rows;
    for (const Prompt& prompt : prompts) rows.push_back(row_of(model, guide, prompt));
    targets.push_back(
        {at::cat(rows, 0), at::tensor(weights, at::kFloat), at::tensor(stops, at::kFloat)});
  }
  return targets;
}

PriorText text_for_prior(const Model& model, const std::string& text) {
  const Reader& reader = model.first_picture()->reader;
  const std::vector<int64_t> tokens = tokens_of(reader, text);
  const auto end = std::find(tokens.begin(), tokens.end(), reader.tokenizer.end_id());
  const auto context = static_cast<int64_t>(tokens.size());
  const int64_t length = std::min<int64_t>(end - tokens.begin() + 1, context);
  PriorText told;
  told.tokens = at::tensor(tokens, at::kLong).view({1, context}).narrow(1, 0, length);
  told.embedding = embed_words(reader, text);
  return told;
}

}  // namespace clipdraw
