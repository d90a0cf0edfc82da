// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "image_io/record.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <string_view>

#include "base/error.hpp"

namespace clipdraw {
namespace {

constexpr std::array<std::uint8_t, 8> kPngSignature = {0x89, 'P', 'N', 'G', 13, 10, 26, 10};
constexpr std::size_t kPngHeaderEnd = 8 + 4 + 4 + 13 + 4;  // signature and the whole IHDR chunk
constexpr std::size_t kJpegCommentLimit = 65533;
// A JPEG comment may come from any program: ours begins with this.
constexpr std::string_view kJpegPrefix = "clipdraw:";
constexpr std::string_view kXmpBefore =
    "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF "
    "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" "
    "xmlns:clipdraw=\"urn:clipdraw\"><clipdraw:record>";
constexpr std::string_view kXmpAfter = "</clipdraw:record></rdf:Description></rdf:RDF></x:xmpmeta>";

void put_be32(Bytes& out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    out.push_back(static_cast<std::uint8_t>(value >> shift));
  }
}

void put_le32(Bytes& out, std::uint32_t value) {
  for (int shift = 0; shift <= 24; shift += 8) {
    out.push_back(static_cast<std::uint8_t>(value >> shift));
  }
}

void put_le24(Bytes& out, std::uint32_t value) {
  for (int shift = 0; shift <= 16; shift += 8) {
    out.push_back(static_cast<std::uint8_t>(value >> shift));
  }
}

void put_text(Bytes& out, std::string_view text) {
  for (const char c : text) out.push_back(static_cast<std::uint8_t>(c));
}

std::uint32_t be32(const std::uint8_t* at) {
  return (std::uint32_t{at[0]} << 24) | (std::uint32_t{at[1]} << 16) | (std::uint32_t{at[2]} << 8) |
         std::uint32_t{at[3]};
}

std::uint32_t le32(const std::uint8_t* at) {
  return (std::uint32_t{at[3]} << 24) | (std::uint32_t{at[2]} << 16) | (std::uint32_t{at[1]} << 8) |
         std::uint32_t{at[0]};
}

std::uint32_t chunk_crc(const std::uint8_t* type_and_data, std::size_t size) {
  return static_cast<std::uint32_t>(::crc32(0, type_and_data, static_cast<uInt>(size)));
}

bool starts_with(const std::uint8_t* data, std::size_t size, std::string_view prefix) {
  return size >= prefix.size() && std::memcmp(data, prefix.data(), prefix.size()) == 0;
}

// The text of one iTXt chunk's data when it is our uncompressed record, else nothing.
std::optional<std::string> record_of_itxt(const std::uint8_t* data, std::size_t size) {
  const std::string_view keyword(kRecordKeyword);
  if (!starts_with(data, size, keyword) || size < keyword.size() + 5) return std::nullopt;
  const std::uint8_t* at = data + keyword.size();
  const std::uint8_t* end = data + size;
  if (at[0] != 0 || at[1] != 0 || at[2] != 0) return std::nullopt;  // longer name, or compressed
  at += 3;
  for (int field = 0; field < 2; ++field) {  // language tag and translated keyword
    at = std::find(at, end, std::uint8_t{0});
    if (at == end) return std::nullopt;
    ++at;
  }
  return std::string(at, end);
}

std::optional<std::string> record_of_png(const Bytes& file, const std::string& subject) {
  std::size_t at = kPngSignature.size();
  while (true) {
    if (file.size() - at < 12) {
      fail(Status::unsupported, "{}: a damaged PNG file, it ends at byte {} inside a chunk",
           subject, file.size());
    }
    const std::size_t length = be32(&file[at]);
    if (length > file.size() - at - 12) {
      fail(Status::unsupported,
           "{}: a damaged PNG file, the chunk at byte {} says {} bytes, but {} are left", subject,
           at, length, file.size() - at - 12);
    }
    const std::uint8_t* type = &file[at + 4];
    const std::uint8_t* data = type + 4;
    if (std::memcmp(type, "iTXt", 4) == 0) {
      if (auto record = record_of_itxt(data, length)) {
        if (chunk_crc(type, 4 + length) != be32(data + length)) {
          fail(Status::unsupported, "{}: the record's checksum is wrong, the file is damaged",
               subject);
        }
        return record;
      }
    }
    if (std::memcmp(type, "IEND", 4) == 0) return std::nullopt;
    at += 12 + length;
  }
}

std::optional<std::string> record_of_jpeg(const Bytes& file, const std::string& subject) {
  std::size_t at = 2;
  while (file.size() - at >= 4) {
    if (file[at] != 0xFF) {
      fail(Status::unsupported, "{}: a damaged JPEG file, no marker at byte {}", subject, at);
    }
    const std::uint8_t marker = file[at + 1];
    if (marker == 0xFF) {  // fill byte
      ++at;
      continue;
    }
    if (marker == 0xDA || marker == 0xD9) return std::nullopt;  // the pixels begin, or the end
    const std::size_t length = (std::size_t{file[at + 2]} << 8) | file[at + 3];
    if (length < 2 || length > file.size() - at - 2) {
      fail(Status::unsupported, "{}: a damaged JPEG file, the segment at byte {} says {} bytes",
           subject, at, length);
    }
    const std::uint8_t* data = &file[at] + 4;
    if (marker == 0xFE && starts_with(data, length - 2, kJpegPrefix)) {
      return std::string(data + kJpegPrefix.size(), data + length - 2);
    }
    at += 2 + length;
  }
  fail(Status::unsupported, "{}: a damaged JPEG file, it ends at byte {} before the picture",
       subject, file.size());
}

std::string xml_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      default: out += c;
    }
  }
  return out;
}

