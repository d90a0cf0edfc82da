// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "weights/file_kind.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

#include "base/error.hpp"
#include "weights/bytes.hpp"
#include "weights/stored_tensor.hpp"

namespace clipdraw {

namespace {

constexpr const char* kExpected =
    "expected are safetensors, a TorchScript archive or a PyTorch pickle";
constexpr const char* kFetchAgain = "fetch the file again, from a link that needs no login";

// A format that is told by bytes at a fixed place.
struct Signature {
  size_t at;
  std::string_view bytes;
  Status status;
  const char* what;
  const char* hint;
};

using namespace std::string_view_literals;
constexpr const char* kUnpack = "unpack it and give the file of weights in it";
constexpr const char* kPicture = "name a file of weights";
constexpr std::array<Signature, 23> kSignatures{{
    {0, "\x1f\x8b"sv, Status::unsupported, "a gzip archive", kUnpack},
    {0, "BZh"sv, Status::unsupported, "a bzip2 archive", kUnpack},
    {0,
     "\xfd"
     "7zXZ"sv,
     Status::unsupported, "an xz archive", kUnpack},
    {0, "\x28\xb5\x2f\xfd"sv, Status::unsupported, "a zstd archive", kUnpack},
    {0, "7z\xbc\xaf\x27\x1c"sv, Status::unsupported, "a 7-Zip archive", kUnpack},
    {0, "Rar!\x1a\x07"sv, Status::unsupported, "a RAR archive", kUnpack},
    {257, "ustar"sv, Status::unsupported, "a tar archive", kUnpack},
    {0, "GGUF"sv, Status::unsupported, "a GGUF file, made for llama.cpp and its kin",
     "take the safetensors file that it was made from"},
    {0, "lmgg"sv, Status::unsupported, "a GGML file", "take the file that it was made from"},
    {4, "TFL3"sv, Status::unsupported, "a TensorFlow Lite model", "take the PyTorch version"},
    {0, "\x89HDF\r\n\x1a\n"sv, Status::unsupported, "an HDF5 file, as Keras writes it",
     "take the PyTorch version"},
    {0, "\x93NUMPY"sv, Status::unsupported, "a NumPy array", "write the arrays as safetensors"},
    {0, "\x89PNG"sv, Status::bad_weights, "a PNG picture", kPicture},
    {0, "\xff\xd8\xff"sv, Status::bad_weights, "a JPEG picture", kPicture},
    {0, "GIF8"sv, Status::bad_weights, "a GIF picture", kPicture},
    {8, "WEBP"sv, Status::bad_weights, "a WebP picture", kPicture},
    {0, "II*\0"sv, Status::bad_weights, "a TIFF picture", kPicture},
    {0, "MM\0*"sv, Status::bad_weights, "a TIFF picture", kPicture},
    {0, "%PDF"sv, Status::bad_weights, "a PDF document", "give the file of weights"},
    {0,
     "\x7f"
     "ELF"sv,
     Status::bad_weights, "a program or library", "give the file of weights"},
    {0, "PK\x05\x06"sv, Status::bad_weights, "an empty zip archive", kFetchAgain},
    {0, "PK\x07\x08"sv, Status::unsupported, "a part of a split zip archive", kUnpack},
    {0, "SQLite format 3"sv, Status::bad_weights, "a database", "give the file of weights"},
}};

bool has(std::string_view bytes, size_t at, std::string_view part) {
  return bytes.size() >= at + part.size() && bytes.compare(at, part.size(), part) == 0;
}

bool ends_with(std::string_view text, std::string_view ending) {
  return text.size() >= ending.size() && has(text, text.size() - ending.size(), ending);
}

// The beginning of an ONNX file: ir_version, then the producer's name or the like (protobuf).
bool is_onnx(const MappedFile& file, std::string_view bytes) {
  if (ends_with(file.path(), ".onnx")) return true;
  return bytes.size() > 64 && bytes[0] == 0x08 && bytes[1] > 0 && bytes[1] < 0x20 &&
         bytes[2] == 0x12 && bytes[3] > 0 && static_cast<size_t>(bytes[3]) < 60 &&
         std::all_of(bytes.begin() + 4, bytes.begin() + 4 + bytes[3],
                     [](char c) { return c >= 0x20 && c < 0x7f; });
}

// A pickle of protocol 2 to 5, or one of the older ones that begins with a global.
bool is_pickle(std::string_view bytes) {
  if (bytes.size() >= 2 && bytes[0] == '\x80' && bytes[1] >= 2 && bytes[1] <= 5) return true;
  if (bytes.empty() || bytes[0] != 'c') return false;
  const size_t first = bytes.find('\n');
  const size_t second = first == std::string_view::npos ? first : bytes.find('\n', first + 1);
  if (second == std::string_view::npos || first < 2 || second < first + 2) return false;
  return std::all_of(bytes.begin() + 1, bytes.begin() + static_cast<std::ptrdiff_t>(second),
                     [](char c) {
                       return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' ||
                              c == '.' || c == '\n';
                     });
}

bool is_text(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char c) {
    const auto code = static_cast<unsigned char>(c);
    return code >= 0x20 || c == '\n' || c == '\r' || c == '\t';
  });
}

