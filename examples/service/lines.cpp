// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "lines.hpp"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <utility>

namespace {

volatile std::sig_atomic_t stop_wanted = 0;
sigset_t usual_mask;  // of signals held back before hold_signals()

extern "C" void on_stop(int) { stop_wanted = 1; }

}  // namespace

void hold_signals() {
  sigset_t held;
  sigemptyset(&held);
  struct sigaction action {};
  action.sa_handler = on_stop;
  sigemptyset(&action.sa_mask);
  for (const int number : {SIGTERM, SIGINT}) {
    sigaddset(&held, number);
    sigaction(number, &action, nullptr);
  }
  pthread_sigmask(SIG_BLOCK, &held, &usual_mask);
}

std::optional<std::string> Lines::next() {
  for (;;) {
    const std::size_t end = buffer_.find('\n');
    if (end != std::string::npos) {
      std::string line = buffer_.substr(0, end);
      buffer_.erase(0, end + 1);
      return line;
    }
    if (ended_) {  // the last line may have no end
      if (buffer_.empty() || stop_wanted) return std::nullopt;
      return std::exchange(buffer_, {});
    }
    ended_ = !fill();
  }
}

// Waits for more input. ppoll lets the signals in for as long as it waits: none can slip in between
// a look at stop_wanted and the wait.
bool Lines::fill() {
  pollfd input{STDIN_FILENO, POLLIN, 0};
  const int ready = ppoll(&input, 1, nullptr, &usual_mask);
  if (stop_wanted) return false;
  if (ready < 0) return errno == EINTR;
  char bytes[4096];
  const ssize_t count = read(STDIN_FILENO, bytes, sizeof bytes);
  if (count < 0) return errno == EINTR || errno == EAGAIN;
  buffer_.append(bytes, static_cast<std::size_t>(count));
  return count > 0;
}
