/* SPDX-FileCopyrightText: 2026 the clipdraw authors
 * SPDX-License-Identifier: Apache-2.0
 *
 * What a piece of C or C++ in the documents may use without saying where it comes from. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <clipdraw/clipdraw.h>

#define CLIPDRAW_DOCS_GIVEN_C                                                        \
  clipdraw_model *model, clipdraw_options *options, clipdraw_session *session,       \
      clipdraw_status status, clipdraw_image image, clipdraw_step step, int width,   \
      int height, uint8_t *pixels, size_t size, void *user