std::string xml_unescaped(std::string_view text) {
  static constexpr std::pair<std::string_view, char> kEntities[] = {
      {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}};
  std::string out;
  while (!text.empty()) {
    bool found = false;
    for (const auto& [entity, letter] : kEntities) {
      if (text.substr(0, entity.size()) == entity) {
        out += letter;
        text.remove_prefix(entity.size());
        found = true;
        break;
      }
    }
    if (found) continue;
    out += text.front();
    text.remove_prefix(1);
  }
  return out;
}

std::optional<std::string> record_of_webp(const Bytes& file, const std::string& subject) {
  std::size_t at = 12;
  while (file.size() - at >= 8) {
    const std::size_t length = le32(&file[at + 4]);
    if (length > file.size() - at - 8) {
      fail(Status::unsupported,
           "{}: a damaged WebP file, the chunk at byte {} says {} bytes, but {} are left", subject,
           at, length, file.size() - at - 8);
    }
    if (std::memcmp(&file[at], "XMP ", 4) == 0) {
      const std::string_view xmp(reinterpret_cast<const char*>(&file[at]) + 8, length);
      const std::size_t begin = xmp.find(kXmpBefore);
      if (begin != std::string_view::npos) {
        const std::size_t text = begin + kXmpBefore.size();
        const std::size_t end = xmp.find(kXmpAfter, text);
        if (end != std::string_view::npos) return xml_unescaped(xmp.substr(text, end - text));
      }
    }
    const std::size_t padded = length + (length & 1);
    if (padded > file.size() - at - 8) break;
    at += 8 + padded;
  }
  return std::nullopt;
}

}  // namespace

