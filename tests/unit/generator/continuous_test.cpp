// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

// Autoencoders whose Z is continuous: AutoencoderKL and the TAESD family.

#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "base/error.hpp"
#include "generator/generator.hpp"
#include "support/fixtures.hpp"
#include "support/torch_doctest.hpp"
#include "weights/archive.hpp"

namespace clipdraw {
namespace {

namespace fs = std::filesystem;
using Tensors = std::map<std::string, at::Tensor>;

std::string data(const std::string& name) { return test::source_path("tests/data/" + name); }

Tensors tensors_of(const std::string& path) {
  const Archive archive = Archive::open(path);
  Tensors tensors;
  for (const std::string& name : archive.names()) tensors[name] = archive.tensor(name);
  return tensors;
}

std::string message_of(const std::string& path, Status status = Status::bad_weights) {
  try {
    Generator::load(path);
  } catch (const Error& error) {
    DOCTEST_CHECK(error.status() == status);
    return error.what();
  }
  return "";
}

// Writes tensors and a side file, loads them and returns the error.
std::string message_of(const Tensors& tensors, const std::string& beside) {
  const test::TemporaryFolder folder;
  write_archive(folder.file("model.safetensors"), tensors);
  if (!beside.empty()) std::ofstream(folder.file("model.json")) << beside;
  return message_of(folder.file("model.safetensors"));
}

void check_says(const std::string& message, const std::string& part) {
  DOCTEST_CAPTURE(message);
  DOCTEST_CHECK(message.find(part) != std::string::npos);
}

DOCTEST_TEST_CASE("the interface says what Z and the picture look like") {
  for (const auto& row : {std::tuple("kl_tiny", "kl", 2, 4),
                          {"kl_compvis_tiny.safetensors", "kl", 2, 4},
                          {"taesd_tiny", "taesd", 4, 5},
                          {"taesd_tiny_decoder.safetensors", "taesd", 4, 5}}) {
    const auto& name = std::get<0>(row);
    const auto& kind = std::get<1>(row);
    const auto& factor = std::get<2>(row);
    const auto& channels = std::get<3>(row);
    DOCTEST_CAPTURE(name);
    const auto generator = Generator::load(data(name));
    DOCTEST_CHECK(std::string(generator->kind()) == kind);
    DOCTEST_CHECK(generator->factor() == factor);
    DOCTEST_CHECK(generator->native_size() == 256);
    DOCTEST_CHECK(generator->can_encode());
    DOCTEST_CHECK_FALSE(generator->codebook().defined());
    DOCTEST_CHECK_FALSE(generator->files().empty());
    for (const std::string& file : generator->files()) DOCTEST_CHECK(fs::is_regular_file(file));
    using Shapes = std::vector<std::vector<int64_t>>;
    DOCTEST_CHECK(generator->latent_shapes(3 * factor, 5 * factor) == Shapes{{1, channels, 5, 3}});
    DOCTEST_CHECK_THROWS_AS(generator->latent_shapes(3 * factor + 1, factor), Error);
    DOCTEST_CHECK_THROWS_AS(generator->encode(at::zeros({1, 3, factor, factor + 1})), Error);
    DOCTEST_CHECK_THROWS_AS(generator->from_values(at::zeros({1, channels + 1, 2, 2})), Error);
    DOCTEST_CHECK_THROWS_AS(generator->decode({}), Error);
    // Values stay what they are but for those far outside of what the decoder was trained on.
    const at::Tensor values = at::linspace(-9, 9, channels * 4).view({1, channels, 2, 2});
    const Latent z = generator->from_values(values);
    DOCTEST_CHECK(at::equal(z[0].value, values.clamp(-5, 5)));
    DOCTEST_CHECK(generator->decode(z).sizes() == at::IntArrayRef({1, 3, 2 * factor, 2 * factor}));
  }
}

DOCTEST_TEST_CASE("sizes that do not divide are an error that names the nearest that do") {
  try {
    Generator::load(data("taesd_tiny"))->latent_shapes(30, 9);
    DOCTEST_CHECK(false);
  } catch (const Error& error) {
    DOCTEST_CHECK(error.status() == Status::invalid_argument);
    check_says(error.what(), "30x9");
    check_says(error.what(), "multiples of 4");
    check_says(error.what(), "32x8");
  }
}

DOCTEST_TEST_CASE("a copy in one archive with its metadata loads without the files beside it") {
  for (const char* name :
       {"kl_tiny", "kl_early_tiny", "kl_compvis_tiny.safetensors", "taesd_tiny"}) {
    DOCTEST_CAPTURE(name);
    const test::TemporaryFolder folder;
    write_archive(folder.file("copy.safetensors"), tensors_of(data(name)),
                  Generator::archive_metadata(data(name)));
    const auto original = Generator::load(data(name));
    const auto copy = Generator::load(folder.file("copy.safetensors"));
    const int side = 4 * original->factor();
    const at::Tensor image = at::linspace(0, 1, 3 * side * side).view({1, 3, side, side});
    const Latent z = original->encode(image);
    DOCTEST_CHECK(at::equal(copy->encode(image)[0].value, z[0].value));
    DOCTEST_CHECK(at::equal(copy->decode(z), original->decode(z)));
  }
}

DOCTEST_TEST_CASE("a decoder alone draws and says why it cannot encode") {
  const test::TemporaryFolder folder;
  const std::string alone = folder.file("my_decoder.safetensors");
  fs::copy_file(data("taesd_tiny_decoder.safetensors"), alone);
  const auto generator = Generator::load(alone);
  DOCTEST_CHECK_FALSE(generator->can_encode());
  try {
    generator->encode(at::zeros({1, 3, 8, 8}));
    DOCTEST_CHECK(false);
  } catch (const Error& error) {
    DOCTEST_CHECK(error.status() == Status::unsupported);
  }
  const std::string encoder = folder.file("other_encoder.safetensors");
  fs::copy_file(data("taesd_tiny_encoder.safetensors"), encoder);
  check_says(message_of(encoder), "only the encoder");
}

DOCTEST_TEST_CASE("halves that do not belong together are refused") {
  const test::TemporaryFolder folder;
  fs::copy_file(data("taesd_tiny_decoder.safetensors"), folder.file("a_decoder.safetensors"));
  Tensors encoder = tensors_of(data("taesd_tiny_encoder.safetensors"));
  for (const char* part : {"7.weight", "7.bias"}) {
    DOCTEST_REQUIRE(encoder.count(part) == 1);
    encoder[part] = at::cat({encoder[part], encoder[part]});
  }
  write_archive(folder.file("a_encoder.safetensors"), encoder);
  check_says(message_of(folder.file("a_decoder.safetensors")), "do not belong together");
}

DOCTEST_TEST_CASE("an encoder may begin with convolutions that halve, as taesana's does") {
  const auto conv = [](Tensors& half, const std::string& name, int64_t out, int64_t in,
                       bool biased) {
    half[name + ".weight"] = at::linspace(-0.2, 0.3, out * in * 9).view({out, in, 3, 3});
    if (biased) half[name + ".bias"] = at::linspace(-0.1, 0.1, out);
  };
  const auto block = [&](Tensors& half, const std::string& name) {
    for (const char* part : {".conv.0", ".conv.2", ".conv.4"}) conv(half, name + part, 6, 6, true);
  };
  Tensors encoder;
  conv(encoder, "0", 4, 3, true);  // 1 is a relu
  conv(encoder, "2", 6, 4, true);  // and 3
  block(encoder, "4");
  conv(encoder, "5", 2, 6, true);
  Tensors decoder;
  conv(decoder, "1", 6, 2, true);  // 0 squeezes, 2 is a relu
  block(decoder, "3");
  conv(decoder, "5", 6, 6, false);  // 4 doubles
  conv(decoder, "7", 6, 6, false);
  conv(decoder, "8", 3, 6, true);
  const test::TemporaryFolder folder;
  write_archive(folder.file("b_encoder.safetensors"), encoder);
  write_archive(folder.file("b_decoder.safetensors"), decoder);
  const auto generator = Generator::load(folder.file("b_decoder.safetensors"));
  DOCTEST_CHECK(generator->factor() == 4);
  const at::Tensor image = at::linspace(0, 1, 3 * 8 * 12).view({1, 3, 8, 12});
  at::Tensor h = at::relu(at::conv2d(image, encoder["0.weight"], encoder["0.bias"], 2, 1));
  h = at::relu(at::conv2d(h, encoder["2.weight"], encoder["2.bias"], 2, 1));
  at::Tensor y = h;
  for (const std::string part : {"4.conv.0", "4.conv.2", "4.conv.4"}) {
    y = at::conv2d(part == "4.conv.0" ? y : at::relu(y), encoder[part + ".weight"],
                   encoder[part + ".bias"], 1, 1);
  }
  const at::Tensor expected =
      at::conv2d(at::relu(y + h), encoder["5.weight"], encoder["5.bias"], 1, 1);
  DOCTEST_CHECK(at::allclose(generator->encode(image)[0].value, expected, 1e-4, 1e-5));
}

DOCTEST_TEST_CASE("tensors that are missing or too many are named") {
  for (const char* name : {"kl_tiny", "taesd_tiny"}) {
    DOCTEST_CAPTURE(name);
    Tensors all = tensors_of(data(name));
    const std::string side = R"({"norm_num_groups": 4, "scaling_factor": 0.5})";
    for (const std::string gone : {"conv2.bias", "conv.2.bias", "conv.4.weight", "norm1.weight"}) {
      for (const auto& entry : all) {
        const std::string& tensor = entry.first;
        if (tensor.size() < gone.size() ||
            tensor.compare(tensor.size() - gone.size(), gone.size(), gone) != 0) {
          continue;
        }
        Tensors without = all;
        without.erase(tensor);
        check_says(message_of(without, side), tensor);
        break;
      }
    }
    all["decoder.surprise"] = at::ones({2});
    if (std::string(name) == "kl_tiny") check_says(message_of(all, side), "decoder.surprise");
  }
}

DOCTEST_TEST_CASE("a description that contradicts the tensors names key, found and expected") {
  const Tensors kl = tensors_of(data("kl_tiny"));
  for (const auto& [key, value, expected] : {std::tuple("latent_channels", "8", "4"),
                                             {"layers_per_block", "2", "1"},
                                             {"block_out_channels", "[8,32]", "[8, 16]"},
                                             {"in_channels", "4", "3"},
                                             {"norm_num_groups", "0", "1"},
                                             {"act_fn", "\"mish\"", "silu"},
                                             {"scaling_factor", "\"x\"", "number"}}) {
    const std::string message =
        message_of(kl, fmt::format("{{\"norm_num_groups\": 4, \"{}\": {}}}", key, value));
    if (std::string(key) != "act_fn") check_says(message, key);
    check_says(message, value);
    check_says(message, expected);
  }
}

DOCTEST_TEST_CASE("what is not known here is unsupported, not wrong") {
  const test::TemporaryFolder folder;
  const Tensors kl = tensors_of(data("kl_tiny"));
  for (const char* text : {R"({"_class_name": "AsymmetricAutoencoderKL"})",
                           R"({"latents_mean": [0, 0, 0, 0], "norm_num_groups": 4})"}) {
    write_archive(folder.file("model.safetensors"), kl);
    std::ofstream(folder.file("model.json")) << text;
    DOCTEST_CHECK_FALSE(message_of(folder.file("model.safetensors"), Status::unsupported).empty());
  }
  const std::string message =
      message_of(test::source_path("tests/data/clip_vit_tiny.safetensors"), Status::unsupported);
  check_says(message, "expected a VQGAN");
}

DOCTEST_TEST_CASE("latents whose spread nobody knows ask for it") {
  Tensors tensors = tensors_of(data("kl_compvis_tiny.safetensors"));
  const std::string prefix = "first_stage_model.";
  // six channels instead of four
  tensors[prefix + "quant_conv.weight"] = at::zeros({12, 8, 1, 1});
  tensors[prefix + "quant_conv.bias"] = at::zeros({12});
  tensors[prefix + "post_quant_conv.weight"] = at::zeros({4, 6, 1, 1});
  check_says(message_of(tensors, R"({"norm_num_groups": 4})"), "scaling_factor");
  DOCTEST_CHECK(message_of(tensors, R"({"norm_num_groups": 4, "scaling_factor": 0.4})").empty());
}

}  // namespace
}  // namespace clipdraw
