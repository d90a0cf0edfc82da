// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "image_io/picture_file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include "base/error.hpp"
#include "base/file.hpp"
#include "image_io/record.hpp"

namespace clipdraw {
namespace {

std::string errno_text(int error) { return std::generic_category().message(error); }

// The folder that the path's file is in.
std::string folder_of(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

}  // namespace

void check_exists(const std::string& path, const std::string& what) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) {
    const int error = errno;
    const bool missing = error == ENOENT || error == ENOTDIR;
    fail(missing ? Status::not_found : Status::io, "{}: {}", path,
         missing ? std::string("no such file") : errno_text(error));
  }
  if (!S_ISREG(info.st_mode)) fail(Status::unsupported, "{}: not a file, {} expected", path, what);
}

ImageFormat format_from_path(const std::string& path) {
  std::string extension = std::filesystem::path(path).extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (extension == ".png") return ImageFormat::png;
  if (extension == ".jpg" || extension == ".jpeg") return ImageFormat::jpeg;
  if (extension == ".webp") return ImageFormat::webp;
  fail(Status::invalid_argument, "{}: {}, must end with .png, .jpg, .jpeg or .webp", path,
       extension.empty() ? std::string("no extension") : "unknown extension \"" + extension + "\"");
}

void check_output(const std::string& path, bool replace) {
  struct stat info {};
  if (path.empty()) fail(Status::invalid_argument, "output: the path is empty");
  const bool exists = ::stat(path.c_str(), &info) == 0;
  const int path_error = exists ? 0 : errno;
  if (path.back() == '/' || (exists && S_ISDIR(info.st_mode))) {
    fail(Status::invalid_argument, "{}: a folder, a file name is needed", path);
  }
  format_from_path(path);
  const std::string folder = folder_of(path);
  struct stat folder_info {};
  if (::stat(folder.c_str(), &folder_info) != 0) {
    const int error = errno;
    fail(error == ENOENT ? Status::not_found : Status::io, "{}: cannot write there, folder {}: {}",
         path, folder, errno_text(error));
  }
  if (!S_ISDIR(folder_info.st_mode)) {
    fail(Status::io, "{}: cannot write there, {} is not a folder", path, folder);
  }
  if (::access(folder.c_str(), W_OK | X_OK) != 0) {
    fail(Status::io, "{}: cannot write there, folder {}: {}", path, folder, errno_text(errno));
  }
  if (path_error != 0 && path_error != ENOENT) {
    fail(Status::io, "{}: cannot write there: {}", path, errno_text(path_error));
  }
  if (exists && !S_ISREG(info.st_mode)) fail(Status::io, "{}: not an ordinary file", path);
  if (exists && !replace) fail(Status::invalid_state, "{}: the file exists", path);
}

std::string read_record(const std::string& path) {
  check_exists(path, "a picture");
  const auto file = read_file(path);
  return extract_record(Bytes(file.begin(), file.end()), path);
}

}  // namespace clipdraw
