// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "models/commands.hpp"

#include <cstdio>

#include "models/failure.hpp"
#include "models/fetch.hpp"
#include "terminal.hpp"

namespace clipdraw_models {

using clipdraw_cli::Catalog;
using clipdraw_cli::Entry;

const Entry& find_entry(const Catalog& catalog, const std::string& name) {
  if (const Entry* entry = catalog.find(name)) return *entry;
  const std::string near = catalog.nearest(name);
  fail(kExitUsage, "{}: no model of that name.{} See clipdraw models list.", name,
       near.empty() ? "" : fmt::format(" Did you mean {}?", near));
}

void print_result(const std::string& text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) {
    fail(kExitIo, "standard output cannot be written");
  }
}

int fetch_models(const FetchArguments& arguments) {
  const Catalog catalog = Catalog::load();
  std::vector<const Entry*> entries;
  for (const std::string& name : arguments.names) entries.push_back(&find_entry(catalog, name));

  const std::string folder =
      arguments.folder.empty() ? clipdraw_cli::models_folder() : arguments.folder;
  const FetchOptions options{folder, arguments.offline, arguments.force, arguments.patience};
  Progress progress(arguments.quiet);
  int code = kExitGood;
  for (const Entry* entry : entries) {
    const std::string here = arguments.folder.empty() ? catalog.local_path(*entry) : "";
    if (!here.empty() && !arguments.force) {
      progress.note(fmt::format("{}: already here", entry->name));
      print_result(here + "\n");
      continue;
    }
    try {
      for (const clipdraw_cli::PublishedFile& file : entry->files) {
        fetch_file(file, clipdraw_cli::path_in(folder, *entry, file), options, progress);
      }
    } catch (const Failure& failure) {
      if (failure.code >= kExitSignal) throw;
      // What one name meets is no reason to do without the others.
      clipdraw_cli::print_error(failure.text);
      if (code == kExitGood) code = failure.code;
      continue;
    }
    print_result(clipdraw_cli::path_in(folder, *entry) + "\n");
  }
  return code;
}

int print_path(const std::string& name) {
  const Catalog catalog = Catalog::load();
  const Entry* entry = catalog.find(name);
  std::string path = entry != nullptr ? catalog.local_path(*entry) : "";
  if (path.empty()) path = clipdraw_cli::find_imported(name);
  if (path.empty()) {
    fail(kExitBadFile, "{}: not here. Fetch it: clipdraw models fetch {}", name,
         find_entry(catalog, name).name);
  }
  print_result(path + "\n");
  return kExitGood;
}

}  // namespace clipdraw_models
