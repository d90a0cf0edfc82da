// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

// libFuzzer target: the bytes become the pickle, the constants and the code of a zip archive that
// is itself in order, since no mutation would get past a zip's checksums. Parts are separated by
// "|#|"; with the first one alone it is an archive of torch.save, else one of TorchScript. Only
// clipdraw::Error may come out.

#include <zlib.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <ATen/ATen.h>

#include "base/error.hpp"
#include "fuzz/memory_file.hpp"
#include "weights/archive.hpp"

namespace {

void put(std::string& bytes, uint64_t value, int width) {
  for (; width > 0; --width, value >>= 8) bytes.push_back(static_cast<char>(value));
}

// Returns a zip archive of files that are not compressed.
std::string zip_of(const std::vector<std::pair<std::string, std::string_view>>& files) {
  std::string zip;
  std::string directory;
  for (const auto& [name, data] : files) {
    std::string fields;  // those that both headers have
    put(fields, 20, 2);  // version
    put(fields, 0, 8);   // flags, method, time, date
    put(fields, crc32(0, reinterpret_cast<const Bytef*>(data.data()), data.size()), 4);
    put(fields, data.size(), 4);
    put(fields, data.size(), 4);
    put(fields, name.size(), 2);
    put(fields, 0, 2);  // extra
    const size_t offset = zip.size();
    put(zip, 0x04034b50, 4);
    zip += fields + name;
    zip += data;
    put(directory, 0x02014b50, 4);
    put(directory, 20, 2);
    directory += fields;
    put(directory, 0, 10);  // comment, disk, attributes
    put(directory, offset, 4);
    directory += name;
  }
  const size_t begin = zip.size();
  zip += directory;
  put(zip, 0x06054b50, 4);
  put(zip, 0, 4);
  put(zip, files.size(), 2);
  put(zip, files.size(), 2);
  put(zip, directory.size(), 4);
  put(zip, begin, 4);
  put(zip, 0, 2);
  return zip;
}

std::string archive_of(std::string_view input) {
  constexpr std::string_view kBetween = "|#|";
  std::array<std::string_view, 3> parts;
  size_t count = 0;
  while (count < parts.size()) {
    const size_t end = input.find(kBetween);
    parts[count++] = input.substr(0, end);
    if (end == std::string_view::npos) break;
    input.remove_prefix(end + kBetween.size());
  }
  static const std::string numbers(512, '\2');
  std::vector<std::pair<std::string, std::string_view>> files{{"a/data.pkl", parts[0]}};
  for (int key = 0; key < 16; ++key) files.emplace_back("a/data/" + std::to_string(key), numbers);
  if (count > 1) {
    files.emplace_back("a/constants.pkl", parts[1]);
    files.emplace_back("a/constants/0", numbers);
    files.emplace_back("a/code/__torch__.py", parts[2]);
  }
  return zip_of(files);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static clipdraw::fuzz::MemoryFile file;
  const std::string zip = archive_of({reinterpret_cast<const char*>(data), size});
  try {
    const auto archive = clipdraw::Archive::open(file.with(zip.data(), zip.size()));
    for (const std::string& name : archive.names()) archive.tensor(name).to(at::kFloat).sum();
  } catch (const clipdraw::Error&) {
  }
  return 0;
}
