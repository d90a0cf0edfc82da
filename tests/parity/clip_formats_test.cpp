// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

// The fixtures' weights, written as Hugging Face and OpenCLIP publish models, give the same
// numbers.

#include <algorithm>
#include <filesystem>
#include <string>

#include "clip/clip.hpp"
#include "clip_check.hpp"
#include "support/clip_files.hpp"
#include "support/compare.hpp"
#include "support/fixtures.hpp"
#include "support/hugging_face_tokenizer.hpp"
#include "support/torch_doctest.hpp"
#include "weights/archive.hpp"

namespace clipdraw {
namespace {

constexpr const char* kPreprocessor = R"({"do_normalize": true,
  "image_mean": [0.48145466, 0.4578275, 0.40821073],
  "image_std": [0.26862954, 0.26130258, 0.27577711]})";

std::string row(const std::string& path, const char* format) {
  return (std::filesystem::path(path).parent_path().filename() / format).string();
}

Archive io_of(const std::string& path) {
  return Archive::open(test::with_ending(path, ".safetensors", ".io.safetensors"));
}

DOCTEST_TEST_CASE("a Hugging Face folder, in one file and in shards") {
  for (const std::string& path : test::parity_fixtures("clip_vit_tiny.safetensors")) {
    DOCTEST_CAPTURE(path);
    const test::Tensors tensors = test::hugging_face_tensors(path);
    for (const bool sharded : {false, true}) {
      const test::TemporaryFolder folder;
      if (sharded) {
        test::write_shards(folder.path(), tensors, 3);
      } else {
        write_archive(folder.file("model.safetensors"), tensors, {{"format", "pt"}});
      }
      test::write_text(folder.file("config.json"), test::hugging_face_config(path, "quick_gelu"));
      test::write_text(folder.file("preprocessor_config.json"), kPreprocessor);
      const Clip clip = Clip::load(folder.path());
      // the weights, the index of shards, and the two that describe them
      DOCTEST_CHECK(clip.files().size() == (sharded ? 4 : 1) + 2);
      DOCTEST_CHECK(std::filesystem::equivalent(clip.folder(), folder.path()));
      test::check_clip(row(path, sharded ? "Hugging Face folder, 3 shards" : "Hugging Face folder"),
                       clip, io_of(path));
    }
  }
}

DOCTEST_TEST_CASE("an OpenCLIP folder with QuickGELU, a ViT and a ModifiedResNet") {
  for (const char* name : {"clip_vit_tiny.safetensors", "clip_rn_tiny.safetensors"}) {
    for (const std::string& path : test::parity_fixtures(name)) {
      DOCTEST_CAPTURE(path);
      const test::TemporaryFolder folder;
      write_archive(folder.file("open_clip_model.safetensors"), test::tensors_of(path));
      test::write_text(folder.file("open_clip_config.json"), test::open_clip_config(path, true));
      test::check_clip(row(path, "OpenCLIP folder"), Clip::load(folder.path()), io_of(path));
    }
  }
}

DOCTEST_TEST_CASE("OpenCLIP's custom_text names, with logit_scale as a list") {
  for (const std::string& path : test::parity_fixtures("clip_vit_tiny.safetensors")) {
    DOCTEST_CAPTURE(path);
    test::Tensors tensors;
    for (const auto& [name, value] : test::tensors_of(path)) {
      const bool shared = name.compare(0, 7, "visual.") == 0 || name == "logit_scale";
      tensors[shared ? name : "text." + name] = value;
    }
    tensors["logit_scale"] = tensors["logit_scale"].reshape({1});
    const test::TemporaryFolder folder;
    write_archive(folder.file("open_clip_model.safetensors"), tensors);
    test::write_text(folder.file("open_clip_config.json"), test::open_clip_config(path, true));
    test::check_clip(row(path, "OpenCLIP folder, custom_text"), Clip::load(folder.path()),
                     io_of(path));
  }
}

// GELU by config: the same numbers whichever file says so, and others than QuickGELU gives.
DOCTEST_TEST_CASE("GELU in an OpenCLIP folder, a Hugging Face folder and our own metadata") {
  for (const std::string& path : test::parity_fixtures("clip_vit_tiny.safetensors")) {
    DOCTEST_CAPTURE(path);
    const test::TemporaryFolder folder;
    Perceptor description = read_perceptor(Archive::open(path).metadata().at("config"), path);
    description.text_activation = description.vision_activation = Activation::gelu;
    const Clip ours = Clip::load(path, description);

    const std::string open_clip = folder.file("open_clip");
    const std::string hugging_face = folder.file("hugging_face");
    std::filesystem::create_directory(open_clip);
    std::filesystem::create_directory(hugging_face);
    write_archive(open_clip + "/open_clip_model.safetensors", test::tensors_of(path));
    test::write_text(open_clip + "/open_clip_config.json", test::open_clip_config(path, false));
    write_archive(hugging_face + "/model.safetensors", test::hugging_face_tensors(path));
    test::write_text(hugging_face + "/config.json", test::hugging_face_config(path, "gelu"));

    const Archive io = io_of(path);
    const at::Tensor image = io.tensor("image_01");
    const at::Tensor tokens = io.tensor("tokens");
    const at::Tensor expected = ours.encode_image(image);
    DOCTEST_CHECK(test::relative_error(expected, io.tensor("image_features")) > 1e-3);
    for (const std::string& other : {open_clip, hugging_face}) {
      const Clip clip = Clip::load(other);
      DOCTEST_CHECK(clip.perceptor().vision_activation == Activation::gelu);
      DOCTEST_CHECK(test::relative_error(clip.encode_image(image), expected) < 1e-6);
      DOCTEST_CHECK(test::relative_error(clip.encode_text(tokens).embedding,
                                         ours.encode_text(tokens).embedding) < 1e-6);
    }
  }
}

DOCTEST_TEST_CASE("a copy in our own format says all that the original's files did") {
  for (const std::string& path : test::parity_fixtures("clip_vit_tiny.safetensors")) {
    DOCTEST_CAPTURE(path);
    const test::TemporaryFolder folder;
    write_archive(folder.file("model.safetensors"), test::hugging_face_tensors(path));
    test::write_text(folder.file("config.json"), test::hugging_face_config(path, "quick_gelu"));
    test::write_text(folder.file("preprocessor_config.json"), kPreprocessor);
    const std::string copy = folder.file("copy.safetensors");
    write_archive(copy, test::tensors_of(folder.path()), Clip::archive_metadata(folder.path()));
    std::filesystem::remove(folder.file("config.json"));
    test::check_clip(row(path, "imported from Hugging Face"), Clip::load(copy), io_of(path));
  }
}

}  // namespace
}  // namespace clipdraw
