// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <memory>
#include <mutex>

#include "nn/form.hpp"

namespace clipdraw {

// The packed forms of something, each made of it at its first use: who computes plainly never pays
// for one. Any thread.
template <typename Made>
class MadeOnce {
 public:
  template <typename... From>
  const Made& of(Form form, const From&... from) const {
    const std::lock_guard<std::mutex> lock(mutex_);
    std::unique_ptr<const Made>& made = made_[index_of(form)];
    if (!made) made = std::make_unique<const Made>(from...);
    return *made;
  }

 private:
  mutable std::mutex mutex_;
  mutable std::array<std::unique_ptr<const Made>, kPackedForms> made_;
};

}  // namespace clipdraw
