// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace clipdraw {

// What a random number is for. Each purpose has a stream of its own, so a new draw in one place
// changes nothing in another. Values are never reused: they are part of what a seed means.
enum class Purpose : uint32_t {
  latent_noise = 1,
  cutout_geometry = 2,
  cutout_color = 3,
  cutout_noise = 4,
  prior_noise = 5,
  prior_choice = 6,
  test = 1000,
};

// One block of the Philox4x32-10 generator (Salmon et al., "Parallel random numbers: as easy as
// 1, 2, 3", 2011): a keyed bijection of 128 bits.
std::array<uint32_t, 4> philox(std::array<uint32_t, 4> counter, std::array<uint32_t, 2> key);

// A stream of random numbers that is a pure function of (seed, purpose, step, index): there is no
// state to carry between steps, and no stream depends on how far another one was read.
// A stream holds 2^34 words of 32 bits.
class Random {
 public:
  Random(uint64_t seed, Purpose purpose, uint32_t step = 0, uint32_t index = 0);

  // Returns the next 32 random bits.
  uint32_t bits();
  // Returns a number in [0, 1) with 24 random bits.
  float uniform();
  // Returns a number of the standard normal distribution.
  float normal();
  // Returns an integer in [0, n) without bias. n must be at least 1.
  uint32_t below(uint32_t n);

  void fill_uniform(float* values, size_t count);
  void fill_normal(float* values, size_t count);

 private:
  std::array<uint32_t, 2> key_;
  std::array<uint32_t, 4> counter_;
  std::array<uint32_t, 4> block_{};
  unsigned used_ = 4;  // words of block_ already given out
  bool has_spare_ = false;
  float spare_ = 0.0f;  // the second value of the last Box-Muller pair
};

}  // namespace clipdraw
