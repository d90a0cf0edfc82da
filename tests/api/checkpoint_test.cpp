// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// A session that goes on from a checkpoint is, bit for bit, the one that was never broken off.
#include <functional>
#include <string>
#include <vector>

#include "api/again.hpp"

using namespace clipdraw;
using namespace clipdraw::test;

namespace {

// Makes a session that has not started.
using Make = std::function<Session()>;
// What is done after a step, beside looking.
using Change = std::function<void(Session&, int step)>;

// All that can be seen of a session after a step, but for times.
struct Sight {
  int step = 0;
  double loss = 0;
  double distance = 0;
  double learning_rate = 0;
  std::vector<std::vector<float>> latent;
  std::vector<std::uint8_t> pixels;
  std::string record;
};

bool operator==(const Sight& a, const Sight& b) {
  return a.step == b.step && a.loss == b.loss && a.distance == b.distance &&
         a.learning_rate == b.learning_rate && a.latent == b.latent && a.pixels == b.pixels &&
         a.record == b.record;
}

Sight sight_of(const Session& session, const Step& step) {
  Sight sight{step.step, step.loss, step.distance, step.learning_rate, {}, {}, session.record()};
  for (std::size_t part = 0; part < session.latent_count(); ++part) {
    sight.latent.push_back(session.latent(part));
  }
  sight.pixels = session.image().rgb;
  return sight;
}

// Runs to the end. save_at: where a checkpoint is written and the run left; -1: nowhere.
std::vector<Sight> run(Session& session, const Change& change, int save_at = -1,
                       const std::string& file = "") {
  std::vector<Sight> sights;
  session.start();
  if (save_at == 0) session.save_checkpoint(file);
  if (save_at == 0) return sights;
  session.run([&](const Step& step) {
    if (change) change(session, step.step);
    sights.push_back(sight_of(session, step));
    if (step.step != save_at) return Action::proceed;
    session.save_checkpoint(file);
    return Action::abort;
  });
  Step none{};
  if (save_at < 0) sights.push_back(sight_of(session, none));
  return sights;
}

// Breaks a session off at each step, goes on from there, and compares what is left of it.
void check_every_step(const Model& model, const Make& make, const Change& change = {}) {
  const TemporaryFolder folder;
  const std::string file = folder.file("session.checkpoint");
  Session unbroken = make();
  const std::vector<Sight> expected = run(unbroken, change);
  const int steps = static_cast<int>(expected.size()) - 1;
  DOCTEST_REQUIRE(steps >= 3);
  DOCTEST_CHECK_FALSE(expected[0].latent == expected[static_cast<std::size_t>(steps)].latent);
  for (int step = 0; step <= steps; ++step) {
    DOCTEST_CAPTURE(step);
    {
      Session broken = make();
      run(broken, change, step, file);
    }
    Session resumed = Session::resume(model, file);
    DOCTEST_CHECK(resumed.summary().steps_run == step);
    const std::vector<Sight> rest = run(resumed, change);
    const bool same = rest == std::vector<Sight>(expected.begin() + step, expected.end());
    DOCTEST_CHECK(same);
    DOCTEST_CHECK(resumed.summary().outcome == unbroken.summary().outcome);
    DOCTEST_CHECK(resumed.summary().first_distance == unbroken.summary().first_distance);
    DOCTEST_CHECK(resumed.times().steps == steps - step);
  }
}

// The model and the options have to outlive what is returned.
Make session_of(const Model& model, const Options& options, const std::string& prompts) {
  return [&model, &options, prompts] {
    Session session(model, options);
    session.add_prompts(prompts);
    return session;
  };
}

// A model of published parts, all tiny.
Model tiny_model_of(const std::vector<std::string>& clips, const std::string& generator) {
  ModelFiles files;
  for (const std::string& clip : clips) {
    files.clips.push_back({source_path("tests/data/" + clip), 1 + double(files.clips.size()), ""});
  }
  files.generator = generator == "fft" ? generator : source_path("tests/data/" + generator);
  files.vocabulary = source_path("tests/data/vocab_tiny.txt.gz");
  return Model::load(files);
}

}  // namespace

DOCTEST_TEST_CASE("Every optimizer goes on, with and without an average") {
  const Model& model = again_model();
  for (const char* optimizer : {"adam", "adamw", "rmsprop", "sgd", "adagrad"}) {
    for (const double average : {0.0, 0.7}) {
      DOCTEST_CAPTURE(optimizer);
      DOCTEST_CAPTURE(average);
      Options options = again_options(model, 4);
      options.set("optimizer", optimizer).set("average", average).set("tv", 0.1);
      check_every_step(model, session_of(model, options, "a red apple | rain:-0.4:-0.2"));
    }
  }
}

DOCTEST_TEST_CASE("Random and given starts, other sizes and schedules go on") {
  const Model& model = again_model();
  Options options = again_options(model, 4);
  options.set("size", "49x35").set("schedule", "step").set("pull", 0.5);
  check_every_step(model, [&] {
    Session session(model, options);
    session.start_from(again_picture(17, 40, 1));
    session.add_prompts("a red apple");
    return session;
  });
  options.set("start", "random").set("schedule", "constant");
  check_every_step(model, session_of(model, options, "a red apple"));
}

