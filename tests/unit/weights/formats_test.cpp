// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

// The same weights in several containers must come out bit for bit the same, under the same names.

#include <filesystem>

#include <nlohmann/json.hpp>

#include <torch/csrc/jit/serialization/import.h>

#include "base/error.hpp"
#include "support/fixtures.hpp"
#include "support/torch_doctest.hpp"
#include "weights/archive.hpp"

using clipdraw::Archive;
using clipdraw::ArchiveFormat;
using clipdraw::test::parity_fixtures;

namespace {

// Checks that both archives hold the same tensors. Strides may differ, bits may not.
void check_same(const Archive& found, const Archive& expected) {
  DOCTEST_CAPTURE(found.path());
  DOCTEST_CHECK(found.names() == expected.names());
  for (const std::string& name : expected.names()) {
    DOCTEST_CAPTURE(name);
    DOCTEST_REQUIRE(found.contains(name));
    const at::Tensor a = found.tensor(name);
    const at::Tensor b = expected.tensor(name);
    DOCTEST_CHECK((a.scalar_type() == b.scalar_type()));
    DOCTEST_CHECK(found.shape(name) == expected.shape(name));
    DOCTEST_CHECK(a.sizes().vec() == found.shape(name));
    DOCTEST_CHECK(at::equal(a, b));
  }
}

// Returns the file beside a fixture, or "" with the reason printed.
std::string beside(const std::string& path, const std::string& from, const std::string& to) {
  const std::string twin = path.substr(0, path.size() - from.size()) + to;
  if (std::filesystem::exists(twin)) return twin;
  clipdraw::test::say_skipped(twin + " is not there");
  return "";
}

}  // namespace

DOCTEST_TEST_CASE("a TorchScript archive holds what its safetensors twin does") {
  for (const char* model : {"clip_vit_tiny", "clip_rn_tiny"}) {
    for (const std::string& path : parity_fixtures(std::string(model) + ".jit.pt")) {
      const Archive archive = Archive::open(path);
      DOCTEST_CHECK((archive.format() == ArchiveFormat::torchscript));
      DOCTEST_CHECK(archive.files() == std::vector<std::string>{path});
      DOCTEST_CHECK(archive.folder() == std::filesystem::path(path).parent_path().string());
      const std::string twin = beside(path, ".jit.pt", ".safetensors");
      if (!twin.empty()) check_same(archive, Archive::open(twin));

      const std::string types = " " + archive.metadata().at("torchscript.types") + " ";
      DOCTEST_CHECK(types.find(" QuickGELU ") != std::string::npos);
      DOCTEST_CHECK(types.find(" MultiheadAttention ") != std::string::npos);
      const auto heads = nlohmann::json::parse(archive.metadata().at("torchscript.heads"));
      DOCTEST_CHECK(heads.contains("transformer.resblocks.0.attn"));
      const std::string visual = std::string(model) == "clip_rn_tiny"
                                     ? "visual.attnpool"
                                     : "visual.transformer.resblocks.0.attn";
      DOCTEST_CHECK(heads.value(visual, 0) > 0);
    }
  }
}

DOCTEST_TEST_CASE("a TorchScript archive reads as torch itself reads it") {
  for (const char* name : {"clip_vit_tiny.jit.pt", "clip_rn_tiny.jit.pt"}) {
    for (const std::string& path : parity_fixtures(name)) {
      const Archive archive = Archive::open(path);
      const torch::jit::Module module = torch::jit::load(path, at::kCPU);
      size_t count = 0;
      const auto check = [&](const std::string& tensor, const at::Tensor& expected) {
        DOCTEST_CAPTURE(tensor);
        DOCTEST_REQUIRE(archive.contains(tensor));
        DOCTEST_CHECK(at::equal(archive.tensor(tensor), expected.detach()));
        ++count;
      };
      for (const auto& item : module.named_parameters()) check(item.name, item.value);
      for (const auto& item : module.named_buffers()) check(item.name, item.value);
      DOCTEST_CHECK(count == archive.names().size());
    }
  }
}

DOCTEST_TEST_CASE("a checkpoint holds what its safetensors twin does") {
  for (const char* model : {"vqgan_tiny", "vqgan_gumbel_tiny"}) {
    for (const std::string& path : parity_fixtures(std::string(model) + ".ckpt")) {
      const Archive archive = Archive::open(path);
      DOCTEST_CHECK((archive.format() == ArchiveFormat::pickle));
      const std::string twin = beside(path, ".ckpt", ".safetensors");
      if (!twin.empty()) check_same(archive, Archive::open(twin));
    }
  }
}
