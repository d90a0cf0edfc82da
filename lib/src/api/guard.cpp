// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "api/guard.hpp"

#include <filesystem>
#include <new>
#include <nlohmann/json.hpp>
#include <string_view>

namespace clipdraw {
namespace {

constexpr const char* kNoMemory = "out of memory";

std::string& stored_text() {
  thread_local std::string text;
  return text;
}

// Points to stored_text() or, when even that could not be filled, to a literal.
const char*& current_text() {
  thread_local const char* text = "";
  return text;
}

}  // namespace

clipdraw_status remember_error(Status status, std::string_view text) noexcept {
  try {
    stored_text().assign(text);
    current_text() = stored_text().c_str();
  } catch (...) {
    current_text() = kNoMemory;
  }
  return static_cast<clipdraw_status>(status);
}

clipdraw_status report_current_exception() noexcept {
  try {
    try {
      throw;
    } catch (const Error& error) {
      return remember_error(error.status(), error.what());
    } catch (const std::bad_alloc&) {
      return remember_error(Status::out_of_memory, kNoMemory);
    } catch (const std::filesystem::filesystem_error& error) {
      return remember_error(Status::io, error.what());
    } catch (const std::exception& error) {
      if (const auto status = report_torch_error(error)) return *status;
      return remember_error(Status::internal, error.what());
    } catch (...) {
      return remember_error(Status::internal, "an unknown kind of exception");
    }
  } catch (...) {  // what() of an exception threw: nothing more is known
    return remember_error(Status::internal, "an error that could not be described");
  }
}

const char* last_error_text() noexcept { return current_text(); }

void write_text(const std::string& text, char* out, std::size_t capacity, std::size_t* out_length) {
  if (capacity == 0) {
    require(out_length, "out_length");
    *out_length = text.size();
    return;
  }
  require(out, "out_text");
  if (out_length != nullptr) *out_length = text.size();
  if (capacity <= text.size()) {
    fail(Status::invalid_argument, "capacity = {}: the text needs {} bytes with its final NUL",
         capacity, text.size() + 1);
  }
  std::memcpy(out, text.c_str(), text.size() + 1);
}

bool wants_values(std::size_t count, const char* noun, const void* out, std::size_t capacity,
                  std::size_t* out_count) {
  if (capacity == 0) {
    require(out_count, "out_count");
    *out_count = count;
    return false;
  }
  require(out, noun);
  if (out_count != nullptr) *out_count = count;
  if (capacity < count) {
    fail(Status::invalid_argument, "capacity = {}: there are {} {}", capacity, count, noun);
  }
  return true;
}

bool wants_replace(clipdraw_overwrite overwrite) {
  if (overwrite != CLIPDRAW_KEEP && overwrite != CLIPDRAW_REPLACE) {
    fail(Status::invalid_argument, "overwrite = {}: must be CLIPDRAW_KEEP or CLIPDRAW_REPLACE",
         overwrite);
  }
  return overwrite == CLIPDRAW_REPLACE;
}

void require_utf8(const std::string& text, const char* name) {
  try {
    nlohmann::json(text).dump();
  } catch (const nlohmann::json::type_error&) {
    fail(Status::invalid_argument, "{}: not valid UTF-8", name);
  }
}

}  // namespace clipdraw
