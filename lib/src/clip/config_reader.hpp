// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "nn/layers.hpp"

namespace clipdraw {

// Reads the values of one JSON object. A key that is absent or null leaves the value as it is; one
// of the wrong kind fails with bad_weights, naming the file, the object and the key.
class ConfigReader {
 public:
  // `where` says whose keys they are: "FILE: metadata config", "FILE: vision_cfg".
  ConfigReader(const nlohmann::json& config, std::string where);

  bool has(const char* key) const;
  // A whole number from 1 to 1048576.
  void read(const char* key, int64_t& value) const;
  // A whole number from 0, a token.
  void read_token(const char* key, int64_t& value) const;
  // A whole number, or a list of two equal ones: a square's side.
  void read_side(const char* key, int64_t& value) const;
  // A ViT says how many layers it has, a ModifiedResNet how many blocks each stage has.
  void read_layers(const char* key, int64_t& layers, std::vector<int64_t>& blocks) const;
  void read(const char* key, std::array<float, 3>& value, bool positive) const;
  // A number above 0.
  void read_epsilon(const char* key, double& value) const;
  // "relu", "silu", "gelu" or "quick_gelu".
  void read(const char* key, Activation& value) const;
  bool read_flag(const char* key, bool fallback) const;
  std::string read_text(const char* key, const std::string& fallback) const;
  // Returns the object under the key, an empty one when there is none.
  const nlohmann::json& object(const char* key) const;

  // The key is well formed, and asks for something that is not there.
  [[noreturn]] void refuse(const std::string& key, const std::string& why) const;
  [[noreturn]] void bad(const char* key, const char* expected) const;

 private:
  int64_t whole(const nlohmann::json& found, const char* key, int64_t least,
                const char* expected) const;

  const nlohmann::json& config_;
  std::string where_;
};

// Parses a text that has to be a JSON object; `what` is its name for the error.
nlohmann::json parse_config(const std::string& text, const std::string& what);

}  // namespace clipdraw
