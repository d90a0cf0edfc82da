// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "terminal.hpp"

#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

namespace {

// Another screen, no cursor, no wrapping of long lines; and back again.
constexpr char kEnter[] = "\x1b[?1049h\x1b[?25l\x1b[?7l";
constexpr char kLeave[] = "\x1b[0m\x1b[?7h\x1b[?25h\x1b[?1049l";

// A signal handler has no other way to reach anything.
termios before;
std::atomic<bool> taken{false};
std::atomic<int> caught{0};
std::atomic<bool> stop_wanted{false};

void put(const char* text, std::size_t size) {
  while (size > 0) {
    const ssize_t done = ::write(STDOUT_FILENO, text, size);
    if (done < 0 && errno != EINTR && errno != EAGAIN) return;  // nobody is looking any more
    if (done > 0) {
      text += done;
      size -= static_cast<std::size_t>(done);
    }
  }
}

void enter() {
  ::tcgetattr(STDIN_FILENO, &before);
  termios raw = before;
  raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);  // ISIG stays: Ctrl-C is a signal
  raw.c_lflag |= static_cast<tcflag_t>(NOFLSH);  // which takes nothing away that was written
  raw.c_cc[VMIN] = 1;
  raw.c_cc[VTIME] = 0;
  taken.store(true);
  ::tcsetattr(STDIN_FILENO, TCSANOW, &raw);
  put(kEnter, sizeof kEnter - 1);
}

// Calls nothing that a signal handler may not call.
void leave() {
  if (!taken.exchange(false)) return;
  put(kLeave, sizeof kLeave - 1);
  ::tcsetattr(STDIN_FILENO, TCSANOW, &before);
}

extern "C" void on_signal(int number) {
  int none = 0;
  caught.compare_exchange_strong(none, number);
}

extern "C" void on_stop(int) { stop_wanted.store(true); }

extern "C" void on_crash(int number) {
  leave();
  std::raise(number);  // its default action is set again: SA_RESETHAND
}

void handle(int number, void (*handler)(int), int flags) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = flags;
  sigemptyset(&action.sa_mask);
  ::sigaction(number, &action, nullptr);
}

winsize size() {
  winsize found{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &found) != 0 || found.ws_col == 0 || found.ws_row == 0) {
    found.ws_col = 80;
    found.ws_row = 24;
  }
  return found;
}

}  // namespace

bool has_terminal() {
  const char* kind = std::getenv("TERM");
  return ::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1 && kind != nullptr &&
         std::strcmp(kind, "dumb") != 0;
}

void catch_signals() {
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) handle(number, on_signal, SA_RESTART);
}

int caught_signal() { return caught.load(); }

Terminal::Terminal() {
  for (const int number : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) {
    handle(number, on_crash, static_cast<int>(SA_RESETHAND));
  }
  handle(SIGTSTP, on_stop, SA_RESTART);
  enter();
}

Terminal::~Terminal() {
  leave();
  handle(SIGTSTP, SIG_DFL, 0);
}

int Terminal::columns() const { return size().ws_col; }
int Terminal::rows() const { return size().ws_row; }

std::string Terminal::read(int milliseconds) {
  pollfd input{STDIN_FILENO, POLLIN, 0};
  const int ready = ::poll(&input, 1, milliseconds);
  if (stop_wanted.exchange(false)) {
    leave();
    ::kill(::getpid(), SIGSTOP);
    enter();  // SIGCONT came
  }
  if (ready <= 0) return "";
  char typed[256];
  const ssize_t count = ::read(STDIN_FILENO, typed, sizeof typed);
  if (count == 0 || (count < 0 && errno == EIO)) on_signal(SIGHUP);
  return count > 0 ? std::string(typed, static_cast<std::size_t>(count)) : "";
}

void Terminal::write(const std::string& text) const { put(text.data(), text.size()); }
