// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>

#include "generator/autoencoder.hpp"
#include "types/work.hpp"

namespace clipdraw {

// What a decoder has to multiply for one Z of height x width places.
Work work_of(const ConvDecoder& decoder, int64_t height, int64_t width);

}  // namespace clipdraw
