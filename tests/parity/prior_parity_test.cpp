// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

// What python_export/models/prior.py computes on a tiny model with random weights.

#include <string>

#include "prior/prior.hpp"
#include "support/compare.hpp"
#include "support/fixtures.hpp"
#include "support/torch_doctest.hpp"
#include "weights/archive.hpp"

namespace clipdraw {
namespace {

DOCTEST_TEST_CASE("the prior draws what the reference draws from the same noise") {
  for (const std::string& path : test::parity_fixtures("prior_tiny.safetensors")) {
    DOCTEST_CAPTURE(path);
    const std::string stem = path.substr(0, path.size() - std::string(".safetensors").size());
    const Archive io = Archive::open(stem + ".io.safetensors");
    const Prior prior = Prior::load(path);
    PriorText text;
    text.tokens = io.tensor("tokens");
    text.embedding = io.tensor("text_embedding");
    PriorSettings settings;
    settings.steps = static_cast<int>(io.tensor("steps").item<int64_t>());
    const at::Tensor noise = io.tensor("noise");
    DOCTEST_CHECK(
        test::relative_error(prior.sample_from(noise, text, settings), io.tensor("values")) < 1e-4);
    settings.guidance = io.tensor("guidance").item<double>();
    DOCTEST_CHECK(test::relative_error(prior.sample_from(noise, text, settings),
                                       io.tensor("values_guided")) < 1e-4);
  }
}

}  // namespace
}  // namespace clipdraw
