// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>

#include "types/compute.hpp"

namespace clipdraw {

// A batch of pictures or of what layers make of them: [count, channels, height, width].
struct BatchShape {
  int64_t count = 1;
  int64_t channels = 0;
  int64_t height = 0;
  int64_t width = 0;
  int64_t values() const { return count * channels * height * width; }
  int64_t places() const { return count * height * width; }
};

// What a block takes on its way there and back, as numbers of values (floats), beside its weights.
// These are sums over the tensors that its code makes, so whoever changes the one changes the
// other: the test of footprints counts what is really allocated.
struct Footprint {
  BatchShape out;             // of its result
  bool keeps_input = false;   // its graph holds the input
  bool keeps_output = false;  // its graph holds the result
  int64_t keeps = 0;          // what its graph holds besides
  int64_t forward =
      0;  // most at once on the way there: with the result and what is kept, without the input
  int64_t backward =
      0;  // most at once on the way back, without all that is kept: with the gradient that comes in
};

// What a whole graph takes, in values, without weights and its first input.
struct GraphMemory {
  int64_t kept = 0;      // when the way there is done, without the result
  int64_t forward = 0;   // most at once on the way there
  int64_t backward = 0;  // most at once on the way back, with what is kept
  int64_t weights = 0;   // of its packed form, more than the plain one's
};

// The same for a form. wide: values, at most, that are float even with bf16 or that a cast from one
// to the other holds twice; in fp32 those that products are worked with. weights: as above, in
// fp32; in bf16 both directions take as much as the plain weights.
inline GraphMemory in_form(Form form, const GraphMemory& memory, int64_t wide, int64_t weights) {
  if (form == Form::plain) return memory;
  if (form == Form::fp32) {
    return {memory.kept, memory.forward + wide, memory.backward + wide, weights};
  }
  return {(memory.kept + 1) / 2, (memory.forward + 1) / 2 + wide, (memory.backward + 1) / 2 + wide,
          0};
}

}  // namespace clipdraw
