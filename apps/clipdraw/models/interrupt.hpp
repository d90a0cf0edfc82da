// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace clipdraw_models {

// From now on the first SIGINT or SIGTERM is remembered and wakes whatever waits; the second one
// ends the program as usual.
void catch_interrupts();

// The signal that arrived, or 0.
int interrupt_signal();

// Throws Failure when a signal has arrived.
void stop_when_interrupted();

// Waits, or throws Failure as soon as a signal arrives.
void wait_seconds(double seconds);

}  // namespace clipdraw_models
