// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// The border between C++ and C: no exception gets past guard().
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "clipdraw/clipdraw.h"

namespace clipdraw {

// Turns the exception that is being handled into a status and remembers its text for this thread.
clipdraw_status report_current_exception() noexcept;

// Remembers an error's text for this thread and returns its status. Does without memory where there
// is none.
clipdraw_status remember_error(Status status, std::string_view text) noexcept;

// The same for an exception of LibTorch's; nothing where it is none.
std::optional<clipdraw_status> report_torch_error(const std::exception& error) noexcept;

// The text that was remembered last on this thread; "" before the first.
const char* last_error_text() noexcept;

// Runs the body of a C function: CLIPDRAW_OK, or the status of what it threw.
template <typename Body>
clipdraw_status guard(Body&& body) noexcept {
  try {
    body();
    return CLIPDRAW_OK;
  } catch (...) {
    return report_current_exception();
  }
}

// Throws invalid_argument for a NULL argument.
inline void require(const void* argument, const char* name) {
  if (argument == nullptr) fail(Status::invalid_argument, "{}: NULL", name);
}

// Throws for a struct_size that leaves no room for any field. Every size above that is one that
// the struct has, had, or will have.
template <typename Struct>
void check_struct(const Struct* out, const char* name) {
  require(out, name);
  if (out->struct_size < sizeof(std::size_t) + sizeof(int32_t)) {
    fail(Status::invalid_argument, "{}: struct_size = {}, must be sizeof the struct ({})", name,
         out->struct_size, sizeof(Struct));
  }
}

// Copies a result into a caller's struct, no further than the caller's struct_size says.
template <typename Struct>
void write_struct(Struct* out, Struct value) noexcept {
  const std::size_t size = out->struct_size;
  value.struct_size = size;
  std::memcpy(out, &value, size < sizeof(Struct) ? size : sizeof(Struct));
}

// Returns a copy of a struct that the caller filled in; what an older caller's struct does not have
// is zero.
template <typename Struct>
Struct read_struct(const Struct* in, const char* name) {
  check_struct(in, name);
  Struct copy{};
  std::memcpy(&copy, in, in->struct_size < sizeof(Struct) ? in->struct_size : sizeof(Struct));
  return copy;
}

// Hands out text by the buffer rules of clipdraw_session_record.
void write_text(const std::string& text, char* out, std::size_t capacity, std::size_t* out_length);

// The buffer rules of clipdraw_model_tokenize: fills in the count and returns true when there is
// room for as many values, false when only the count was asked for. noun: what they are.
bool wants_values(std::size_t count, const char* noun, const void* out, std::size_t capacity,
                  std::size_t* out_count);

// Hands out values by these rules.
template <typename Value>
void write_values(const std::vector<Value>& values, const char* noun, Value* out,
                  std::size_t capacity, std::size_t* out_count) {
  if (wants_values(values.size(), noun, out, capacity, out_count)) {
    std::copy(values.begin(), values.end(), out);
  }
}

// Throws invalid_argument for a number that is not one of the two.
bool wants_replace(clipdraw_overwrite overwrite);

// Throws invalid_argument, naming the argument, when the text is not UTF-8.
void require_utf8(const std::string& text, const char* name);

}  // namespace clipdraw
