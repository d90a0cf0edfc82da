// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

namespace clipdraw {

// Where a picture is among those that are drawn together.
struct GroupPlace {
  int size = 2;   // places of the group, 2..kLargestGroup
  int place = 0;  // from 0
};

inline bool operator==(const GroupPlace& a, const GroupPlace& b) {
  return a.size == b.size && a.place == b.place;
}
inline bool operator!=(const GroupPlace& a, const GroupPlace& b) { return !(a == b); }

constexpr int kLargestGroup = 64;

}  // namespace clipdraw
