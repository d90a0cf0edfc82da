// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// How much processor time control groups leave, read from trees that look like the system's.
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "base/threads.hpp"
#include "support/torch_doctest.hpp"

namespace {

namespace fs = std::filesystem;

// A root with proc and sys below it.
class Tree {
 public:
  Tree() : root_(fs::temp_directory_path() / ("clipdraw-groups-" + std::to_string(getpid()))) {
    fs::remove_all(root_);
  }
  ~Tree() { fs::remove_all(root_); }

  // The lines of /proc/self/cgroup.
  Tree& groups(const std::string& text) { return write("proc/self/cgroup", text); }
  Tree& file(const std::string& path, const std::string& text) {
    return write("sys/fs/cgroup/" + path, text);
  }
  double cores() const { return clipdraw::control_group_cores(root_.string()); }

 private:
  Tree& write(const std::string& path, const std::string& text) {
    fs::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path) << text << '\n';
    return *this;
  }

  fs::path root_;
};

}  // namespace

DOCTEST_TEST_CASE("Without control groups, or without a quota, there is no limit") {
  DOCTEST_CHECK(std::isinf(Tree().cores()));
  DOCTEST_CHECK(std::isinf(Tree().groups("0::/a").file("a/cpu.max", "max 100000").cores()));
  DOCTEST_CHECK(std::isinf(Tree()
                               .groups("4:cpu,cpuacct:/a")
                               .file("cpu/a/cpu.cfs_quota_us", "-1")
                               .file("cpu/a/cpu.cfs_period_us", "100000")
                               .cores()));
}

DOCTEST_TEST_CASE("Version 2: own group, those above it, and the root of a container") {
  DOCTEST_CHECK(Tree().groups("0::/a/b").file("a/b/cpu.max", "150000 100000").cores() == 1.5);
  DOCTEST_CHECK(Tree()
                    .groups("0::/a/b")
                    .file("a/b/cpu.max", "400000 100000")
                    .file("a/cpu.max", "50000 100000")
                    .cores() == 0.5);
  DOCTEST_CHECK(Tree().groups("0::/").file("cpu.max", "200000 50000").cores() == 4);
  DOCTEST_CHECK(std::isinf(Tree().groups("0::/a").file("b/cpu.max", "50000 100000").cores()));
}

DOCTEST_TEST_CASE("Version 1, also where several controllers share a folder") {
  Tree tree;
  tree.groups("9:memory:/m\n4:cpu,cpuacct:/a/b\n0::/c");
  tree.file("cpu/a/b/cpu.cfs_quota_us", "300000").file("cpu/a/b/cpu.cfs_period_us", "100000");
  DOCTEST_CHECK(tree.cores() == 3);
  tree.file("cpu/a/cpu.cfs_quota_us", "250000").file("cpu/a/cpu.cfs_period_us", "100000");
  DOCTEST_CHECK(tree.cores() == 2.5);
  tree.file("cpu/m/cpu.cfs_quota_us", "10000").file("cpu/m/cpu.cfs_period_us", "100000");
  DOCTEST_CHECK(tree.cores() == 2.5);  // the memory controller's group says nothing of cores
}

DOCTEST_TEST_CASE("What makes no sense is no limit") {
  for (const char* text : {"", "x 100000", "100000", "100000 0", "1e999 100000", "-5 100000"}) {
    DOCTEST_CAPTURE(text);
    DOCTEST_CHECK(std::isinf(Tree().groups("0::/a\nnonsense\n::").file("a/cpu.max", text).cores()));
  }
}
