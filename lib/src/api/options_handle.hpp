// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// What the opaque handle of options holds; the others are in handles.hpp, which needs LibTorch.
#pragma once

#include "types/options.hpp"

struct clipdraw_options {
  clipdraw::Options options;
};
