// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "session/checkpoint.hpp"

#include "support/torch_doctest.hpp"

#include <ATen/ATen.h>

#include <fstream>
#include <limits>

#include "base/file.hpp"
#include "session/session.hpp"
#include "tiny.hpp"

namespace clipdraw {
namespace {

using test::ending_of;
using test::status_of;

Options average_options() {
  Options options = test::tiny_options();
  options.size = {16, 16};
  options.average = 0.5;
  return options;
}

// After two steps, with a picture among the prompts.
std::unique_ptr<Session> two_steps(const Options& options = average_options()) {
  auto session = std::make_unique<Session>(test::tiny_model(), options);
  session->add_text("a red apple");
  session->add_image(test::picture(9, 9), 0.5f);
  session->step();
  session->step();
  return session;
}

// What its record tells.
Replay so_far(const Session& session) {
  Replay replay;
  replay.prompts = session.prompts();
  for (Prompt& prompt : replay.prompts) {
    if (prompt.kind == PromptKind::image) prompt.embedding.clear();
  }
  replay.steps_run = session.steps_done();
  replay.outcome = session.summary().outcome;
  return replay;
}

Checkpoint checkpoint_of(const Session& session) {
  Checkpoint checkpoint;
  checkpoint.record = "{\"words\": \"\xEB\xB9\xA8\xEA\xB0\x84\"}";
  for (const auto& [name, tensor] : session.kept()) checkpoint.tensors[name] = tensor.clone();
  return checkpoint;
}

bool same(const Checkpoint& a, const Checkpoint& b) {
  if (a.record != b.record || a.repeated != b.repeated) return false;
  if (a.tensors.size() != b.tensors.size()) return false;
  for (const auto& [name, tensor] : a.tensors) {
    const auto other = b.tensors.find(name);
    if (other == b.tensors.end() || !tensor.equal(other->second)) return false;
  }
  return true;
}

}  // namespace

DOCTEST_TEST_CASE("a checkpoint comes back from its file") {
  const test::TemporaryFolder folder;
  Checkpoint checkpoint = checkpoint_of(*two_steps());
  for (const char* name :
       {"z.0", "start.0", "optimizer.0.exp_avg", "optimizer.0.exp_avg_sq", "optimizer.0.step",
        "average.0", "average_weight", "distances", "image_prompts"}) {
    DOCTEST_CAPTURE(name);
    DOCTEST_CHECK(checkpoint.tensors.count(name) == 1);
  }
  DOCTEST_CHECK(checkpoint.tensors.size() == 9);
  for (const char* repeated : {"", "{}"}) {
    checkpoint.repeated = repeated;
    write_checkpoint(folder.file("a"), checkpoint);
    DOCTEST_CHECK(same(read_checkpoint(folder.file("a")), checkpoint));
  }
  DOCTEST_CHECK(status_of([&] { write_checkpoint(folder.file("no/a"), checkpoint); }) ==
                Status::io);
}

DOCTEST_TEST_CASE("a file of which any bit is another, or that is cut short, is refused") {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("a");
  Checkpoint checkpoint;
  checkpoint.record = "{\"words\": \"a\"}";
  checkpoint.tensors["z.0"] = at::arange(24, at::kFloat).view({1, 2, 3, 4});
  checkpoint.tensors["average_weight"] = at::scalar_tensor(0.5, at::kDouble);
  write_checkpoint(path, checkpoint);
  const std::vector<uint8_t> bytes = read_file(path);
  const auto refuses = [&](const std::vector<uint8_t>& damaged) {
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(damaged.data()), std::streamsize(damaged.size()));
    const test::Ending ending = ending_of([&] { read_checkpoint(path); });
    return ending.status == Status::unsupported && ending.says(path);
  };
  for (size_t place = 0; place < bytes.size(); ++place) {
    for (int bit = 0; bit < 8; ++bit) {
      std::vector<uint8_t> damaged = bytes;
      damaged[place] = static_cast<uint8_t>(damaged[place] ^ (1 << bit));
      if (!refuses(damaged)) DOCTEST_FAIL_CHECK("byte ", place, ", bit ", bit);
    }
  }
  for (size_t length = 0; length < bytes.size(); ++length) {
    if (!refuses({bytes.begin(), bytes.begin() + std::ptrdiff_t(length)})) {
      DOCTEST_FAIL_CHECK("cut to ", length);
    }
  }
  std::vector<uint8_t> longer = bytes;
  longer.push_back(0);
  DOCTEST_CHECK(refuses(longer));
  write_file_atomic(path, bytes);
  DOCTEST_CHECK(same(read_checkpoint(path), checkpoint));
}

