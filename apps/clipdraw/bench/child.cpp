// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/child.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <ctime>

#include "commands/failure.hpp"
#include "interrupt.hpp"

extern char** environ;

namespace clipdraw_cli {
namespace {

[[noreturn]] void fail_system(const std::string& what, int error) {
  throw Failure{kExitInternal, fmt::format("{}: {}", what, std::strerror(error))};
}

// The environment with another number of OpenMP's threads.
std::vector<std::string> environment_with(int threads) {
  std::vector<std::string> out;
  constexpr const char* kName = "OMP_NUM_THREADS=";
  for (char** entry = environ; *entry != nullptr; ++entry) {
    if (threads == 0 || std::strncmp(*entry, kName, std::strlen(kName)) != 0) {
      out.emplace_back(*entry);
    }
  }
  if (threads > 0) out.push_back(kName + std::to_string(threads));
  return out;
}

std::vector<char*> pointers_of(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (std::string& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

// Reads until the other end is closed; an interrupt is handed on to the child.
std::string read_all(int pipe, pid_t child) {
  std::string text;
  char chunk[1 << 14];
  pollfd waiting{pipe, POLLIN, 0};
  while (true) {
    if (poll(&waiting, 1, -1) < 0) {
      if (errno != EINTR) fail_system("poll", errno);
      if (interrupt_signal() != 0) kill(child, SIGTERM);
      continue;
    }
    const ssize_t count = read(pipe, chunk, sizeof chunk);
    if (count == 0) return text;
    if (count > 0) text.append(chunk, static_cast<std::size_t>(count));
    if (count < 0 && errno != EINTR) fail_system("read", errno);
  }
}

int wait_for(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) fail_system("waitpid", errno);
  }
  return status;
}

}  // namespace

ChildOutput run_child(const std::vector<std::string>& command, int threads) {
  std::vector<std::string> words = command;
  std::vector<std::string> environment = environment_with(threads);
  int ends[2];
  if (pipe(ends) != 0) fail_system("pipe", errno);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_addclose(&actions, ends[0]);
  posix_spawn_file_actions_addclose(&actions, ends[1]);
  ChildOutput out;
  out.began = monotonic_now();
  pid_t child = 0;
  const int error = posix_spawn(&child, command.front().c_str(), &actions, nullptr,
                                pointers_of(words).data(), pointers_of(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  if (error != 0) {
    close(ends[0]);
    fail_system(fmt::format("{}: cannot be started", command.front()), error);
  }
  out.text = read_all(ends[0], child);
  close(ends[0]);
  const int status = wait_for(child);
  if (interrupt_signal() != 0) {
    throw Failure{kExitSignal + interrupt_signal(), "interrupted: nothing is reported"};
  }
  if (!WIFEXITED(status)) {
    throw Failure{kExitInternal, fmt::format("a measurement was ended by signal {} ({})",
                                             WTERMSIG(status), strsignal(WTERMSIG(status)))};
  }
  if (WEXITSTATUS(status) != 0) {
    throw Failure{WEXITSTATUS(status), "a measurement failed, see above: nothing is reported"};
  }
  return out;
}

double monotonic_now() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

}  // namespace clipdraw_cli
