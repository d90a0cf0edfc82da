// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "session/import_weights.hpp"

#include <ATen/ATen.h>

#include <filesystem>
#include <map>

#include "base/error.hpp"
#include "clip/clip.hpp"
#include "generator/generator.hpp"
#include "weights/archive.hpp"

namespace clipdraw {
namespace {

bool is_clip(const Archive& archive) {
  for (const std::string& name : archive.names()) {
    for (const char* side : {"visual.", "vision_model."}) {
      if (name.rfind(side, 0) == 0) return true;
    }
  }
  return false;
}

}  // namespace

void import_weights(const std::string& source, const std::string& target, bool replace) {
  namespace fs = std::filesystem;
  std::error_code code;
  if (!replace && fs::exists(target, code)) {
    fail(Status::invalid_state, "{}: the file exists", target);
  }
  const Archive archive = Archive::open(source);
  std::map<std::string, std::string> metadata;
  std::map<std::string, at::Tensor> tensors;
  // Both load the model, so that only what works is written.
  if (is_clip(archive)) {
    metadata = Clip::archive_metadata(source);
    for (const std::string& name : archive.names()) tensors[name] = archive.tensor(name);
  } else {
    metadata = Generator::archive_metadata(source);
    tensors = Generator::archive_tensors(source);
  }
  write_archive(target, tensors, metadata);
}

}  // namespace clipdraw
