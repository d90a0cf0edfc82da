// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace clipdraw {

// A value in a Pickle, by number: values may be shared and even contain themselves.
using PickleRef = uint32_t;
constexpr PickleRef kPickleNone = 0;
constexpr PickleRef kPickleTrue = 1;
constexpr PickleRef kPickleFalse = 2;
constexpr PickleRef kPickleEmptyTuple = 3;
constexpr PickleRef kPickleOther = 4;  // a value that nobody needs: a float, a set

enum class PickleKind : uint8_t {
  none,
  boolean,
  integer,      // number
  big_integer,  // text: its bytes, little-endian
  text,         // text
  tuple,        // items
  list,         // items
  dict,         // items: key, value, key, value ...
  global,       // text: module; name: its name
  object,       // what `callee` would make of `arguments`, then given `state` and items
  persistent,   // what the file beside the pickle holds under `arguments`
  other
};

struct PickleValue {
  PickleKind kind = PickleKind::other;
  PickleRef callee = kPickleNone;
  PickleRef arguments = kPickleNone;
  PickleRef state = kPickleNone;
  int64_t number = 0;
  std::string_view text;
  std::string_view name;
  std::vector<PickleRef> items;
};

// The values of one pickle, as they stand in the file: nothing in it is looked up, made or called.
// Text is not copied: the bytes must outlive it.
class Pickle {
 public:
  // Reads one pickle (protocol 0 to 5) from the beginning of the bytes. Memory is bounded by the
  // bytes and by a fixed number of values; nothing recurses. `subject` is for messages. Throws
  // bad_weights.
  static Pickle read(const uint8_t* bytes, size_t size, const std::string& subject);

  const PickleValue& operator[](PickleRef value) const { return values_[value]; }
  size_t size() const { return values_.size(); }
  PickleRef root() const { return root_; }
  // Returns how many bytes the pickle takes.
  size_t bytes() const { return bytes_; }

  // Returns "module.name" of a global, "" for another kind.
  std::string global_name(PickleRef value) const;
  bool is_global(PickleRef value, std::string_view module, std::string_view name) const;
  // Returns the text of a text value, "" for another kind.
  std::string_view text(PickleRef value) const;

 private:
  friend class Unpickler;
  std::vector<PickleValue> values_;
  PickleRef root_ = kPickleNone;
  size_t bytes_ = 0;
};

}  // namespace clipdraw
