// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// Checkpoints that cannot be written, and files that no session goes on from.
#include <filesystem>
#include <fstream>
#include <thread>

#include "api/again.hpp"
#include "api/model.hpp"

using namespace clipdraw;
using namespace clipdraw::test;

namespace {

void write(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

Session started() {
  Session session(again_model(), again_options(again_model(), 3));
  session.add_prompts("a red apple");
  session.step();
  return session;
}

struct Replaced {
  std::string here;
  std::string there;
  std::string shown;
};

Status resumed(const Model& model, const std::string& path, std::string* text = nullptr) {
  return status_of([&] { Session::resume(model, path); }, text);
}

}  // namespace

DOCTEST_TEST_CASE("A checkpoint wants a started session and a place to be written to") {
  const TemporaryFolder folder;
  const std::string file = folder.file("a.checkpoint");
  Session session(again_model(), again_options(again_model(), 3));
  session.add_prompts("a red apple");
  std::string text;
  DOCTEST_CHECK(status_of([&] { session.save_checkpoint(file); }, &text) == Status::invalid_state);
  DOCTEST_CHECK(text.find("has not started") != std::string::npos);
  DOCTEST_CHECK(resumed(again_model(), file) == Status::not_found);
  session.start();
  DOCTEST_CHECK(status_of([&] { session.save_checkpoint(""); }) == Status::invalid_argument);
  DOCTEST_CHECK(status_of([&] { session.save_checkpoint(folder.file("no/a")); }) == Status::io);
  DOCTEST_CHECK(status_of([&] { session.save_checkpoint(folder.path()); }) == Status::io);
  write(file, "old");
  session.save_checkpoint(file);
  DOCTEST_CHECK(resumed(again_model(), file) == Status::ok);
  // The same state is the same bytes.
  const std::string bytes = bytes_of(file);
  session.save_checkpoint(file);
  DOCTEST_CHECK(bytes_of(file) == bytes);
  Session::resume(again_model(), file).save_checkpoint(file);
  DOCTEST_CHECK(bytes_of(file) == bytes);
}

DOCTEST_TEST_CASE("C calls say what is NULL") {
  const SessionPtr session = make_session();
  clipdraw_session* resumed_session = session.get();
  DOCTEST_CHECK(clipdraw_session_save_checkpoint(nullptr, "a") == CLIPDRAW_ERROR_INVALID_ARGUMENT);
  DOCTEST_CHECK(clipdraw_session_save_checkpoint(session.get(), nullptr) ==
                CLIPDRAW_ERROR_INVALID_ARGUMENT);
  DOCTEST_CHECK(clipdraw_session_resume(nullptr, "a", &resumed_session) ==
                CLIPDRAW_ERROR_INVALID_ARGUMENT);
  DOCTEST_CHECK(resumed_session == nullptr);
  DOCTEST_CHECK(clipdraw_session_resume(tiny_model(), nullptr, &resumed_session) ==
                CLIPDRAW_ERROR_INVALID_ARGUMENT);
  DOCTEST_CHECK(clipdraw_session_resume(tiny_model(), "a", nullptr) ==
                CLIPDRAW_ERROR_INVALID_ARGUMENT);
}

DOCTEST_TEST_CASE("Other weights are refused by name, other CLIPs too") {
  const TemporaryFolder folder;
  const std::string file = folder.file("a.checkpoint");
  started().save_checkpoint(file);
  ModelFiles files;
  files.weights_dir = source_path("tests/data/tiny");
  files.clips = {{source_path("tests/data/clip_vit_tiny.safetensors"), 1,
                  source_path("tests/data/vocab_tiny.txt.gz")}};
  std::string text;
  DOCTEST_CHECK(resumed(Model::load(files), file, &text) == Status::bad_weights);
  DOCTEST_CHECK(text.rfind(file + ": ", 0) == 0);
  DOCTEST_CHECK(text.find("clip_vit_tiny.safetensors: SHA-256") != std::string::npos);
  // Files of the same names, one of which has other numbers.
  const std::string weights = folder.file("weights");
  std::filesystem::copy(source_path("tests/data/tiny"), weights);
  std::string bytes = bytes_of(weights + "/vqgan.safetensors");
  bytes[bytes.size() - 4] = static_cast<char>(bytes[bytes.size() - 4] ^ 1);
  write(weights + "/vqgan.safetensors", bytes);
  DOCTEST_CHECK(resumed(Model::load(weights), file, &text) == Status::bad_weights);
  DOCTEST_CHECK(text.find("vqgan.safetensors: SHA-256") != std::string::npos);
  DOCTEST_CHECK(text.find("clip.safetensors") == std::string::npos);
}

DOCTEST_TEST_CASE("Another version is refused, and both are said") {
  const TemporaryFolder folder;
  const std::string file = folder.file("a.checkpoint");
  started().save_checkpoint(file);
  const std::string bytes = bytes_of(file);
  const std::string version = "\"version\":\"" + clipdraw::version() + "\"";
  for (const auto& [here, there, shown] :
       {Replaced{version, "\"version\":\"10.20.30\"", "version 10.20.30"},
        {"\"clipdraw.checkpoint\":\"1\"", "\"clipdraw.checkpoint\":\"2\"", "schema 2"}}) {
    std::string other = bytes;
    const std::size_t at = other.find(here);
    DOCTEST_REQUIRE(at != std::string::npos);
    other.replace(at, here.size(), there);
    // The header's length stands in front of it.
    const std::size_t length = static_cast<unsigned char>(bytes[0]) +
                               256U * static_cast<unsigned char>(bytes[1]) + there.size() -
                               here.size();
    other[0] = static_cast<char>(length & 255U);
    other[1] = static_cast<char>(length >> 8U);
    write(file, other);
    std::string text;
    DOCTEST_CHECK(resumed(again_model(), file, &text) == Status::unsupported);
    DOCTEST_CHECK(text.find(shown) != std::string::npos);
    DOCTEST_CHECK(text.find("this is " + clipdraw::version()) != std::string::npos);
  }
}

DOCTEST_TEST_CASE("In its callback a session can be kept, not on another thread") {
  const TemporaryFolder folder;
  Session session(again_model(), again_options(again_model(), 3));
  session.add_prompts("a red apple");
  session.run([&](const Step& step) {
    if (step.step != 1) return;
    Status status = Status::ok;
    std::thread([&] {
      status = status_of([&] { session.save_checkpoint(folder.file("b")); });
    }).join();
    DOCTEST_CHECK(status == Status::invalid_state);
    session.save_checkpoint(folder.file("a"));
  });
  Session resumed_session = Session::resume(again_model(), folder.file("a"));
  DOCTEST_CHECK(resumed_session.summary().outcome == Outcome::not_run);
  DOCTEST_CHECK(resumed_session.run().outcome == Outcome::completed);
  DOCTEST_CHECK(resumed_session.record() == session.record());
}
