// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <vector>

namespace clipdraw::test {

// Returns the path of a file under the source tree.
std::string source_path(const std::string& relative);

// Returns every copy of a parity fixture: tests/data/<name>, and <folder>/<name>, where folder is
// $CLIPDRAW_PARITY_DIR or else <source>/../shared/parity. Each copy has its own sizes, so a test
// loops over all of them. When there is none, it says so and why; the test then just ends.
std::vector<std::string> parity_fixtures(const std::string& name);

// Returns the path of a published file that a parity fixture was made with: in the fixture's
// folder, in the folder "weights" beside that, or in <source>/../shared/weights. When it is in none
// of them, says so and returns "".
std::string published_file(const std::string& fixture, const std::string& name);

// Prints that a part of a test is skipped, and why.
void say_skipped(const std::string& reason);

// Returns what a file holds; "" where there is none.
std::string bytes_of(const std::string& path);

// A new empty folder that is removed with all it holds at the end of the scope.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::string& path() const { return path_; }
  // Returns the path of a file in the folder.
  std::string file(const std::string& name) const;

 private:
  std::string path_;
};

}  // namespace clipdraw::test