DOCTEST_TEST_CASE("Coarse steps and patience go on") {
  const Model& model = again_model();
  for (const char* coarse : {"0.4", "1"}) {
    Options options = again_options(model, 5);
    options.set("size", "49x35").set("coarse", coarse).set("patience", 100).set("average", 0.5);
    check_every_step(model, session_of(model, options, "a red apple"));
  }
}

DOCTEST_TEST_CASE("Prompts of every kind, changed on the way, go on") {
  const Model& model = again_model();
  Options options = again_options(model, 7);
  options.set("average", 0.5);
  const Make make = [&] {
    Session session(model, options);
    session.add_image(again_picture(30, 20), 0.7F, 0.1F);
    session.add_prompts("a \"red\" apple \\| \xEB\xB9\xA8\xEA\xB0\x84:1.1");
    return session;
  };
  check_every_step(model, make, [&](Session& session, int step) {
    if (step == 1) session.add_embedding(model.encode_text("a cat"), -0.1F);
    if (step == 2) session.set_prompts("never followed");
    if (step == 2) session.set_prompts("a blue car | snow:0.5");
    if (step == 4) session.clear_prompts();
    if (step == 4) session.add_image(again_picture(9, 9, 2));
    if (step == 4) session.add_image(again_picture(30, 20), 0.5F);
    if (step == 7) session.clear_prompts();
  });
}

DOCTEST_TEST_CASE("Every kind of generator and several CLIPs go on") {
  const std::vector<std::string> two = {"clip_vit_tiny.safetensors", "clip_rn_tiny.safetensors"};
  for (const char* generator : {"fft", "kl_tiny", "taesd_tiny", "vqgan_gumbel_tiny.safetensors"}) {
    DOCTEST_CAPTURE(generator);
    const Model model = tiny_model_of(two, generator);
    Options options = again_options(model, 3);
    options.set("size", "64x48").set("average", 0.5);
    check_every_step(model, session_of(model, options, "a red apple | rain:-0.4"));
  }
}

DOCTEST_TEST_CASE("A session that repeats a record goes on repeating it") {
  const Model& model = again_model();
  Session first(model, again_options(model, 6));
  first.start_from(again_picture(17, 40, 1));
  first.add_image(again_picture(30, 20));
  first.run([&](const Step& step) {
    if (step.step == 2) first.set_prompts("a blue car");
    if (step.step == 3) first.add_image(again_picture(9, 9, 2), 0.5F);
    return step.step == 4 ? Action::finish : Action::proceed;
  });
  const std::string record = first.record();
  check_every_step(model, [&] {
    Session session = Session::again(model, record);
    session.start_from(again_picture(17, 40, 1));
    session.add_image(again_picture(30, 20));
    session.add_image(again_picture(9, 9, 2));
    return session;
  });
}

DOCTEST_TEST_CASE("Checkpoints of checkpoints go on, and prompts can be changed after them") {
  const Model& model = again_model();
  const Options options = again_options(model, 5);
  const Make make = session_of(model, options, "a red apple");
  const Change change = [](Session& session, int step) {
    if (step == 2) session.add_prompts("a blue car");
    if (step == 3) session.add_image(again_picture(9, 9, 2));
  };
  Session unbroken = make();
  const std::vector<Sight> expected = run(unbroken, change);
  const TemporaryFolder folder;
  const std::string file = folder.file("session.checkpoint");
  {
    Session session = make();
    session.start();
    session.save_checkpoint(file);
  }
  for (int step = 1; step <= 5; ++step) {
    Session session = Session::resume(model, file);
    const std::vector<Sight> one = run(session, change, step, file);
    DOCTEST_REQUIRE(one.size() == 1);
    const bool same = one.front() == expected[static_cast<std::size_t>(step - 1)];
    DOCTEST_CHECK(same);
  }
  Session resumed = Session::resume(model, file);
  DOCTEST_CHECK(status_of([&] { resumed.step(); }) == Status::invalid_state);
  DOCTEST_CHECK(status_of([&] { resumed.start_from(again_picture(5, 5)); }) ==
                Status::invalid_state);
}

DOCTEST_TEST_CASE("Sessions that go on side by side do not touch each other") {
  const Model& model = again_model();
  const TemporaryFolder folder;
  std::vector<std::vector<Sight>> expected;
  for (int index = 0; index < 3; ++index) {
    Options options = again_options(model, 4);
    options.set("seed", index);
    const Make make = session_of(model, options, "a red apple");
    Session unbroken = make();
    expected.push_back(run(unbroken, {}));
    Session broken = make();
    run(broken, {}, 2, folder.file(std::to_string(index)));
  }
  std::vector<Session> resumed;
  for (int index = 0; index < 3; ++index) {
    resumed.push_back(Session::resume(model, folder.file(std::to_string(index))));
  }
  for (int step = 3; step <= 4; ++step) {
    for (std::size_t index = 0; index < resumed.size(); ++index) {
      const Step done = resumed[index].step();
      DOCTEST_CHECK(done.loss == expected[index][static_cast<std::size_t>(step - 1)].loss);
      DOCTEST_CHECK(resumed[index].latent(0) ==
                    expected[index][static_cast<std::size_t>(step - 1)].latent[0]);
    }
  }
}
