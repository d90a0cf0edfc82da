// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "commands/recorded_models.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <string>
#include <vector>

#include "catalog.hpp"

namespace clipdraw_cli {
namespace {

using Json = nlohmann::json;

// The names that a weights folder has for its own.
constexpr const char* kFolderClip = "clip.safetensors";
constexpr const char* kFolderGenerator = "vqgan.safetensors";

bool is_there(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

// A file in this folder, or a fetched or imported model, by the name of its file; empty when there
// is none.
std::string find_recorded(const std::string& name) {
  return is_there(name) ? name : find_imported(name);
}

// " or fetch it: clipdraw models fetch NAME", where it is a published file.
std::string how_to_fetch(const std::string& name) {
  const Catalog catalog = Catalog::load();
  for (const Entry& entry : catalog.entries()) {
    const bool has_it = std::any_of(entry.files.begin(), entry.files.end(),
                                    [&](const PublishedFile& file) { return file.name == name; });
    if (entry.name == name || (entry.files.size() == 1 && has_it)) {
      return fmt::format(", or fetch it: clipdraw models fetch {}", entry.name);
    }
  }
  return "";
}

std::string find_or_tell(const std::string& name, const char* flag) {
  const std::string found = find_recorded(name);
  if (!found.empty()) return found;
  throw UsageError(
      fmt::format("the picture was drawn with {}, which is neither in this folder nor among the "
                  "models that are here. Name it: {} FILE{}",
                  name, flag, how_to_fetch(name)));
}

// The words of CLIPs that have none beside them.
std::string find_vocabulary(const Json& record) {
  for (const auto& row : record.at("weights").items()) {
    if (row.key().find(".txt") == std::string::npos) continue;
    const std::string found = find_recorded(row.key());
    if (!found.empty()) return found;
  }
  return "";
}

// Weights whose shares of their sum are these to the last bit. The shares themselves mostly are
// such; where rounding of their sum has it otherwise, a multiple of them is.
std::vector<double> weights_for(const std::vector<double>& shares) {
  constexpr int kTries = 1000;
  for (int attempt = 0; attempt < kTries; ++attempt) {
    std::vector<double> weights = shares;
    for (double& weight : weights) weight *= 1 + attempt / 1000.0;
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    if (std::equal(weights.begin(), weights.end(), shares.begin(),
                   [&](double weight, double share) { return weight / sum == share; })) {
      return weights;
    }
  }
  return shares;
}

void add_clips(const Json& recorded, ModelArguments& out) {
  const bool of_folder =
      recorded.size() == 1 && recorded.at(0).at("name").get<std::string>() == kFolderClip;
  if (out.clips.empty() && of_folder) return;
  if (out.clips.empty()) {
    for (const Json& clip : recorded) {
      out.clips.push_back({find_or_tell(clip.at("name").get<std::string>(), "--clip"), 1});
    }
  }
  if (out.clips.size() != recorded.size()) {
    throw UsageError(fmt::format("{} CLIPs judged the picture, {} given with --clip",
                                 recorded.size(), out.clips.size()));
  }
  std::vector<double> shares;
  for (const Json& clip : recorded) shares.push_back(clip.at("share").get<double>());
  const std::vector<double> weights = weights_for(shares);
  for (std::size_t i = 0; i < weights.size(); ++i) out.clips[i].weight = weights[i];
}

}  // namespace

ModelArguments recorded_models(const Json& record, const ModelArguments& given) {
  ModelArguments out = given;
  const Json& models = record.at("models");
  add_clips(models.at("clips"), out);
  const auto generator = models.at("generator").at("name").get<std::string>();
  if (out.generator.empty() && generator != kFolderGenerator) {
    out.generator = models.at("generator").at("kind").get<std::string>() == "fft"
                        ? "fft"
                        : find_or_tell(generator, "--generator");
  }
  if (out.vocabulary.empty() && !out.clips.empty()) out.vocabulary = find_vocabulary(record);
  return out;
}

}  // namespace clipdraw_cli
