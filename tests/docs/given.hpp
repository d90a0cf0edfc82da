// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// What a piece of C++ in the documents may use without saying where it comes from.
#include <clipdraw/clipdraw.hpp>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#define CLIPDRAW_DOCS_GIVEN_CPP                                                      \
  clipdraw::Model &model, clipdraw::Options &options, clipdraw::Session &session,    \
      clipdraw::Image &image
