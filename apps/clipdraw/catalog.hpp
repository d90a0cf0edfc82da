// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace clipdraw_cli {

// The list of published files is missing or damaged.
class CatalogError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// One file as its authors publish it.
struct PublishedFile {
  std::string name;  // without a folder
  std::optional<std::uint64_t> size;
  std::string sha256;             // 64 lower-case hexadecimal digits, empty where nobody says
  std::vector<std::string> urls;  // the same bytes, best place first
};

// One row of the catalogue: what is fetched together under one name.
struct Entry {
  std::string name;
  std::string kind;  // "clip", "generator", "vocabulary"
  std::string title;
  std::string licence;
  std::string source;  // the page that describes it
  std::string good_for;
  std::string facts;  // where sizes, hashes and urls are from
  std::vector<PublishedFile> files;
};

// The published files that clipdraw knows of: weights/manifest.json.
class Catalog {
 public:
  // Reads $CLIPDRAW_MANIFEST, else the list that is installed with this program, else, in a build
  // tree, the source tree's. Throws CatalogError.
  static Catalog load();
  static Catalog load(const std::string& path);

  const std::vector<Entry>& entries() const { return entries_; }
  // Null when there is no such name.
  const Entry* find(const std::string& name) const;
  // The name most like this one, empty when none is near.
  std::string nearest(const std::string& name) const;
  // Where the entry lies: a file, or a folder where it has several files. Empty when it, or a part
  // of it, is in none of the models folders. Contents are not looked at.
  std::string local_path(const Entry& entry) const;

 private:
  std::vector<Entry> entries_;
};

// The entry's place in a models folder, there or not: the file, or the folder of its files.
std::string path_in(const std::string& models_folder, const Entry& entry);
// One of its files there.
std::string path_in(const std::string& models_folder, const Entry& entry,
                    const PublishedFile& file);

// The folder that models are fetched and imported to, which may not exist yet: $CLIPDRAW_MODELS,
// else $XDG_DATA_HOME/clipdraw/models, else ~/.local/share/clipdraw/models.
// Throws CatalogError when none of these variables is set.
std::string models_folder();

// Every folder that models are looked for in: models_folder() first, then clipdraw/models in each
// of $XDG_DATA_DIRS, which clipdraw only reads.
std::vector<std::string> models_folders();

// A model in these folders under its file's name, with or without ".safetensors": what `clipdraw
// models import` makes. Empty when there is none.
std::string find_imported(const std::string& name);

// What `--clip X`, `--generator X` and `--vocabulary X` mean: an existing path as it is, a name of
// the catalogue or of an imported model that is here as its path. Throws UsageError, with the
// nearest name, or with the command that fetches it. Words that are no model ("fft") are the
// caller's to take out first.
std::string resolve_model(const std::string& reference);

// bpe_simple_vocab_16e6.txt.gz in a models folder, empty when it is not there.
std::string default_vocabulary();

}  // namespace clipdraw_cli
