// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <clipdraw/clipdraw.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

// What one line of the input asks for.
struct Request {
  nlohmann::json id;  // whatever was given; else the number of the line
  std::string prompt;
  std::string file;
  std::map<std::string, std::string> options;
};

// Reads {"id": 7, "prompt": "a red apple", "file": "apple.png", "options": {"steps": 40}}. The id
// goes into `id` as soon as it is known, for the answer to a request that makes no sense; throws
// std::exception for such.
Request read_request(const std::string& line, nlohmann::json& id);

// Draws it, with so many processor cores, and writes the file, which must not exist yet. Returns
// the answer; throws clipdraw::Error.
nlohmann::json draw(const clipdraw::Model& model, const Request& request, int threads);

// The answer that tells an error.
nlohmann::json refusal(const nlohmann::json& id, const std::exception& error);
