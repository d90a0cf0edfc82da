// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "session/memory_plan.hpp"

#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "nn/bf16.hpp"
#include "session/session.hpp"
#include "session/together.hpp"
#include "support/compare.hpp"
#include "support/counted_memory.hpp"
#include "support/torch_doctest.hpp"
#include "tiny.hpp"

namespace clipdraw {
namespace {

using test::data;
using test::ending_of;

constexpr int64_t kMiB = int64_t{1} << 20;
constexpr Recompute kAll[] = {Recompute::none, Recompute::blocks, Recompute::deep};

std::vector<Form> packed_forms() {
  if (has_bf16()) return {Form::fp32, Form::bf16};
  return {Form::fp32};
}

std::vector<Form> all_forms() {
  std::vector<Form> forms = packed_forms();
  forms.insert(forms.begin(), Form::plain);
  return forms;
}

Options sized(int side, int cutouts = 5) {
  Options options = test::tiny_options();
  options.size = {side, side};
  options.cutouts = cutouts;
  options.start = Start::random;  // or encoding a first picture would be the largest of all
  return options;
}

// The largest limit, in MiB, below what the plan takes.
int limit_below(const Options& options, const MemoryPlan& plan, int places = 1) {
  return static_cast<int>((predict_memory(*test::tiny_model(), options, plan, places) - 1) / kMiB);
}

// Z itself and the statistics of norms, which footprints leave out.
constexpr int64_t kSmall = 128 << 10;

// What was found has to be no more than was told, and not much less.
void check_told(const char* what, int64_t found, int64_t values, double most_over) {
  const int64_t told = values * static_cast<int64_t>(sizeof(float));
  DOCTEST_CAPTURE(what);
  DOCTEST_CAPTURE(found);
  DOCTEST_CAPTURE(told);
  DOCTEST_CHECK(told + kSmall >= found);
  DOCTEST_CHECK(static_cast<double>(told) <= most_over * static_cast<double>(found));
}

Latent random_latent(const Generator& generator, int side) {
  const std::vector<int64_t> shape = generator.latent_shapes(side, side).front();
  Latent latent = generator.from_values(at::zeros(shape) + at::linspace(-1, 1, shape.back()));
  latent[0].value.requires_grad_(true);
  return latent;
}

// What decoding and its way back allocate, against what was told.
void check_decoding(const char* name, const Compute& compute, int side, double most_over) {
  const std::shared_ptr<const Generator> generator =
      Generator::load(std::string(name) == "fft" ? name : data(name));
  DOCTEST_CAPTURE(name);
  DOCTEST_CAPTURE(form_name(compute.form));
  DOCTEST_CAPTURE(recompute_name(compute.recompute));
  const Latent latent = random_latent(*generator, side);
  if (compute.form != Form::plain) generator->decode(latent, compute);  // packs the weights
  const at::Tensor& z = latent[0].value;
  const GraphMemory told = *generator->decode_memory({1, z.size(1), z.size(2), z.size(3)}, compute);
  at::Tensor image;
  const test::TensorBytes forward =
      test::count_tensor_bytes([&] { image = generator->decode(latent, compute); });
  const at::Tensor gradient = at::ones(image.sizes());
  const auto own = static_cast<int64_t>(image.nbytes());
  const test::TensorBytes backward = test::count_tensor_bytes(
      [&] { torch::autograd::grad({image}, {latent[0].value}, {gradient}); });
  const bool is_rough = std::string(name) == "fft";
  check_told("kept", forward.left - own, told.kept, is_rough ? 10 : most_over);
  check_told("all", std::max(forward.most, forward.left - own + backward.most),
             std::max(told.forward, told.backward), is_rough ? 3 : 1.35 * most_over);
}

DOCTEST_TEST_CASE("footprints of generators are what their code allocates") {
  for (const char* name : {"tiny/vqgan.safetensors", "vqgan_gumbel_tiny.safetensors", "kl_tiny",
                           "taesd_tiny", "fft"}) {
    for (const Recompute recompute : kAll)
      check_decoding(name, {Form::plain, recompute}, 128, 1.05);
  }
}

DOCTEST_TEST_CASE("encoding a picture takes no more than was told") {
  for (const char* name :
       {"tiny/vqgan.safetensors", "vqgan_gumbel_tiny.safetensors", "kl_tiny", "taesd_tiny"}) {
    DOCTEST_CAPTURE(name);
    const std::shared_ptr<const Generator> generator = Generator::load(data(name));
    const at::Tensor image = at::rand({1, 3, 128, 128});
    const test::TensorBytes found = test::count_tensor_bytes([&] { generator->encode(image); });
    check_told("encode", found.most, generator->encode_values({1, 3, 128, 128}), 2.2);
  }
}

DOCTEST_TEST_CASE("footprints of packed generators are not less than what their code allocates") {
  for (const Form form : packed_forms()) {
    for (const char* name :
         {"tiny/vqgan.safetensors", "vqgan_gumbel_tiny.safetensors", "kl_tiny"}) {
      for (const Recompute recompute : kAll) check_decoding(name, {form, recompute}, 128, 1.55);
    }
  }
}

DOCTEST_TEST_CASE("footprints of CLIPs are what their code allocates") {
  for (const Form form : all_forms()) {
    for (const char* name : {"clip_vit_tiny.safetensors", "clip_rn_tiny.safetensors"}) {
      DOCTEST_CAPTURE(name);
      DOCTEST_CAPTURE(form_name(form));
      constexpr int64_t kViews = 12;
      const Clip clip = Clip::load(data(name));
      const int64_t side = clip.image_resolution();
      const at::Tensor views = at::rand({kViews, 3, side, side}).requires_grad_(true);
      const Compute compute{form};
      if (form != Form::plain) clip.encode_image(views, compute);  // packs the weights
      const GraphMemory told = clip.image_memory(kViews, compute);
      at::Tensor embeddings;
      const test::TensorBytes forward =
          test::count_tensor_bytes([&] { embeddings = clip.encode_image(views, compute); });
      const test::TensorBytes backward =
          test::count_tensor_bytes([&] { torch::autograd::grad({embeddings.sum()}, {views}); });
      check_told("all", std::max(forward.most, forward.left + backward.most),
                 std::max(told.forward, told.backward), form == Form::plain ? 1.6 : 2.0);
    }
  }
}

DOCTEST_TEST_CASE("larger pictures and more views at once are told to take more") {
  const Model& model = *test::tiny_model();
  int64_t before = 0;
  for (const int side : {64, 128, 256, 512}) {
    const int64_t now = predict_memory(model, sized(side), {});
    DOCTEST_CHECK(now > before);
    before = now;
  }
  before = 0;
  for (const int views : {1, 4, 16, 32}) {
    const int64_t now =
        predict_memory(*test::two_guides(), sized(64, 64), {views, Recompute::none});
    DOCTEST_CHECK(now > before);
    before = now;
  }
  DOCTEST_CHECK(predict_memory(model, sized(256), {}, 3) > predict_memory(model, sized(256), {}));
  DOCTEST_CHECK(predict_memory(model, sized(512), {1, Recompute::deep}) <
                predict_memory(model, sized(512), {1, Recompute::none}));
}

DOCTEST_TEST_CASE("the fastest plan that fits is chosen") {
  const Model& model = *test::tiny_model();
  Options options = sized(512, 64);
  DOCTEST_CHECK(plan_memory(model, options) == MemoryPlan{});
  options.memory = limit_below(options, {}) + 1;
  DOCTEST_CHECK(plan_memory(model, options) == MemoryPlan{});
  int changes = 0;
  while (true) {
    const MemoryPlan before = plan_memory(model, options);
    options.memory = limit_below(options, before);
    MemoryPlan now;
    if (ending_of([&] { now = plan_memory(model, options); }).status != Status::ok) break;
    DOCTEST_CHECK(predict_memory(model, options, now) <= options.memory * kMiB);
    DOCTEST_CHECK((now.recompute > before.recompute || now.views_at_once < before.views_at_once));
    ++changes;
  }
  DOCTEST_CHECK(changes >= 1);
}

DOCTEST_TEST_CASE("what does not fit says what would") {
  const Model& model = *test::tiny_model();
  Options options = sized(512, 8);
  options.memory = limit_below(sized(448, 8), {1, Recompute::deep});
  const test::Ending ending = ending_of([&] { Session(test::tiny_model(), options); });
  DOCTEST_CAPTURE(ending.message);
  DOCTEST_CHECK(ending.status == Status::invalid_argument);
  DOCTEST_CHECK(ending.says("512x512 with 8 cutouts needs"));
  const auto follow = [&](const std::string& name) {
    const std::string mark = "--" + name + " ";
    const size_t from = ending.message.rfind(mark) + mark.size();
    Options others = options;
    others.set(name, ending.message.substr(from, ending.message.find(' ', from) - from));
    DOCTEST_CHECK_NOTHROW(plan_memory(model, others));
    return others;
  };
  DOCTEST_CHECK(follow("memory").memory > options.memory);
  DOCTEST_CHECK(follow("size").size.width < options.size.width);
  options.memory = 1;
  const test::Ending none = ending_of([&] { plan_memory(model, options); });
  DOCTEST_CHECK(none.says("use --memory "));
  DOCTEST_CHECK(!none.says("--size"));
}

DOCTEST_TEST_CASE("a machine refuses only what it cannot hold, before anything is drawn") {
  const Model& model = *test::tiny_model();
  const Options options = sized(512);
  const int64_t needed = predict_memory(model, options, {});
  DOCTEST_CHECK_NOTHROW(check_machine(model, options, {}, needed * 9 / 10));  // may well fit
  const test::Ending ending = ending_of([&] { check_machine(model, options, {}, needed / 2); });
  DOCTEST_CAPTURE(ending.message);
  DOCTEST_CHECK(ending.status == Status::out_of_memory);
  DOCTEST_CHECK(ending.says("512x512"));
}

// Draws with a plan, as a record of it would have it drawn.
std::pair<at::Tensor, MemoryPlan> drawn(const Options& options) {
  Session session(test::tiny_model(), options);
  session.add_text("a red apple");
  session.run();
  return {session.latent()[0].value.detach().clone(), session.plan()};
}

DOCTEST_TEST_CASE("a limit changes how a picture is computed, not which") {
  Options options = sized(256, 12);
  options.steps = 2;
  const auto [free, usual] = drawn(options);
  DOCTEST_CHECK(usual == MemoryPlan{});
  options.memory = limit_below(options, {});
  const auto [limited, plan] = drawn(options);
  DOCTEST_CHECK(plan != MemoryPlan{});
  DOCTEST_CHECK(test::relative_error(limited, free) < 1e-3);
  DOCTEST_CHECK(at::equal(drawn(options).first, limited));
}

DOCTEST_TEST_CASE("recomputing gives the same gradient, bit for bit, in every form") {
  for (const Form form : all_forms()) {
    for (const char* name : {"tiny/vqgan.safetensors", "kl_tiny", "taesd_tiny"}) {
      const std::shared_ptr<const Generator> generator = Generator::load(data(name));
      std::vector<at::Tensor> gradients;
      for (const Recompute recompute : kAll) {
        const Latent latent = random_latent(*generator, 64);
        const at::Tensor image = generator->decode(latent, Compute{form, recompute});
        gradients.push_back(torch::autograd::grad({image.square().sum()}, {latent[0].value})[0]);
        gradients.push_back(image.detach());
      }
      DOCTEST_CAPTURE(name);
      DOCTEST_CAPTURE(form_name(form));
      DOCTEST_CHECK(gradients[0].abs().max().item<float>() > 0);
      for (const size_t other : {2, 4}) {
        DOCTEST_CHECK(at::equal(gradients[other], gradients[0]));
        DOCTEST_CHECK(at::equal(gradients[other + 1], gradients[1]));
      }
    }
  }
}

DOCTEST_TEST_CASE("a group has a plan of its own") {
  Options options = sized(256, 12);
  options.steps = 1;
  options.memory = limit_below(options, {}, 2);
  std::vector<std::unique_ptr<Session>> sessions;
  std::vector<Session*> places;
  for (const uint64_t seed : {1, 2}) {
    options.seed = seed;
    sessions.push_back(std::make_unique<Session>(test::tiny_model(), options));
    sessions.back()->add_text("a red apple");
    places.push_back(sessions.back().get());
  }
  DOCTEST_CHECK(places[0]->plan() == MemoryPlan{});
  for (const GroupStep& step : step_together(places)) DOCTEST_CHECK(step.step);
  for (const Session* session : places) {
    DOCTEST_CHECK(session->plan() == plan_memory(*test::tiny_model(), options, 2));
    DOCTEST_CHECK(session->plan() != MemoryPlan{});
  }
}

}  // namespace
}  // namespace clipdraw
