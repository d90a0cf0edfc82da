// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "api/guard.hpp"

#include <c10/util/Exception.h>
#include <fmt/format.h>

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

clipdraw_status remember(Status status, std::string_view text) noexcept {
  try {
    stored_text().assign(text);
    current_text() = stored_text().c_str();
  } catch (...) {
    current_text() = kNoMemory;
  }
  return static_cast<clipdraw_status>(status);
}

// LibTorch's CPU allocator reports a failed allocation as a plain error; only its words tell.
bool says_no_memory(std::string_view text) {
  return text.find("can't allocate memory") != std::string_view::npos ||
         text.find("not enough memory") != std::string_view::npos;
}

// The first line: below it LibTorch adds hints for its own developers.
std::string_view first_line(std::string_view text) { return text.substr(0, text.find('\n')); }

// What LibTorch's allocators say, without their source lines.
clipdraw_status remember_no_memory(std::string_view text) {
  constexpr std::string_view kAmount = "tried to allocate ";
  const std::size_t at = text.find(kAmount);
  if (at == std::string_view::npos) return remember(Status::out_of_memory, kNoMemory);
  const std::string_view amount = text.substr(at + kAmount.size());
  return remember(Status::out_of_memory, fmt::format("{}: {} could not be had", kNoMemory,
                                                     amount.substr(0, amount.find('.'))));
}

}  // namespace

clipdraw_status report_current_exception() noexcept {
  try {
    try {
      throw;
    } catch (const Error& error) {
      return remember(error.status(), error.what());
    } catch (const c10::OutOfMemoryError& error) {
      return remember_no_memory(first_line(error.what_without_backtrace()));
    } catch (const c10::Error& error) {
      const std::string_view text = first_line(error.what_without_backtrace());
      return says_no_memory(text) ? remember_no_memory(text) : remember(Status::internal, text);
    } catch (const std::bad_alloc&) {
      return remember(Status::out_of_memory, kNoMemory);
    } catch (const std::filesystem::filesystem_error& error) {
      return remember(Status::io, error.what());
    } catch (const std::exception& error) {
      return remember(Status::internal, error.what());
    } catch (...) {
      return remember(Status::internal, "an unknown kind of exception");
    }
  } catch (...) {  // what() of an exception threw: nothing more is known
    return remember(Status::internal, "an error that could not be described");
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