Bytes png_with_text(const Bytes& png, const std::vector<TextEntry>& entries) {
  if (png.size() < kPngHeaderEnd) fail(Status::internal, "PNG encoder: only {} bytes", png.size());
  Bytes out(png.begin(), png.begin() + kPngHeaderEnd);
  for (const auto& [keyword, text] : entries) {
    Bytes chunk;
    put_text(chunk, "iTXt");
    put_text(chunk, keyword);
    // End of the keyword, no compression, its method, empty language tag, no translated keyword.
    chunk.insert(chunk.end(), 5, 0);
    put_text(chunk, text);
    put_be32(out, static_cast<std::uint32_t>(chunk.size() - 4));
    out.insert(out.end(), chunk.begin(), chunk.end());
    put_be32(out, chunk_crc(chunk.data(), chunk.size()));
  }
  out.insert(out.end(), png.begin() + kPngHeaderEnd, png.end());
  return out;
}

Bytes jpeg_with_comment(const Bytes& jpeg, const std::string& text) {
  const std::size_t size = kJpegPrefix.size() + text.size();
  if (size > kJpegCommentLimit) {
    fail(Status::unsupported,
         "the record has {} bytes, a JPEG comment holds {}; shorter prompts, or a .png", size,
         kJpegCommentLimit);
  }
  if (jpeg.size() < 4) fail(Status::internal, "JPEG encoder: only {} bytes", jpeg.size());
  Bytes out(jpeg.begin(), jpeg.begin() + 2);
  out.push_back(0xFF);
  out.push_back(0xFE);
  out.push_back(static_cast<std::uint8_t>((size + 2) >> 8));
  out.push_back(static_cast<std::uint8_t>((size + 2) & 0xFF));
  put_text(out, kJpegPrefix);
  put_text(out, text);
  out.insert(out.end(), jpeg.begin() + 2, jpeg.end());
  return out;
}

Bytes webp_with_xmp(const Bytes& webp, const std::string& text, int width, int height) {
  constexpr std::uint8_t kHasXmp = 0x04;
  if (webp.size() < 20) fail(Status::internal, "WebP encoder: only {} bytes", webp.size());
  Bytes chunks;
  if (std::memcmp(&webp[12], "VP8X", 4) == 0) {
    chunks.assign(webp.begin() + 12, webp.end());
    chunks[8] = static_cast<std::uint8_t>(chunks[8] | kHasXmp);
  } else {
    put_text(chunks, "VP8X");
    put_le32(chunks, 10);
    chunks.push_back(kHasXmp);
    chunks.insert(chunks.end(), 3, 0);
    put_le24(chunks, static_cast<std::uint32_t>(width - 1));
    put_le24(chunks, static_cast<std::uint32_t>(height - 1));
    chunks.insert(chunks.end(), webp.begin() + 12, webp.end());
  }
  const std::string xmp = std::string(kXmpBefore) + xml_escaped(text) + std::string(kXmpAfter);
  put_text(chunks, "XMP ");
  put_le32(chunks, static_cast<std::uint32_t>(xmp.size()));
  put_text(chunks, xmp);
  if (xmp.size() % 2 != 0) chunks.push_back(0);

  Bytes out;
  put_text(out, "RIFF");
  put_le32(out, static_cast<std::uint32_t>(4 + chunks.size()));
  put_text(out, "WEBP");
  out.insert(out.end(), chunks.begin(), chunks.end());
  return out;
}

std::string extract_record(const Bytes& file, const std::string& subject) {
  std::optional<std::string> record;
  if (file.size() >= kPngSignature.size() &&
      std::equal(kPngSignature.begin(), kPngSignature.end(), file.begin())) {
    record = record_of_png(file, subject);
  } else if (file.size() >= 2 && file[0] == 0xFF && file[1] == 0xD8) {
    record = record_of_jpeg(file, subject);
  } else if (file.size() >= 12 && starts_with(file.data(), file.size(), "RIFF") &&
             std::memcmp(&file[8], "WEBP", 4) == 0) {
    record = record_of_webp(file, subject);
  } else {
    fail(Status::unsupported, "{}: not a PNG, JPEG or WebP file", subject);
  }
  if (!record) {
    fail(Status::unsupported,
         "{}: no clipdraw record inside; was it saved again by another program?", subject);
  }
  return *record;
}

}  // namespace clipdraw
