// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "session/checkpoint.hpp"

#include <filesystem>
#include <system_error>

#include <ATen/ATen.h>

#include "base/error.hpp"
#include "base/sha256.hpp"
#include "clipdraw/version.h"
#include "weights/archive.hpp"

namespace clipdraw {
namespace {

// Raised when what stands below, or what a tensor means, changes.
constexpr const char* kSchema = "1";

// The metadata's keys.
constexpr const char* kSchemaKey = "clipdraw.checkpoint";
constexpr const char* kVersion = "version";
constexpr const char* kRecord = "record";
constexpr const char* kRepeated = "repeated";
constexpr const char* kHash = "sha256";

// A hash of all that a checkpoint says.
std::string hash_of(const Checkpoint& checkpoint) {
  std::string list = fmt::format("{}\n{}\n{}\n{}\n", kSchema, CLIPDRAW_VERSION_STRING,
                                 checkpoint.record, checkpoint.repeated);
  for (const auto& [name, tensor] : checkpoint.tensors) {
    const at::Tensor data = tensor.detach().contiguous();
    list += fmt::format("{} {} [{}] {}\n", name, at::toString(data.scalar_type()),
                        fmt::join(data.sizes(), ", "), sha256(data.data_ptr(), data.nbytes()));
  }
  return sha256(list.data(), list.size());
}

// What a reader of archives says of a file, without its name and what to do about weights.
std::string reason_in(const Error& error, const std::string& path) {
  std::string text = error.what();
  if (text.rfind(path + ": ", 0) == 0) text.erase(0, path.size() + 2);
  return text.substr(0, text.find("; "));
}

Archive open(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    fail(Status::unsupported, "{}: a folder, not a checkpoint", path);
  }
  try {
    return Archive::open(path);
  } catch (const Error& error) {
    if (error.status() != Status::bad_weights && error.status() != Status::unsupported) throw;
    fail(Status::unsupported, "{}: not a checkpoint, or a damaged one: {}", path,
         reason_in(error, path));
  }
}

}  // namespace

void write_checkpoint(const std::string& path, const Checkpoint& checkpoint) {
  std::map<std::string, std::string> texts = {{kSchemaKey, kSchema},
                                              {kVersion, CLIPDRAW_VERSION_STRING},
                                              {kRecord, checkpoint.record},
                                              {kHash, hash_of(checkpoint)}};
  if (!checkpoint.repeated.empty()) texts[kRepeated] = checkpoint.repeated;
  write_archive(path, checkpoint.tensors, texts);
}

Checkpoint read_checkpoint(const std::string& path) {
  const Archive archive = open(path);
  const auto text = [&](const char* key) {
    const auto found = archive.metadata().find(key);
    return found == archive.metadata().end() ? std::string() : found->second;
  };
  if (text(kSchemaKey).empty()) {
    fail(Status::unsupported, "{}: not a checkpoint; name a file that --checkpoint wrote", path);
  }
  if (text(kSchemaKey) != kSchema || text(kVersion) != CLIPDRAW_VERSION_STRING) {
    fail(Status::unsupported,
         "{}: a checkpoint of version {} (schema {}), this is {} (schema {}); go on with that "
         "version, or remove the file to begin anew",
         path, text(kVersion), text(kSchemaKey), CLIPDRAW_VERSION_STRING, kSchema);
  }
  Checkpoint checkpoint;
  checkpoint.record = text(kRecord);
  checkpoint.repeated = text(kRepeated);
  for (const std::string& name : archive.names()) {
    checkpoint.tensors[name] = archive.tensor(name).clone();
  }
  if (hash_of(checkpoint) != text(kHash)) {
    fail(Status::unsupported,
         "{}: a damaged checkpoint, its content does not have the hash that it names; remove the "
         "file to begin anew",
         path);
  }
  return checkpoint;
}

}  // namespace clipdraw
