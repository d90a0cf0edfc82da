// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "bench/layouts.hpp"

namespace clipdraw_cli {

// Adds the tensors of layers to a layout. Every name begins with the prefix, "visual." for one.
class LayoutBuilder {
 public:
  explicit LayoutBuilder(Layout& layout, std::string prefix = "")
      : layout_(layout), prefix_(std::move(prefix)) {}

  // The same layout, with more in front of the names.
  LayoutBuilder inside(const std::string& prefix) const {
    return LayoutBuilder(layout_, prefix_ + prefix);
  }

  void values(const std::string& name, std::vector<std::int64_t> shape, float mean,
              float deviation) const;
  // name.weight [out, in] and name.bias.
  void linear(const std::string& name, std::int64_t out, std::int64_t in) const;
  // name.weight [out, in, kernel, kernel], and name.bias where it has one.
  void conv(const std::string& name, std::int64_t out, std::int64_t in, std::int64_t kernel,
            bool bias = true) const;
  // name.weight around 1 and name.bias around 0.
  void norm(const std::string& name, std::int64_t width) const;
  // A norm, and the mean and variance that training left.
  void batch_norm(const std::string& name, std::int64_t width) const;

 private:
  Layout& layout_;
  std::string prefix_;
};

}  // namespace clipdraw_cli
