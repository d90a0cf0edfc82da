// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

// Files and folders that people give instead of weights, and downloads that broke off. Each error
// says what was found and what to do.

#include <filesystem>
#include <fstream>

#include "base/error.hpp"
#include "support/fixtures.hpp"
#include "support/torch_doctest.hpp"
#include "weights/archive.hpp"

using clipdraw::Archive;
using clipdraw::Error;
using clipdraw::Status;
using clipdraw::write_archive;
using clipdraw::test::bytes_of;
using clipdraw::test::TemporaryFolder;

namespace {

namespace fs = std::filesystem;

void write(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

std::string archives(const std::string& name) {
  return clipdraw::test::source_path("tests/data/archives/" + name);
}

// Checks that opening fails with that status and that the message begins with the path and holds
// each of the texts.
void check_error(const std::string& path, Status status, const std::vector<std::string>& texts) {
  DOCTEST_CAPTURE(path);
  try {
    const Archive archive = Archive::open(path);
    for (const std::string& name : archive.names()) archive.tensor(name);
    DOCTEST_FAIL("no error");
  } catch (const Error& error) {
    const std::string message = error.what();
    DOCTEST_CAPTURE(message);
    DOCTEST_CHECK(clipdraw::status_name(error.status()) == clipdraw::status_name(status));
    DOCTEST_CHECK(message.find(path) == 0);
    for (const std::string& text : texts) {
      DOCTEST_CAPTURE(text);
      DOCTEST_CHECK(message.find(text) != std::string::npos);
    }
  }
}

std::string tar_file() {
  std::string bytes(1024, '\0');
  bytes.replace(0, 9, "model.pt/");
  bytes.replace(257, 5, "ustar");
  return bytes;
}

struct WrongFile {
  const char* name;
  std::string bytes;
  Status status;
  std::vector<std::string> says;
};

std::vector<WrongFile> wrong_files() {
  const std::string zeros(100, '\0');
  return {
      {"pointer.pt",
       "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a21\nsize 353976522\n",
       Status::bad_weights,
       {"git-LFS", "353976522 bytes", "git lfs pull"}},
      {"page.pt",
       "<!DOCTYPE html>\n<html><title>Sign in</title></html>",
       Status::bad_weights,
       {"a web page", "expected", "fetch the file again"}},
      {"denied.pt",
       "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>",
       Status::bad_weights,
       {"XML", "expected", "fetch"}},
      {"notes.pt", "Not Found\n", Status::bad_weights, {"\"Not Found\"", "expected", "fetch"}},
      {"config.json", "{\"a\": 1}", Status::bad_weights, {"JSON", "expected", "folder"}},
      {"empty.safetensors", "", Status::bad_weights, {"empty", "expected", "fetch"}},
      {"model.pt.gz", "\x1f\x8b\x08" + zeros, Status::unsupported, {"gzip", "unpack"}},
      {"model.tar", tar_file(), Status::unsupported, {"tar archive", "unpack"}},
      {"model.gguf", "GGUF\x03" + zeros, Status::unsupported, {"GGUF", "safetensors"}},
      {"model.onnx",
       "\x08\x07\x12\x07pytorch" + zeros,
       Status::unsupported,
       {"ONNX", "expected", "PyTorch"}},
      {"renamed.pt", "\x08\x07\x12\x07pytorch" + zeros, Status::unsupported, {"ONNX"}},
      {"cat.png", "\x89PNG\r\n\x1a\n" + zeros, Status::bad_weights, {"PNG", "picture"}},
      {"cat.jpg", "\xff\xd8\xff\xe0" + zeros, Status::bad_weights, {"JPEG", "picture"}},
      {"model.h5", "\x89HDF\r\n\x1a\n" + zeros, Status::unsupported, {"HDF5"}},
      {"noise.bin",
       "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a",
       Status::bad_weights,
       {"unknown kind", "01 02 03", "expected"}},
      {"files.zip", "PK\x05\x06" + std::string(18, '\0'), Status::bad_weights, {"empty zip"}},
  };
}

}  // namespace

DOCTEST_TEST_CASE("every wrong kind of file is told apart") {
  const TemporaryFolder folder;
  for (const WrongFile& wrong : wrong_files()) {
    write(folder.file(wrong.name), wrong.bytes);
    check_error(folder.file(wrong.name), wrong.status, wrong.says);
  }
}

DOCTEST_TEST_CASE("a download that broke off anywhere is an error, in every format") {
  const TemporaryFolder folder;
  write_archive(folder.file("good.safetensors"), {{"a", at::ones({50})}, {"b", at::ones({9})}});
  for (const std::string& good : {folder.file("good.safetensors"), archives("zip.pt"),
                                  archives("old.pt"), archives("script.pt")}) {
    const std::string bytes = bytes_of(good);
    for (size_t size = 9; size < bytes.size(); size += 1 + size / 20) {
      write(folder.file("half.pt"), bytes.substr(0, size));
      check_error(folder.file("half.pt"), Status::bad_weights, {"fetch"});
    }
  }
}

DOCTEST_TEST_CASE("a zip archive of something else says what is in it") {
  const TemporaryFolder folder;
  std::string bytes = bytes_of(archives("zip.pt"));
  for (size_t at = bytes.find("data.pkl"); at != std::string::npos; at = bytes.find("data.pkl", at))
    bytes.replace(at, 8, "note.txt");
  write(folder.file("other.zip"), bytes);
  check_error(folder.file("other.zip"), Status::unsupported, {"zip/data/0", "no data.pkl"});
}

DOCTEST_TEST_CASE("a byte that changed in a pickle's names is seen") {
  const TemporaryFolder folder;
  std::string bytes = bytes_of(archives("zip.pt"));
  bytes[bytes.find("view.row")] = 'V';
  write(folder.file("changed.pt"), bytes);
  check_error(folder.file("changed.pt"), Status::bad_weights, {"checksum", "fetch"});
}

DOCTEST_TEST_CASE("a folder gives its published file, or its only one") {
  const TemporaryFolder folder;
  write_archive(folder.file("only.safetensors"), {{"only", at::ones({1})}});
  write(folder.file("config.json"), "{}");
  const Archive only = Archive::open(folder.path());
  DOCTEST_CHECK(only.names() == std::vector<std::string>{"only"});
  DOCTEST_CHECK(only.path() == folder.path());
  DOCTEST_CHECK(only.folder() == folder.path());
  DOCTEST_CHECK(only.files() == std::vector<std::string>{folder.file("only.safetensors")});

  write_archive(folder.file("model.safetensors"), {{"model", at::ones({1})}});
  DOCTEST_CHECK(Archive::open(folder.path()).contains("model"));
  fs::remove(folder.file("model.safetensors"));
  write(folder.file("second.ckpt"), "x");
  check_error(folder.path(), Status::bad_weights,
              {"only.safetensors, second.ckpt", "one expected"});
}

DOCTEST_TEST_CASE("a folder without weights names those inside it that have some") {
  const TemporaryFolder folder;
  check_error(folder.path(), Status::bad_weights, {"without weights", "model.safetensors"});
  fs::create_directory(folder.file("vae"));
  fs::create_directory(folder.file("empty"));
  write_archive(folder.file("vae/diffusion_pytorch_model.safetensors"), {{"a", at::ones({1})}});
  check_error(folder.path(), Status::bad_weights, {"without weights", "have some: vae"});
  DOCTEST_CHECK(Archive::open(folder.file("vae")).contains("a"));
}

DOCTEST_TEST_CASE("shards are read as one archive") {
  const TemporaryFolder folder;
  write_archive(folder.file("m-1.safetensors"), {{"a", at::ones({2})}, {"extra", at::ones({1})}},
                {{"format", "pt"}});
  write_archive(folder.file("m-2.safetensors"), {{"b", at::zeros({3})}});
  const std::string index = folder.file("model.safetensors.index.json");
  write(index, R"({"metadata": {"total_size": 20},
                   "weight_map": {"a": "m-1.safetensors", "b": "m-2.safetensors"}})");
  for (const std::string& path : {index, folder.path()}) {
    const Archive archive = Archive::open(path);
    DOCTEST_CHECK(archive.names() == std::vector<std::string>{"a", "b"});
    DOCTEST_CHECK(archive.tensor("b").sum().item<float>() == 0);
    DOCTEST_CHECK(archive.metadata().at("format") == "pt");
    DOCTEST_CHECK(archive.folder() == folder.path());
    DOCTEST_CHECK(archive.files() == std::vector<std::string>{folder.file("m-1.safetensors"),
                                                              folder.file("m-2.safetensors"),
                                                              index});
  }
}

