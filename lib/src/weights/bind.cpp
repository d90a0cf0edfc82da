// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "weights/bind.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include <ATen/ATen.h>

#include "base/error.hpp"
#include "weights/stored_tensor.hpp"

namespace clipdraw {

namespace {

// How many problems one message lists before it only counts them.
constexpr size_t kMaxListed = 40;

// What the factors of rows in int8 are called.
constexpr const char* kScaleEnding = ".scale";

std::string shape_text(const std::vector<int64_t>& shape) {
  std::string text;
  for (const int64_t size : shape) {
    if (!text.empty()) text += ", ";
    text += size < 0 ? "any" : std::to_string(size);
  }
  return "[" + text + "]";
}

bool fits(const std::vector<int64_t>& found, const std::vector<int64_t>& wanted) {
  return std::equal(found.begin(), found.end(), wanted.begin(), wanted.end(),
                    [](int64_t a, int64_t b) { return a == b || (b < 0 && a > 0); });
}

// Returns zeros of a shape that the caller can go on with until finish() reports the problem.
at::Tensor stand_in(const std::vector<int64_t>& wanted, const std::vector<int64_t>* found) {
  // Sizes come from the caller or, with the right number of dimensions, from data that is really in
  // the file. A caller's size may itself come from the file, so large ones are not believed.
  constexpr int64_t kMostElements = int64_t{1} << 24;
  std::vector<int64_t> shape;
  int64_t elements = 1;
  for (size_t i = 0; i < wanted.size(); ++i) {
    int64_t size = wanted[i];
    if (size < 0) size = found != nullptr && found->size() == wanted.size() ? (*found)[i] : 1;
    shape.push_back(std::max<int64_t>(size, 1));
    if (shape.back() > kMostElements / elements)
      return at::zeros({1}, at::kFloat).expand(std::vector<int64_t>(wanted.size(), 1));
    elements *= shape.back();
  }
  return at::zeros(shape, at::kFloat);
}

// True when no value is infinite or NaN. values: contiguous, float.
bool all_finite(const at::Tensor& values) {
  constexpr uint32_t kExponent = 0x7F800000;
  constexpr size_t kBlock = 64;
  const auto* bytes = static_cast<const uint8_t*>(values.data_ptr());
  size_t left = static_cast<size_t>(values.numel());
  // Blocks of a fixed length, so that a compiler makes vector code of them: a model has hundreds of
  // millions of values, and they are looked at while somebody waits.
  std::array<uint32_t, kBlock> words{};
  std::array<uint32_t, kBlock> bad{};
  while (left > 0) {
    const size_t count = std::min(left, kBlock);
    if (count < kBlock) words.fill(0);
    std::memcpy(words.data(), bytes, count * sizeof(uint32_t));
    for (size_t i = 0; i < kBlock; ++i) {
      bad[i] |= static_cast<uint32_t>((words[i] & kExponent) == kExponent);
    }
    bytes += count * sizeof(uint32_t);
    left -= count;
  }
  return std::all_of(bad.begin(), bad.end(), [](uint32_t found) { return found == 0; });
}

bool matches(const std::string& name, const std::string& pattern) {
  if (!pattern.empty() && pattern.front() == '*') {
    const std::string ending = pattern.substr(1);
    return name.size() >= ending.size() &&
           name.compare(name.size() - ending.size(), ending.size(), ending) == 0;
  }
  if (!pattern.empty() && pattern.back() == '*') {
    return name.compare(0, pattern.size() - 1, pattern, 0, pattern.size() - 1) == 0;
  }
  return name == pattern;
}

}  // namespace

Binder::Binder(Archive archive, std::string prefix)
    : archive_(std::move(archive)), prefix_(std::move(prefix)) {}

at::Tensor Binder::take(const std::string& name, const std::vector<int64_t>& shape) {
  const std::string full_name = prefix_ + name;
  if (!archive_.contains(full_name)) {
    if (taken_.insert(full_name).second) {
      problems_.push_back(
          fmt::format("{} is missing, {} expected", shown_name(full_name), shape_text(shape)));
    }
    return stand_in(shape, nullptr);
  }
  return read(full_name, shape);
}

at::Tensor Binder::take_optional(const std::string& name, const std::vector<int64_t>& shape) {
  const std::string full_name = prefix_ + name;
  return archive_.contains(full_name) ? read(full_name, shape) : at::Tensor();
}

at::Tensor Binder::read(const std::string& full_name, const std::vector<int64_t>& shape) {
  taken_.insert(full_name);
  const std::vector<int64_t> found = archive_.shape(full_name);
  if (!fits(found, shape)) {
    problems_.push_back(fmt::format("{} is {}, {} expected", shown_name(full_name),
                                    shape_text(found), shape_text(shape)));
    return stand_in(shape, &found);
  }
  const at::Tensor values = in_floats(full_name, archive_.tensor(full_name));
  if (!values.defined()) return stand_in(shape, &found);
  bytes_ += static_cast<int64_t>(values.nbytes());
  if (!all_finite(values)) {
    problems_.push_back(fmt::format("{} holds a value that is not finite", shown_name(full_name)));
  }
  return values;
}

// Returns an undefined tensor, and records why, when there is no such value.
at::Tensor Binder::in_floats(const std::string& full_name, const at::Tensor& stored) {
  if (stored.is_floating_point()) return stored.to(at::kFloat).contiguous();
  const std::string scale_name = full_name + kScaleEnding;
  if (stored.scalar_type() != at::kChar || stored.dim() < 1 || !archive_.contains(scale_name)) {
    problems_.push_back(fmt::format("{} holds {}, floating-point expected", shown_name(full_name),
                                    at::toString(stored.scalar_type())));
    return {};
  }
  taken_.insert(scale_name);
  const at::Tensor scale = archive_.tensor(scale_name);
  if (!scale.is_floating_point() || scale.dim() != 1 || scale.size(0) != stored.size(0)) {
    problems_.push_back(fmt::format("{} is {} of {}, [{}] of floating-point expected",
                                    shown_name(scale_name), shape_text(scale.sizes().vec()),
                                    at::toString(scale.scalar_type()), stored.size(0)));
    return {};
  }
  std::vector<int64_t> rows(static_cast<size_t>(stored.dim()), 1);
  rows.front() = -1;
  return (stored.to(at::kFloat) * scale.to(at::kFloat).view(rows)).contiguous();
}

bool Binder::contains(const std::string& name) const { return archive_.contains(prefix_ + name); }

void Binder::ignore(const std::string& pattern) {
  ignored_.push_back(!pattern.empty() && pattern.front() == '*' ? pattern : prefix_ + pattern);
}

void Binder::problem(const std::string& text) { problems_.push_back(text); }

void Binder::finish() {
  std::vector<std::string> problems = problems_;
  for (const std::string& name : archive_.names()) {
    if (name.compare(0, prefix_.size(), prefix_) != 0 || taken_.count(name) != 0) continue;
    const bool wanted =
        std::none_of(ignored_.begin(), ignored_.end(),
                     [&](const std::string& pattern) { return matches(name, pattern); });
    if (wanted) problems.push_back(fmt::format("{} is not expected", shown_name(name)));
  }
  if (problems.empty()) {
    // Most tensors were converted or laid out anew; the others come from the file's cache.
    archive_.let_go();
    return;
  }
  const size_t count = problems.size();
  if (count > kMaxListed) {
    problems.resize(kMaxListed);
    problems.push_back(fmt::format("and {} more", count - kMaxListed));
  }
  fail(Status::bad_weights, "{}: {} {}: tensor {}", archive_.path(), count,
       count == 1 ? "problem" : "problems", fmt::join(problems, "; "));
}

}  // namespace clipdraw
