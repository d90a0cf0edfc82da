// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// The engine: the commands that need LibTorch, as a module that the program loads once it knows
// that there is something for it to do. Loading takes half a second; help and errors need not wait
// for that. And what OpenMP reads from the environment while it is being loaded can still be set.
#pragma once

#include "task.hpp"

namespace clipdraw_cli {

// Loads the engine and gives it the task. Returns the exit code. Throws Failure where it cannot be
// loaded.
int run_engine(const Task& task);

// What the module exports, and its name there. Prints errors itself: nothing is thrown.
using EngineFunction = int(const Task& task);
inline constexpr const char* kEngineFunction = "clipdraw_engine";

}  // namespace clipdraw_cli
