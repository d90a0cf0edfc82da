// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "weights/archive.hpp"

namespace clipdraw {

// What a file says of a model in JSON, and where it says so. Every value is checked as it is read;
// one that does not fit fails with bad_weights, naming the place, the key, what was found and what
// was expected. A key whose value is null counts as absent.
class Description {
 public:
  // json: an object. place: for messages, "vae/config.json" or "a.safetensors: metadata ddconfig".
  Description(nlohmann::json json, std::string place);
  // Reads a text or a file of JSON. Fails with bad_weights when it holds no object.
  static Description parse(const std::string& text, const std::string& place);
  static Description read(const std::string& path);

  bool has(const char* key) const;
  int64_t number(const char* key, int64_t low, int64_t high) const;
  int64_t number(const char* key, int64_t low, int64_t high, int64_t fallback) const;
  std::vector<int64_t> numbers(const char* key, int64_t low, int64_t high, size_t most) const;
  double real(const char* key, double low, double high, double fallback) const;
  bool flag(const char* key, bool fallback) const;
  std::string text(const char* key, const std::string& fallback) const;
  // Fails: the key's value is not what was expected. hint may be empty.
  [[noreturn]] void bad(const char* key, const std::string& expected,
                        const std::string& hint = "") const;

  const nlohmann::json& json() const { return json_; }
  const std::string& place() const { return place_; }

 private:
  int64_t whole(const char* key, const nlohmann::json& found, int64_t low, int64_t high) const;

  nlohmann::json json_;
  std::string place_;
};

// Returns the file STEM.json beside STEM.safetensors (STEM.pt ...), our own description of a file
// that does not describe itself; nothing when there is none, or when the path is a folder.
std::optional<Description> side_file(const std::string& path);
// Returns the path of that file, which need not exist.
std::string side_file_path(const std::string& path);
// Returns the archive's own "config", else the side file, else config.json of its folder when the
// archive is a folder or the file has one of diffusers' names; nothing when there is none.
std::optional<Description> describe(const Archive& archive);
// Returns the file that describe() takes it from, or nothing.
std::vector<std::string> description_files(const Archive& archive);

}  // namespace clipdraw
