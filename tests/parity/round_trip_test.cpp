// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

// Photographs through published weights and back. With CLIPDRAW_TEST_OUTPUT=DIR the pairs are
// written there, the photograph on the left.

#include <c10/core/GradMode.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>

#include "generator/generator.hpp"
#include "image_io/image_file.hpp"
#include "support/fixtures.hpp"
#include "support/torch_doctest.hpp"

namespace clipdraw {
namespace {

namespace fs = std::filesystem;

constexpr double kLeast = 25;  // decibels

// Returns [1, 3, H, W] float, 0..1, cut to multiples of the factor.
at::Tensor to_tensor(const PixelImage& pixels, int64_t factor) {
  at::Tensor bytes = at::empty({pixels.height, pixels.width, 3}, at::kByte);
  std::memcpy(bytes.data_ptr<uint8_t>(), pixels.rgb.data(), pixels.rgb.size());
  const int64_t height = pixels.height / factor * factor;
  const int64_t width = pixels.width / factor * factor;
  return bytes.narrow(0, 0, height)
      .narrow(1, 0, width)
      .permute({2, 0, 1})
      .unsqueeze(0)
      .to(at::kFloat)
      .div(255);
}

void write_pair(const std::string& name, const at::Tensor& left, const at::Tensor& right) {
  const char* folder = std::getenv("CLIPDRAW_TEST_OUTPUT");
  if (folder == nullptr || *folder == '\0') return;
  const at::Tensor bytes = at::cat({left, right}, 3)
                               .clamp(0, 1)
                               .mul(255)
                               .round()
                               .to(at::kByte)
                               .squeeze(0)
                               .permute({1, 2, 0})
                               .contiguous();
  PixelImage pixels;
  pixels.height = static_cast<int>(bytes.size(0));
  pixels.width = static_cast<int>(bytes.size(1));
  pixels.rgb.assign(bytes.data_ptr<uint8_t>(), bytes.data_ptr<uint8_t>() + bytes.numel());
  write_image((fs::path(folder) / name).string(), pixels, "", true);
}

double decibels(const at::Tensor& a, const at::Tensor& b) {
  return -10 * std::log10((a.clamp(0, 1) - b.clamp(0, 1)).pow(2).mean().item<double>());
}

void check_round_trip(const Generator& generator, const std::string& name, const at::Tensor& image,
                      double least) {
  const at::NoGradGuard no_grad;
  const at::Tensor back = generator.decode(generator.encode(image));
  const double found = decibels(back, image);
  const std::string what =
      fmt::format("{}-{}-{}x{}", generator.kind(), name, image.size(3), image.size(2));
  std::printf("%-36s %.1f dB\n", what.c_str(), found);
  DOCTEST_CHECK(found >= least);
  write_pair(what + ".png", image, back);
}

DOCTEST_TEST_CASE("photographs survive taef2 and fft") {
  for (const std::string& fixture : test::parity_fixtures("taef2.io.safetensors")) {
    const fs::path shared = fs::path(fixture).parent_path().parent_path();
    const fs::path weights = shared / "weights" / "taef2_decoder.safetensors";
    for (const char* photo : {"grocery/00000", "grocery/02000", "clothing/03677"}) {
      const fs::path path = shared / "data" / "photos" / (std::string(photo) + ".jpg");
      if (!fs::exists(weights) || !fs::exists(path)) {
        test::say_skipped(weights.string() + " or " + path.string() + " is not there");
        continue;
      }
      const auto taef2 = Generator::load(weights.string());
      const auto fft = Generator::load("fft");
      const at::Tensor small = to_tensor(read_image(path.string()), taef2->factor());
      const at::Tensor large =
          at::upsample_bicubic2d(small, {small.size(2) * 2, small.size(3) * 2}, false).clamp(0, 1);
      // Photographs there are 128 pixels wide, with the texture of a large one in each pixel, which
      // no autoencoder of this size keeps; at twice that they are what people bring.
      const std::string name = path.stem().string();
      check_round_trip(*taef2, name, small, 20);
      check_round_trip(*taef2, name, large, kLeast);
      check_round_trip(*fft, name, small, 50);
    }
  }
}

}  // namespace
}  // namespace clipdraw
