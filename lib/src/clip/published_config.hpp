// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>

#include "clip/perceptor.hpp"

namespace clipdraw {

// The configurations that published models come with. Each reader takes the file's text and its
// path for messages; it fails with bad_weights where a value makes no sense and with unsupported,
// naming the key, where the model asks for what our encoders do not have.

// Hugging Face's config.json of a CLIPModel. Keys that it leaves out have the library's defaults.
// The normalisation of pixels stands in preprocessor_config.json: see read_preprocessor().
Perceptor read_hugging_face_config(const std::string& json, const std::string& path);

// Takes mean and std from Hugging Face's preprocessor_config.json.
void read_preprocessor(const std::string& json, const std::string& path, Perceptor& perceptor);

// OpenCLIP's open_clip_config.json ("model_cfg" and "preprocess_cfg"), or the inner object alone,
// as the files in OpenCLIP's own model_configs folder are.
Perceptor read_open_clip_config(const std::string& json, const std::string& path);

// Which of them a JSON text is.
enum class ConfigKind { ours, hugging_face, open_clip };
ConfigKind config_kind(const std::string& json, const std::string& path);

}  // namespace clipdraw
