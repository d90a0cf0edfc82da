// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include <c10/util/Exception.h>
#include <fmt/format.h>

#include <string_view>

#include "api/guard.hpp"

namespace clipdraw {
namespace {

constexpr const char* kNoMemory = "out of memory";

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
  if (at == std::string_view::npos) return remember_error(Status::out_of_memory, kNoMemory);
  const std::string_view amount = text.substr(at + kAmount.size());
  return remember_error(Status::out_of_memory, fmt::format("{}: {} could not be had", kNoMemory,
                                                           amount.substr(0, amount.find('.'))));
}

}  // namespace

std::optional<clipdraw_status> report_torch_error(const std::exception& error) noexcept {
  try {
    if (const auto* memory = dynamic_cast<const c10::OutOfMemoryError*>(&error)) {
      return remember_no_memory(first_line(memory->what_without_backtrace()));
    }
    if (const auto* torch = dynamic_cast<const c10::Error*>(&error)) {
      const std::string_view text = first_line(torch->what_without_backtrace());
      return says_no_memory(text) ? remember_no_memory(text)
                                  : remember_error(Status::internal, text);
    }
  } catch (...) {  // there is no memory for the words
    return remember_error(Status::out_of_memory, kNoMemory);
  }
  return std::nullopt;
}

}  // namespace clipdraw
