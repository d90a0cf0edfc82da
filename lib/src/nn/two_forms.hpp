// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <c10/core/GradMode.h>

#include <array>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "base/usable_memory.hpp"
#include "nn/form.hpp"
#include "weights/bind.hpp"

namespace clipdraw {

// The weights of a part of a model: plain, as they are bound, and packed for float or for bfloat16,
// which is made of the plain ones at the first use. Few need both: packing lets go of plain weights
// that nobody has used, and who asks for them after that has them read from the file again. What
// was handed out stays as long as this. Any thread.
template <typename Plain, typename Packed>
class TwoForms {
 public:
  using Take = std::function<Plain(Binder&)>;

  // plain: what `take` takes from the binder, and will take from another one like it.
  void set(Plain plain, const Binder& binder, Take take) {
    shapes_ = without_values(plain);
    plain_ = std::make_unique<const Plain>(std::move(plain));
    archive_ = binder.archive();
    prefix_ = binder.prefix();
    take_ = std::move(take);
  }

  // Weights of the right shapes that take no memory; their values are not to be read.
  const Plain& shapes() const { return shapes_; }

  const Plain& plain() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    read_plain();
    is_used_ = true;
    return *plain_;
  }

  const Packed& packed(Form form) const {
    const std::lock_guard<std::mutex> lock(mutex_);
    std::unique_ptr<const Packed>& packed = packed_[index_of(form)];
    if (packed) return *packed;
    read_plain();
    packed = std::make_unique<const Packed>(*plain_, type_of(form));
    if (!is_used_) plain_.reset();
    archive_->let_go();
    give_back_freed_memory();
    return *packed;
  }

 private:
  void read_plain() const {
    if (plain_) return;
    const at::NoGradGuard no_grad;
    Binder again(*archive_, prefix_);
    plain_ = std::make_unique<const Plain>(take_(again));
    archive_->let_go();
  }

  Plain shapes_;
  std::optional<Archive> archive_;
  std::string prefix_;
  Take take_;
  mutable std::mutex mutex_;
  mutable bool is_used_ = false;  // the plain form was handed out
  mutable std::unique_ptr<const Plain> plain_;
  mutable std::array<std::unique_ptr<const Packed>, kPackedForms> packed_;
};

}  // namespace clipdraw
