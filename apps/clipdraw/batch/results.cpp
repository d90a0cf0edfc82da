// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "batch/results.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <system_error>

#include "batch/journal.hpp"
#include "commands/failure.hpp"
#include "digest.hpp"
#include "output_name.hpp"

namespace clipdraw_cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr std::size_t kDigits = 64;  // of a key, and of a SHA-256

std::string text_of(const Json& line, const char* name) {
  const auto found = line.find(name);
  return found != line.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::uint64_t number_of(const Json& line, const char* name) {
  const auto found = line.find(name);
  return found != line.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

bool is_digest(const std::string& text) {
  return text.size() == kDigits && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

// A name in the folder and nowhere else.
bool is_plain(const std::string& file) {
  return !file.empty() && file.front() != '.' && file.find('/') == std::string::npos &&
         file.find('\0') == std::string::npos;
}

// Nothing where the line tells of no picture that could be looked for.
std::optional<Result> result_of(const std::string& text, const Json& line, bool drawn) {
  Result result;
  result.text = text;
  result.id = text_of(line, "id");
  result.key = text_of(line, "job");
  result.drawn = drawn;
  result.place = number_of(line, "place");
  result.finished = text_of(line, "finished");
  result.error = text_of(line, "error");
  if (!drawn) return result;
  result.file = text_of(line, "file");
  result.sha256 = text_of(line, "sha256");
  result.bytes = number_of(line, "bytes");
  if (!is_plain(result.file) || !is_digest(result.sha256)) return std::nullopt;
  return result;
}

// Puts a line among those of its job, the latest first; of the same time the one read last. The
// same line may stand in a journal and in results.jsonl.
void insert(std::vector<Result>& results, Result result) {
  const auto same = [&](const Result& other) { return other.text == result.text; };
  if (std::any_of(results.begin(), results.end(), same)) return;
  const auto place = std::find_if(results.begin(), results.end(), [&](const Result& other) {
    return other.finished <= result.finished;
  });
  results.insert(place, std::move(result));
}

CurvePart curve_of(const Json& line) {
  CurvePart part;
  const auto curve = line.find("curve");
  const std::uint64_t step = number_of(line, "step");
  if (curve == line.end() || !curve->is_array() || curve->size() > step) return part;
  part.from = step - curve->size();
  for (const Json& value : *curve) {
    part.distances.push_back(value.is_number() ? value.get<double>()
                                               : std::numeric_limits<double>::quiet_NaN());
  }
  return part;
}

}  // namespace

void Results::read() {
  const fs::path folder(folder_);
  std::vector<std::string> paths;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder / kJournals, error)) {
    if (entry.path().extension() == kJournalEnd) paths.push_back(entry.path().string());
  }
  if (error && error != std::errc::no_such_file_or_directory) {
    throw Failure{kExitIo, fmt::format("{}: cannot be read: {}", (folder / kJournals).string(),
                                       error.message())};
  }
  std::sort(paths.begin(), paths.end());  // by time
  // Its lines stand in journals as well, or did: once is enough.
  const std::string whole = (folder / kResults).string();
  if (sources_.empty() && fs::exists(whole, error)) paths.insert(paths.begin(), whole);
  for (const std::string& path : paths) read_file(path);
}

void Results::read_file(const std::string& path) {
  std::string text;
  std::int64_t& read = sources_[path].read;
  try {
    std::ifstream file(path, std::ios::binary);
    std::error_code ignored;
    if (!file && !fs::exists(path, ignored)) return;  // a run that had nothing to say took it away
    file.exceptions(std::ios::badbit | std::ios::failbit);
    file.seekg(read);
    text.assign(std::istreambuf_iterator<char>(file), {});
  } catch (const std::ios_base::failure&) {
    throw Failure{kExitIo, fmt::format("{}: cannot be read", path)};
  }
  std::size_t begin = 0;
  for (std::size_t end = 0; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1) {
    read_line(text.substr(begin, end - begin), sources_[path]);
  }
  read += static_cast<std::int64_t>(begin);
}

