// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// clipdraw.h: library.
#include "api/guard.hpp"
#include "clipdraw/clipdraw.h"

using namespace clipdraw;

uint32_t clipdraw_version(void) { return CLIPDRAW_VERSION; }

const char* clipdraw_version_string(void) { return CLIPDRAW_VERSION_STRING; }

const char* clipdraw_status_name(clipdraw_status status) {
  switch (status) {
    case CLIPDRAW_OK: return "ok";
    case CLIPDRAW_ERROR_INVALID_ARGUMENT: return "invalid argument";
    case CLIPDRAW_ERROR_INVALID_STATE: return "invalid state";
    case CLIPDRAW_ERROR_NOT_FOUND: return "not found";
    case CLIPDRAW_ERROR_IO: return "input or output failed";
    case CLIPDRAW_ERROR_BAD_WEIGHTS: return "bad weights";
    case CLIPDRAW_ERROR_UNSUPPORTED: return "unsupported";
    case CLIPDRAW_ERROR_OUT_OF_MEMORY: return "out of memory";
    case CLIPDRAW_ERROR_NON_FINITE: return "not finite";
    case CLIPDRAW_ERROR_INTERNAL: return "internal error";
    default: return "unknown status";
  }
}

const char* clipdraw_last_error(void) { return last_error_text(); }
