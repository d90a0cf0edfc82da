// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// The multiply-adds of models of the published sizes, against what their papers' shapes give and
// what others have measured of them. The files hold zeros and take no room on the disk.
#include <clipdraw/clipdraw.hpp>
#include <filesystem>
#include <string>

#include "bench/layouts.hpp"
#include "bench/made_up.hpp"
#include "support/torch_doctest.hpp"

using namespace clipdraw_cli;

namespace {

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "clipdraw-work-XXXXXX").string();
    DOCTEST_REQUIRE(mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~Folder() { std::filesystem::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string path;
};

std::string make_zeros(Layout layout, const std::string& folder) {
  for (MadeUpTensor& tensor : layout.tensors) tensor.mean = tensor.deviation = 0;
  return make_weights(layout, folder);
}

clipdraw::Work work_of(const std::string& perceptor, const std::string& generator, int views) {
  const Folder folder;
  clipdraw::ModelFiles files;
  const std::string vocabulary = make_vocabulary(folder.path);
  files.clips.push_back(
      {make_zeros(perceptor_layout(perceptor).value(), folder.path), 1, vocabulary});
  files.generator = make_zeros(generator_layout(generator).value(), folder.path);
  const clipdraw::Model model = clipdraw::Model::load(files);
  clipdraw::Options options(model);
  options.set("size", "256x256").set("cutouts", views);
  return clipdraw::Session(model, options).work();
}

// Multiply-adds of a CLIP's vision transformer as it is published, and what is left out because of
// the last block's output only the class token is read.
struct Transformer {
  double patch, side, width, layers, embedding;
  double tokens() const { return side * side + 1; }
  double published() const {
    const double block = 12 * tokens() * width * width + 2 * tokens() * tokens() * width;
    return side * side * 3 * patch * patch * width + layers * block + width * embedding;
  }
  double left_out() const { return (tokens() - 1) * (10 * width * width + 2 * tokens() * width); }
  double attention() const {  // whose two factors both have a gradient
    return 2 * width * tokens() * ((layers - 1) * tokens() + 1);
  }
};

}  // namespace

DOCTEST_TEST_CASE("the work of ViT-B/32 and VQGAN f16") {
  const Transformer vit{32, 7, 768, 12, 512};
  DOCTEST_CHECK(vit.published() == doctest::Approx(4.4e9).epsilon(0.01));
  const clipdraw::Work work = work_of("vit-b32", "vqgan-f16-16384", 32);
  DOCTEST_CHECK(work.clip_forward == 32 * (vit.published() - vit.left_out()));
  DOCTEST_CHECK(work.clip_backward == work.clip_forward + 32 * vit.attention());
  const double codebook = 16.0 * 16 * 16384 * 256;
  DOCTEST_CHECK(work.generator_forward - codebook == doctest::Approx(126e9).epsilon(0.01));
  // Of the decoder's attention (four layers of 256 places, 512 channels) twice as much leads back.
  DOCTEST_CHECK(work.generator_backward ==
                work.generator_forward - codebook + 4.0 * 2 * 256 * 256 * 512);
}

DOCTEST_TEST_CASE("the work of ViT-B/16 and TAESD") {
  const Transformer vit{16, 14, 768, 12, 512};
  DOCTEST_CHECK(vit.published() == doctest::Approx(17.5e9).epsilon(0.01));
  const clipdraw::Work work = work_of("vit-b16", "taesd-f8", 1);
  DOCTEST_CHECK(work.clip_forward == vit.published() - vit.left_out());
  // Three blocks of three convolutions and one that follows them at each of three sizes, one block
  // at the fourth, 64 channels; the first layer has 4 of them and the last one 3.
  const double conv = 9.0 * 64 * 64;
  const double places = 32.0 * 32;
  const double expected = places * (9.0 * 4 * 64 + 9 * conv + 4 * conv + 4 * 9 * conv + 16 * conv +
                                    16 * 9 * conv + 64 * conv + 64 * 3 * conv + 64 * 9.0 * 64 * 3);
  DOCTEST_CHECK(work.generator_forward == expected);
  DOCTEST_CHECK(work.generator_backward == expected);
}

DOCTEST_TEST_CASE("the work of RN50") {
  const clipdraw::Work work = work_of("rn50", "taesd-f8", 2);
  // Published counts have queries, keys, values and the projection of all 50 places. Here one query
  // is asked: three products with a matrix, scores and their mix of 32 heads over all channels.
  const double c = 2048;
  const double places = 50;
  const double published = places * (3 * c * c + 1024 * c) + 2 * places * places * c;
  const double here = 3 * c * c + 1024 * c + 2 * 32 * places * c;
  DOCTEST_CHECK(work.clip_forward / 2 + published - here == doctest::Approx(6.1e9).epsilon(0.01));
  DOCTEST_CHECK(work.clip_backward == work.clip_forward + 2 * 2 * 32 * places * c);
}
