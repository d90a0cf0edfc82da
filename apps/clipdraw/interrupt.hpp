// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <clipdraw/clipdraw.hpp>

namespace clipdraw_cli {

// From now on the first SIGINT or SIGTERM is remembered and stops the watched session after its
// step; the second one ends the program as usual.
void catch_interrupts();

// The signal that arrived, or 0.
int interrupt_signal();

// While it lives, an interrupt cancels this session.
class InterruptWatch {
 public:
  explicit InterruptWatch(clipdraw::Session& session);
  ~InterruptWatch();
  InterruptWatch(const InterruptWatch&) = delete;
  InterruptWatch& operator=(const InterruptWatch&) = delete;
};

}  // namespace clipdraw_cli
