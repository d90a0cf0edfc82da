// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// What the guides of a model make of words and pictures. Everything here may be called from any
// thread. Results depend in their last bits on LibTorch's number of threads.

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "session/model.hpp"
#include "types/picture_id.hpp"
#include "types/pixel_image.hpp"
#include "types/prompt.hpp"

namespace clipdraw {

// How near a picture is to prompts.
struct Score {
  double distance = 0;    // what a session lowers, over a few fixed views: 0 is best for one text
  double similarity = 0;  // cosine of picture and prompt, -1..1; the mean by weight where several
};

// Returns for each guide in turn what it makes of a text: a vector of length 1. Throws
// invalid_argument for a text that is empty or longer than a guide reads.
std::vector<std::vector<float>> embed_text(const Model& model, const std::string& text);

// The same of a picture of any size: the mean over a few fixed views. Throws invalid_argument when
// the picture has no pixels or not as many as its size says.
std::vector<std::vector<float>> embed_picture(const Model& model, const PixelImage& picture);

// Throws invalid_argument as above, and for prompts that cannot be drawn or are none.
Score score_picture(const Model& model, const PixelImage& picture,
                    const std::vector<Prompt>& prompts);

// Returns what a picture is known by: the SHA-256 of "WIDTHxHEIGHT", a newline and its bytes.
PictureId picture_id(const PixelImage& picture);

// Makes a prompt of what a picture shows. The pixels are not kept.
Prompt image_prompt(const Model& model, const PixelImage& picture, float weight, float stop);

// Makes a prompt of a point of the guides' space: all their parts one after the other, count
// numbers in all. A part whose length is 1 up to rounding is taken as it is, others are brought to
// that length. Throws invalid_argument for another count, for numbers that are not finite, and for
// a part of length 0.
Prompt embedding_prompt(const Model& model, const float* values, size_t count, float weight,
                        float stop);

}  // namespace clipdraw
