// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/ATen.h>

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "nn/footprint.hpp"
#include "types/compute.hpp"
#include "types/latent.hpp"
#include "types/work.hpp"

namespace clipdraw {

// Turns Z into an image and back. Immutable after loading: any number of threads may use it.
class Generator {
 public:
  virtual ~Generator() = default;

  // Reads a generator from a file or a folder, or makes the one that needs no weights ("fft").
  // Which one it is follows from the tensors, the metadata and the files beside them. Fails with
  // not_found, io, bad_weights or unsupported.
  static std::shared_ptr<const Generator> load(const std::string& reference);
  // Returns the metadata that a copy of the file's tensors in our own archive needs, so that the
  // copy loads without the files beside the original. Fails as load() does.
  static std::map<std::string, std::string> archive_metadata(const std::string& path);
  // Returns the tensors of such a copy: those that drawing needs, of all the files that make up the
  // generator. What training left in a checkpoint is not among them. Fails as load() does.
  static std::map<std::string, at::Tensor> archive_tensors(const std::string& path);

  // "vqgan", "gumbel", "kl", "taesd", "fft" or "torchscript".
  virtual const char* kind() const = 0;
  // Every file that was read, for hashes; none for fft.
  virtual std::vector<std::string> files() const = 0;

  // Pixels along a side for one place of Z. Width and height of an image are multiples of it.
  virtual int factor() const = 0;
  // Side in pixels of the square pictures that it was trained on.
  virtual int native_size() const = 0;
  // Shape of each part of Z for an image of that size, [1, C, h, w]. Fails with invalid_argument
  // when a side is not a positive multiple of factor().
  virtual std::vector<std::vector<int64_t>> latent_shapes(int width, int height) const = 0;

  // Z -> image: [1, 3, H, W] float, nominally 0..1 and not clamped. Differentiable with respect to
  // every part; rounding to codes passes its gradient straight through.
  virtual at::Tensor decode(const Latent& latent, const Compute& compute = {}) const = 0;
  // Makes now of the weights what decoding so needs, instead of at the first use.
  virtual void prepare(const Compute&) const {}
  // What decode() and its way back take, without the weights. z: the shape of the first part. None
  // where nobody can know (a module of one's own).
  virtual std::optional<GraphMemory> decode_memory(const BatchShape&, const Compute&) const {
    return {};
  }
  // Bytes of the weights as they lie in memory. Those that are packed in bfloat16, laid out for
  // either direction, take as many.
  int64_t weight_bytes() const { return weight_bytes_; }
  // What decode() has to multiply for one picture of that size; nothing where the layers are not
  // known (a module of the user's) or there are none (fft).
  virtual Work work(int /*width*/, int /*height*/) const { return {}; }
  // True when decode() also takes N of Z at once, parts [N, C, h, w], and gives [N, 3, H, W], each
  // picture the same as alone up to rounding, whatever the others are.
  virtual bool can_decode_several() const { return true; }
  // False where an image cannot become Z (a decoder that came alone): encode() is then unsupported.
  virtual bool can_encode() const { return true; }
  // image: [1, 3, H, W] float, 0..1, sides multiples of factor(). Returns Z, without a graph.
  virtual Latent encode(const at::Tensor& image) const = 0;
  // How many values that takes at most for images of that shape, without the weights.
  virtual int64_t encode_values(const BatchShape& /*image*/) const { return 0; }
  // Makes Z from values of its one tensor as a prior draws them, [1, C, h, w] float: rounded to
  // codes where there are codes, clamped to the bounds otherwise. Without a graph. Where Z is
  // continuous, values of the standard normal distribution are a sensible random Z.
  virtual Latent from_values(const at::Tensor& values) const = 0;
  // The values that a place of Z can take: [codes, C] float; undefined when it is continuous.
  virtual at::Tensor codebook() const { return {}; }

  // What a picture from a random Z takes, where no prior says better.
  struct Suggestion {
    double learning_rate = 0.1;
    int steps = 300;
  };
  virtual Suggestion suggestion() const { return {}; }

 protected:
  int64_t weight_bytes_ = 0;
};

}  // namespace clipdraw
