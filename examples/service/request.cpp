// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "request.hpp"

#include <stdexcept>

using nlohmann::json;

namespace {

std::string text_of(const std::string& key, const json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number()) return value.dump();
  throw std::invalid_argument(key + ": " + value.dump() + ", expected a text or a number");
}

}  // namespace

Request read_request(const std::string& line, json& id) {
  const json object = json::parse(line);
  if (!object.is_object()) throw std::invalid_argument("request: expected a JSON object");
  if (object.contains("id")) id = object["id"];

  Request request;
  request.id = id;
  for (const auto& [key, value] : object.items()) {
    if (key == "prompt" && value.is_string()) {
      request.prompt = value;
    } else if (key == "file" && value.is_string()) {
      request.file = value;
    } else if (key == "options" && value.is_object()) {
      for (const auto& [name, setting] : value.items()) {
        request.options[name] = text_of(name, setting);
      }
    } else if (key != "id") {
      throw std::invalid_argument(
          "request: \"" + key + "\": " + value.dump() +
          ", expected id, prompt (a text), file (a text), options (an object)");
    }
  }
  if (request.prompt.empty()) throw std::invalid_argument("request: it has no prompt");
  if (request.file.empty()) throw std::invalid_argument("request: it has no file");
  if (request.options.count("threads") != 0) {
    throw std::invalid_argument("threads: one number for the whole service, see --threads");
  }
  return request;
}

json draw(const clipdraw::Model& model, const Request& request, int threads) {
  clipdraw::check_output(request.file);  // better now than after the work
  clipdraw::Options options(model);
  options.set("threads", threads);
  for (const auto& [name, value] : request.options) options.set(name, value);

  clipdraw::Session session(model, options);
  session.add_prompts(request.prompt);
  const clipdraw::Summary summary = session.run();
  session.save(request.file);
  return {{"id", request.id},
          {"file", request.file},
          {"steps", summary.steps_run},
          {"distance", summary.last_distance},
          {"seconds", summary.seconds}};
}

json refusal(const json& id, const std::exception& error) {
  clipdraw_status status = CLIPDRAW_ERROR_INTERNAL;
  if (const auto* failed = dynamic_cast<const clipdraw::Error*>(&error)) {
    status = static_cast<clipdraw_status>(failed->status());
  } else if (dynamic_cast<const std::invalid_argument*>(&error) != nullptr ||
             dynamic_cast<const json::exception*>(&error) != nullptr) {
    status = CLIPDRAW_ERROR_INVALID_ARGUMENT;
  }
  return {{"id", id}, {"status", clipdraw_status_name(status)}, {"error", error.what()}};
}
