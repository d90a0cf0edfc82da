// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "image_io/record.hpp"

#include "base/error.hpp"
#include "base/file.hpp"
#include "image_io/image_file.hpp"
#include "support/fixtures.hpp"
#include "support/torch_doctest.hpp"

using namespace clipdraw;

namespace {

const std::string kRecord = R"({"prompt":"a red apple","seed":7})";

Bytes encoded(const std::string& name) {
  const test::TemporaryFolder folder;
  PixelImage image{16, 16, std::vector<uint8_t>(16 * 16 * 3, 200)};
  write_image(folder.file(name), image, kRecord, false);
  return read_file(folder.file(name));
}

// Reads a record from damaged bytes: it must throw unsupported or return, never anything else.
bool survives(const Bytes& bytes) {
  try {
    extract_record(bytes, "damaged");
    return true;
  } catch (const Error& error) {
    return error.status() == Status::unsupported;
  }
}

}  // namespace

DOCTEST_TEST_CASE("A cut file never gives more than its record") {
  for (const char* name : {"a.png", "a.jpg", "a.webp"}) {
    DOCTEST_CAPTURE(name);
    const Bytes whole = encoded(name);
    for (size_t size = 0; size < whole.size(); ++size) {
      // A copy of exactly that size, so that the sanitizer sees one byte too many.
      const Bytes cut(whole.begin(), whole.begin() + static_cast<ptrdiff_t>(size));
      DOCTEST_REQUIRE(survives(cut));
    }
  }
}

DOCTEST_TEST_CASE("Any changed byte is survived") {
  for (const char* name : {"a.png", "a.jpg", "a.webp"}) {
    DOCTEST_CAPTURE(name);
    const Bytes whole = encoded(name);
    for (size_t at = 0; at < whole.size(); ++at) {
      for (const int value : {0x00, 0x7F, 0x80, 0xFF}) {
        Bytes changed = whole;
        changed[at] = static_cast<uint8_t>(value);
        DOCTEST_REQUIRE(survives(changed));
      }
    }
  }
}

DOCTEST_TEST_CASE("A PNG record whose checksum is wrong is refused") {
  Bytes png = encoded("a.png");
  const std::string text = "a red apple\",\"seed";
  const auto at = std::search(png.begin(), png.end(), text.begin(), text.end());
  DOCTEST_REQUIRE(at != png.end());
  *at = 'A';
  DOCTEST_CHECK_THROWS_WITH_AS(extract_record(png, "x.png"), doctest::Contains("checksum"), Error);
}

DOCTEST_TEST_CASE("Files of other kinds say so") {
  const std::string text = "GIF89a, not one of ours";
  DOCTEST_CHECK_THROWS_WITH_AS(extract_record(Bytes(text.begin(), text.end()), "x.gif"),
                               doctest::Contains("x.gif: not a PNG, JPEG or WebP"), Error);
}

DOCTEST_TEST_CASE("A record too long for a JPEG comment is an error, not a broken file") {
  DOCTEST_CHECK_THROWS_WITH_AS(jpeg_with_comment(encoded("a.jpg"), std::string(70000, 'x')),
                               doctest::Contains("65533"), Error);
}
