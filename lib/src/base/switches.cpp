// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "base/switches.hpp"

#include <array>
#include <bitset>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace clipdraw {
namespace {

// As the enum.
constexpr std::array<std::string_view, 8> kNames = {
    "step-memory", "packed", "layouts", "attention", "norms", "upsample", "winograd", "resample"};

std::bitset<kNames.size()> read_off() {
  std::bitset<kNames.size()> off;
  const char* value = std::getenv("CLIPDRAW_OFF");
  std::string_view rest = value == nullptr ? "" : value;
  while (!rest.empty()) {
    const std::string_view name = rest.substr(0, rest.find(','));
    rest.remove_prefix(name.size() == rest.size() ? rest.size() : name.size() + 1);
    size_t index = 0;
    while (index < kNames.size() && kNames[index] != name) ++index;
    if (index == kNames.size()) {
      std::string known;
      for (const std::string_view one : kNames)
        known += (known.empty() ? "" : ", ") + std::string(one);
      fail(Status::invalid_argument, "CLIPDRAW_OFF: unknown name \"{}\"; known are {}", name,
           known);
    }
    off.set(index);
  }
  return off;
}

}  // namespace

bool is_on(Switch which) {
  static const auto off = read_off();
  return !off.test(static_cast<size_t>(which));
}

}  // namespace clipdraw
