// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "batch/job_key.hpp"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <system_error>

#include "arguments.hpp"
#include "batch/job_options.hpp"
#include "digest.hpp"

namespace clipdraw_cli {
namespace {

using nlohmann::json;

// Of what the content is written down in: another one makes other keys.
constexpr int kSchema = 1;

// Files by their names, since lists name the same picture again and again.
class Digests {
 public:
  // Throws std::system_error.
  const std::string& of(const std::string& file) {
    std::string& digest = known_[file];
    if (digest.empty()) digest = sha256_of_file(file);
    return digest;
  }

 private:
  std::map<std::string, std::string> known_;
};

json content_of_models(const Arguments& arguments) {
  json clips = json::array();
  for (const ClipArgument& clip : arguments.models.clips) {
    clips.push_back({{"name", clip.reference}, {"weight", fmt::format("{}", clip.weight)}});
  }
  return {{"weights", arguments.models.weights},
          {"clips", clips},
          {"generator", arguments.models.generator},
          {"vocabulary", arguments.models.vocabulary}};
}

// Throws std::system_error where a picture cannot be read.
json content_of(Job& job, Digests& digests) {
  const auto digest_of = [&](const std::string& file) {
    job.pictures.emplace_back(file, digests.of(file));
    return job.pictures.back().second;
  };
  json images = json::array();
  for (const ImageArgument& image : job.image_prompts) {
    images.push_back({{"sha256", digest_of(image.file)},
                      {"weight", fmt::format("{}", image.weight)},
                      {"stop", fmt::format("{}", image.stop)}});
  }
  json options = json::object();
  for (const auto& [name, value] : job.options) {
    // With other threads or less memory it is the same picture but for its last bits, and drawn
    // already.
    if (!value.empty() && name != "threads" && name != "memory") options[name] = value;
  }
  return {{"prompt", job.prompt},
          {"image_prompts", images},
          {"start_image", job.start_image.empty() ? "" : digest_of(job.start_image)},
          {"options", options}};
}

// What cannot be drawn is known by what the list says.
json content_of(const ListedJob& listed) {
  json values = json::array();
  for (const auto& [key, value] : listed.values) {
    if (key != kId) values.push_back({key, value});
  }
  return {{"listed", values}};
}

json content_of(Job& job, const ListedJob& listed, Digests& digests) {
  if (!job.error.empty()) return content_of(listed);
  try {
    return content_of(job, digests);
  } catch (const std::system_error& error) {
    job.error = error.what();
    return content_of(listed);
  }
}

void set_seed(Job& job) {
  constexpr int kHexadecimal = 16;
  constexpr std::size_t kDigits = 8;  // 32 bits, easy to read and to type
  const std::string digits =
      fmt::format("{}", std::stoul(job.key.substr(0, kDigits), nullptr, kHexadecimal));
  job.seed = digits;
  for (auto& [name, value] : job.options) {
    if (name != "seed") continue;
    if (value.empty()) value = digits;
    job.seed = value;
  }
}

}  // namespace

void set_keys(std::vector<Job>& jobs, const std::vector<ListedJob>& listed,
              const Arguments& arguments) {
  const json models = content_of_models(arguments);
  Digests digests;
  std::map<std::string, std::size_t> times;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    json content = content_of(jobs[i], listed[i], digests);
    content["models"] = models;
    content["group"] = arguments.group;
    content["schema"] = kSchema;
    // The command line need not be UTF-8.
    const auto text = [&content] {
      return content.dump(-1, ' ', false, json::error_handler_t::replace);
    };
    content["repetition"] = times[text()]++;
    jobs[i].key = sha256_of(text());
    set_seed(jobs[i]);
  }
}

}  // namespace clipdraw_cli
