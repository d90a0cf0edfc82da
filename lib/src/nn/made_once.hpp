// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <memory>
#include <mutex>

namespace clipdraw {

// The packed form of something, made of it at the first use: who computes in float never pays for
// it. Any thread.
template <typename Made>
class MadeOnce {
 public:
  template <typename... From>
  const Made& of(const From&... from) const {
    std::call_once(once_, [&] { made_ = std::make_unique<const Made>(from...); });
    return *made_;
  }

 private:
  mutable std::once_flag once_;
  mutable std::unique_ptr<const Made> made_;
};

}  // namespace clipdraw
