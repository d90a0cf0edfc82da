// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <functional>

namespace clipdraw::test {

struct TensorBytes {
  int64_t most = 0;  // at any time
  int64_t left = 0;  // at the end
};

// Counts the bytes of the tensors that body makes. Nothing else in the process may make any
// meanwhile.
TensorBytes count_tensor_bytes(const std::function<void()>& body);

}  // namespace clipdraw::test
