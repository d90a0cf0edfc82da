// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "interrupt.hpp"

#include <atomic>
#include <csignal>

namespace clipdraw_cli {
namespace {

// A signal handler has no other way to reach anything.
std::atomic<int> received{0};
std::atomic<clipdraw_session*> watched{nullptr};
static_assert(std::atomic<int>::is_always_lock_free);
static_assert(std::atomic<clipdraw_session*>::is_always_lock_free);

extern "C" void on_interrupt(int signal) {
  received.store(signal);
  clipdraw_session_cancel(watched.load());  // allowed in a handler, see clipdraw.h
}

}  // namespace

void catch_interrupts(Interrupts which) {
  struct sigaction action {};
  action.sa_handler = &on_interrupt;
  sigemptyset(&action.sa_mask);
  action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  if (which == Interrupts::with_preemption) sigaction(SIGUSR1, &action, nullptr);
}

int interrupt_signal() { return received.load(); }

InterruptWatch::InterruptWatch(clipdraw::Session& session) {
  watched.store(session.get());
  if (received.load() != 0) session.cancel();
}

InterruptWatch::~InterruptWatch() { watched.store(nullptr); }

}  // namespace clipdraw_cli
