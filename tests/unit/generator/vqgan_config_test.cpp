// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "generator/vqgan_config.hpp"

#include <string>

#include "base/error.hpp"
#include "support/torch_doctest.hpp"

namespace clipdraw {
namespace {

// Taming's description with one part replaced or added.
VqganConfig read(const std::string& extra, const std::string& codes = "64") {
  std::string json =
      R"({"double_z": false, "z_channels": 32, "resolution": 32, "in_channels": 3, "out_ch": 3,
      "ch": 32, "ch_mult": [1, 1, 2], "num_res_blocks": 2, "attn_resolutions": [8], "dropout": 0.0)";
  if (!extra.empty()) json += ", " + extra;
  return read_vqgan_config({{"ddconfig", json + "}"}, {"n_embed", codes}, {"embed_dim", "16"}},
                           "file");
}

DOCTEST_TEST_CASE("taming's keys have taming's meaning") {
  const VqganConfig config = read("");
  DOCTEST_CHECK(config.layout.levels() == 3);
  DOCTEST_CHECK(config.layout.widths[2] == 64);
  DOCTEST_CHECK(config.layout.encoder_blocks == 2);
  DOCTEST_CHECK(config.layout.decoder_blocks == 3);
  DOCTEST_CHECK(config.layout.attention[2]);
  DOCTEST_CHECK_FALSE(config.layout.attention[1]);
  DOCTEST_CHECK(config.layout.groups == 32);
  DOCTEST_CHECK(config.layout.mid_attention);
  DOCTEST_CHECK(config.layout.activation == Activation::silu);
  DOCTEST_CHECK(config.native_size == 32);
  DOCTEST_CHECK(config.codes == 64);
  DOCTEST_CHECK(config.embed_dim == 16);
}

DOCTEST_TEST_CASE("our own keys change the layout") {
  const VqganConfig config = read(R"("norm": "none", "activation": "relu", "mid_attention": false,
      "native_size": 128, "decoder_res_blocks": 1)");
  DOCTEST_CHECK(config.layout.groups == 0);
  DOCTEST_CHECK_FALSE(config.layout.mid_attention);
  DOCTEST_CHECK(config.layout.activation == Activation::relu);
  DOCTEST_CHECK(config.native_size == 128);
  DOCTEST_CHECK(config.layout.decoder_blocks == 1);
}

DOCTEST_TEST_CASE("values that make no sense are refused") {
  for (const char* extra :
       {R"("ch": 0)", R"("ch": 1e18)", R"("ch_mult": [])", R"("ch_mult": [1,1,1,1,1,1,1,1,1])",
        R"("ch_mult": [0])", R"("ch_mult": 3)", R"("norm": "batch")", R"("norm": 1)",
        R"("activation": "x")", R"("mid_attention": 1)", R"("double_z": true)",
        R"("in_channels": 4)", R"("num_res_blocks": 1000)", R"("attn_resolutions": ["a"])"}) {
    DOCTEST_CAPTURE(extra);
    DOCTEST_CHECK_THROWS_AS(read(extra), Error);
  }
  for (const char* codes : {"", "x", "0", "-3", "99999999999", "[1]"}) {
    DOCTEST_CAPTURE(codes);
    DOCTEST_CHECK_THROWS_AS(read("", codes), Error);
  }
  DOCTEST_CHECK_THROWS_AS(read_vqgan_config({}, "file"), Error);
  DOCTEST_CHECK_THROWS_AS(read_vqgan_config({{"ddconfig", "[]"}}, "file"), Error);
}

}  // namespace
}  // namespace clipdraw
