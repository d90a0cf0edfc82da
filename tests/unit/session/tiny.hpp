// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "session/model.hpp"
#include "support/fixtures.hpp"
#include "types/options.hpp"
#include "types/pixel_image.hpp"

namespace clipdraw::test {

inline std::string tiny_folder() { return source_path("tests/data/tiny"); }

// The random little model set of the tests, loaded once.
inline std::shared_ptr<const Model> tiny_model() {
  static const std::shared_ptr<const Model> model = Model::load(tiny_folder());
  return model;
}

inline Options tiny_options() {
  Options options;
  options.steps = 4;
  options.cutouts = 5;
  options.candidates = 3;
  options.prior_steps = 2;
  options.threads = 1;
  options.learning_rate = 0.3;  // enough to change codes in a few steps
  options.seed = 1;
  options.precision = Precision::fp32;  // the same on every machine; bf16 has tests of its own
  return options;
}

inline std::string data(const std::string& name) { return source_path("tests/data/" + name); }

// CLIPs and a generator, without a prior. All tiny CLIPs have the words of the tiny set; that of
// clip_vit_tiny looks at 24 pixels, that of clip_rn_tiny at 64.
inline ModelFiles files_with(const std::vector<std::string>& clips, const std::string& generator) {
  ModelFiles files;
  for (const std::string& clip : clips) files.clips.push_back({data(clip), 1, ""});
  files.generator = generator;
  files.vocabulary = data("vocab_tiny.txt.gz");
  return files;
}

// Two guides of different sizes and a generator that gives back the pictures that it encodes.
inline std::shared_ptr<const Model> two_guides() {
  static const std::shared_ptr<const Model> model =
      Model::load(files_with({"clip_vit_tiny.safetensors", "clip_rn_tiny.safetensors"}, "fft"));
  return model;
}

// A picture that is no other one: colours that change from corner to corner.
inline PixelImage picture(int width, int height, int kind = 0) {
  PixelImage image{width, height, {}};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      image.rgb.push_back(static_cast<uint8_t>(40 + 160 * x / width));
      image.rgb.push_back(static_cast<uint8_t>(200 - 160 * y / height));
      image.rgb.push_back(static_cast<uint8_t>(60 + 50 * kind));
    }
  }
  return image;
}

// How a call ended, and in which words.
struct Ending {
  Status status = Status::ok;
  std::string message;
  bool says(const std::string& text) const { return message.find(text) != std::string::npos; }
};

inline Ending ending_of(const std::function<void()>& body) {
  try {
    body();
  } catch (const Error& error) {
    return {error.status(), error.what()};
  }
  return {};
}

inline Status status_of(const std::function<void()>& body) { return ending_of(body).status; }

}  // namespace clipdraw::test
