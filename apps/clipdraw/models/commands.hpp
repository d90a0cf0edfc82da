// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "catalog.hpp"
#include "models/transfer.hpp"

namespace clipdraw_models {

// The subcommands. Each returns the exit code, prints its result on standard output and nothing
// else there, and throws Failure for what goes wrong.

int list_models(bool json);

struct FetchArguments {
  std::vector<std::string> names;
  std::string folder;  // empty: the models folder
  bool offline = false;
  bool force = false;
  bool quiet = false;
  Patience patience;
};
int fetch_models(const FetchArguments& arguments);

// Without names: everything of the catalogue that is here.
int verify_models(const std::vector<std::string>& names);

int print_path(const std::string& name);

struct ImportArguments {
  std::string source;
  std::string name;  // empty: made from the source's
  bool force = false;
};
// Weights become the main command's work: then this does not return but becomes that program.
int import_model(const ImportArguments& arguments);

// The row of that name. Throws Failure with the nearest one.
const clipdraw_cli::Entry& find_entry(const clipdraw_cli::Catalog& catalog,
                                      const std::string& name);

// Prints on standard output. Throws Failure when that cannot be written.
void print_result(const std::string& text);

}  // namespace clipdraw_models
