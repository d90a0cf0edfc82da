// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <vector>

namespace clipdraw {

// One CLIP that guides pictures.
struct ClipFile {
  std::string path;   // a file, or a folder as it is published
  double weight = 1;  // how much it counts beside the others, above 0
  std::string
      vocabulary;  // empty: the one in the folder of the weights, else ModelFiles::vocabulary
};

// Where the parts of a model set lie.
struct ModelFiles {
  std::vector<ClipFile> clips;
  std::string generator;   // a file, a folder, or "fft"
  std::string vocabulary;  // for CLIPs that bring none; may be empty

  // What makes a first picture from the words; an empty prior: there is none. It may be of another
  // generator than the one that draws, which then takes the picture up by encoding it.
  std::string prior;
  ClipFile prior_reader;        // the CLIP that the prior was trained with
  std::string prior_generator;  // and the generator

  ClipFile judge;     // a CLIP that scores and never guides; an empty path: there is none
  std::string words;  // that the first of the clips was trained on; empty: nobody knows

  // The files of a folder of weights: clip.safetensors, vqgan.safetensors, vocab.txt.gz and, where
  // they are there, prior.safetensors, judge.safetensors and words.txt.gz. Throws not_found when
  // there is no such folder.
  static ModelFiles in_folder(const std::string& folder);
};

}  // namespace clipdraw
