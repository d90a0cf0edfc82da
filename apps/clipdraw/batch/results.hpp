// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// What is known of the jobs of a folder: the lines of results.jsonl and of every journal, and
// whether the pictures that they tell of are there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace clipdraw_cli {

inline constexpr const char* kResults = "results.jsonl";

// A result line: what became of a job once.
struct Result {
  std::string text;  // the line as it stands
  std::string id;
  std::string key;     // of the job
  bool drawn = false;  // else failed
  std::size_t place = 0;
  std::string finished;  // when
  std::string error;     // failed: why
  // drawn: the picture, a plain name in the folder
  std::string file;
  std::string sha256;
  std::uint64_t bytes = 0;
};

// What a run wrote of a job's way into its journal; curve: the distances of steps from..from+n-1.
struct CurvePart {
  std::size_t from = 0;
  std::vector<double> distances;
};

class Results {
 public:
  explicit Results(std::string folder) : folder_(std::move(folder)) {}

  // Reads what there is, or what is new since the last call. What is no whole line, no JSON or
  // tells of no job is passed over. Throws Failure where a file cannot be read.
  void read();

  // The line of the job whose picture is there, to the byte; null when there is none.
  const Result* finished(const std::string& key);
  // Of the lines that say that it was drawn the latest, whatever became of the picture since.
  const Result* drawn(const std::string& key) const;
  // Of the lines that say why it failed the latest; null when there is none.
  const Result* failed(const std::string& key) const;
  // Whether a line says that the job was drawn into this file, whatever became of it.
  bool knows(const std::string& key, const std::string& file) const;
  // The job whose finished picture this file is, its name's case apart; empty when it is no one's.
  std::string owner(const std::string& file);
  // How many runs began the job and never said what became of it.
  int unended(const std::string& key) const;
  // The distances of its first steps as earlier runs wrote them; NaN where none did.
  std::vector<double> curve(const std::string& key, std::size_t steps) const;
  // Every job that a line tells of.
  std::vector<std::string> keys() const;

 private:
  struct Job {
    std::vector<Result> drawn;  // the latest first
    std::vector<Result> failed;
    std::vector<CurvePart> curve;
    int unended = 0;
  };
  struct Source {
    std::int64_t read = 0;       // bytes, up to the end of a line
    std::set<std::string> open;  // jobs that were begun
  };
  // A file's digest with what tells that it is still the same.
  struct Digested {
    std::uint64_t inode = 0, bytes = 0;
    std::int64_t seconds = 0, nanoseconds = 0;
    std::string sha256;
  };

  void read_file(const std::string& path);
  void read_line(const std::string& text, Source& source);
  bool is_there(const Result& result);

  const std::string folder_;
  std::map<std::string, Source> sources_;
  std::map<std::string, Job> jobs_;                     // by key
  std::map<std::string, std::set<std::string>> files_;  // keys by folded name
  std::map<std::string, Digested> digests_;
};

}  // namespace clipdraw_cli
