// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>

namespace clipdraw {

// Returns the bytes that the machine and every control group above this process leave it, whoever
// uses them now.
uint64_t usable_memory();

// Returns the bytes of the machine's swap space.
uint64_t swap_memory();

// Lets the system have what was freed and what the C library's allocator would keep.
void give_back_freed_memory();

}  // namespace clipdraw