DOCTEST_TEST_CASE("shards may be pickles") {
  const TemporaryFolder folder;
  fs::copy_file(archives("nested.pt"), folder.file("m-1.bin"));
  fs::copy_file(archives("zip.pt"), folder.file("m-2.bin"));
  write(folder.file("pytorch_model.bin.index.json"),
        R"({"weight_map": {"encoder.w": "m-1.bin", "scalar": "m-2.bin"}})");
  const Archive archive = Archive::open(folder.path());
  DOCTEST_CHECK((archive.format() == clipdraw::ArchiveFormat::pickle));
  DOCTEST_CHECK(archive.names() == std::vector<std::string>{"encoder.w", "scalar"});
  DOCTEST_CHECK(archive.tensor("scalar").item<float>() == 2.5f);
}

DOCTEST_TEST_CASE("an index that does not fit its shards is an error") {
  const TemporaryFolder folder;
  const std::string index = folder.file("model.safetensors.index.json");
  write_archive(folder.file("m-1.safetensors"), {{"a", at::ones({2})}});
  const std::vector<std::pair<std::string, std::string>> wrong{
      {R"({"weight_map": {"a": "m-1.safetensors", "b": "m-2.safetensors"}})",
       "\"m-2.safetensors\" is not"},
      {R"({"weight_map": {"b": "m-1.safetensors"}})", "tensor \"b\": not in the shard"},
      {R"({"weight_map": {"a": "../m-1.safetensors"}})", "not the name of a file"},
      {R"({"weight_map": {"a": 5}})", "not the name of a file"},
      {R"({"weight_map": {}})", "not an index"},
      {R"(["weight_map"])", "not an index"},
      {R"({"weight_map": {"a")", "not an index"},
      {std::string(100000, '['), "not an index"},
      {R"({"weight_map": {"a": "model.safetensors.index.json"}})", "an index of shards where"},
  };
  for (const auto& row : wrong) {
    const auto& text = std::get<0>(row);
    const auto& says = std::get<1>(row);
    DOCTEST_CAPTURE(text.substr(0, 80));
    write(index, text);
    check_error(index, Status::bad_weights, {says});
  }
}
