// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/made_up.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>
#include <vector>

#include "commands/failure.hpp"

namespace clipdraw_cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kChunk = std::size_t{1} << 16;  // values

std::uint64_t values_in(const MadeUpTensor& tensor) {
  std::uint64_t count = 1;
  for (const std::int64_t size : tensor.shape) count *= static_cast<std::uint64_t>(size);
  return count;
}

// The sum of four even numbers 0..1 is bell-shaped around 2 with a variance of 1/3: near enough to
// normal, and one draw gives one.
float bell(std::uint64_t bits) {
  constexpr float kUnit = 1.0F / 65536;
  constexpr float kSqrtThree = 1.7320508F;
  float sum = 0;
  for (int part = 0; part < 4; ++part) sum += static_cast<float>((bits >> (16 * part)) & 0xFFFF);
  return (sum * kUnit - 2) * kSqrtThree;
}

std::string header_of(const Layout& layout) {
  nlohmann::ordered_json header;
  if (!layout.metadata.empty()) header["__metadata__"] = layout.metadata;
  std::uint64_t offset = 0;
  for (const MadeUpTensor& tensor : layout.tensors) {
    const std::uint64_t end = offset + values_in(tensor) * (layout.half ? 2 : 4);
    header[tensor.name] = {{"dtype", layout.half ? "BF16" : "F32"},
                           {"shape", tensor.shape},
                           {"data_offsets", {offset, end}}};
    offset = end;
  }
  std::string text = header.dump();
  text.resize((text.size() + 7) / 8 * 8, ' ');
  return text;
}

void write_values(std::ostream& out, const MadeUpTensor& tensor, bool half, std::uint64_t seed) {
  if (tensor.mean == 0 && tensor.deviation == 0) {  // a hole in the file reads as zeros
    out.seekp(static_cast<std::streamoff>(values_in(tensor) * (half ? 2 : 4)), std::ios::cur);
    return;
  }
  std::mt19937_64 random(seed);
  std::vector<char> bytes;
  for (std::uint64_t left = values_in(tensor); left > 0;) {
    const std::size_t count = static_cast<std::size_t>(std::min<std::uint64_t>(left, kChunk));
    bytes.resize(count * (half ? 2 : 4));
    for (std::size_t i = 0; i < count; ++i) {
      const float value = tensor.mean + tensor.deviation * bell(random());
      std::uint32_t bits = 0;
      std::memcpy(&bits, &value, sizeof bits);
      const auto upper = static_cast<std::uint16_t>(bits >> 16);  // bf16
      if (half) {
        std::memcpy(&bytes[2 * i], &upper, sizeof upper);
      } else {
        std::memcpy(&bytes[4 * i], &bits, sizeof bits);
      }
    }
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    left -= count;
  }
}

std::string file_name(const Layout& layout) { return layout.name + ".safetensors"; }

// Lets `write` fill a file that appears whole or not at all, unless it is there.
template <typename Write>
std::string make_file(const std::string& folder, const std::string& name, Write&& write) {
  const fs::path path = fs::path(folder) / name;
  std::error_code error;
  if (fs::exists(path, error)) return path.string();
  const fs::path part = path.string() + ".part";
  std::ofstream out(part, std::ios::binary);
  write(out);
  const std::streamoff end = out.tellp();
  out.close();
  if (out) fs::resize_file(part, static_cast<std::uintmax_t>(end), error);
  if (out && !error) fs::rename(part, path, error);
  if (!out || error) {
    const std::string reason = error ? error.message() : std::string("is the disk full?");
    fs::remove(part, error);
    throw Failure{kExitIo, fmt::format("{}: cannot be written: {}", path.string(), reason)};
  }
  return path.string();
}

}  // namespace

bool has_weights(const Layout& layout, const std::string& folder) {
  std::error_code ignored;
  return fs::exists(fs::path(folder) / file_name(layout), ignored);
}

std::string make_weights(const Layout& layout, const std::string& folder) {
  return make_file(folder, file_name(layout), [&](std::ostream& out) {
    const std::string header = header_of(layout);
    for (int byte = 0; byte < 8; ++byte) {
      out.put(static_cast<char>((header.size() >> (8 * byte)) & 0xFF));
    }
    out << header;
    std::uint64_t seed = 0;
    for (const MadeUpTensor& tensor : layout.tensors) {
      write_values(out, tensor, layout.half, ++seed);
    }
  });
}

std::string make_vocabulary(const std::string& folder) {
  constexpr int kMerges = static_cast<int>(kVocabularySize) - 512 - 2;
  std::vector<std::string> letters;  // the printable ones of Latin-1 as the file has them, UTF-8
  for (int code = 33; code < 256; ++code) {
    if (code < 127) letters.emplace_back(1, static_cast<char>(code));
    if (code >= 161 && code != 173) {
      letters.push_back(
          {static_cast<char>(0xC0 | (code >> 6)), static_cast<char>(0x80 | (code & 0x3F))});
    }
  }
  return make_file(folder, "vocabulary.txt", [&](std::ostream& out) {
    out << "#version: made up\n";
    int written = 0;
    for (const char* ending : {"</w>", ""}) {
      for (const std::string& left : letters) {
        for (const std::string& right : letters) {
          if (written++ < kMerges) out << left << ' ' << right << ending << '\n';
        }
      }
    }
  });
}

}  // namespace clipdraw_cli
