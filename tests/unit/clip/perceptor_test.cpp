// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "clip/perceptor.hpp"

#include <string>

#include "base/error.hpp"
#include "support/torch_doctest.hpp"

namespace clipdraw {
namespace {

Perceptor read(const std::string& config) { return read_perceptor(config, "file:"); }

DOCTEST_TEST_CASE("what our own description leaves out is as OpenAI's constructor has it") {
  const Perceptor perceptor = read("{}");
  DOCTEST_CHECK(perceptor.text_activation == Activation::quick_gelu);
  DOCTEST_CHECK(perceptor.vision_activation == Activation::quick_gelu);
  DOCTEST_CHECK(perceptor.text_heads == 0);
  DOCTEST_CHECK(perceptor.mean[0] == 0.48145466f);
  DOCTEST_CHECK(perceptor.end_token == -1);
  DOCTEST_CHECK_FALSE(perceptor.nfc);
}

DOCTEST_TEST_CASE("every key is read") {
  const Perceptor perceptor =
      read(R"({"embed_dim": 256, "image_resolution": 64, "vision_layers": [2, 3, 2],
      "vision_width": 40, "vision_patch_size": null, "vision_heads": 10, "context_length": 24, "vocab_size": 3000,
      "transformer_width": 192, "transformer_heads": 3, "transformer_layers": 4, "mean": [0, 0.5, 1],
      "std": [1, 2, 3], "activation": "gelu", "normalize": "nfc"})");
  DOCTEST_CHECK(perceptor.embed_dim == 256);
  DOCTEST_CHECK(perceptor.image_resolution == 64);
  DOCTEST_CHECK(perceptor.vision_layers == 3);
  DOCTEST_CHECK(perceptor.vision_heads == 10);
  DOCTEST_CHECK(perceptor.context_length == 24);
  DOCTEST_CHECK(perceptor.vocab_size == 3000);
  DOCTEST_CHECK(perceptor.text_heads == 3);
  DOCTEST_CHECK(perceptor.text_layers == 4);
  DOCTEST_CHECK(perceptor.mean[1] == 0.5f);
  DOCTEST_CHECK(perceptor.std[2] == 3.0f);
  DOCTEST_CHECK(perceptor.text_activation == Activation::gelu);
  DOCTEST_CHECK(perceptor.vision_activation == Activation::gelu);
  DOCTEST_CHECK(perceptor.nfc);
}

DOCTEST_TEST_CASE("what was written is read again") {
  const std::string json =
      R"({"activation":"gelu","context_length":24,"embed_dim":256,"end_token":7,"image_resolution":64,)"
      R"("mean":[0.48145467,0.5,0],"normalize":"nfc","std":[1,2,0.2613026],)"
      R"("text_epsilon":1e-06,"transformer_heads":3,"transformer_layers":4,"transformer_width":192,)"
      R"("vision_activation":"silu","vision_epsilon":1e-05,"vision_heads":10,"vision_layers":[2,3,2],)"
      R"("vision_patch_size":8,"vision_width":40,"vocab_size":3000})";
  DOCTEST_CHECK(write_perceptor(read(json)) == json);
  DOCTEST_CHECK(write_perceptor(read(write_perceptor(Perceptor()))) ==
                write_perceptor(Perceptor()));
}

DOCTEST_TEST_CASE("values that make no sense are refused") {
  for (const char* config :
       {"", "[]", "{", R"({"embed_dim": 0})", R"({"embed_dim": 1e30})", R"({"embed_dim": "x"})",
        R"({"transformer_heads": -1})", R"({"mean": [1, 2]})", R"({"mean": 3})",
        R"({"std": [1, 0, 1]})", R"({"std": [1, "a", 1]})", R"({"activation": "selu"})",
        R"({"activation": 3})", R"({"normalize": "nfd"})", R"({"text_epsilon": 0})",
        R"({"end_token": -1})", R"({"vision_activation": "tanh"})"}) {
    DOCTEST_CAPTURE(config);
    DOCTEST_CHECK_THROWS_AS(read(config), Error);
  }
}

}  // namespace
}  // namespace clipdraw
