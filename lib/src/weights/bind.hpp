// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "weights/archive.hpp"

namespace clipdraw {

// Takes tensors from an archive by name and collects everything that does not fit, so that one
// error tells all of it.
class Binder {
 public:
  // Every name given to the binder is looked up with the prefix in front. finish() asks for names
  // that nobody took only among those that start with the prefix.
  explicit Binder(Archive archive, std::string prefix = "");

  // Returns a contiguous fp32 tensor of that shape, -1 standing for any size: stored fp16, bf16 and
  // fp64 are converted, and so are rows of int8 beside which NAME.scale, [rows] floating-point,
  // says what 1 stands for in each. It does not require grad and must not be written to. When the
  // tensor is missing, misshapen, not floating-point or not finite, that is recorded for finish()
  // and zeros of a legal shape are returned (size 1 for -1).
  at::Tensor take(const std::string& name, const std::vector<int64_t>& shape);

  // Like take, but a missing tensor is no problem: an undefined tensor is returned.
  at::Tensor take_optional(const std::string& name, const std::vector<int64_t>& shape);

  bool contains(const std::string& name) const;

  // Marks a tensor, or with "*" at an end every tensor with that ending or beginning, as one that
  // may be there and is not needed ("*.num_batches_tracked").
  void ignore(const std::string& pattern);

  // Records a problem of the caller's own finding.
  void problem(const std::string& text);

  // Throws one bad_weights error that lists all problems and all names that nobody took.
  void finish();

  // Bytes of all tensors that were taken, as fp32.
  int64_t bytes() const { return bytes_; }

  const Archive& archive() const { return archive_; }
  const std::string& prefix() const { return prefix_; }

 private:
  at::Tensor read(const std::string& full_name, const std::vector<int64_t>& shape);
  at::Tensor in_floats(const std::string& full_name, const at::Tensor& stored);

  Archive archive_;
  std::string prefix_;
  std::set<std::string> taken_;
  std::vector<std::string> ignored_;
  std::vector<std::string> problems_;
  int64_t bytes_ = 0;
};

}  // namespace clipdraw
