// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "models/interrupt.hpp"

#include <atomic>
#include <cmath>
#include <csignal>
#include <ctime>

#include "models/failure.hpp"

namespace clipdraw_models {
namespace {

std::atomic<int> received{0};
static_assert(std::atomic<int>::is_always_lock_free);

extern "C" void on_interrupt(int signal) { received.store(signal); }

}  // namespace

void catch_interrupts() {
  struct sigaction action {};
  action.sa_handler = &on_interrupt;
  sigemptyset(&action.sa_mask);
  action.sa_flags = static_cast<int>(SA_RESETHAND);  // no SA_RESTART: waiting calls return
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

int interrupt_signal() { return received.load(); }

void stop_when_interrupted() {
  if (interrupt_signal() != 0) fail(kExitSignal + interrupt_signal(), "interrupted");
}

void wait_seconds(double seconds) {
  const double whole = std::floor(seconds);
  timespec left{static_cast<std::time_t>(whole), static_cast<long>((seconds - whole) * 1e9)};
  stop_when_interrupted();
  while (nanosleep(&left, &left) != 0) stop_when_interrupted();
}

}  // namespace clipdraw_models
