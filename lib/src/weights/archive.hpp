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

enum class ArchiveFormat { safetensors, torchscript, pickle };

// Returns the format's name for messages, for example "safetensors".
const char* archive_format_name(ArchiveFormat format);

// Named tensors from any file or folder of weights that is published: safetensors (one file, or
// shards with *.safetensors.index.json), a TorchScript archive (its parameters and buffers), a
// PyTorch pickle (zip or the old form) whose state dict is read without running anything that the
// pickle asks for. Files are mapped into memory and read only. Copies share the mapping, and so
// does every tensor taken from it.
class Archive {
 public:
  // Opens a file of any of these formats, or a folder that holds one. All that a file says of
  // itself is checked: sizes, offsets, overlaps, dtypes, shapes. Nothing is allocated on the file's
  // word alone. Throws not_found, io, bad_weights or unsupported, with what was found, what was
  // expected and what to do.
  static Archive open(const std::string& path);

  ArchiveFormat format() const;
  // Returns the path that open() was given.
  const std::string& path() const;
  // Returns the folder where side files (config.json ...) lie.
  const std::string& folder() const;
  // Returns every file that tensors come from, and the index of shards, sorted.
  const std::vector<std::string>& files() const;
  // Returns the text metadata: what a safetensors file holds, or, from a TorchScript archive,
  // "torchscript.types", the names of its modules' types without their packages ("CLIP QuickGELU"),
  // and "torchscript.heads", a JSON object {module: attention heads} as its traced code has them.
  const std::map<std::string, std::string>& metadata() const;
  // Returns the names of all tensors, sorted.
  std::vector<std::string> names() const;
  bool contains(const std::string& name) const;
  // Returns the stored shape without touching the data. Throws bad_weights for an unknown name.
  std::vector<int64_t> shape(const std::string& name) const;
  // Returns a view into the mapping with the stored shape and dtype, which keeps the mapping alive;
  // a pickle's tensor may have any strides. It must not be written to. Throws bad_weights for an
  // unknown name.
  at::Tensor tensor(const std::string& name) const;
  // Lets go of the memory that reading has taken so far; the archive and its tensors stay what they
  // are. Good for a time when what matters was copied.
  void let_go() const;

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
