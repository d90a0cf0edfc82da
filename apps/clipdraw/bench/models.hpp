// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "arguments.hpp"
#include "console.hpp"

namespace clipdraw_cli {

// A folder that is removed with all that is in it.
class TemporaryFolder {
 public:
  TemporaryFolder();  // throws Failure
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// The models that are measured: what they are called, and where their files lie ("": in the weights
// folder). Those that are made up are written to --keep, or to a temporary folder that lives as
// long as this does.
class MeasuredModels {
 public:
  // Throws UsageError, CatalogError, Failure.
  MeasuredModels(const Arguments& arguments, Console& console);

  std::string perceptor;  // "embedded", or the folder's name, where none was named
  std::string generator;
  std::string weights;
  std::string clip;
  std::string vocabulary;
  std::string generator_file;

 private:
  std::string folder(const Arguments& arguments);

  std::optional<TemporaryFolder> temporary_;
};

}  // namespace clipdraw_cli
