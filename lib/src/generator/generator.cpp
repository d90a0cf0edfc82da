// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "generator/generator.hpp"

#include "base/error.hpp"
#include "generator/vqgan.hpp"
#include "weights/archive.hpp"

namespace clipdraw {

std::shared_ptr<const Generator> Generator::load(const std::string& reference) {
  const std::string& path = reference;
  const Archive archive = Archive::open(path);
  if (archive.contains("quantize.embedding.weight") || archive.contains("quantize.embed.weight") ||
      archive.metadata().count("ddconfig") != 0) {
    return Vqgan::bind(archive);
  }
  fail(Status::unsupported,
       "{}: holds no generator that is known here; a VQGAN has quantize.embedding.weight and "
       "\"ddconfig\" "
       "in its metadata",
       path);
}

std::map<std::string, std::string> Generator::archive_metadata(const std::string& path) {
  return Archive::open(path).metadata();
}

}  // namespace clipdraw
