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

const char* clipdraw_log_level_name(clipdraw_log_level level) {
  switch (level) {
    case CLIPDRAW_LOG_DEBUG: return "debug";
    case CLIPDRAW_LOG_INFO: return "info";
    case CLIPDRAW_LOG_WARNING: return "warning";
    case CLIPDRAW_LOG_ERROR: return "error";
    default: return "unknown log level";
  }
}

const char* clipdraw_action_name(clipdraw_action action) {
  switch (action) {
    case CLIPDRAW_CONTINUE: return "continue";
    case CLIPDRAW_FINISH: return "finish";
    case CLIPDRAW_ABORT: return "abort";
    default: return "unknown action";
  }
}

const char* clipdraw_outcome_name(clipdraw_outcome outcome) {
  switch (outcome) {
    case CLIPDRAW_NOT_RUN: return "not run";
    case CLIPDRAW_COMPLETED: return "completed";
    case CLIPDRAW_FINISHED_EARLY: return "finished early";
    case CLIPDRAW_ABORTED: return "aborted";
    case CLIPDRAW_CANCELLED: return "cancelled";
    case CLIPDRAW_FAILED: return "failed";
    default: return "unknown outcome";
  }
}

const char* clipdraw_option_type_name(clipdraw_option_type type) {
  switch (type) {
    case CLIPDRAW_OPTION_INTEGER: return "integer";
    case CLIPDRAW_OPTION_REAL: return "real";
    case CLIPDRAW_OPTION_SEED: return "seed";
    case CLIPDRAW_OPTION_SIZE: return "size";
    case CLIPDRAW_OPTION_CHOICE: return "choice";
    default: return "unknown option type";
  }
}

const char* clipdraw_overwrite_name(clipdraw_overwrite overwrite) {
  switch (overwrite) {
    case CLIPDRAW_KEEP: return "keep";
    case CLIPDRAW_REPLACE: return "replace";
    default: return "unknown overwrite";
  }
}

const char* clipdraw_last_error(void) { return last_error_text(); }
