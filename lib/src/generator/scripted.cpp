// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

// The only file that sees Torch's own compiler.

#include "generator/scripted.hpp"

#include <c10/core/GradMode.h>
#include <fmt/ranges.h>
#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/csrc/jit/serialization/import.h>

#include "base/error.hpp"
#include "base/random.hpp"
#include "generator/checks.hpp"

namespace clipdraw {
namespace {

constexpr int64_t kTrialSide = 4;  // places of the Z that a module is tried with
constexpr double kSame = 1e-4;     // rounding of one picture in a batch and alone

// The first line of Torch's message: the rest is a stack of addresses.
std::string first_line(const std::exception& error) {
  const std::string text = error.what();
  return text.substr(0, text.find('\n'));
}

// Reads a number for all channels, or a list with one for each: [1, 1 or channels, 1, 1] float.
at::Tensor read_bound(const Description& beside, const char* key, int64_t channels) {
  if (!beside.has(key)) return {};
  const nlohmann::json& found = beside.json().at(key);
  std::vector<float> values;
  for (const nlohmann::json& item : found.is_array() ? found : nlohmann::json::array({found})) {
    if (item.is_number()) values.push_back(item.get<float>());
  }
  if (values.size() != (found.is_array() ? static_cast<size_t>(channels) : 1)) {
    beside.bad(key, fmt::format("a number, or a list of {} numbers", channels));
  }
  return at::tensor(values).view({1, -1, 1, 1});
}

}  // namespace

struct Scripted::Module {
  torch::jit::Module module;
};

Scripted::~Scripted() = default;

bool Scripted::fits(const Description& beside) {
  return beside.has("generator") && beside.text("generator", "") == "torchscript";
}

std::shared_ptr<const Scripted> Scripted::load(const std::string& path, const Description& beside) {
  std::shared_ptr<Scripted> scripted(new Scripted());
  scripted->path_ = path;
  scripted->read(beside);
  torch::jit::Module module;
  try {
    module = torch::jit::load(path);
  } catch (const std::exception& error) {
    Archive::open(path);  // knows what wrong files are, and fails with that
    fail(Status::bad_weights,
         "{}: is no TorchScript archive that Torch reads, expected one from torch.jit.save: {}",
         path, first_line(error));
  }
  module.eval();
  for (const at::Tensor& held : module.parameters()) {
    scripted->weight_bytes_ += static_cast<int64_t>(held.nbytes());
  }
  for (const at::Tensor& parameter : module.parameters()) parameter.set_requires_grad(false);
  if (!module.find_method("decode")) {
    fail(Status::unsupported,
         "{}: has no method decode(z), expected one that takes [N, {}, h, w] and gives a picture; "
         "mark it with @torch.jit.export",
         path, scripted->channels_);
  }
  scripted->module_ = std::make_unique<const Module>(Module{std::move(module)});
  const at::NoGradGuard no_grad;
  Latent latent = scripted->from_values(
      at::zeros({1, scripted->channels_, kTrialSide, kTrialSide}, at::kFloat));
  const at::Tensor image = scripted->decode(latent);
  if (!at::isfinite(image).all().item<bool>()) {
    fail(Status::bad_weights, "{}: decode of a Z of zeros is not finite", path);
  }
  if (scripted->can_encode()) scripted->encode(image.clamp(0, 1));
  scripted->several_ = scripted->try_several();
  return scripted;
}

void Scripted::read(const Description& beside) {
  channels_ = beside.number("latent_channels", 1, 65536);
  factor_ = static_cast<int>(beside.number("factor", 1, 1024));
  native_size_ = static_cast<int>(beside.number("native_size", 1, 65536, native_size_));
  const std::string range = beside.text("output_range", "0..1");
  if (range != "0..1" && range != "-1..1") beside.bad("output_range", "\"0..1\" or \"-1..1\"");
  signed_ = range == "-1..1";
  scale_ = read_latent_scale(beside, scale_);
  low_ = read_bound(beside, "low", channels_);
  high_ = read_bound(beside, "high", channels_);
  suggestion_.learning_rate = beside.real("learning_rate", 1e-6, 100, suggestion_.learning_rate);
  suggestion_.steps = static_cast<int>(beside.number("steps", 0, 100000, suggestion_.steps));
}

std::vector<std::string> Scripted::files() const { return {path_, side_file_path(path_)}; }

bool Scripted::can_encode() const { return module_->module.find_method("encode").has_value(); }

at::Tensor Scripted::call(const char* method, const at::Tensor& input,
                          const std::vector<int64_t>& expected) const {
  // The optimiser rewrites a module after its first runs, from what it saw in them: the same input
  // would not give the same bits then.
  const torch::jit::GraphOptimizerEnabledGuard plain(false);
  c10::IValue result;
  try {
    result = module_->module.get_method(method)({input});
  } catch (const std::exception& error) {
    fail(Status::bad_weights, "{}: {}([{}]) failed: {}", path_, method,
         fmt::join(input.sizes(), ", "), first_line(error));
  }
  if (!result.isTensor()) {
    fail(Status::bad_weights, "{}: {} gives {}, expected one tensor", path_, method,
         result.tagKind());
  }
  const at::Tensor& found = result.toTensor();
  if (found.sizes() != at::IntArrayRef(expected) || !found.is_floating_point()) {
    fail(Status::bad_weights,
         "{}: {}([{}]) gives {} [{}], expected floating point [{}]; see \"latent_channels\" and "
         "\"factor\" in {}",
         path_, method, fmt::join(input.sizes(), ", "), at::toString(found.scalar_type()),
         fmt::join(found.sizes(), ", "), fmt::join(expected, ", "), side_file_path(path_));
  }
  return found.to(input.scalar_type());
}

std::vector<std::vector<int64_t>> Scripted::latent_shapes(int width, int height) const {
  require_size(width, height, factor_);
  return {{1, channels_, height / factor_, width / factor_}};
}

at::Tensor Scripted::decode(const Latent& latent, const Compute&) const {
  const at::Tensor& z = require_latent(latent, channels_);
  const at::Tensor image =
      call("decode", scale_.from_z(z), {z.size(0), 3, z.size(2) * factor_, z.size(3) * factor_});
  return signed_ ? (image + 1) * 0.5 : image;
}

// A module may be traced for one Z, or mix what is in a batch: tried with two.
bool Scripted::try_several() const {
  const at::NoGradGuard no_grad;
  const std::vector<int64_t> shape{2, channels_, kTrialSide, kTrialSide};
  at::Tensor values = at::empty(shape, at::kFloat);
  Random(0, Purpose::latent_noise)
      .fill_normal(values.data_ptr<float>(), static_cast<size_t>(values.numel()));
  values[1].mul_(3);  // nothing in common with the first
  try {
    const Latent both = from_values(values);
    const at::Tensor images = decode(both);
    for (const int64_t place : {0, 1}) {
      Latent alone = both;
      alone[0].value = both[0].value.narrow(0, place, 1).contiguous();
      if (!at::allclose(images.narrow(0, place, 1), decode(alone), kSame, kSame)) return false;
    }
  } catch (const Error&) {
    return false;
  }
  return true;
}

Latent Scripted::encode(const at::Tensor& image) const {
  const at::NoGradGuard no_grad;
  if (!can_encode()) {
    fail(Status::unsupported, "{}: has no method encode(image), which is needed here", path_);
  }
  require_image(image, factor_);
  return make_latent(scale_.to_z(
      call("encode", signed_ ? image * 2 - 1 : image,
           {image.size(0), channels_, image.size(2) / factor_, image.size(3) / factor_})));
}

Latent Scripted::from_values(const at::Tensor& values) const {
  const at::NoGradGuard no_grad;
  require_values(values, channels_);
  Latent latent = make_latent(values.clone());
  at::Tensor& value = latent[0].value;
  if (low_.defined()) value = at::maximum(value, low_);
  if (high_.defined()) value = at::minimum(value, high_);
  return latent;
}

Latent Scripted::make_latent(at::Tensor value) const {
  LatentPart part;
  part.name = "z";
  part.value = std::move(value);
  part.low = low_;
  part.high = high_;
  return {std::move(part)};
}

}  // namespace clipdraw
