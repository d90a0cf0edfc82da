// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <map>
#include <string>

#include <ATen/core/Tensor.h>

namespace clipdraw::test {

using Tensors = std::map<std::string, at::Tensor>;

Tensors tensors_of(const std::string& path);

// The same weights under Hugging Face's names, as the published files have them. A ViT only.
Tensors hugging_face_tensors(const std::string& openai_path);

// Hugging Face's config.json, from the "config" of one of our archives of a ViT.
std::string hugging_face_config(const std::string& openai_path, const std::string& activation);

// OpenCLIP's open_clip_config.json, likewise, of a ViT or a ModifiedResNet.
std::string open_clip_config(const std::string& openai_path, bool quick_gelu);

// Writes the tensors as PARTS safetensors files and their index, as Hugging Face's library does.
void write_shards(const std::string& folder, const Tensors& tensors, size_t parts);

}  // namespace clipdraw::test
