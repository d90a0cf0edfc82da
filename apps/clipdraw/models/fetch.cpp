// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "models/fetch.hpp"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "models/failure.hpp"
#include "models/interrupt.hpp"

namespace clipdraw_models {
namespace {

namespace fs = std::filesystem;
using clipdraw_cli::PublishedFile;
using Outcome = Attempt::Outcome;

constexpr const char* kHashEnding = ".sha256";
constexpr double kLongestWait = 60;

// Whether the file is there already. One of another size is somebody else's: throws Failure.
bool is_here(const PublishedFile& file, const std::string& path, const FetchOptions& options) {
  std::error_code error;
  if (options.force || !fs::exists(path, error)) return false;
  const std::uint64_t size = fs::file_size(path, error);
  if (error) fail(kExitIo, "{}: {}", path, error.message());
  if (file.size && size != *file.size) {
    fail(kExitBadFile, "{}: there is a file of {} bytes, {} expected; --force fetches it anew",
         path, size, *file.size);
  }
  return true;
}

// How one file is got; collects why urls failed.
class Fetch {
 public:
  Fetch(const PublishedFile& file, const FetchOptions& options, Progress& progress, PartFile& part)
      : file_(file), options_(options), progress_(progress), part_(part) {}

  // Tries every url. Throws Failure when none gives the file.
  void run();
  const std::string& sha256() const { return sha256_; }

 private:
  bool try_url(const std::string& url);
  bool has_expected_hash();
  void wait_before_next(const Attempt& attempt, int failures);

  const PublishedFile& file_;
  const FetchOptions& options_;
  Progress& progress_;
  PartFile& part_;
  std::string sha256_;
  std::string reason_;   // why the last url failed
  std::string reasons_;  // why all of them did, a line each
  bool wrong_bytes_ = false;
};

void Fetch::run() {
  for (std::size_t i = 0; i < file_.urls.size(); ++i) {
    if (try_url(file_.urls[i])) return;
    reasons_ += fmt::format("\n  {}: {}", file_.urls[i], reason_);
    if (i + 1 < file_.urls.size()) {
      progress_.note(fmt::format("{}: {}: {}; trying {}", file_.name, host_of(file_.urls[i]),
                                 reason_, host_of(file_.urls[i + 1])));
    }
  }
  const std::string kept =
      part_.size() > 0 ? fmt::format("\n{} of it are kept, the same command goes on with them",
                                     bytes_text(part_.size()))
                       : "";
  fail(wrong_bytes_ ? kExitBadFile : kExitIo, "{}: not fetched{}{}", file_.name, reasons_, kept);
}

bool Fetch::try_url(const std::string& url) {
  const auto unusable = [&](const std::string& reason) {
    reason_ = reason;
    return false;
  };
  if (options_.offline && is_remote(url)) return unusable("not asked, as this is offline");
  if (part_.size() > 0) {
    progress_.note(fmt::format("{}: going on from {}", file_.name, bytes_text(part_.size())));
  }
  std::uint64_t most = part_.size();
  int failures = 0;
  while (true) {
    const Attempt attempt = transfer(url, file_, part_, progress_, options_.patience);
    progress_.close();
    if (attempt.outcome == Outcome::complete) {
      if (has_expected_hash()) return true;
      // The beginning may be of another file than the end: once more, whole.
      if (!attempt.resumed)
        return unusable(fmt::format("wrong bytes: sha256 {}, {} expected", sha256_, file_.sha256));
      progress_.note(fmt::format("{}: what was there did not fit, from the beginning", file_.name));
      continue;
    }
    if (attempt.outcome == Outcome::useless) return unusable(attempt.reason);
    failures = part_.size() > most ? 1 : failures + 1;
    most = std::max(most, part_.size());
    if (failures >= options_.patience.attempts) {
      return unusable(fmt::format("{}, {} times", attempt.reason, failures));
    }
    wait_before_next(attempt, failures);
  }
}

// Throws away bytes that have not the hash: nothing good can come of them.
bool Fetch::has_expected_hash() {
  sha256_ = part_.sha256();
  if (file_.sha256.empty() || sha256_ == file_.sha256) return true;
  wrong_bytes_ = true;
  part_.restart();
  return false;
}

void Fetch::wait_before_next(const Attempt& attempt, int failures) {
  double seconds = options_.patience.first_wait;
  for (int i = 1; i < failures; ++i) seconds *= 2;
  seconds = std::min(std::max(seconds, attempt.wait_seconds), kLongestWait);
  progress_.note(fmt::format("{}: {}; again in {:.3g} s", file_.name, attempt.reason, seconds));
  wait_seconds(seconds);
}

void record_sha256(const std::string& path, const std::string& sha256) {
  std::ofstream(path + kHashEnding) << sha256 << "  " << fs::path(path).filename().string() << '\n';
}

}  // namespace

void fetch_file(const PublishedFile& file, const std::string& path, const FetchOptions& options,
                Progress& progress) {
  if (is_here(file, path, options)) return;
  const bool all_remote = std::all_of(file.urls.begin(), file.urls.end(), is_remote);
  if (options.offline && all_remote) {
    fail(kExitIo, "{}: not fetched, as this is offline. Bring it by hand to {} from {}{}",
         file.name, path, file.urls.front(),
         file.sha256.empty() ? "" : "; its sha256 is " + file.sha256);
  }
  PartFile part(path, [&] {
    progress.note(fmt::format("{}: another clipdraw is fetching it, waiting", file.name));
  });
  if (is_here(file, path, options)) {
    part.discard();
    return;
  }
  Fetch fetch(file, options, progress, part);
  fetch.run();
  const std::uint64_t size = part.size();
  part.finish();
  if (!file.sha256.empty()) {
    progress.note(fmt::format("{}: {}, sha256 as expected", file.name, bytes_text(size)));
    return;
  }
  record_sha256(path, fetch.sha256());
  progress.note(
      fmt::format("{}: {} bytes, sha256 {}; nobody publishes what it should be, so {} "
                  "keeps this for later checks",
                  file.name, size, fetch.sha256(), path + kHashEnding));
}

std::string recorded_sha256(const std::string& path) {
  std::string sha256;
  std::ifstream(path + kHashEnding) >> sha256;
  return sha256;
}

}  // namespace clipdraw_models
