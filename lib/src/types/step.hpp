// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

namespace clipdraw {

// What one step of the loop reports.
struct Step {
  int index = 0;             // 1 for the first step
  int count = 0;             // steps asked for
  double loss = 0;           // all terms together
  double distance = 0;       // weighted distance to the prompts alone
  double learning_rate = 0;  // as used in this step
  double seconds = 0;        // of this step
  bool is_last = false;      // all are done, or the distance stands still
};

}  // namespace clipdraw
