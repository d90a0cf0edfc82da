// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// What takes LibTorch's place in clipdraw_light, which holds the calls that need none.
#include <memory>

#include "api/guard.hpp"
#include "api/options_handle.hpp"
#include "clipdraw/clipdraw.h"

using namespace clipdraw;

namespace clipdraw {

std::optional<clipdraw_status> report_torch_error(const std::exception&) noexcept {
  return std::nullopt;
}

}  // namespace clipdraw

// Nobody has a model here.
clipdraw_status clipdraw_options_create(const clipdraw_model*, clipdraw_options** out_options) {
  if (out_options != nullptr) *out_options = nullptr;
  return guard([&] {
    require(out_options, "out_options");
    *out_options = std::make_unique<clipdraw_options>().release();
  });
}
