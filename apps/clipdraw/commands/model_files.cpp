// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "commands/model_files.hpp"

#include "catalog.hpp"

namespace clipdraw_cli {

clipdraw::ModelFiles files_of(const ModelArguments& arguments) {
  clipdraw::ModelFiles files;
  files.weights_dir = arguments.weights;
  if (!arguments.vocabulary.empty()) files.vocabulary = resolve_model(arguments.vocabulary);
  for (const ClipArgument& clip : arguments.clips) {
    files.clips.push_back({resolve_model(clip.reference), clip.weight, ""});
  }
  // Of one CLIP a vocabulary that is named is meant, whatever lies beside the weights.
  if (files.clips.size() == 1) files.clips.front().vocabulary = files.vocabulary;
  if (files.vocabulary.empty() && !files.clips.empty()) files.vocabulary = default_vocabulary();
  if (!arguments.generator.empty()) {
    files.generator = arguments.generator == "fft" ? "fft" : resolve_model(arguments.generator);
  }
  return files;
}

}  // namespace clipdraw_cli
