// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "cutouts/resample.hpp"

#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <type_traits>

#include "base/error.hpp"
#include "base/switches.hpp"
#include "cutouts/plain_resample.hpp"
#include "cutouts/sampler.hpp"

namespace clipdraw {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// The gradient of a picture is summed in this many groups of views, whatever the thread count, so
// that the order of the additions is fixed.
constexpr int64_t kGradientGroups = 8;

static_assert(std::is_trivially_copyable_v<View>, "views travel as bytes in a tensor");

at::Tensor to_bytes(const std::vector<View>& views) {
  at::Tensor bytes = at::empty({static_cast<int64_t>(views.size() * sizeof(View))}, at::kByte);
  std::memcpy(bytes.data_ptr<uint8_t>(), views.data(), views.size() * sizeof(View));
  return bytes;
}

std::vector<View> to_views(const at::Tensor& bytes) {
  std::vector<View> views(static_cast<size_t>(bytes.numel()) / sizeof(View));
  std::memcpy(static_cast<void*>(views.data()), bytes.data_ptr<uint8_t>(),
              views.size() * sizeof(View));
  return views;
}

// image: [1, 3, H, W]. Returns [H, W, 4], the last value of a pixel 0.
at::Tensor pack_pixels(const at::Tensor& image) {
  return at::constant_pad_nd(image.detach()[0], {0, 0, 0, 0, 0, 1}).permute({1, 2, 0}).contiguous();
}

// pixels: [H, W, 4]. Returns [1, 3, H, W].
at::Tensor unpack_pixels(const at::Tensor& pixels) {
  return pixels.narrow(2, 0, 3).permute({2, 0, 1}).unsqueeze(0).contiguous();
}

template <typename Scalar>
at::Tensor forward_views(const at::Tensor& image, const std::vector<View>& views, int64_t size,
                         const at::Tensor& noise) {
  const int64_t height = image.size(2);
  const int64_t width = image.size(3);
  const at::Tensor packed = pack_pixels(image);  // [H, W, 4]
  const auto* pixels = packed.data_ptr<Scalar>();
  at::Tensor out = at::empty({static_cast<int64_t>(views.size()), 3, size, size}, image.options());
  auto* values = out.data_ptr<Scalar>();
  const float* table = noise.numel() > 0 ? noise.data_ptr<float>() : nullptr;
  const auto table_size = static_cast<size_t>(noise.numel());
  const int64_t rows = static_cast<int64_t>(views.size()) * size;
  at::parallel_for(0, rows, 16, [&](int64_t begin, int64_t end) {
    Sampler<Scalar> sampler(width, height);
    for (int64_t row = begin; row < end; ++row) {
      const int64_t index = row / size;
      const View& view = views[static_cast<size_t>(index)];
      Scalar* target = values + index * 3 * size * size;
      sampler.gather_row(view, pixels, row % size, size, target);
      if (table != nullptr && view.noise > 0) {
        add_noise_row(view, table, table_size, row % size, size, target);
      }
    }
  });
  return out;
}

template <typename Scalar>
at::Tensor backward_views(const at::Tensor& gradient, const std::vector<View>& views,
                          int64_t height, int64_t width) {
  const at::Tensor contiguous = gradient.contiguous();  // [K, 3, size, size]
  const auto* values = contiguous.data_ptr<Scalar>();
  const int64_t size = gradient.size(2);
  const auto count = static_cast<int64_t>(views.size());
  const int64_t groups = std::min(kGradientGroups, count);
  at::Tensor sums = at::zeros({groups, height, width, 4}, gradient.options());
  auto* pixels = sums.data_ptr<Scalar>();
  at::parallel_for(0, groups, 1, [&](int64_t begin, int64_t end) {
    Sampler<Scalar> sampler(width, height);
    for (int64_t group = begin; group < end; ++group) {
      Scalar* target = pixels + group * height * width * 4;
      for (int64_t index = group; index < count; index += groups) {
        const View& view = views[static_cast<size_t>(index)];
        for (int64_t row = 0; row < size; ++row) {
          sampler.scatter_row(view, values + index * 3 * size * size, row, size, target);
        }
      }
    }
  });
  return unpack_pixels(sums.sum(0));
}

struct Resample : torch::autograd::Function<Resample> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& image,
                            const at::Tensor& view_bytes, const at::Tensor& noise, int64_t size) {
    context->save_for_backward({view_bytes});
    context->saved_data["height"] = image.size(2);
    context->saved_data["width"] = image.size(3);
    const std::vector<View> views = to_views(view_bytes);
    return image.scalar_type() == at::kDouble ? forward_views<double>(image, views, size, noise)
                                              : forward_views<float>(image, views, size, noise);
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const std::vector<View> views = to_views(context->get_saved_variables()[0]);
    const int64_t height = context->saved_data["height"].toInt();
    const int64_t width = context->saved_data["width"].toInt();
    const at::Tensor& gradient = gradients[0];
    return {gradient.scalar_type() == at::kDouble
                ? backward_views<double>(gradient, views, height, width)
                : backward_views<float>(gradient, views, height, width),
            at::Tensor(), at::Tensor(), at::Tensor()};
  }
};

// As in VQGAN-CLIP's ClampWithGrad; parity test: loop.
struct ClampPicture : torch::autograd::Function<ClampPicture> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& image) {
    const at::Tensor clamped = image.clamp(0.0, 1.0);
    context->save_for_backward({image - clamped});
    return clamped;
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    // 0 inside the range; outside its sign is the direction that a descent must take back
    const at::Tensor excess = context->get_saved_variables()[0];
    const at::Tensor& gradient = gradients[0];
    return {gradient * (gradient * excess).ge(0)};
  }
};

void check_plan(const at::Tensor& image, const ViewPlan& plan) {
  const bool picture = image.dim() == 4 && image.size(0) == 1 && image.size(1) == 3 &&
                       image.size(2) > 0 && image.size(3) > 0;
  const bool type = image.scalar_type() == at::kFloat || image.scalar_type() == at::kDouble;
  if (!picture || !type || !image.device().is_cpu()) {
    fail(Status::internal,
         "views of a {} tensor with {} dimensions, expected [1, 3, H, W] float on the CPU",
         c10::toString(image.scalar_type()), image.dim());
  }
  if (plan.size < 1 || plan.views.empty()) {
    fail(Status::internal, "{} views of {} pixels", plan.views.size(), plan.size);
  }
  for (const View& view : plan.views) {
    check_view(view, plan.size);
    if (view.noise > 0 && plan.noise.empty()) {
      fail(Status::internal, "a view has noise but the plan has no table of it");
    }
  }
}

}  // namespace

at::Tensor resample(const at::Tensor& image, const ViewPlan& plan) {
  check_plan(image, plan);
  if (!is_on(Switch::resample)) return plain_resample(image, plan);
  at::Tensor noise = at::empty({static_cast<int64_t>(plan.noise.size())}, at::kFloat);
  std::copy(plan.noise.begin(), plan.noise.end(), noise.data_ptr<float>());
  return Resample::apply(image, to_bytes(plan.views), noise, static_cast<int64_t>(plan.size));
}

at::Tensor clamp_picture(const at::Tensor& image) { return ClampPicture::apply(image); }

}  // namespace clipdraw
