// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>
#include <zlib.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <set>
#include <system_error>

#include "digest.hpp"
#include "models/commands.hpp"
#include "models/failure.hpp"
#include "models/interrupt.hpp"
#include "models/part_file.hpp"

namespace clipdraw_models {
namespace {

namespace fs = std::filesystem;

constexpr const char* kProgram = "../../bin/clipdraw";  // from this program's folder
constexpr const char* kImportCommand = "models-import";

// Names that say nothing of the model: the folder's name does.
const std::set<std::string> kGenericNames = {
    "model", "pytorch_model", "open_clip_model",        "open_clip_pytorch_model",
    "last",  "checkpoint",    "diffusion_pytorch_model"};

fs::path own_folder() {
  std::error_code error;
  const fs::path self = fs::read_symlink("/proc/self/exe", error);
  if (error) fail(kExitInternal, "cannot find its own folder, is /proc mounted?");
  return self.parent_path();
}

std::string name_from(const fs::path& source) {
  std::error_code ignored;
  const fs::path whole = fs::weakly_canonical(source, ignored);
  if (fs::is_directory(whole, ignored)) return whole.filename().string();
  const std::string stem = whole.stem().string();
  return kGenericNames.count(stem) == 0 ? stem : whole.parent_path().filename().string();
}

void check_name(const std::string& name) {
  if (name.empty() || name.front() == '.' || name.find('/') != std::string::npos) {
    fail(kExitUsage, "--name {}: a plain name expected, without a folder", name);
  }
}

bool is_gzip(const fs::path& path) {
  unsigned char magic[2] = {0, 0};
  std::ifstream(path, std::ios::binary).read(reinterpret_cast<char*>(magic), sizeof magic);
  return magic[0] == 0x1f && magic[1] == 0x8b;
}

// A byte-pair vocabulary: a line of its own, then the pairs of tokens that are joined, one a line.
// Throws Failure where the file is none.
void check_vocabulary(const std::string& path) {
  constexpr int kLooked = 1000;
  const auto wrong = [&](const std::string& found) {
    fail(kExitBadFile, "{}: a gzip file that is no vocabulary: {}; a byte-pair vocabulary expected",
         path, found);
  };
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(gzopen(path.c_str(), "rb"), gzclose);
  if (!file) fail(kExitIo, "{}: cannot be opened: {}", path, std::strerror(errno));
  char line[512];
  int lines = 0;
  while (gzgets(file.get(), line, sizeof line) != nullptr) {
    const std::string text(line, std::strcspn(line, "\n"));
    const std::size_t space = text.find(' ');
    const bool pair = space != std::string::npos && space > 0 && space + 1 < text.size() &&
                      text.find(' ', space + 1) == std::string::npos;
    if (lines > 0 && lines < kLooked && !pair) {
      wrong(fmt::format("line {} is not two words", lines + 1));
    }
    ++lines;
  }
  int error = Z_OK;
  (void)gzerror(file.get(), &error);
  if (error != Z_OK && error != Z_STREAM_END) wrong("damaged or cut short");
  if (lines < 2) wrong("it holds no lines");
}

// Copies in one step: the target is there whole or not at all.
void copy_file(const std::string& source, const std::string& target) {
  PartFile part(target, [] {});
  part.restart();
  part.set_origin({source, ""});
  std::ifstream stream(source, std::ios::binary);
  char chunk[1 << 16];
  while (stream.read(chunk, sizeof chunk), stream.gcount() > 0) {
    part.append(chunk, static_cast<std::size_t>(stream.gcount()));
    stop_when_interrupted();
  }
  if (!stream.eof()) fail(kExitIo, "{}: cannot be read", source);
  part.finish();
}

// OpenAI's vocabulary gets the name that it is looked for under, whatever the copy was called.
std::string vocabulary_name(const std::string& source) {
  const std::string sha256 = clipdraw_cli::sha256_of_file(source, stop_when_interrupted);
  const clipdraw_cli::Catalog catalog = clipdraw_cli::Catalog::load();
  for (const clipdraw_cli::Entry& entry : catalog.entries()) {
    for (const clipdraw_cli::PublishedFile& file : entry.files) {
      if (entry.kind == "vocabulary" && file.sha256 == sha256) return file.name;
    }
  }
  return fs::path(source).filename().string();
}

void check_target(const std::string& target, bool replace) {
  std::error_code ignored;
  if (!replace && fs::exists(target, ignored)) {
    fail(kExitUsage, "{}: the file exists; --force replaces it, --name takes another name", target);
  }
}

int import_vocabulary(const ImportArguments& arguments) {
  check_vocabulary(arguments.source);
  const std::string name =
      arguments.name.empty() ? vocabulary_name(arguments.source) : arguments.name + ".txt.gz";
  const std::string target = (fs::path(clipdraw_cli::models_folder()) / name).string();
  check_target(target, arguments.force);
  copy_file(arguments.source, target);
  print_result(target + "\n");
  return kExitGood;
}

}  // namespace

int import_model(const ImportArguments& arguments) {
  std::error_code error;
  if (!fs::exists(arguments.source, error)) {
    fail(kExitBadFile, "{}: no such file or folder", arguments.source);
  }
  if (!arguments.name.empty()) check_name(arguments.name);
  if (is_gzip(arguments.source)) return import_vocabulary(arguments);

  const std::string name = arguments.name.empty() ? name_from(arguments.source) : arguments.name;
  const std::string folder = clipdraw_cli::models_folder();
  make_folder(folder);
  const std::string target = (fs::path(folder) / (name + ".safetensors")).string();
  check_target(target, arguments.force);
  // Reading weights needs LibTorch, which this program does without.
  const std::string program = (own_folder() / kProgram).string();
  const char* const line[] = {"clipdraw",
                              kImportCommand,
                              arguments.source.c_str(),
                              target.c_str(),
                              arguments.force ? "--force" : nullptr,
                              nullptr};
  execv(program.c_str(), const_cast<char* const*>(line));
  fail(kExitInternal, "cannot start {}: {}", program, std::strerror(errno));
}

}  // namespace clipdraw_models
