// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "weights/shards.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/error.hpp"

namespace clipdraw {

namespace {

constexpr size_t kMostIndexBytes = size_t{16} << 20;  // large models have 1 MiB

// Returns {file: names of its tensors}.
std::map<std::string, std::vector<std::string>> read_index(const MappedFile& index) {
  if (index.size() > kMostIndexBytes)
    fail(Status::bad_weights, "{}: {} bytes are too many for an index of shards", index.path(),
         index.size());
  // Nothing deeper than a name in the map is kept, so that nesting costs no memory.
  const auto shallow = [](int depth, nlohmann::json::parse_event_t, const nlohmann::json&) {
    return depth <= 2;
  };
  const auto json = nlohmann::json::parse(index.bytes(), index.bytes() + index.size(), shallow,
                                          /*allow_exceptions=*/false);
  const auto found = json.is_object() ? json.find("weight_map") : json.end();
  if (!json.is_object() || found == json.end() || !found->is_object() || found->empty()) {
    fail(Status::bad_weights,
         "{}: not an index of shards, expected is JSON with a \"weight_map\" of tensors and their "
         "files; fetch it again",
         index.path());
  }
  std::map<std::string, std::vector<std::string>> shards;
  for (const auto& [name, file] : found->items()) {
    const std::string text = file.is_string() ? file.get<std::string>() : "";
    // A shard is a file beside its index and nothing else.
    if (text.empty() || text == ".." || text.find_first_of(std::string("/\\\0", 3)) != text.npos) {
      fail(Status::bad_weights,
           "{}: tensor {}: its shard {} is not the name of a file beside the index", index.path(),
           shown_name(name), shown_name(text));
    }
    shards[text].push_back(name);
  }
  return shards;
}

}  // namespace

ArchiveContents read_shards(const std::shared_ptr<const MappedFile>& index,
                            const ReadFile& read_file) {
  const std::filesystem::path folder = std::filesystem::path(index->path()).parent_path();
  ArchiveContents all;
  all.files = {index->path()};
  const auto shards = read_index(*index);
  for (const auto& [file, names] : shards) {
    const std::string path = (folder / file).string();
    if (!std::filesystem::exists(path)) {
      fail(Status::bad_weights,
           "{}: the shard {} is not beside it ({} are expected); fetch every one of them",
           index->path(), shown_name(file), shards.size());
    }
    ArchiveContents shard = read_file(std::make_shared<const MappedFile>(path));
    all.format = shard.format;
    all.files.push_back(path);
    all.metadata.merge(shard.metadata);
    for (const std::string& name : names) {
      auto node = shard.tensors.extract(name);
      if (node.empty()) {
        fail(Status::bad_weights, "{}: tensor {}: not in the shard {}, where the index has it",
             index->path(), shown_name(name), shown_name(file));
      }
      all.tensors.insert(std::move(node));
    }
  }
  return all;
}

}  // namespace clipdraw
