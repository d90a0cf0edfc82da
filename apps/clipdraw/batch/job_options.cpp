// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "batch/job_options.hpp"

#include <fmt/format.h>

#include <clipdraw/clipdraw.hpp>
#include <filesystem>
#include <map>
#include <set>

#include "command_line/flags.hpp"
#include "suggestion.hpp"
#include "text_file.hpp"

namespace clipdraw_cli {
namespace {

const std::set<std::string> kModelKeys = {"weights", "clip", "generator", "vocabulary"};

const std::vector<std::string>& option_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> out;
    for (const clipdraw::OptionInfo& row : clipdraw::option_table()) out.emplace_back(row.name);
    return out;
  }();
  return names;
}

const std::vector<std::string>& keys() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> out = option_names();
    out.insert(out.end(), {kId, kPrompt, kImagePrompt, kStartImage});
    return out;
  }();
  return names;
}

// The options that were given, checked, in the table's order.
OptionValues normal_options(const std::map<std::string, std::string>& given) {
  clipdraw::Options options;
  for (const auto& [name, value] : given) set_option(options, name, value);
  try {
    options.validate();
  } catch (const clipdraw::Error& error) {
    throw UsageError(error.what());
  }
  OptionValues values;
  for (const std::string& name : option_names()) {
    if (given.count(name) > 0) {
      values.emplace_back(name, options.get(name));
    } else if (name == "seed") {
      values.emplace_back(name, "");
    }
  }
  return values;
}

void fill(Job& job, const ListedJob& listed, const Arguments& arguments,
          const std::string& folder) {
  if (!listed.error.empty()) throw UsageError(listed.error);
  std::map<std::string, std::string> of_job;
  for (const auto& [key, value] : listed.values) {
    if (value.find('\0') != std::string::npos) {
      throw UsageError(fmt::format("{}: there is a NUL in it", key));
    }
    if (key == kImagePrompt) {
      job.image_prompts.push_back(parse_image(value, folder));
    } else if (key == kStartImage) {
      if (value.empty()) throw UsageError(fmt::format("{} is empty", key));
      job.start_image = (std::filesystem::path(folder) / value).string();
    } else if (key != kId && key != kPrompt) {
      of_job[key] = value;
    }
  }
  if (job.prompt.empty() && job.image_prompts.empty()) throw UsageError("no prompt");
  std::map<std::string, std::string> given(arguments.options.begin(), arguments.options.end());
  if (!job.start_image.empty()) given.erase("start");  // the job says it better
  for (const auto& [name, value] : of_job) given[name] = value;
  job.options = normal_options(given);
  check_start(job.options, job.start_image, "");
}

}  // namespace

std::string key_trouble(const std::string& key) {
  if (kModelKeys.count(key) > 0) {
    return fmt::format("{}: models are loaded once; name them on the command line", key);
  }
  for (const std::string& known : keys()) {
    if (key == known) return "";
  }
  return unknown_setting(key, keys(), "clipdraw batch --help");
}

void set_values(Job& job, const ListedJob& listed, const Arguments& arguments,
                const std::string& folder) {
  for (const auto& [key, value] : listed.values) {
    if (key == kId) job.id = trimmed(value);
    if (key == kPrompt) job.prompt = trimmed(value);
  }
  try {
    fill(job, listed, arguments, folder);
  } catch (const UsageError& error) {
    job.error = error.what();
  }
}

}  // namespace clipdraw_cli
