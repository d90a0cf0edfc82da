// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <clipdraw/clipdraw.hpp>
#include <string>
#include <vector>

// A picture as lines of text for a terminal with 24-bit colours: each character is the upper half
// of a block, whose colour is one pixel and whose ground is the pixel below. It is made smaller,
// never larger, to fit into so many columns and rows; pixels that fall together are averaged.
std::vector<std::string> half_blocks(const clipdraw::Image& image, int columns, int rows);
