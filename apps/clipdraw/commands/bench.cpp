// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include <dlfcn.h>
#include <fmt/format.h>
#include <link.h>

#include <clipdraw/clipdraw.hpp>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bench/ceilings.hpp"
#include "bench/child.hpp"
#include "bench/measure.hpp"
#include "bench/models.hpp"
#include "bench/report.hpp"
#include "bench/spread.hpp"
#include "command_line/bench.hpp"
#include "commands/commands.hpp"
#include "commands/failure.hpp"
#include "commands/result.hpp"
#include "console.hpp"
#include "interrupt.hpp"
#include "own_folder.hpp"
#include "text_file.hpp"

namespace clipdraw_cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kWarmUp = 2;  // steps
constexpr int kLoads = 5;   // of LibTorch's libraries, after one that does not count

// Runs bench_part() in a process of its own.
ChildOutput run_part(const Json& task, int threads = 0) {
  return run_child({"/proc/self/exe", bench_part_command().name, task.dump()}, threads);
}

// Where the library lies that holds LibTorch's kernels, as this program has loaded it.
std::string torch_library() {
  std::string path;
  const auto look = [](dl_phdr_info* info, std::size_t /*size*/, void* found) {
    const std::string name = info->dlpi_name;
    if (name.find("libtorch_cpu.") == std::string::npos) return 0;
    *static_cast<std::string*>(found) = name;
    return 1;
  };
  dl_iterate_phdr(look, &path);
  return path;
}

// {"median": ...} of the seconds in which a process has loaded LibTorch's libraries and done
// nothing else; null where that cannot be tried.
Json library_seconds() {
  const std::string library = torch_library();
  const std::string loader = (own_folder() / CLIPDRAW_LOADER).string();
  if (library.empty() || !std::filesystem::exists(loader)) return nullptr;
  std::vector<double> seconds;
  for (int load = 0; load <= kLoads; ++load) {
    const ChildOutput done = run_child({loader, library});
    if (load > 0) seconds.push_back(std::strtod(done.text.c_str(), nullptr) - done.began);
  }
  return as_json(spread_of(seconds));
}

Json describe_machine(int threads) {
  const clipdraw::DeviceInfo device = clipdraw::devices().front();
  double load = 0;
  if (getloadavg(&load, 1) != 1) load = 0;
  return {
      {"name", device.name}, {"library", device.library},    {"cores", device.cores},
      {"threads", threads},  {"bf16", device.has_bf16 != 0}, {"memory_bytes", device.memory_bytes},
      {"load", load}};
}

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

// What --threads and --set say, else all that the process may use.
int thread_count(const Arguments& arguments) {
  int threads = 0;
  for (const auto& [name, value] : arguments.options) {
    if (name == "threads") threads = std::atoi(value.c_str());
  }
  return threads > 0 ? threads : clipdraw::devices().front().cores;
}

// The runs that are asked for, as measure() takes them.
std::vector<Json> plan(const Arguments& arguments, const MeasuredModels& models) {
  const BenchArguments& bench = arguments.bench;
  const std::vector<std::string> sizes =
      bench.sizes.empty() ? std::vector<std::string>{""} : bench.sizes;
  const std::vector<int> views = bench.views.empty() ? std::vector<int>{0} : bench.views;
  const std::vector<int> groups = bench.groups.empty() ? std::vector<int>{1} : bench.groups;
  std::vector<Json> tasks;
  for (const std::string& size : sizes) {
    for (const int count : views) {
      for (const int group : groups) {
        Json task{{"part", "run"},
                  {"weights", models.weights},
                  {"clip", models.clip},
                  {"vocabulary", models.vocabulary},
                  {"generator", models.generator_file},
                  {"group", group},
                  {"warm_up", kWarmUp},
                  {"steps", bench.steps},
                  {"options", arguments.options}};
        if (!size.empty()) task["options"].push_back({"size", size});
        if (count > 0) task["options"].push_back({"cutouts", std::to_string(count)});
        tasks.push_back(task);
      }
    }
  }
  return tasks;
}

// What the console says of a run.
std::string describe(const Json& task, std::size_t index, std::size_t count) {
  std::string text = fmt::format("measuring {} of {}", index + 1, count);
  for (const auto& option : task.at("options")) {
    text +=
        fmt::format(", {} {}", option.at(0).get<std::string>(), option.at(1).get<std::string>());
  }
  return text + " ...";
}

Json read_report(const std::string& file) {
  try {
    return Json::parse(read_text_file(file));
  } catch (const std::system_error& error) {
    throw Failure{kExitBadInput, error.what()};
  } catch (const Json::exception& error) {
    throw Failure{kExitBadInput,
                  fmt::format("{}: no JSON of clipdraw bench: {}", file, error.what())};
  }
}

void write_report(const std::string& file, const std::string& text) {
  std::ofstream out(file);
  out << text;
  out.close();
  if (!out) throw Failure{kExitIo, fmt::format("{}: cannot be written", file)};
}

}  // namespace

int bench(const Arguments& arguments) {
  const Json earlier =
      arguments.bench.compare.empty() ? Json() : read_report(arguments.bench.compare);
  catch_interrupts();
  Console console(false);
  const int threads = thread_count(arguments);
  Json report{{"clipdraw", clipdraw::version()}, {"date", utc_now()}};
  report["machine"] = describe_machine(threads);
  const MeasuredModels models(arguments, console);

  if (arguments.bench.matrix > 0) console.busy("measuring the machine ...");
  report["libraries_seconds"] = nullptr;
  report["ceilings"] = nullptr;
  if (arguments.bench.matrix > 0) {
    report["libraries_seconds"] = library_seconds();
    const Json task{{"part", "ceilings"}, {"matrix", arguments.bench.matrix}, {"threads", threads}};
    report["ceilings"] = Json::parse(run_part(task, threads).text);
  }
  report["runs"] = Json::array();
  const std::vector<Json> tasks = plan(arguments, models);
  for (std::size_t index = 0; index < tasks.size(); ++index) {
    console.busy(describe(tasks[index], index, tasks.size()));
    const ChildOutput done = run_part(tasks[index]);
    Json run{{"perceptor", models.perceptor}, {"generator", models.generator}};
    run.update(report_run(nlohmann::json::parse(done.text), done.began,
                          tasks[index].at("group").get<int>(), report["ceilings"]));
    report["runs"].push_back(run);
  }
  console.close();

  const std::string json = report.dump(2) + "\n";
  if (!arguments.output.empty()) write_report(arguments.output, json);
  std::string text = arguments.json ? json : as_table(report);
  if (!earlier.is_null()) {
    const std::string compared = compare_reports(report, earlier, arguments.bench.compare);
    if (!arguments.json) {
      text += compared;
    }
  }
  return print_result(text);
}

int bench_part(const Arguments& arguments) {
  const nlohmann::json task = nlohmann::json::parse(arguments.words.front());
  const bool ceilings = task.at("part") == "ceilings";
  return print_result((ceilings ? measure_ceilings(task) : measure(task)).dump() + "\n");
}

}  // namespace clipdraw_cli
