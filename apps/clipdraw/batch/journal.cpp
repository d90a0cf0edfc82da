// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "batch/journal.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cctype>
#include <cerrno>
#include <ctime>
#include <filesystem>
#include <random>

#include "batch/folder.hpp"

namespace clipdraw_cli {
namespace {

constexpr int kMostAttempts = 3;  // at a name

std::string utc_time(const char* format) {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  std::array<char, 32> text{};
  text[std::strftime(text.data(), text.size(), format, &parts)] = '\0';
  return text.data();
}

std::string host_name() {
  std::array<char, 65> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return "host";
  std::string plain;
  for (const char* at = name.data(); *at != '\0'; ++at) {
    plain += std::isalnum(static_cast<unsigned char>(*at)) != 0 ? *at : '-';
  }
  return plain.empty() ? "host" : plain;
}

std::string new_name() {
  std::random_device device;
  return fmt::format("{}-{}-{}-{:08x}{}", utc_time("%Y%m%dT%H%M%SZ"), host_name(), ::getpid(),
                     std::uniform_int_distribution<std::uint32_t>()(device), kJournalEnd);
}

}  // namespace

std::string utc_now() { return utc_time("%Y-%m-%dT%H:%M:%SZ"); }

Journal::Journal(const std::string& folder) {
  const std::string journals = (std::filesystem::path(folder) / kJournals).string();
  make_folder(journals);
  for (int attempt = 1; descriptor_ < 0; ++attempt) {
    path_ = (std::filesystem::path(journals) / new_name()).string();
    descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0666);
    if (descriptor_ < 0 && (errno != EEXIST || attempt == kMostAttempts)) {
      folder_failure(journals, errno);
    }
  }
  try {
    sync_folder(journals);
  } catch (...) {
    ::close(descriptor_);
    throw;
  }
}

Journal::~Journal() {
  ::close(descriptor_);
  if (size_ == 0) ::unlink(path_.c_str());  // nothing was said
}

void Journal::add(const nlohmann::ordered_json& line, Sync sync) {
  append(line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
  if (sync == Sync::yes && ::fsync(descriptor_) != 0) folder_failure(path_, errno);
}

void Journal::append(const std::string& text) {
  if (torn_) folder_failure(path_ + ": ends in a part of a line");
  std::size_t done = 0;
  int error = 0;
  while (done < text.size() && error == 0) {
    const ssize_t count = ::write(descriptor_, text.data() + done, text.size() - done);
    if (count > 0) done += static_cast<std::size_t>(count);
    if (count == 0) error = ENOSPC;
    if (count < 0 && errno != EINTR) error = errno;
  }
  if (error == 0) {
    size_ += static_cast<std::int64_t>(done);
    return;
  }
  torn_ = done > 0 && ::ftruncate(descriptor_, size_) != 0;
  folder_failure(path_, error);
}

}  // namespace clipdraw_cli
