// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

// What OpenAI's CLIP computes on tiny models with random weights, or, for the copies in tests/data,
// what python_export/models/clip.py computes.

#include <filesystem>
#include <string>

#include "clip/clip.hpp"
#include "clip/describe.hpp"
#include "clip_check.hpp"
#include "support/fixtures.hpp"
#include "support/torch_doctest.hpp"
#include "weights/archive.hpp"

namespace clipdraw {
namespace {

using test::check_clip;
using test::with_ending;

// The last two parts of a path: which copy of a fixture a row of the table is about.
std::string row_of(const std::string& path) {
  const std::filesystem::path whole(path);
  return (whole.parent_path().filename() / whole.filename()).string();
}

Perceptor description_of(const std::string& path) {
  return read_perceptor(Archive::open(path).metadata().at("config"), path);
}

void check_all(const std::string& name) {
  for (const std::string& path : test::parity_fixtures(name + ".safetensors")) {
    DOCTEST_CAPTURE(path);
    check_clip(row_of(path), Clip::load(path),
               Archive::open(with_ending(path, ".safetensors", ".io.safetensors")));
  }
}

DOCTEST_TEST_CASE("a ViT with OpenAI's names") { check_all("clip_vit_tiny"); }

DOCTEST_TEST_CASE("a ModifiedResNet with batch norms") { check_all("clip_rn_tiny"); }

DOCTEST_TEST_CASE("a ModifiedResNet of three stages with folded norms, in half precision") {
  check_all("clip_folded_tiny");
}

// A lone Hugging Face file carries no description; the one of the same weights under OpenAI's names
// is used.
DOCTEST_TEST_CASE("a ViT with Hugging Face's names") {
  for (const std::string& path : test::parity_fixtures("clip_vit_tiny.hf.safetensors")) {
    DOCTEST_CAPTURE(path);
    const std::string twin = with_ending(path, ".hf.safetensors", ".safetensors");
    check_clip(row_of(path), Clip::load(path, description_of(twin)),
               Archive::open(with_ending(path, ".hf.safetensors", ".io.safetensors")));
  }
}

// What OpenCLIP's own code computes: GELU, heads of 16 channels, epsilons, mean, std and an end
// token of its own, and the text side under "text.".
DOCTEST_TEST_CASE("an OpenCLIP folder with everything of its own") {
  for (const std::string& path : test::parity_fixtures("open_clip_tiny")) {
    DOCTEST_CAPTURE(path);
    check_clip(row_of(path), Clip::load(path), Archive::open(path + ".io.safetensors"));
  }
}

// The archive says its activation and, in its traced code, its attention heads. Where a trace does
// not keep the heads and they are not 64 channels wide, its twin says them.
DOCTEST_TEST_CASE("TorchScript archives, as OpenAI publishes them") {
  for (const char* name : {"clip_vit_tiny", "clip_rn_tiny"}) {
    for (const std::string& path : test::parity_fixtures(std::string(name) + ".jit.pt")) {
      DOCTEST_CAPTURE(path);
      Perceptor description = describe_clip(Archive::open(path));
      const std::string twin = with_ending(path, ".jit.pt", ".safetensors");
      if (std::filesystem::exists(twin)) {
        const Perceptor told = description_of(twin);
        if (description.text_heads == 0) description.text_heads = told.text_heads;
        if (description.vision_heads == 0) description.vision_heads = told.vision_heads;
      }
      check_clip(row_of(path), Clip::load(path, description),
                 Archive::open(with_ending(path, ".jit.pt", ".io.safetensors")));
    }
  }
}

}  // namespace
}  // namespace clipdraw
