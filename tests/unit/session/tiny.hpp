// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <memory>
#include <string>

#include "session/model.hpp"
#include "support/fixtures.hpp"
#include "types/options.hpp"

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
  return options;
}

}  // namespace clipdraw::test
