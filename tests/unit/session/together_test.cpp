// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "session/together.hpp"

#include "support/torch_doctest.hpp"

#include <torch/csrc/jit/api/module.h>

#include <cstring>
#include <fstream>
#include <functional>
#include <memory>

#include "base/error.hpp"
#include "support/compare.hpp"
#include "tiny.hpp"

namespace clipdraw {
namespace {

using test::status_of;

using Member = std::unique_ptr<Session>;

// One of many sessions that have nothing in common but what a group asks for.
Member member(const std::shared_ptr<const Model>& model, int kind,
              const std::function<void(Options&)>& change = {}) {
  const char* words[] = {"a red apple", "the sea", "a blue car on a hill", "rain"};
  const OptimizerKind optimizers[] = {OptimizerKind::adam, OptimizerKind::rmsprop,
                                      OptimizerKind::sgd};
  Options options = test::tiny_options();
  options.steps = 6;
  options.size = {48, 32};
  options.seed = 100 + static_cast<uint64_t>(kind);
  options.optimizer = optimizers[kind % 3];
  if (kind % 2 == 1) options.tv = 0.3;
  if (kind % 3 == 2) options.average = 0.5;
  if (kind % 4 == 3) options.noise = 0.4;
  if (change) change(options);
  auto session = std::make_unique<Session>(model, options);
  session->add_text(words[kind % 4]);
  for (int more = 0; more < kind % 3; ++more) session->add_text("snow", -0.2f);
  return session;
}

std::string bytes_of(const Latent& latent) {
  std::string bytes;
  for (const LatentPart& part : latent) {
    const at::Tensor value = part.value.detach().contiguous();
    bytes.append(static_cast<const char*>(value.data_ptr()), value.nbytes());
  }
  return bytes;
}

// What a session shows and says of itself.
std::string all_of(const Session& session) {
  const PixelImage image = session.image();
  const double distances[] = {session.first_distance(), session.last_distance()};
  std::string all(image.rgb.begin(), image.rgb.end());
  all.append(reinterpret_cast<const char*>(distances), sizeof distances);
  return all + bytes_of(session.latent());
}

// Takes that many steps. Whoever has none left goes.
void step(std::vector<Session*> places, int steps) {
  for (int count = 0; count < steps; ++count) {
    for (Session*& place : places) {
      if (place != nullptr && place->steps_done() == place->options().steps) place = nullptr;
    }
    for (const GroupStep& done : step_together(places)) {
      if (done.error) std::rethrow_exception(done.error);
    }
  }
}

// Who is in the places beside those that are looked at.
enum class Neighbours { nobody, others };

// Draws the members of a group at those of its places whose number is odd, or even, and returns
// what became of them.
std::vector<std::string> draw_half(const std::shared_ptr<const Model>& model, size_t size,
                                   size_t odd, Neighbours neighbours, int steps,
                                   const std::function<void(Options&)>& change) {
  std::vector<Member> members;
  std::vector<Session*> places(size);
  for (size_t place = 0; place < size; ++place) {
    const bool own = place % 2 == odd;
    if (!own && neighbours == Neighbours::nobody) continue;
    members.push_back(member(model, static_cast<int>(place) + (own ? 0 : 11), change));
    places[place] = members.back().get();
    if (own) continue;
    // Others are ahead, and some of them end on the way.
    std::vector<Session*> alone(size);
    alone[place] = places[place];
    step(alone, 1 + static_cast<int>(place) % 5);
  }
  step(places, steps);
  std::vector<std::string> drawn(size);
  for (size_t place = odd; place < size; place += 2) drawn[place] = all_of(*places[place]);
  return drawn;
}

// Draws a group, and then every member at its place with nobody and with others beside it.
void check_neighbours(const std::shared_ptr<const Model>& model, size_t size, int steps,
                      const std::function<void(Options&)>& change = {}) {
  DOCTEST_CAPTURE(size);
  std::vector<Member> members;
  std::vector<Session*> places;
  for (size_t place = 0; place < size; ++place) {
    members.push_back(member(model, static_cast<int>(place), change));
    places.push_back(members.back().get());
  }
  step(places, steps);
  for (size_t place = 0; place < size; ++place) {
    const GroupPlace expected{static_cast<int>(size), static_cast<int>(place)};
    DOCTEST_CHECK(places[place]->group() == expected);
  }
  for (const size_t odd : {0, 1}) {
    for (const Neighbours neighbours : {Neighbours::nobody, Neighbours::others}) {
      const std::vector<std::string> found = draw_half(model, size, odd, neighbours, steps, change);
      for (size_t place = odd; place < size; place += 2) {
        DOCTEST_CAPTURE(place);
        const bool same = found[place] == all_of(*places[place]);
        DOCTEST_CHECK(same);
      }
    }
  }
}

// A model whose generator is a module with that method decode(z).
std::shared_ptr<const Model> model_with(const test::TemporaryFolder& folder,
                                        const std::string& decode) {
  torch::jit::Module module("Mine");
  module.register_parameter("weight", at::linspace(-1, 1, 12).view({3, 4, 1, 1}), false);
  module.define(decode);
  module.save(folder.file("mine.pt"));
  std::ofstream(folder.file("mine.json"))
      << R"({"generator": "torchscript", "latent_channels": 4, "factor": 1})";
  return Model::load(test::files_with({"clip_vit_tiny.safetensors"}, folder.file("mine.pt")));
}

}  // namespace

DOCTEST_TEST_CASE("a picture's bytes do not depend on its neighbours, at any place") {
  for (const size_t size : {2, 3, 8}) check_neighbours(test::tiny_model(), size, 4);
}

DOCTEST_TEST_CASE("nor where views are cut into several passes, of several guides") {
  // 36 views of each: a pass of 32 for each alone, and one of 4 for all.
  const auto many = [](Options& options) {
    options.cutouts = 36;
    options.size = {32, 32};
  };
  check_neighbours(test::two_guides(), 4, 3, many);
}

DOCTEST_TEST_CASE("nor where some are still drawn coarsely") {
  check_neighbours(test::tiny_model(), 3, 5, [](Options& options) { options.coarse = 0.5; });
}

DOCTEST_TEST_CASE("a group draws what each would draw alone, up to rounding") {
  for (const char* generator : {"fft", "taesd_tiny", "kl_tiny"}) {
    DOCTEST_CAPTURE(generator);
    const std::shared_ptr<const Model> model = Model::load(
        test::files_with({"clip_vit_tiny.safetensors"},
                         std::string(generator) == "fft" ? generator : test::data(generator)));
    std::vector<Member> together;
    std::vector<Session*> places(5);
    for (const size_t place : {0, 2, 3}) {
      together.push_back(member(model, static_cast<int>(place)));
      places[place] = together.back().get();
    }
    step(places, 3);
    for (const size_t place : {0, 2, 3}) {
      const Member alone = member(model, static_cast<int>(place));
      for (int count = 0; count < 3; ++count) alone->step();
      const Session& found = *places[place];
      DOCTEST_CHECK(found.last_distance() == doctest::Approx(alone->last_distance()).epsilon(1e-4));
      for (size_t part = 0; part < found.latent().size(); ++part) {
        DOCTEST_CHECK(test::relative_error(found.latent()[part].value.detach(),
                                           alone->latent()[part].value.detach()) < 1e-3);
      }
    }
  }
}

DOCTEST_TEST_CASE("a generator that mixes what is in a batch draws no groups") {
  const std::vector<std::pair<std::string, Status>> modules{
      {"def decode(self, z):\n    return torch.sigmoid(torch.conv2d(z, self.weight))\n",
       Status::ok},
      {"def decode(self, z):\n    y = torch.conv2d(z, self.weight)\n"
       "    return torch.sigmoid(y - y.mean())\n",
       Status::unsupported},
      {"def decode(self, z):\n    return torch.sigmoid(torch.conv2d(z[:1], self.weight))\n",
       Status::unsupported}};
  for (const auto& [decode, expected] : modules) {
    DOCTEST_CAPTURE(decode);
    const test::TemporaryFolder folder;
    const std::shared_ptr<const Model> model = model_with(folder, decode);
    const Member first = member(model, 0);
    const Member second = member(model, 1);
    DOCTEST_CHECK(status_of([&] { step_together({first.get(), second.get()}); }) == expected);
    DOCTEST_CHECK(first->started() == (expected == Status::ok));
    if (expected == Status::ok) continue;
    DOCTEST_CHECK(status_of([&] { step_together({first.get()}); }) == Status::ok);  // alone
  }
}

}  // namespace clipdraw
