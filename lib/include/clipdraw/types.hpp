// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// Part of clipdraw.hpp: values, errors, and views of the caller's memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "clipdraw/clipdraw.h"

namespace clipdraw {

// The library itself has names like these inside; the inline namespace keeps the two apart.
inline namespace api {

enum class Status : std::int32_t {
  ok = CLIPDRAW_OK,
  invalid_argument = CLIPDRAW_ERROR_INVALID_ARGUMENT,
  invalid_state = CLIPDRAW_ERROR_INVALID_STATE,
  not_found = CLIPDRAW_ERROR_NOT_FOUND,
  io = CLIPDRAW_ERROR_IO,
  bad_weights = CLIPDRAW_ERROR_BAD_WEIGHTS,
  unsupported = CLIPDRAW_ERROR_UNSUPPORTED,
  out_of_memory = CLIPDRAW_ERROR_OUT_OF_MEMORY,
  non_finite = CLIPDRAW_ERROR_NON_FINITE,
  internal = CLIPDRAW_ERROR_INTERNAL
};

enum class LogLevel : std::int32_t {
  debug = CLIPDRAW_LOG_DEBUG,
  info = CLIPDRAW_LOG_INFO,
  warning = CLIPDRAW_LOG_WARNING,
  error = CLIPDRAW_LOG_ERROR
};

enum class Action : std::int32_t {
  proceed = CLIPDRAW_CONTINUE,
  finish = CLIPDRAW_FINISH,
  abort = CLIPDRAW_ABORT
};

enum class Outcome : std::int32_t {
  not_run = CLIPDRAW_NOT_RUN,
  completed = CLIPDRAW_COMPLETED,
  finished_early = CLIPDRAW_FINISHED_EARLY,
  aborted = CLIPDRAW_ABORTED,
  cancelled = CLIPDRAW_CANCELLED,
  failed = CLIPDRAW_FAILED
};

enum class OptionType : std::int32_t {
  integer = CLIPDRAW_OPTION_INTEGER,
  real = CLIPDRAW_OPTION_REAL,
  seed = CLIPDRAW_OPTION_SEED,
  size = CLIPDRAW_OPTION_SIZE,
  choice = CLIPDRAW_OPTION_CHOICE
};

enum class Overwrite : std::int32_t { keep = CLIPDRAW_KEEP, replace = CLIPDRAW_REPLACE };

// A value's name, "invalid argument" for one. Static.
inline const char* name(Status value) {
  return clipdraw_status_name(static_cast<clipdraw_status>(value));
}
inline const char* name(LogLevel value) {
  return clipdraw_log_level_name(static_cast<clipdraw_log_level>(value));
}
inline const char* name(Action value) {
  return clipdraw_action_name(static_cast<clipdraw_action>(value));
}
inline const char* name(Outcome value) {
  return clipdraw_outcome_name(static_cast<clipdraw_outcome>(value));
}
inline const char* name(OptionType value) {
  return clipdraw_option_type_name(static_cast<clipdraw_option_type>(value));
}
inline const char* name(Overwrite value) {
  return clipdraw_overwrite_name(static_cast<clipdraw_overwrite>(value));
}

using Step = clipdraw_step;
using ModelInfo = clipdraw_model_info;
using ClipInfo = clipdraw_clip_info;
using OptionInfo = clipdraw_option_info;
using DeviceInfo = clipdraw_device_info;
using LatentInfo = clipdraw_latent_info;
using MemoryPlan = clipdraw_memory_plan;
using Score = clipdraw_score;
using Times = clipdraw_times;
using Work = clipdraw_work;

// How a run went, see clipdraw_summary.
struct Summary {
  Outcome outcome = Outcome::not_run;
  int steps_run = 0;
  double first_distance = 0;
  double last_distance = 0;
  double seconds = 0;
};

// A failed call: its status, and clipdraw_last_error() as what().
class Error : public std::runtime_error {
 public:
  // An error of the caller's own, which a callback may throw too.
  Error(Status status, const std::string& text) : std::runtime_error(text), status_(status) {}

  // What the failed call returned.
  Status status() const noexcept { return status_; }

 private:
  Status status_;
};

// Throws what a failed call reported.
inline void check(clipdraw_status status) {
  if (status != CLIPDRAW_OK) throw Error(static_cast<Status>(status), clipdraw_last_error());
}

// Elements in a row that someone else owns: made from a vector, an array, or pointer and size.
template <typename T>
class Span {
 public:
  Span() = default;
  // The elements have to outlive the span.
  Span(T* data, std::size_t size) : data_(data), size_(size) {}
  template <typename Container,
            typename Data = std::remove_pointer_t<decltype(std::data(std::declval<Container&>()))>,
            typename = std::enable_if_t<std::is_convertible_v<Data (*)[], T (*)[]>>>
  Span(Container&& container) : data_(std::data(container)), size_(std::size(container)) {}

  // What containers have.
  T* data() const noexcept { return data_; }
  std::size_t size() const noexcept { return size_; }
  T& operator[](std::size_t index) const { return data_[index]; }
  T* begin() const noexcept { return data_; }
  T* end() const noexcept { return data_ + size_; }

 private:
  T* data_ = nullptr;
  std::size_t size_ = 0;
};

// A picture that owns its pixels: height * width * 3 bytes, RGB, rows from the top.
struct Image {
  int width = 0;                  // pixels
  int height = 0;                 // pixels
  std::vector<std::uint8_t> rgb;  // without gaps between rows
};

// A picture that someone else owns: 8-bit RGB, rows from the top, row_bytes apart (0: 3 * width).
// Nothing is copied.
struct ImageView {
  const std::uint8_t* pixels = nullptr;  // of the first row
  int width = 0;                         // pixels
  int height = 0;                        // pixels
  std::size_t row_bytes = 0;             // distance between rows; 0 means 3 * width

  ImageView() = default;
  // The pixels have to outlive the view.
  ImageView(const std::uint8_t* its_pixels, int its_width, int its_height,
            std::size_t its_row_bytes = 0)
      : pixels(its_pixels), width(its_width), height(its_height), row_bytes(its_row_bytes) {}
  ImageView(const Image& image) : ImageView(image.rgb.data(), image.width, image.height) {
    if (width < 0 || height < 0 ||
        image.rgb.size() / 3 !=
            static_cast<std::size_t>(width) * static_cast<std::size_t>(height) ||
        image.rgb.size() % 3 != 0) {
      throw Error(Status::invalid_argument, "image: the pixels do not fit its width and height");
    }
  }

  // The row's first byte.
  const std::uint8_t* row(int y) const {
    const std::size_t step = row_bytes == 0 ? static_cast<std::size_t>(width) * 3 : row_bytes;
    return pixels + static_cast<std::size_t>(y) * step;
  }

  // The view in C.
  clipdraw_image c() const { return {pixels, width, height, row_bytes}; }
};

namespace detail {

// Text for a C function, which would not see what follows a NUL.
inline const char* c_text(const std::string& text) {
  if (text.find('\0') != std::string::npos) {
    throw Error(Status::invalid_argument, "text: there is a NUL in it");
  }
  return text.c_str();
}

inline const char* null_if_empty(const std::string& text) {
  return text.empty() ? nullptr : c_text(text);
}

// Calls a function that follows the text buffer rules, twice: for the length, then for the text.
template <typename Call>
std::string read_text(Call&& call) {
  std::size_t length = 0;
  check(call(nullptr, std::size_t{0}, &length));
  std::string text(length + 1, '\0');
  check(call(text.data(), text.size(), &length));
  text.resize(length);
  return text;
}

// The same for the functions that hand out numbers.
template <typename Value, typename Call>
std::vector<Value> read_values(Call&& call) {
  std::size_t count = 0;
  check(call(nullptr, std::size_t{0}, &count));
  std::vector<Value> values(count);
  if (count > 0) check(call(values.data(), values.size(), &count));
  return values;
}

// The same for the functions that hand out pixels.
template <typename Call>
Image read_pixels(Call&& call) {
  Image image;
  check(call(nullptr, std::size_t{0}, &image.width, &image.height));
  image.rgb.resize(static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height) *
                   3);
  check(call(image.rgb.data(), image.rgb.size(), &image.width, &image.height));
  return image;
}

// Calls a function that fills a struct.
template <typename Struct, typename Call>
Struct read_struct(Call&& call) {
  Struct result{};
  result.struct_size = sizeof result;
  check(call(&result));
  return result;
}

template <auto Free>
struct Deleter {
  template <typename Handle>
  void operator()(Handle* handle) const noexcept {
    Free(handle);
  }
};

}  // namespace detail

}  // namespace api
}  // namespace clipdraw
