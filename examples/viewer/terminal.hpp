// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

// Whether input and output are one terminal on which a picture can be shown.
bool has_terminal();

// From now on SIGINT, SIGTERM, SIGHUP and SIGQUIT are remembered, the first of them, instead of
// ending the program; SIGTSTP (Ctrl-Z) is left to Terminal::read().
void catch_signals();
int caught_signal();  // 0: none

// The terminal, taken over: a screen of its own, keys as they are pressed, no echo. Whatever way
// the program ends, crashes included, it is given back as it was; only SIGKILL leaves no time for
// that.
class Terminal {
 public:
  Terminal();
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  int columns() const;
  int rows() const;

  // What was typed; empty when nothing came within so many milliseconds. A stop by Ctrl-Z happens
  // in here, with the terminal given back for as long. A terminal that is gone counts as SIGHUP.
  std::string read(int milliseconds);
  void write(const std::string& text) const;
};