DOCTEST_TEST_CASE("files of other kinds are refused") {
  const test::TemporaryFolder folder;
  DOCTEST_CHECK(status_of([&] { read_checkpoint(folder.file("none")); }) == Status::not_found);
  for (const std::string& path :
       {folder.path(), test::tiny_folder(), test::data("tiny/clip.safetensors"),
        test::data("tiny/vocab.txt.gz"), test::data("kl_compvis_tiny.json"),
        test::source_path("docs/pictures/drawn.png"), test::source_path("README.md")}) {
    DOCTEST_CAPTURE(path);
    const test::Ending ending = ending_of([&] { read_checkpoint(path); });
    DOCTEST_CHECK(ending.status == Status::unsupported);
    DOCTEST_CHECK(ending.says("not a checkpoint"));
  }
}

DOCTEST_TEST_CASE("a checkpoint whose parts do not fit each other is refused") {
  const Options options = average_options();
  const auto session = two_steps(options);
  const Checkpoint whole = checkpoint_of(*session);
  const auto resume = [&](const Checkpoint& checkpoint, const Options& its_options) {
    return ending_of([&] {
      Session(test::tiny_model(), its_options, so_far(*session), std::nullopt, checkpoint);
    });
  };
  DOCTEST_CHECK(resume(whole, session->options()).status == Status::ok);
  for (const auto& item : whole.tensors) {
    const std::string name = item.first;
    DOCTEST_CAPTURE(name);
    Checkpoint other = whole;
    other.tensors.erase(name);
    DOCTEST_CHECK(resume(other, session->options()).status == Status::unsupported);
    other.tensors[name] = at::zeros({3, 2}, item.second.scalar_type());
    DOCTEST_CHECK(resume(other, session->options()).status == Status::unsupported);
    other.tensors[name] = item.second.to(at::kHalf);
    DOCTEST_CHECK(resume(other, session->options()).status == Status::unsupported);
    other = whole;
    other.tensors[name + "x"] = item.second;
    DOCTEST_CHECK(resume(other, session->options()).status == Status::unsupported);
  }
  for (const char* name : {"z.0", "start.0", "average.0"}) {
    Checkpoint other = whole;
    other.tensors[name] = at::full_like(other.tensors[name], NAN);
    DOCTEST_CHECK(resume(other, session->options()).says("not finite"));
  }
  Checkpoint other = whole;
  other.tensors["optimizer.0.step"] = at::scalar_tensor(-1, at::kLong);
  DOCTEST_CHECK(resume(other, session->options()).status == Status::unsupported);
  other = whole;
  other.tensors["image_prompts"] = other.tensors["image_prompts"] * 2;
  DOCTEST_CHECK(resume(other, session->options()).status == Status::invalid_argument);
  // Options of another session.
  for (const auto kind : {OptimizerKind::sgd, OptimizerKind::rmsprop, OptimizerKind::adagrad}) {
    Options others = session->options();
    others.optimizer = kind;
    DOCTEST_CHECK(resume(whole, others).status == Status::unsupported);
  }
  Options others = session->options();
  others.size = {4096, 4096};
  DOCTEST_CHECK(resume(whole, others).status == Status::unsupported);
  others = session->options();
  others.average = 0;
  DOCTEST_CHECK(resume(whole, others).says("unknown use"));
}

}  // namespace clipdraw
