// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "digest.hpp"

namespace clipdraw_models {

// Where the bytes of an unfinished file are from.
struct Origin {
  std::string url;
  std::string validator;  // a strong ETag or a date that If-Range takes; may be empty
};

// The unfinished form of a file: TARGET.part, and TARGET.part.from that says where it is from, so
// that a later run can go on. This process alone has it while the object lives. The sum over its
// bytes is kept up as they come.
class PartFile {
 public:
  // Opens what is there or makes it, with the folder; waits while another process has it, and says
  // so by on_wait. Throws Failure.
  PartFile(std::string target, const std::function<void()>& on_wait);
  ~PartFile();
  PartFile(const PartFile&) = delete;
  PartFile& operator=(const PartFile&) = delete;

  const std::string& path() const { return path_; }
  std::uint64_t size() const { return size_; }
  const Origin& origin() const { return origin_; }
  // The bytes that follow are from there too.
  void set_origin(Origin origin);
  // Empties it.
  void restart();
  // Adds to the end. Throws Failure when the disk does not take it; what is there stays.
  void append(const void* bytes, std::size_t size);
  // The sum over everything in it. Nothing may be appended after it but after a restart().
  std::string sha256();
  // Writes through to the disk and gives the file its real name in one step.
  void finish();
  // Removes it.
  void discard();

 private:
  void open_and_lock(const std::function<void()>& on_wait);
  void read_what_is_there();
  [[noreturn]] void fail_to_write(int error) const;

  const std::string target_;
  const std::string path_;
  const std::string record_path_;
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
  Origin origin_;
  clipdraw_cli::Digest digest_;
};

// Makes the folder and those above it. Throws Failure.
void make_folder(const std::string& folder);

}  // namespace clipdraw_models
