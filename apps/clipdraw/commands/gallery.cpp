// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <clipdraw/clipdraw.hpp>
#include <exception>
#include <filesystem>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "batch/folder.hpp"
#include "batch/journal.hpp"
#include "commands/commands.hpp"
#include "commands/failure.hpp"
#include "commands/result.hpp"
#include "gallery/description.hpp"
#include "gallery/entries.hpp"
#include "gallery/page.hpp"
#include "gallery/thumbnails.hpp"
#include "terminal.hpp"

namespace clipdraw_cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

// What the models decide; the command that draws a picture again always says it.
const std::set<std::string> kLeftOpen = {"size", "start", "steps", "learning-rate"};
constexpr unsigned kMostThreads = 8;

void check_folder(const std::string& folder) {
  std::error_code ignored;
  if (!fs::is_directory(folder, ignored)) {
    throw Failure{kExitBadInput,
                  fmt::format("{}: {}, a folder expected", folder,
                              fs::exists(folder, ignored) ? "a file" : "no such folder")};
  }
}

// Where the page goes: what -o says, else DIR/index.html.
fs::path page_path(const Arguments& arguments, const std::string& folder) {
  const fs::path page =
      arguments.output.empty() ? fs::path(folder) / "index.html" : fs::path(arguments.output);
  std::error_code ignored;
  if (fs::is_directory(page, ignored)) {
    throw UsageError(fmt::format("{}: a folder, a file expected", page.string()));
  }
  const fs::path above = page.has_parent_path() ? page.parent_path() : fs::path(".");
  if (!fs::is_directory(above, ignored)) {
    throw Failure{kExitIo, fmt::format("{}: no such folder", above.string())};
  }
  if (is_another_page(page.string())) {
    throw UsageError(
        fmt::format("{}: exists and is no gallery; move it away or name another file: -o FILE.html",
                    page.string()));
  }
  return page;
}

// One line on a terminal that is drawn over.
void show_progress(std::size_t done, std::size_t all) {
  if (is_terminal()) {
    print_status(kEraseLine + with_bar(done, all, fmt::format("{} of {} pictures", done, all)));
  }
}

// Describes all of them, with as many threads as there are processors.
std::vector<GalleryDescription> describe_all(const std::string& folder,
                                             const std::vector<GalleryEntry>& entries,
                                             Thumbnails& thumbnails) {
  std::vector<GalleryDescription> out(entries.size());
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::exception_ptr trouble;
  const auto work = [&] {
    for (std::size_t i = 0; (i = next++) < entries.size();) {
      try {
        out[i] = describe(folder, entries[i], thumbnails);
        if (i % 100 == 99) {
          const std::lock_guard<std::mutex> lock(mutex);
          show_progress(i + 1, entries.size());
        }
      } catch (...) {
        const std::lock_guard<std::mutex> lock(mutex);
        if (!trouble) trouble = std::current_exception();
        next = entries.size();
      }
    }
  };
  std::vector<std::thread> helpers;
  const unsigned count = std::clamp(std::thread::hardware_concurrency(), 1U, kMostThreads);
  for (unsigned i = 1; i < count; ++i) helpers.emplace_back(work);
  work();
  for (std::thread& helper : helpers) helper.join();
  if (is_terminal()) print_status(kEraseLine);
  if (trouble) std::rethrow_exception(trouble);
  return out;
}

Json defaults() {
  Json out = Json::object();
  for (const clipdraw::OptionInfo& row : clipdraw::option_table()) {
    if (kLeftOpen.count(row.name) == 0) out[row.name] = row.default_text;
  }
  return out;
}

// What the page reads: see gallery/page/data.js.
Json make_data(std::vector<GalleryDescription>& descriptions) {
  Json data{{"version", clipdraw::version()}, {"made", utc_now()}, {"defaults", defaults()}};
  std::map<std::string, std::size_t> recipes;
  data["recipes"] = Json::array();
  data["jobs"] = Json::array();
  for (GalleryDescription& description : descriptions) {
    if (description.job.is_null()) continue;
    if (!description.recipe.empty()) {
      const auto [found, is_new] = recipes.emplace(description.recipe, recipes.size());
      if (is_new) data["recipes"].push_back(Json::parse(description.recipe));
      description.job["recipe"] = found->second;
    }
    data["jobs"].push_back(std::move(description.job));
  }
  return data;
}

std::string count(std::size_t number, const char* what) {
  return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
}

// "12 pictures, 1 failed job, 3 thumbnails made; 2 files left out ..."
std::string report(const Json& data, std::size_t all, int made) {
  std::size_t failed = 0;
  std::size_t gone = 0;
  for (const Json& job : data["jobs"]) {
    failed += job.contains("error") ? 1 : 0;
    gone += job.contains("gone") ? 1 : 0;
  }
  const std::size_t shown = data["jobs"].size();
  std::string text = count(shown - failed - gone, "picture");
  if (failed > 0) text += fmt::format(", {} failed", failed);
  if (gone > 0) text += fmt::format(", {} missing", gone);
  if (made > 0) text += ", " + count(static_cast<std::size_t>(made), "new thumbnail");
  if (all > shown) {
    text +=
        fmt::format("; left out, as clipdraw did not draw them: {}", count(all - shown, "file"));
  }
  return text + "\n";
}

}  // namespace

int gallery(const Arguments& arguments) {
  const std::string& folder = arguments.words.front();
  check_folder(folder);
  const fs::path page = page_path(arguments, folder);
  const std::string above = page.has_parent_path() ? page.parent_path().string() : ".";

  const std::vector<GalleryEntry> entries = find_entries(folder);
  Thumbnails thumbnails(folder);
  std::vector<GalleryDescription> descriptions = describe_all(folder, entries, thumbnails);
  Json data = make_data(descriptions);
  if (data["jobs"].empty()) {
    throw Failure{
        kExitBadInput,
        fmt::format("{}: no results of a batch and no picture that clipdraw drew", folder)};
  }
  const std::string title =
      arguments.title.empty() ? fs::canonical(folder).filename().string() : arguments.title;
  data["title"] = title;
  data["folder"] = relative_address(folder, above);
  replace_file(above, page.filename().string(), make_page(title, data));

  std::set<std::string> names;
  for (const Json& job : data["jobs"]) {
    if (job.contains("thumbnail")) names.insert(job["thumbnail"].get<std::string>());
  }
  thumbnails.remove_others(names);  // only now: the page before this one showed them
  print_status(report(data, entries.size(), thumbnails.made()));
  return print_result(page.string() + "\n");
}

}  // namespace clipdraw_cli
