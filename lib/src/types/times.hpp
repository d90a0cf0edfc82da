// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

namespace clipdraw {

// Where the time of a session went, in seconds.
struct Times {
  int steps = 0;
  double text = 0;               // prompts of any kind to embeddings
  double first_picture = 0;      // the prior, random codes, or a picture that is encoded
  double generator_forward = 0;  // in steps, as all that follows
  double generator_backward = 0;
  double cutouts_forward = 0;
  double cutouts_backward = 0;
  double clip_forward = 0;  // with the distances
  double clip_backward = 0;
  double optimizer = 0;  // with the average and the checks
  double total = 0;      // of all that, and what lies between
};

// Adds up each of them.
inline Times& operator+=(Times& sum, const Times& more) {
  sum.steps += more.steps;
  sum.text += more.text;
  sum.first_picture += more.first_picture;
  sum.generator_forward += more.generator_forward;
  sum.generator_backward += more.generator_backward;
  sum.cutouts_forward += more.cutouts_forward;
  sum.cutouts_backward += more.cutouts_backward;
  sum.clip_forward += more.clip_forward;
  sum.clip_backward += more.clip_backward;
  sum.optimizer += more.optimizer;
  sum.total += more.total;
  return sum;
}

}  // namespace clipdraw