std::string lower(std::string_view text) {
  std::string copy(text);
  for (char& c : copy) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return copy;
}

[[noreturn]] void text_file(const MappedFile& file, std::string_view bytes) {
  if (has(bytes, 0, "version https://git-lfs")) {
    const size_t size = bytes.find("\nsize ");
    const std::string digits(size == std::string_view::npos ? "" : bytes.substr(size + 6, 20));
    fail(Status::bad_weights,
         "{}: a pointer of git-LFS{}, not the file itself: run \"git lfs pull\" in its folder, or "
         "fetch the file from its web page",
         file.path(),
         digits.empty() ? "" : fmt::format(" to {} bytes", digits.substr(0, digits.find('\n'))));
  }
  const size_t begin = std::min(bytes.find_first_not_of(" \r\n\t\xef\xbb\xbf"), bytes.size());
  const std::string start = lower(bytes.substr(begin, 200));
  if (has(start, 0, "<!doctype html") || has(start, 0, "<html") || has(start, 0, "<head")) {
    fail(Status::bad_weights, "{}: a web page, {}; {}", file.path(), kExpected, kFetchAgain);
  }
  if (has(start, 0, "<")) {
    fail(Status::bad_weights, "{}: an XML text (an error of the server?), {}; {}", file.path(),
         kExpected, kFetchAgain);
  }
  if (has(start, 0, "{")) {
    fail(Status::bad_weights,
         "{}: a JSON text, {}; give the file of weights or the folder with both", file.path(),
         kExpected);
  }
  const std::string line(bytes.substr(begin, std::min<size_t>(bytes.find('\n', begin), 60)));
  fail(Status::bad_weights, "{}: a text that begins with {}, {}; {}", file.path(), shown_name(line),
       kExpected, kFetchAgain);
}

}  // namespace

FileKind file_kind(const MappedFile& file) {
  constexpr size_t kLooked = 512;
  const std::string_view bytes = as_text(file.bytes(), std::min(file.size(), kLooked));
  if (bytes.empty()) {
    fail(Status::bad_weights, "{}: an empty file (too few bytes for any weights), {}; {}",
         file.path(), kExpected, kFetchAgain);
  }
  if (ends_with(file.path(), ".index.json")) return FileKind::shard_index;
  if (has(bytes, 0, "PK\x03\x04")) return FileKind::zip;
  if (bytes.size() > 8 && bytes[8] == '{') return FileKind::safetensors;
  if (is_pickle(bytes)) return FileKind::old_pickle;
  for (const Signature& signature : kSignatures) {
    if (has(bytes, signature.at, signature.bytes)) {
      fail(signature.status, "{}: {}, {}; {}", file.path(), signature.what, kExpected,
           signature.hint);
    }
  }
  if (is_onnx(file, bytes)) {
    fail(Status::unsupported, "{}: an ONNX model, {}; take the PyTorch version", file.path(),
         kExpected);
  }
  if (is_text(bytes)) text_file(file, bytes);
  // What is cut short or damaged in its header, its reader says.
  if (bytes.size() <= 8 || has(bytes, 5, "\0\0\0"sv)) return FileKind::safetensors;
  fail(Status::bad_weights, "{}: a file of an unknown kind that begins with bytes {:02x}, {}; {}",
       file.path(), fmt::join(file.bytes(), file.bytes() + 8, " "), kExpected, kFetchAgain);
}

}  // namespace clipdraw
