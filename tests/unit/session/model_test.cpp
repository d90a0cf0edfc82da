// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "support/torch_doctest.hpp"

#include <filesystem>
#include <fstream>

#include "base/error.hpp"
#include "tiny.hpp"

namespace clipdraw {
namespace {

namespace fs = std::filesystem;

// Returns the status that loading ends with, and its message.
std::pair<Status, std::string> load_error(const std::string& folder) {
  try {
    Model::load(folder);
  } catch (const Error& error) {
    return {error.status(), error.what()};
  }
  return {Status::ok, ""};
}

void copy_tiny(const std::string& folder) { fs::copy(test::tiny_folder(), folder); }

}  // namespace

DOCTEST_TEST_CASE("a model set tells what it is") {
  const auto model = test::tiny_model();
  DOCTEST_CHECK(model->has_own_prior());
  DOCTEST_CHECK(model->context_length() == model->clip().context_length());
  DOCTEST_CHECK(model->latent_channels() == model->generator().codebook().size(1));
  DOCTEST_CHECK(model->native_size().width % model->factor() == 0);
  DOCTEST_CHECK(model->hashes().size() == 3);
  DOCTEST_CHECK(model->first_picture_hashes().size() == 4);  // the prior and all that it needs
  for (const auto& [name, hash] : model->first_picture_hashes()) {
    DOCTEST_CHECK(fs::exists(fs::path(test::tiny_folder()) / name));
    DOCTEST_CHECK(hash.size() == 64);
  }
}

DOCTEST_TEST_CASE("the prior may be absent, nothing else") {
  const test::TemporaryFolder folder;
  const std::string set = folder.file("set");
  copy_tiny(set);
  fs::remove(set + "/prior.safetensors");
  const auto model = Model::load(set);
  DOCTEST_CHECK_FALSE(model->has_own_prior());
  DOCTEST_CHECK(model->first_picture() == nullptr);
  DOCTEST_CHECK(model->hashes().size() == 3);
  for (const std::string name : {"clip.safetensors", "vqgan.safetensors", "vocab.txt.gz"}) {
    fs::rename(set + "/" + name, set + "/away");
    const auto [status, message] = load_error(set);
    DOCTEST_CHECK(status == Status::not_found);
    DOCTEST_CHECK(message.find(name) != std::string::npos);
    fs::rename(set + "/away", set + "/" + name);
  }
}

DOCTEST_TEST_CASE("a missing or empty folder is named") {
  const test::TemporaryFolder folder;
  DOCTEST_CHECK(load_error(folder.file("none")).first == Status::not_found);
  DOCTEST_CHECK(load_error(folder.path()).first == Status::not_found);
}

DOCTEST_TEST_CASE("a vocabulary of another size does not fit") {
  const test::TemporaryFolder folder;
  const std::string set = folder.file("set");
  copy_tiny(set);
  std::ofstream(set + "/vocab.txt.gz", std::ios::trunc) << "#version: 0.2\na b</w>\n";
  const auto [status, message] = load_error(set);
  DOCTEST_CHECK(status == Status::bad_weights);
  DOCTEST_CHECK(message.find("vocab.txt.gz") != std::string::npos);
}

}  // namespace clipdraw
