// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

// Model sets that are put together from files: several CLIPs, any generator, a prior beside others.

#include "support/torch_doctest.hpp"

#include <filesystem>
#include <fstream>
#include <map>
#include <thread>

#include "base/error.hpp"
#include "session/import_weights.hpp"
#include "session/session.hpp"
#include "support/fixtures.hpp"
#include "tiny.hpp"
#include "weights/archive.hpp"

namespace clipdraw {
namespace {

namespace fs = std::filesystem;

using test::data;
using test::files_with;

struct Drawn {
  PixelImage image;
  Summary summary;
};

Drawn draw(const std::shared_ptr<const Model>& model, int steps = 4) {
  Options options = test::tiny_options();
  options.steps = steps;
  options.start = model->has_own_prior() ? Start::prior : Start::random;
  options.size = {32, 32};
  options.learning_rate = 0.1;
  options.noise = 0;  // so that one step's distance can be compared with another's
  Session session(model, options);
  session.add_text("a red apple");
  Drawn drawn;
  drawn.summary = session.run();
  drawn.image = session.image();
  return drawn;
}

std::pair<Status, std::string> load_error(const ModelFiles& files) {
  try {
    Model::load(files);
  } catch (const Error& error) {
    return {error.status(), error.what()};
  }
  return {Status::ok, ""};
}

}  // namespace

DOCTEST_TEST_CASE("any CLIP with any generator") {
  for (const std::string clip :
       {"clip_vit_tiny.safetensors", "clip_rn_tiny.safetensors", "clip_folded_tiny.safetensors"}) {
    for (const std::string& generator :
         {data("vqgan_tiny.safetensors"), data("vqgan_plain_tiny.safetensors"), data("kl_tiny"),
          data("taesd_tiny"), std::string("fft")}) {
      DOCTEST_CAPTURE(clip);
      DOCTEST_CAPTURE(generator);
      const auto model = Model::load(files_with({clip}, generator));
      const Drawn drawn = draw(model, 20);
      DOCTEST_CHECK(drawn.image.width == 32);
      DOCTEST_CHECK(drawn.summary.last_distance < drawn.summary.first_distance);
      DOCTEST_CHECK(drawn.image.rgb == draw(model, 20).image.rgb);
    }
  }
}

DOCTEST_TEST_CASE("two CLIPs judge together, by their weights") {
  const std::string vit = "clip_vit_tiny.safetensors";
  const std::string resnet = "clip_rn_tiny.safetensors";
  const std::string generator = data("vqgan_plain_tiny.safetensors");
  ModelFiles files = files_with({vit, resnet}, generator);
  files.clips[1].weight = 3;
  const auto both = Model::load(files);
  DOCTEST_CHECK(both->guides()[0].share == doctest::Approx(0.25));
  DOCTEST_CHECK(both->guides()[1].share == doctest::Approx(0.75));
  DOCTEST_CHECK(both->guides()[0].name == vit);
  DOCTEST_CHECK(both->hashes().size() == 4);  // two CLIPs, one vocabulary, one generator

  // The first distance is that of the same picture, whoever judges.
  const double of_vit = draw(Model::load(files_with({vit}, generator)), 1).summary.first_distance;
  const double of_resnet =
      draw(Model::load(files_with({resnet}, generator)), 1).summary.first_distance;
  DOCTEST_CHECK(draw(both, 1).summary.first_distance ==
                doctest::Approx(0.25 * of_vit + 0.75 * of_resnet).epsilon(1e-5));

  // The same CLIP twice is that CLIP.
  const Drawn once = draw(Model::load(files_with({vit}, generator)));
  const Drawn twice = draw(Model::load(files_with({vit, vit}, generator)));
  DOCTEST_CHECK(twice.summary.last_distance ==
                doctest::Approx(once.summary.last_distance).epsilon(1e-3));
}

DOCTEST_TEST_CASE("the folder's prior makes the first picture, whatever CLIP judges") {
  ModelFiles files = ModelFiles::in_folder(test::tiny_folder());
  files.clips = {{data("clip_vit_tiny.safetensors"), 1, ""}};
  files.vocabulary = data("vocab_tiny.txt.gz");
  const auto model = Model::load(files);
  DOCTEST_CHECK(model->has_own_prior());
  DOCTEST_CHECK(model->clip_image_size() == 24);
  DOCTEST_CHECK(model->first_picture()->reader.clip.image_resolution() == 32);
  DOCTEST_CHECK(model->first_picture_hashes().count("prior.safetensors") == 1);
  DOCTEST_CHECK(model->first_picture_hashes().count("clip.safetensors") == 1);
  DOCTEST_CHECK(model->hashes().count("clip.safetensors") == 0);
  // With one candidate the guide has no say in the first picture.
  Options options = test::tiny_options();
  options.candidates = 1;
  options.steps = 0;
  const auto first_picture = [&](const std::shared_ptr<const Model>& drawn_by) {
    Session session(drawn_by, options);
    session.add_text("a red apple");
    session.start();
    return session.image().rgb;
  };
  DOCTEST_CHECK(first_picture(model) == first_picture(test::tiny_model()));
}

DOCTEST_TEST_CASE("another generator takes up the prior's first picture") {
  ModelFiles files = ModelFiles::in_folder(test::tiny_folder());
  files.generator = data("vqgan_tiny.safetensors");
  const auto model = Model::load(files);
  DOCTEST_CHECK_FALSE(model->has_own_prior());
  DOCTEST_CHECK(model->defaults().start == Start::random);
  Options options = test::tiny_options();
  options.steps = 0;
  options.start = Start::prior;
  const auto first_picture = [&](const Options& wanted) {
    Session session(model, wanted);
    session.add_text("a red apple");
    session.start();
    DOCTEST_CHECK(session.options().start == wanted.start);
    return session.image().rgb;
  };
  const std::vector<uint8_t> taken_up = first_picture(options);
  options.size = {48, 32};
  DOCTEST_CHECK(first_picture(options).size() == 3 * 48 * 32);
  options.size = {32, 32};
  options.start = Start::random;
  DOCTEST_CHECK(first_picture(options) != taken_up);
}

DOCTEST_TEST_CASE("another generator's prior is read when a session needs it") {
  const test::TemporaryFolder folder;
  const std::string set = folder.file("set");
  fs::copy(test::tiny_folder(), set);
  fs::resize_file(set + "/prior.safetensors", 1000);
  ModelFiles files = ModelFiles::in_folder(set);
  DOCTEST_CHECK(load_error(files).first == Status::bad_weights);  // its own is read at once

  files.generator = data("vqgan_tiny.safetensors");
  const auto model = Model::load(files);
  DOCTEST_CHECK(model->has_prior());
  DOCTEST_CHECK(draw(model, 1).image.width == 32);
  Options options = test::tiny_options();
  options.start = Start::prior;
  Session session(model, options);
  session.add_text("a red apple");
  const auto start = [&] { session.start(); };
  for (int attempt = 0; attempt < 2; ++attempt) {
    DOCTEST_CHECK(test::ending_of(start).status == Status::bad_weights);
    DOCTEST_CHECK(test::ending_of(start).says("prior.safetensors"));
  }
  // once it is whole, all the same session can start
  fs::copy(test::tiny_folder() + "/prior.safetensors", set + "/prior.safetensors",
           fs::copy_options::overwrite_existing);
  session.start();
  DOCTEST_CHECK(session.options().start == Start::prior);
}

DOCTEST_TEST_CASE("a prior is read once, whoever asks first") {
  ModelFiles files = ModelFiles::in_folder(test::tiny_folder());
  files.generator = data("vqgan_tiny.safetensors");
  const auto model = Model::load(files);
  std::vector<const FirstPicture*> found(4);
  std::vector<std::thread> threads;
  for (const FirstPicture*& one : found) {
    threads.emplace_back([&model, &one] { one = model->first_picture(); });
  }
  for (std::thread& thread : threads) thread.join();
  DOCTEST_REQUIRE(found[0] != nullptr);
  for (const FirstPicture* one : found) DOCTEST_CHECK(one == found[0]);
  DOCTEST_CHECK(model->first_picture_hashes().size() == 4);
}

DOCTEST_TEST_CASE("a prompt may be as long as the guide reads, unless the prior has to read it") {
  // The tiny prior's CLIP and this one read 16 tokens both, so the guide is given twice the words.
  ModelFiles files = ModelFiles::in_folder(test::tiny_folder());
  files.generator = data("vqgan_tiny.safetensors");
  const test::TemporaryFolder folder;
  const Archive clip = Archive::open(data("clip_vit_tiny.safetensors"));
  std::map<std::string, at::Tensor> tensors;
  for (const std::string& name : clip.names()) tensors[name] = clip.tensor(name).clone();
  at::Tensor& positions = tensors.at("positional_embedding");
  positions = at::cat({positions, positions}, 0);
  std::map<std::string, std::string> metadata = clip.metadata();
  std::string& config = metadata.at("config");
  config.replace(config.find("\"context_length\": 16"), 20, "\"context_length\": 32");
  write_archive(folder.file("clip.safetensors"), tensors, metadata);
  files.clips = {{folder.file("clip.safetensors"), 1, data("vocab_tiny.txt.gz")}};
  const auto model = Model::load(files);
  Options options = test::tiny_options();
  options.steps = 1;
  for (const Start start : {Start::random, Start::prior}) {
    options.start = start;
    Session session(model, options);
    session.add_text("red red red red red red red red red red red red");
    if (start == Start::random) {
      DOCTEST_CHECK(session.run().steps == 1);
    } else {
      DOCTEST_CHECK_THROWS_AS(session.start(), Error);
    }
  }
}

DOCTEST_TEST_CASE("defaults follow the model") {
  DOCTEST_CHECK(test::tiny_model()->defaults().start == Start::prior);
  DOCTEST_CHECK(test::tiny_model()->defaults().steps == Options().steps);
  const auto model =
      Model::load(files_with({"clip_vit_tiny.safetensors"}, data("vqgan_tiny.safetensors")));
  const Generator::Suggestion suggestion = model->generator().suggestion();
  const Options options = model->defaults();
  DOCTEST_CHECK(options.start == Start::random);
  DOCTEST_CHECK(options.steps == suggestion.steps);
  DOCTEST_CHECK(options.learning_rate == suggestion.learning_rate);
  DOCTEST_CHECK(options.size.width == model->generator().native_size());
}

DOCTEST_TEST_CASE("what does not fit is said") {
  const std::string generator = data("vqgan_tiny.safetensors");
  const test::TemporaryFolder folder;
  const std::string alone = folder.file("clip.safetensors");
  fs::copy(data("clip_vit_tiny.safetensors"), alone);

  ModelFiles files = files_with({}, generator);
  DOCTEST_CHECK(load_error(files).first == Status::invalid_argument);
  files.clips = {{alone, 1, ""}};
  files.vocabulary.clear();
  const auto [status, message] = load_error(files);
  DOCTEST_CHECK(status == Status::not_found);
  DOCTEST_CHECK(message.find(alone) == 0);
  DOCTEST_CHECK(message.find("--vocabulary") != std::string::npos);
  for (const double weight : {0.0, -1.0, double(NAN), double(INFINITY)}) {
    files.clips = {{alone, weight, data("vocab_tiny.txt.gz")}};
    DOCTEST_CHECK(load_error(files).first == Status::invalid_argument);
  }
  files.clips = {{alone, 1, folder.file("none.txt.gz")}};
  DOCTEST_CHECK(load_error(files).first == Status::not_found);
  files.clips = {{data("vqgan_tiny.safetensors"), 1, data("vocab_tiny.txt.gz")}};
  DOCTEST_CHECK(load_error(files).first == Status::bad_weights);
  files = files_with({"clip_vit_tiny.safetensors"}, data("clip_vit_tiny.safetensors"));
  DOCTEST_CHECK(load_error(files).first == Status::unsupported);
}

DOCTEST_TEST_CASE("an imported copy of every generator draws and encodes the same") {
  const test::TemporaryFolder folder;
  for (const std::string name :
       {"vqgan_tiny.safetensors", "vqgan_gumbel_tiny.safetensors", "vqgan_plain_tiny.safetensors",
        "kl_tiny", "kl_compvis_tiny.safetensors", "taesd_tiny", "taesd_tiny_decoder.safetensors",
        "taesd_tiny_encoder.safetensors"}) {
    DOCTEST_CAPTURE(name);
    import_weights(data(name), folder.file("copy.safetensors"), true);
    const auto original = Generator::load(data(name));
    const auto copy = Generator::load(folder.file("copy.safetensors"));
    DOCTEST_CHECK(std::string(copy->kind()) == original->kind());
    DOCTEST_CHECK(copy->native_size() == original->native_size());
    const at::Tensor image = at::linspace(0, 1, 3 * 32 * 32).view({1, 3, 32, 32});
    const Latent latent = original->encode(image);
    DOCTEST_CHECK(at::equal(copy->encode(image)[0].value, latent[0].value));
    DOCTEST_CHECK(at::equal(copy->decode(latent), original->decode(latent)));
  }
}

DOCTEST_TEST_CASE("the hashes cover the files that describe the weights, too") {
  const test::TemporaryFolder folder;
  fs::copy(data("clip_vit_tiny.hf.safetensors"), folder.file("clip.safetensors"));
  std::ofstream(folder.file("clip.json"))
      << R"({"activation": "quick_gelu", "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5],
             "vision_heads": 3, "transformer_heads": 2})";
  ModelFiles files = files_with({}, data("kl_tiny"));
  files.clips = {{folder.file("clip.safetensors"), 1, ""}};
  const auto model = Model::load(files);
  for (const char* name : {"clip.safetensors", "clip.json", "config.json",
                           "diffusion_pytorch_model.safetensors", "vocab_tiny.txt.gz"}) {
    DOCTEST_CAPTURE(name);
    DOCTEST_CHECK(model->hashes().count(name) == 1);
  }
  files.generator = data("taesd_tiny");
  DOCTEST_CHECK(Model::load(files)->hashes().count("config.json") == 1);
}

