// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <vector>

#include "clip/perceptor.hpp"
#include "weights/archive.hpp"

namespace clipdraw {

// Finds what describes the CLIP in an archive. The first of these that is there counts:
//   1. "config" in the archive's own metadata;
//   2. FILE.json beside FILE.safetensors, FILE.pt ...: our keys, or either of the next two formats;
//   3. a TorchScript archive's module types and traced code;
//   4. open_clip_config.json of OpenCLIP, config.json and preprocessor_config.json of Hugging Face:
//      the one whose tensor names the archive has, or in a folder the only one;
//   5. the table of published files (known_files.hpp), by the file's SHA-256.
// Nothing is assumed: when there is none, it fails with bad_weights and says what to write.
// files: gets the names of those that say it, beside the weights; may be NULL.
Perceptor describe_clip(const Archive& archive, std::vector<std::string>* files = nullptr);

}  // namespace clipdraw
