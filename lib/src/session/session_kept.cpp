// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

// What a session keeps in a checkpoint, and how it goes on from one.
#include <ATen/ATen.h>

#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "session/first_latent.hpp"
#include "session/session.hpp"
#include "session/session_state.hpp"

namespace clipdraw {
namespace {

// Names of tensors. Behind each of the next four stands the number of a part of Z, behind that of
// the moments a point and the moment's name.
constexpr const char* kLatent = "z.";
constexpr const char* kStart = "start.";
constexpr const char* kAverage = "average.";
constexpr const char* kMoments = "optimizer.";
constexpr const char* kAverageWeight = "average_weight";  // [] double
constexpr const char* kDistances = "distances";           // [2] double: of the first and last step
constexpr const char* kPlateau = "plateau";               // [4] double: see Plateau::Kept
constexpr const char* kPictures = "image_prompts";        // [N, D] float: a row for each, in order

// Adds pointers to every image prompt of these, in order. May be called for constant sets.
template <typename Sets, typename Prompts, typename Pointers>
void add_image_prompts(Sets& earlier, Prompts& present, Pointers& found) {
  const auto collect = [&](auto& prompts) {
    for (auto& prompt : prompts) {
      if (prompt.kind == PromptKind::image) found.push_back(&prompt);
    }
  };
  for (auto& set : earlier) collect(set.prompts);
  collect(present);
}

// [D] float: the parts of all guides, one after the other.
at::Tensor row_of(const Prompt& prompt) {
  std::vector<float> row;
  for (const std::vector<float>& part : prompt.embedding) {
    row.insert(row.end(), part.begin(), part.end());
  }
  return at::tensor(row);
}

// The opposite. row: [D] float.
std::vector<std::vector<float>> parts_of(const Model& model, const at::Tensor& row) {
  std::vector<std::vector<float>> parts;
  const float* value = row.data_ptr<float>();
  for (const Reader& guide : model.guides()) {
    parts.emplace_back(value, value + guide.clip.embed_dim());
    value += guide.clip.embed_dim();
  }
  return parts;
}

void keep(NamedTensors& tensors, const char* place, const Latent& latent) {
  for (size_t part = 0; part < latent.size(); ++part) {
    tensors[fmt::format("{}{}", place, part)] = latent[part].value.detach();
  }
}

// Takes tensors out of a checkpoint, each once.
class Taker {
 public:
  explicit Taker(NamedTensors tensors) : left_(std::move(tensors)) {}

  at::Tensor take(const std::string& name, at::IntArrayRef shape,
                  at::ScalarType type = at::kFloat) {
    const auto found = left_.find(name);
    if (found == left_.end()) fail(Status::unsupported, "{}: not in it", name);
    const at::Tensor tensor = found->second;
    if (tensor.sizes() != shape || tensor.scalar_type() != type) {
      fail(Status::unsupported, "{}: {} of [{}], expected {} of [{}]", name,
           at::toString(tensor.scalar_type()), fmt::join(tensor.sizes(), ", "), at::toString(type),
           fmt::join(shape, ", "));
    }
    left_.erase(found);
    return tensor;
  }

  // Takes the values of Z, or of what has its shapes.
  std::vector<at::Tensor> take_parts(const char* place,
                                     const std::vector<std::vector<int64_t>>& shapes) {
    std::vector<at::Tensor> parts;
    for (size_t part = 0; part < shapes.size(); ++part) {
      const std::string name = fmt::format("{}{}", place, part);
      parts.push_back(take(name, shapes[part]));
      if (!at::isfinite(parts.back()).all().item<bool>()) {
        fail(Status::unsupported, "{}: values that are not finite", name);
      }
    }
    return parts;
  }

  // Takes all whose names begin so, by what follows in their names.
  NamedTensors take_all(const std::string& beginning) {
    NamedTensors found;
    for (auto item = left_.lower_bound(beginning);
         item != left_.end() && item->first.rfind(beginning, 0) == 0; item = left_.erase(item)) {
      found[item->first.substr(beginning.size())] = item->second;
    }
    return found;
  }

  bool has(const std::string& name) const { return left_.count(name) != 0; }

  void check_empty() const {
    if (!left_.empty()) fail(Status::unsupported, "{}: of unknown use", left_.begin()->first);
  }

