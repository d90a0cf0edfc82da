// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

// Whatever shape a tensor has, loading ends with a generator or with an error of ours.

#include <filesystem>
#include <map>
#include <string>

#include "base/error.hpp"
#include "generator/generator.hpp"
#include "support/fixtures.hpp"
#include "support/torch_doctest.hpp"
#include "weights/archive.hpp"

namespace clipdraw {
namespace {

DOCTEST_TEST_CASE("a tensor of any other shape is an error that names the file") {
  const std::vector<std::vector<int64_t>> shapes{{},           {0},          {7},         {1, 1},
                                                 {0, 3, 3, 3}, {1, 1, 1, 1}, {2, 0, 3, 3}};
  for (const char* name : {"vqgan_gumbel_tiny.safetensors", "kl_compvis_tiny.safetensors",
                           "kl_tiny/diffusion_pytorch_model.safetensors",
                           "taesd_tiny/diffusion_pytorch_model.safetensors"}) {
    const Archive archive = Archive::open(test::source_path(std::string("tests/data/") + name));
    std::map<std::string, at::Tensor> all;
    for (const std::string& tensor : archive.names()) all[tensor] = archive.tensor(tensor);
    const test::TemporaryFolder folder;
    const std::string path = folder.file("damaged.safetensors");
    size_t turn = 0;
    for (const auto& row : all) {
      const auto& tensor = std::get<0>(row);
      const auto& good = std::get<1>(row);
      // Every tensor, with the shapes in turn, and each of them for those that tell sizes.
      const bool tells = tensor.find("conv_in") != std::string::npos ||
                         tensor.find("conv_out") != std::string::npos ||
                         tensor.find("quant") != std::string::npos ||
                         tensor.find("layers.0.") != std::string::npos;
      for (size_t i = 0; i < (tells ? shapes.size() : 1); ++i) {
        const std::vector<int64_t>& shape = shapes[(turn++) % shapes.size()];
        DOCTEST_CAPTURE(tensor);
        std::map<std::string, at::Tensor> damaged = all;
        damaged[tensor] = at::ones(shape);
        write_archive(path, damaged,
                      {{"config", R"({"norm_num_groups": 4, "scaling_factor": 1})"}});
        try {
          Generator::load(path);
          DOCTEST_CHECK(good.sizes() == at::IntArrayRef(shape));
        } catch (const Error& error) {
          DOCTEST_CHECK(std::string(error.what()).find("damaged.safetensors") != std::string::npos);
        }
      }
    }
  }
}

}  // namespace
}  // namespace clipdraw
