// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// Pictures to draw again, through the C++ header.
#pragma once

#include <clipdraw/clipdraw.hpp>
#include <string>

#include "support/fixtures.hpp"
#include "support/torch_doctest.hpp"

namespace clipdraw::test {

// The tiny model; what it logs is kept.
struct LoggedModel {
  std::vector<std::string> lines;
  Model model = Model::load(source_path("tests/data/tiny"),
                            [this](LogLevel, std::string_view text) { lines.emplace_back(text); });
};

inline LoggedModel& logged_model() {
  static LoggedModel logged;
  return logged;
}

inline const Model& again_model() { return logged_model().model; }

inline Options again_options(const Model& model, int steps) {
  Options options(model);
  options.set("steps", steps)
      .set("cutouts", 4)
      .set("threads", 1)
      .set("seed", 18446744073709551615U);
  options.set("candidates", 2).set("prior-steps", 2).set("learning-rate", 0.3);
  return options;
}

// A picture that depends on `kind`.
inline Image again_picture(int width, int height, int kind = 0) {
  Image image{width, height, {}};
  for (int i = 0; i < width * height * 3; ++i) {
    image.rgb.push_back(static_cast<std::uint8_t>((i * (kind + 3)) % 251));
  }
  return image;
}

// The status of what a call throws; ok when it throws nothing. text: what it says.
template <typename Call>
Status status_of(Call&& call, std::string* text = nullptr) {
  try {
    call();
  } catch (const Error& error) {
    if (text != nullptr) *text = error.what();
    return error.status();
  }
  return Status::ok;
}

}  // namespace clipdraw::test
