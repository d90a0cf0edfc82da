// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "prompt/packed_text.hpp"

#include <zlib.h>

#include <memory>

#include "base/error.hpp"
#include "base/file.hpp"

namespace clipdraw {
namespace {

constexpr size_t kMaxBytes = size_t{1} << 26;

}  // namespace

std::string unpack_text(const std::vector<uint8_t>& bytes, const std::string& name) {
  if (bytes.size() < 2 || bytes[0] != 0x1F || bytes[1] != 0x8B) {
    return std::string(bytes.begin(), bytes.end());
  }
  z_stream stream = {};
  if (inflateInit2(&stream, 15 + 16) != Z_OK) fail(Status::internal, "zlib could not be started");
  const std::unique_ptr<z_stream, int (*)(z_stream*)> guard(&stream, inflateEnd);
  stream.next_in = const_cast<Bytef*>(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::string out;
  std::vector<char> block(size_t{1} << 18);
  int result = Z_OK;
  while (result == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(block.data());
    stream.avail_out = static_cast<uInt>(block.size());
    result = inflate(&stream, Z_NO_FLUSH);
    out.append(block.data(), block.size() - stream.avail_out);
    if (out.size() > kMaxBytes) {
      fail(Status::bad_weights, "{}: unpacks to more than {} bytes", name, kMaxBytes);
    }
  }
  if (result != Z_STREAM_END) {
    fail(Status::bad_weights, "{}: gzip data is damaged or cut off", name);
  }
  return out;
}

std::string read_packed_text(const std::string& path) {
  return unpack_text(read_file(path, kMaxBytes), path);
}

}  // namespace clipdraw
