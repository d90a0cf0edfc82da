// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/layout_builder.hpp"

#include <cmath>

namespace clipdraw_cli {
namespace {

constexpr float kSmall = 0.02F;

// So that a sum over so many products has the size of one.
float scale_of(std::int64_t inputs) { return 1 / std::sqrt(static_cast<float>(inputs)); }

}  // namespace

void LayoutBuilder::values(const std::string& name, std::vector<std::int64_t> shape, float mean,
                           float deviation) const {
  layout_.tensors.push_back({prefix_ + name, std::move(shape), mean, deviation});
}

void LayoutBuilder::linear(const std::string& name, std::int64_t out, std::int64_t in) const {
  values(name + ".weight", {out, in}, 0, scale_of(in));
  values(name + ".bias", {out}, 0, kSmall);
}

void LayoutBuilder::conv(const std::string& name, std::int64_t out, std::int64_t in,
                         std::int64_t kernel, bool bias) const {
  values(name + ".weight", {out, in, kernel, kernel}, 0, scale_of(in * kernel * kernel));
  if (bias) values(name + ".bias", {out}, 0, kSmall);
}

void LayoutBuilder::norm(const std::string& name, std::int64_t width) const {
  values(name + ".weight", {width}, 1, kSmall);
  values(name + ".bias", {width}, 0, kSmall);
}

void LayoutBuilder::batch_norm(const std::string& name, std::int64_t width) const {
  norm(name, width);
  values(name + ".running_mean", {width}, 0, kSmall);
  values(name + ".running_var", {width}, 1, kSmall);
}

}  // namespace clipdraw_cli
