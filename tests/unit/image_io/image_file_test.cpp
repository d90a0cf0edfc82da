// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "image_io/image_file.hpp"

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>

#include "base/error.hpp"
#include "base/file.hpp"
#include "support/fixtures.hpp"
#include "support/torch_doctest.hpp"

using namespace clipdraw;
namespace fs = std::filesystem;

namespace {

// A picture whose every pixel is different, so that a swapped channel or row is seen.
PixelImage gradient(int width, int height) {
  PixelImage image{width, height, {}};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      image.rgb.push_back(static_cast<uint8_t>(x * 7));
      image.rgb.push_back(static_cast<uint8_t>(y * 5));
      image.rgb.push_back(static_cast<uint8_t>(x + y));
    }
  }
  return image;
}

template <typename Call>
Error caught(Call&& call) {
  try {
    call();
  } catch (const Error& error) {
    return error;
  }
  return Error(Status::ok, "nothing was thrown");
}

size_t files_in(const std::string& folder) {
  return static_cast<size_t>(
      std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

}  // namespace

DOCTEST_TEST_CASE("PNG and WebP keep every pixel, JPEG nearly") {
  const test::TemporaryFolder folder;
  const PixelImage image = gradient(33, 17);
  for (const char* name : {"a.png", "a.WEBP", "a.jpg", "a.JPeG"}) {
    DOCTEST_CAPTURE(name);
    write_image(folder.file(name), image, "", false);
    const PixelImage back = read_image(folder.file(name));
    DOCTEST_CHECK(back.width == 33);
    DOCTEST_CHECK(back.height == 17);
    if (format_from_path(name) != ImageFormat::jpeg) {
      DOCTEST_CHECK(back.rgb == image.rgb);
    } else {
      double sum = 0;
      for (size_t i = 0; i < image.rgb.size(); ++i) sum += std::abs(back.rgb[i] - image.rgb[i]);
      DOCTEST_CHECK(sum / static_cast<double>(image.rgb.size()) < 8);
    }
  }
}

DOCTEST_TEST_CASE("The record comes back as it was, from every format") {
  const test::TemporaryFolder folder;
  const std::string record =
      R"({"prompt":"빨간 사과 | a <b> & \"c\"","seed":18446744073709551615,"options":{"steps":3}})";
  for (const char* name : {"a.png", "a.webp", "a.jpg"}) {
    DOCTEST_CAPTURE(name);
    write_image(folder.file(name), gradient(8, 8), record, false);
    DOCTEST_CHECK(read_record(folder.file(name)) == record);
    DOCTEST_CHECK(read_image(folder.file(name)).width == 8);  // other programs still read it
  }
  write_image(folder.file("none.png"), gradient(8, 8), "", false);
  DOCTEST_CHECK(caught([&] { read_record(folder.file("none.png")); }).status() ==
                Status::unsupported);
}

DOCTEST_TEST_CASE("The same picture is the same bytes") {
  const test::TemporaryFolder folder;
  for (const std::string extension : {".png", ".webp", ".jpg"}) {
    write_image(folder.file("a" + extension), gradient(40, 30), R"({"prompt":"x"})", false);
    write_image(folder.file("b" + extension), gradient(40, 30), R"({"prompt":"x"})", false);
    DOCTEST_CHECK(read_file(folder.file("a" + extension)) ==
                  read_file(folder.file("b" + extension)));
  }
}

DOCTEST_TEST_CASE("An existing file is kept unless it may be replaced") {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("a.png");
  write_image(path, gradient(8, 8), "", false);
  const auto before = read_file(path);
  DOCTEST_CHECK(caught([&] { write_image(path, gradient(9, 9), "", false); }).status() ==
                Status::invalid_state);
  DOCTEST_CHECK(read_file(path) == before);
  write_image(path, gradient(9, 9), "", true);
  DOCTEST_CHECK(read_file(path) != before);
  DOCTEST_CHECK(files_in(folder.path()) == 1);
}

