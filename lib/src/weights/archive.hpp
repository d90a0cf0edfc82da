// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

namespace clipdraw {

// A safetensors file: named tensors and text metadata, mapped into memory and read only. Copies
// share the mapping, and so does every tensor taken from it.
class Archive {
 public:
  // Maps the file and checks all of its header: sizes, offsets, overlaps, dtypes, shapes. Nothing
  // is allocated on the file's word alone. Throws not_found, io or bad_weights, naming file and
  // tensor.
  static Archive open(const std::string& path);

  const std::string& path() const;
  const std::map<std::string, std::string>& metadata() const;
  // Returns the names of all tensors, sorted.
  std::vector<std::string> names() const;
  bool contains(const std::string& name) const;
  // Returns the stored shape without touching the data. Throws bad_weights for an unknown name.
  std::vector<int64_t> shape(const std::string& name) const;
  // Returns a view into the mapping with the stored shape and dtype, which keeps the mapping alive.
  // It must not be written to. Throws bad_weights for an unknown name.
  at::Tensor tensor(const std::string& name) const;

 private:
  struct Contents;
  explicit Archive(std::shared_ptr<const Contents> contents);
  std::shared_ptr<const Contents> contents_;
};

// Writes tensors (any strides, float, half, bfloat16, double, integers or bool) and metadata as a
// safetensors file, through a temporary file. Throws io.
void write_archive(const std::string& path, const std::map<std::string, at::Tensor>& tensors,
                   const std::map<std::string, std::string>& metadata = {});

}  // namespace clipdraw
