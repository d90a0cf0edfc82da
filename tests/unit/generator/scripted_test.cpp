// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "generator/scripted.hpp"

#include <torch/csrc/jit/api/module.h>

#include <fstream>
#include <string>
#include <thread>

#include "base/error.hpp"
#include "support/fixtures.hpp"
#include "support/torch_doctest.hpp"

namespace clipdraw {
namespace {

constexpr const char* kDecode = R"(
def decode(self, z):
    image = torch.upsample_nearest2d(torch.conv2d(z, self.weight), [z.size(2) * 2, z.size(3) * 2])
    return torch.sigmoid(image)
)";
constexpr const char* kEncode = R"(
def encode(self, image):
    return torch.avg_pool2d(image, [2, 2]).repeat([1, 2, 1, 1])[:, :4]
)";
constexpr const char* kGood = R"({"generator": "torchscript", "latent_channels": 4, "factor": 2,
    "low": -2, "high": [2, 2, 2, 3], "learning_rate": 0.2, "steps": 7, "native_size": 64)";

// Writes a module with one 3x4 mixing matrix and a side file.
std::string write(const test::TemporaryFolder& folder, const std::string& code,
                  const std::string& description) {
  torch::jit::Module module("Mine");
  module.register_parameter("weight", at::linspace(-1, 1, 12).view({3, 4, 1, 1}), false);
  if (!code.empty()) module.define(code);
  const std::string path = folder.file("mine.pt");
  module.save(path);
  std::ofstream(folder.file("mine.json")) << description;
  return path;
}

std::string message_of(const std::string& code, const std::string& description,
                       Status status = Status::bad_weights) {
  const test::TemporaryFolder folder;
  try {
    Generator::load(write(folder, code, description));
  } catch (const Error& error) {
    DOCTEST_CHECK(error.status() == status);
    return error.what();
  }
  return "";
}

DOCTEST_TEST_CASE("a module of the user's own decodes, encodes and hands a gradient to Z") {
  const test::TemporaryFolder folder;
  const std::string path = write(folder, std::string(kDecode) + kEncode, std::string(kGood) + "}");
  const std::shared_ptr<const Generator> generator = Generator::load(path);
  DOCTEST_CHECK(std::string(generator->kind()) == "torchscript");
  DOCTEST_CHECK(generator->files() == std::vector<std::string>{path, folder.file("mine.json")});
  DOCTEST_CHECK(generator->factor() == 2);
  DOCTEST_CHECK(generator->native_size() == 64);
  DOCTEST_CHECK(generator->can_encode());
  DOCTEST_CHECK(generator->suggestion().learning_rate == 0.2);
  DOCTEST_CHECK(generator->suggestion().steps == 7);
  DOCTEST_CHECK(generator->latent_shapes(8, 6) == std::vector<std::vector<int64_t>>{{1, 4, 3, 4}});
  DOCTEST_CHECK_THROWS_AS(generator->latent_shapes(7, 6), Error);

  Latent z = generator->from_values(at::linspace(-4, 4, 48).view({1, 4, 3, 4}));
  DOCTEST_CHECK(z[0].value.min().item<float>() == -2);
  DOCTEST_CHECK(z[0].value.max().item<float>() == 3);
  z[0].value.requires_grad_(true);
  const at::Tensor image = generator->decode(z);
  const at::Tensor expected = at::sigmoid(at::upsample_nearest2d(
      at::conv2d(z[0].value, at::linspace(-1, 1, 12).view({3, 4, 1, 1})), {6, 8}));
  DOCTEST_CHECK(at::equal(image, expected));
  image.sum().backward();
  DOCTEST_CHECK(z[0].value.grad().abs().sum().item<float>() > 0);
  DOCTEST_CHECK(generator->encode(image.detach())[0].value.sizes() == z[0].value.sizes());
}

DOCTEST_TEST_CASE("the same Z gives the same bits every time and on every thread") {
  const test::TemporaryFolder folder;
  const auto generator = Generator::load(write(folder, kDecode, std::string(kGood) + "}"));
  DOCTEST_CHECK_FALSE(generator->can_encode());
  const Latent z = generator->from_values(at::linspace(-1, 1, 48).view({1, 4, 3, 4}));
  const auto run = [&] {
    Latent mine = z;
    mine[0].value = z[0].value.clone().requires_grad_(true);
    const at::Tensor image = generator->decode(mine);
    image.sum().backward();
    return at::cat({image.detach().flatten(), mine[0].value.grad().flatten()});
  };
  const at::Tensor first = run();
  std::vector<at::Tensor> found(8);
  std::vector<std::thread> threads;
  for (at::Tensor& result : found) {
    threads.emplace_back([&] {
      for (int i = 0; i < 5; ++i) result = run();
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const at::Tensor& result : found) DOCTEST_CHECK(at::equal(result, first));
}

DOCTEST_TEST_CASE("pictures of -1..1 and scaled latents become what the loop wants") {
  const test::TemporaryFolder folder;
  const auto plain = Generator::load(write(folder, kDecode, std::string(kGood) + "}"));
  const test::TemporaryFolder other;
  const auto scaled = Generator::load(write(other, kDecode,
                                            std::string(kGood) +
                                                R"(, "output_range": "-1..1",
                                                "scaling_factor": 0.5, "shift_factor": 1})"));
  const at::Tensor z = at::linspace(-1, 1, 48).view({1, 4, 3, 4});
  const at::Tensor image = plain->decode(plain->from_values(z * 2 + 1 - 1 + 0));
  LatentPart part;
  part.value = (z * 2 - 1) * 0.5;  // z' / 0.5 + 1 = 2 z
  DOCTEST_CHECK(at::allclose(scaled->decode({part}), (image + 1) / 2, 1e-5, 1e-6));
}

DOCTEST_TEST_CASE("a module or a side file that does not fit says why") {
  const std::string good = std::string(kGood) + "}";
  const auto says = [](const std::string& message, const std::string& part) {
    DOCTEST_CAPTURE(message);
    DOCTEST_CHECK(message.find(part) != std::string::npos);
  };
  says(message_of("", good, Status::unsupported), "no method decode");
  says(message_of("def decode(self, z):\n    return z\n", good), "[1, 3, 8, 8]");
  says(message_of("def decode(self, z):\n    return [z]\n", good), "expected one tensor");
  says(message_of("def decode(self, z):\n    return torch.conv2d(z, z[:, :1])\n", good), "failed");
  says(message_of(std::string(kDecode) + "def encode(self, image):\n    return image\n", good),
       "encode");
  says(message_of(kDecode, R"({"generator": "torchscript", "factor": 2})"), "latent_channels");
  says(message_of(kDecode, R"({"generator": "torchscript", "latent_channels": 4, "factor": 4})"),
       "[1, 3, 16, 16]");
  says(message_of(kDecode, std::string(kGood) + R"(, "output_range": "0..255"})"), "output_range");
  says(message_of(kDecode, R"({"generator": "torchscript", "latent_channels": 4, "factor": 2,
       "low": [1, 2]})"),
       "list of 4");
  says(message_of(kDecode, "not json"), "not JSON");
  const test::TemporaryFolder folder;
  const std::string path = write(folder, kDecode, good);
  DOCTEST_CHECK_THROWS_AS(Generator::archive_metadata(path), Error);
  std::ofstream(path) << "<html>";
  DOCTEST_CHECK_THROWS_AS(Generator::load(path), Error);
  says(message_of(kDecode, "{}", Status::unsupported), "torchscript");
}

}  // namespace
}  // namespace clipdraw