DOCTEST_TEST_CASE("a copy of a checkpoint leaves behind what training left in it") {
  const test::TemporaryFolder folder;
  const Archive plain = Archive::open(data("vqgan_tiny.safetensors"));
  std::map<std::string, at::Tensor> tensors;
  for (const std::string& name : plain.names()) {
    tensors["first_stage_model." + name] = plain.tensor(name);
  }
  tensors["first_stage_model.loss.logvar"] = at::zeros({1});
  tensors["model.diffusion_model.out.weight"] = at::zeros({4, 4});
  write_archive(folder.file("all.safetensors"), tensors, plain.metadata());
  import_weights(folder.file("all.safetensors"), folder.file("copy.safetensors"), false);
  DOCTEST_CHECK(Archive::open(folder.file("copy.safetensors")).names().size() ==
                plain.names().size());
  DOCTEST_CHECK(Generator::load(folder.file("copy.safetensors"))->native_size() == 32);
}

DOCTEST_TEST_CASE("an imported copy draws the same picture") {
  const test::TemporaryFolder folder;
  ModelFiles files = files_with({"clip_vit_tiny.safetensors"}, data("vqgan_tiny.safetensors"));
  const PixelImage original = draw(Model::load(files)).image;
  import_weights(files.clips[0].path, folder.file("clip.safetensors"), false);
  import_weights(files.generator, folder.file("generator.safetensors"), false);
  files.clips[0].path = folder.file("clip.safetensors");
  files.generator = folder.file("generator.safetensors");
  DOCTEST_CHECK(draw(Model::load(files)).image.rgb == original.rgb);
  try {
    import_weights(files.generator, folder.file("clip.safetensors"), false);
    DOCTEST_FAIL("no error");
  } catch (const Error& error) {
    DOCTEST_CHECK(error.status() == Status::invalid_state);
  }
  import_weights(files.generator, folder.file("clip.safetensors"), true);
  DOCTEST_CHECK_THROWS_AS(import_weights(folder.file("none"), folder.file("x"), false), Error);
}

}  // namespace clipdraw
