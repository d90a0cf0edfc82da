// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <clipdraw/clipdraw.hpp>

namespace clipdraw_cli {

// Which signals are requests to stop: schedulers also send SIGUSR1 before they take a machine away.
enum class Interrupts { usual, with_preemption };

// From now on the first SIGINT or SIGTERM, or SIGUSR1 with preemption, is remembered and stops the
// watched session after its step; the second one ends the program as usual.
void catch_interrupts(Interrupts which = Interrupts::usual);

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
