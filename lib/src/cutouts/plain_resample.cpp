// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "cutouts/plain_resample.hpp"

#include <cmath>
#include <vector>

namespace clipdraw {
namespace {

// Which pixels of the picture, along one axis, lie under the tent of each of a view's P pixels.
struct Taps {
  at::Tensor index;   // [P, T] int64, inside the picture
  at::Tensor weight;  // [P, T] double; a pixel's sum is below 1 where part of it is border colour
};

// center: [P] double, in picture pixels from the edge; radius, length: in picture pixels.
Taps find_taps(const at::Tensor& center, double radius, int64_t length, Border border) {
  const at::Tensor position = (center - 0.5).unsqueeze(1);
  // whole numbers in an open interval; what lies beyond the tent weighs nothing
  const auto count = static_cast<int64_t>(std::ceil(2 * radius));
  const at::Tensor k = (position - radius).floor() + 1 + at::arange(count, at::kDouble);
  at::Tensor weight = (1 - (k - position).abs() / radius).clamp_min(0);
  weight = weight / weight.sum(1, true);
  if (border == Border::reflect) {
    const at::Tensor folded = k.remainder(2 * length);
    return {at::minimum(folded, 2 * length - 1 - folded).to(at::kLong), weight};
  }
  return {k.clamp(0, length - 1).to(at::kLong), weight * (k >= 0) * (k < length)};
}

template <size_t Count>
at::Tensor numbers(const std::array<float, Count>& values, const at::Tensor& like) {
  return at::tensor(at::ArrayRef<float>(values.data(), Count)).to(like.scalar_type());
}

// noise: the plan's table, [N] of the image's type. Returns [3, size, size].
at::Tensor plain_view(const at::Tensor& image, const View& view, int64_t size,
                      const at::Tensor& noise) {
  const at::Tensor line = at::arange(size, at::kDouble) + 0.5;
  const at::Tensor x = line.repeat({size});
  const at::Tensor y = line.repeat_interleave(size);
  const auto& m = view.to_picture;
  const at::Tensor depth = m[6] * x + m[7] * y + m[8];
  const Taps across =
      find_taps((m[0] * x + m[1] * y + m[2]) / depth, view.radius_x, image.size(3), view.border);
  const Taps down =
      find_taps((m[3] * x + m[4] * y + m[5]) / depth, view.radius_y, image.size(2), view.border);
  const at::Tensor index = down.index.unsqueeze(2) * image.size(3) + across.index.unsqueeze(1);
  const at::Tensor weight = (down.weight.unsqueeze(2) * across.weight.unsqueeze(1)).flatten(1);
  at::Tensor color = image[0].flatten(1).index_select(1, index.flatten());
  color = (color.view({3, size * size, -1}) * weight.to(image.scalar_type())).sum(2);  // [3, P]
  if (view.border == Border::color) {
    const at::Tensor outside = (1 - weight.sum(1)).to(image.scalar_type());
    color = color + numbers(view.border_color, image).unsqueeze(1) * outside;
  }
  color = numbers(view.color_matrix, image).view({3, 3}).mm(color) +
          numbers(view.color_offset, image).unsqueeze(1);
  if (view.noise > 0) {
    const auto begin = static_cast<int64_t>(view.noise_offset);
    const at::Tensor place = at::arange(begin, begin + 3 * size * size).remainder(noise.numel());
    color = color + view.noise * noise.index_select(0, place).view_as(color);
  }
  return color.view({3, size, size});
}

}  // namespace

at::Tensor plain_resample(const at::Tensor& image, const ViewPlan& plan) {
  const at::Tensor noise = at::tensor(at::ArrayRef<float>(plan.noise)).to(image.scalar_type());
  std::vector<at::Tensor> views;
  views.reserve(plan.views.size());
  for (const View& view : plan.views) views.push_back(plain_view(image, view, plan.size, noise));
  return at::stack(views);
}

}  // namespace clipdraw