void Results::read_line(const std::string& text, Source& source) {
  const Json line = Json::parse(text, nullptr, false);
  if (!line.is_object()) return;
  const std::string key = text_of(line, "job");
  const std::string status = text_of(line, "status");
  if (!is_digest(key)) return;
  Job& job = jobs_[key];
  if (status == "begun") {
    if (source.open.insert(key).second) ++job.unended;
    return;
  }
  if (status == "checkpoint") {
    job.curve.push_back(curve_of(line));
    return;
  }
  if (source.open.erase(key) > 0) --job.unended;
  const bool drawn = status == "drawn";
  if (!drawn && status != "failed") return;
  std::optional<Result> result = result_of(text, line, drawn);
  if (!result) return;
  if (drawn) {
    files_[folded_name(result->file)].insert(key);
    job.curve.clear();
  }
  insert(drawn ? job.drawn : job.failed, std::move(*result));
}

bool Results::is_there(const Result& result) {
  const std::string path = (fs::path(folder_) / result.file).string();
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode) ||
      static_cast<std::uint64_t>(info.st_size) != result.bytes) {
    return false;
  }
  const Digested now{info.st_ino, static_cast<std::uint64_t>(info.st_size), info.st_mtim.tv_sec,
                     info.st_mtim.tv_nsec, ""};
  Digested& known = digests_[result.file];
  if (known.sha256.empty() || known.inode != now.inode || known.bytes != now.bytes ||
      known.seconds != now.seconds || known.nanoseconds != now.nanoseconds) {
    known = now;
    try {
      known.sha256 = sha256_of_file(path);
    } catch (const std::system_error&) {
      return false;  // gone meanwhile, or not readable: not a picture that is there
    }
  }
  return known.sha256 == result.sha256;
}

const Result* Results::finished(const std::string& key) {
  const auto job = jobs_.find(key);
  if (job == jobs_.end()) return nullptr;
  const auto& drawn = job->second.drawn;
  const auto found = std::find_if(drawn.begin(), drawn.end(),
                                  [&](const Result& result) { return is_there(result); });
  return found == drawn.end() ? nullptr : &*found;
}

const Result* Results::drawn(const std::string& key) const {
  const auto job = jobs_.find(key);
  return job == jobs_.end() || job->second.drawn.empty() ? nullptr : &job->second.drawn.front();
}

const Result* Results::failed(const std::string& key) const {
  const auto job = jobs_.find(key);
  return job == jobs_.end() || job->second.failed.empty() ? nullptr : &job->second.failed.front();
}

bool Results::knows(const std::string& key, const std::string& file) const {
  const auto job = jobs_.find(key);
  return job != jobs_.end() &&
         std::any_of(job->second.drawn.begin(), job->second.drawn.end(),
                     [&](const Result& result) { return result.file == file; });
}

std::string Results::owner(const std::string& file) {
  const auto found = files_.find(folded_name(file));
  if (found == files_.end()) return "";
  for (const std::string& key : found->second) {
    const Result* result = finished(key);
    if (result != nullptr && folded_name(result->file) == found->first) return key;
  }
  return "";
}

int Results::unended(const std::string& key) const {
  const auto job = jobs_.find(key);
  return job == jobs_.end() ? 0 : job->second.unended;
}

std::vector<double> Results::curve(const std::string& key, std::size_t steps) const {
  std::vector<double> curve(steps, std::numeric_limits<double>::quiet_NaN());
  const auto job = jobs_.find(key);
  if (job == jobs_.end()) return curve;
  for (const CurvePart& part : job->second.curve) {
    for (std::size_t i = 0; i < part.distances.size() && part.from + i < steps; ++i) {
      curve[part.from + i] = part.distances[i];
    }
  }
  return curve;
}

std::vector<std::string> Results::keys() const {
  std::vector<std::string> keys;
  for (const auto& [key, job] : jobs_) keys.push_back(key);
  return keys;
}

}  // namespace clipdraw_cli