 private:
  NamedTensors left_;
};

// A Z of those values; the rest is that of `like`.
Latent with_values(Latent like, std::vector<at::Tensor> values) {
  for (size_t part = 0; part < like.size(); ++part) like[part].value = std::move(values[part]);
  return like;
}

void take_pictures(Taker& tensors, const Model& model, const std::vector<Prompt*>& prompts) {
  if (prompts.empty()) return;
  int64_t length = 0;
  for (const Reader& guide : model.guides()) length += guide.clip.embed_dim();
  const at::Tensor rows =
      tensors.take(kPictures, {static_cast<int64_t>(prompts.size()), length});  // [N, D]
  for (size_t row = 0; row < prompts.size(); ++row) {
    prompts[row]->embedding = parts_of(model, rows[static_cast<int64_t>(row)]);
  }
}

}  // namespace

NamedTensors Session::kept() const {
  const State& s = *state_;
  if (!started()) fail(Status::invalid_state, "checkpoint: the session has not started");
  NamedTensors tensors;
  keep(tensors, kLatent, s.latent);
  keep(tensors, kStart, s.start);
  const std::vector<NamedTensors> moments = s.optimizer->moments();
  for (size_t part = 0; part < moments.size(); ++part) {
    for (const auto& [name, moment] : moments[part]) {
      tensors[fmt::format("{}{}.{}", kMoments, part, name)] = moment;
    }
  }
  if (s.average && s.average->weight() > 0) {
    keep(tensors, kAverage, s.average->sum());
    tensors[kAverageWeight] = at::scalar_tensor(s.average->weight(), at::kDouble);
  }
  tensors[kDistances] = at::tensor({s.first_distance, s.last_distance}, at::kDouble);
  if (s.options.patience > 0) {
    const Plateau::Kept kept = s.plateau.kept();
    tensors[kPlateau] = at::tensor({kept.mean, kept.least, kept.waited, kept.seen}, at::kDouble);
  }
  std::vector<const Prompt*> pictures;
  add_image_prompts(s.prompts.earlier(), s.prompts.present(), pictures);
  if (s.replay) add_image_prompts(s.replay->earlier, s.replay->prompts, pictures);
  std::vector<at::Tensor> rows;
  for (const Prompt* prompt : pictures) rows.push_back(row_of(*prompt));
  if (!rows.empty()) tensors[kPictures] = at::stack(rows);
  return tensors;
}

Session::Session(std::shared_ptr<const Model> model, const Options& options, Replay so_far,
                 std::optional<Replay> repeats, const Checkpoint& checkpoint)
    : state_(std::make_unique<State>()) {
  State& s = *state_;
  s.take(std::move(model), options);
  Taker tensors(checkpoint.tensors);
  std::vector<Prompt*> pictures;
  add_image_prompts(so_far.earlier, so_far.prompts, pictures);
  if (repeats) add_image_prompts(repeats->earlier, repeats->prompts, pictures);
  take_pictures(tensors, *s.model, pictures);
  so_far.check(*s.model, s.options);
  if (repeats) repeats->check(*s.model, s.options);

  s.steps = so_far.steps_run;
  const std::vector<std::vector<int64_t>> shapes =
      latent_shapes(*s.model, s.present_options().size);
  std::vector<at::Tensor> values = tensors.take_parts(kLatent, shapes);
  // Names, bounds and rates of the parts are the generator's.
  const Latent like = s.model->generator().from_values(values.front());
  s.latent = with_values(like, std::move(values));
  s.start = with_values(like, tensors.take_parts(kStart, shapes));
  s.optimizer.emplace(s.options.optimizer, s.latent);
  std::vector<NamedTensors> moments;
  for (size_t part = 0; part < shapes.size(); ++part) {
    moments.push_back(tensors.take_all(fmt::format("{}{}.", kMoments, part)));
  }
  s.optimizer->remember(moments);
  if (s.options.average > 0) {
    s.average.emplace(s.options.average);
    if (s.steps > s.size_began()) {
      const double weight = tensors.take(kAverageWeight, {}, at::kDouble).item<double>();
      s.average.emplace(s.options.average, with_values(like, tensors.take_parts(kAverage, shapes)),
                        weight);
    }
  }
  const at::Tensor distances = tensors.take(kDistances, {2}, at::kDouble);
  if (s.options.patience > 0) {
    const at::Tensor kept = tensors.take(kPlateau, {4}, at::kDouble);
    const auto* value = kept.data_ptr<double>();
    s.plateau.remember({value[0], value[1], value[2], value[3]});
  }
  tensors.check_empty();

  s.first_distance = distances[0].item<double>();
  s.last_distance = distances[1].item<double>();
  s.group = so_far.group;
  s.prompts = PromptHistory(std::move(so_far.prompts), std::move(so_far.earlier), s.steps);
  s.start_picture = so_far.start_picture;
  s.replay = std::move(repeats);
  s.plan = so_far.plan ? *so_far.plan : s.plan_for(s.group ? s.group->size : 1);
  s.summary.outcome = so_far.outcome;
  s.summary.reason = "it ended before its checkpoint was written";
  s.summary.steps = s.steps;
  s.summary.first_distance = s.first_distance;
  s.summary.last_distance = s.last_distance;
  s.take_threads();
}

}  // namespace clipdraw