DOCTEST_TEST_CASE("Places where nothing can be written are refused beforehand") {
  const test::TemporaryFolder folder;
  const auto status = [](const std::string& path) {
    return caught([&] { check_output(path, false); }).status();
  };
  DOCTEST_CHECK(status("") == Status::invalid_argument);
  DOCTEST_CHECK(status(folder.path()) == Status::invalid_argument);
  DOCTEST_CHECK(status(folder.path() + "/") == Status::invalid_argument);
  DOCTEST_CHECK(status(folder.file("a.gif")) == Status::invalid_argument);
  DOCTEST_CHECK(status(folder.file("a")) == Status::invalid_argument);
  DOCTEST_CHECK(status(folder.file(".png")) == Status::invalid_argument);
  DOCTEST_CHECK(status(folder.file("none/a.png")) == Status::not_found);
  DOCTEST_CHECK(status(folder.file(std::string(300, 'a') + ".png")) == Status::io);
  DOCTEST_CHECK(status("/dev/null.png/a.png") == Status::not_found);
  write_file_atomic(folder.file("file"), std::string_view("x"));
  DOCTEST_CHECK(status(folder.file("file/a.png")) == Status::io);
  DOCTEST_CHECK(status(folder.file("a.png")) == Status::ok);
  DOCTEST_CHECK(files_in(folder.path()) == 1);  // nothing is left behind
  if (::geteuid() == 0) {
    test::say_skipped("a folder without permission: root may write everywhere");
  } else {
    fs::permissions(folder.path(), fs::perms::owner_read | fs::perms::owner_exec);
    DOCTEST_CHECK(status(folder.file("a.png")) == Status::io);
    fs::permissions(folder.path(), fs::perms::owner_all);
  }
}

DOCTEST_TEST_CASE("A write that fails half-way leaves the old file and no other") {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("a.png");
  write_image(path, gradient(8, 8), "", false);
  const auto before = read_file(path);
  // A limit on the size of files stands for a full disk: the system refuses the same call.
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit old_limit{};
  getrlimit(RLIMIT_FSIZE, &old_limit);
  rlimit small = old_limit;
  small.rlim_cur = 64;
  setrlimit(RLIMIT_FSIZE, &small);
  const Error error = caught([&] { write_image(path, gradient(64, 64), "", true); });
  setrlimit(RLIMIT_FSIZE, &old_limit);
  DOCTEST_CHECK(error.status() == Status::io);
  DOCTEST_CHECK(std::string(error.what()).find("File too large") != std::string::npos);
  DOCTEST_CHECK(std::string(error.what()).find("a.png") != std::string::npos);
  DOCTEST_CHECK(read_file(path) == before);
  DOCTEST_CHECK(files_in(folder.path()) == 1);
}

DOCTEST_TEST_CASE("What is no picture is refused") {
  const test::TemporaryFolder folder;
  DOCTEST_CHECK(caught([&] { read_image(folder.file("none.png")); }).status() == Status::not_found);
  DOCTEST_CHECK(caught([&] { read_image(folder.path()); }).status() == Status::unsupported);
  write_file_atomic(folder.file("text.png"), std::string_view("no picture"));
  DOCTEST_CHECK(caught([&] { read_image(folder.file("text.png")); }).status() ==
                Status::unsupported);
  write_file_atomic(folder.file("empty.png"), std::string_view(""));
  DOCTEST_CHECK(caught([&] { read_image(folder.file("empty.png")); }).status() ==
                Status::unsupported);
}

DOCTEST_TEST_CASE("Pixels that do not fit the size are refused") {
  const test::TemporaryFolder folder;
  PixelImage image = gradient(8, 8);
  image.rgb.pop_back();
  DOCTEST_CHECK(caught([&] { write_image(folder.file("a.png"), image, "", false); }).status() ==
                Status::invalid_argument);
  DOCTEST_CHECK(caught([&] {
                  write_image(folder.file("a.png"), PixelImage{}, "", false);
                }).status() == Status::invalid_argument);
}
