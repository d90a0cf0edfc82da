// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "batch/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <system_error>

#include "batch/batch_progress.hpp"
#include "batch/draw_job.hpp"
#include "batch/folder.hpp"
#include "batch/leftovers.hpp"
#include "batch/merge.hpp"
#include "batch/result_line.hpp"
#include "batch/results.hpp"
#include "batch/targets.hpp"
#include "commands/loading.hpp"
#include "console.hpp"
#include "interrupt.hpp"

namespace clipdraw_cli {
namespace {

constexpr int kSuspicious = 2;  // runs that a job did not outlive before it has to wait

using Clock = std::chrono::steady_clock;

// Jobs that are drawn together: those of a group that are not finished.
struct Unit {
  std::size_t group = 0;
  std::size_t places = 0;  // of the whole group
  std::vector<const Job*> jobs;
};

// What there is to do.
struct Work {
  std::vector<const Job*> bad;  // what the list says of them cannot be drawn
  std::vector<Unit> units;
  std::size_t there = 0;  // jobs that are finished
  std::size_t jobs() const {
    std::size_t count = 0;
    for (const Unit& unit : units) count += unit.jobs.size();
    return count;
  }
};

Work find_work(const std::vector<Job>& jobs, const Shard& shard, Results& results) {
  Work work;
  std::map<std::size_t, std::size_t> places;
  for (const Job& job : jobs) ++places[job.group];
  for (const Job& job : jobs) {
    if (interrupt_signal() != 0) break;
    if (!shard.has(job)) continue;
    if (!job.error.empty()) {
      work.bad.push_back(&job);
    } else if (results.finished(job.key) != nullptr) {
      ++work.there;
    } else {
      if (work.units.empty() || work.units.back().group != job.group) {
        work.units.push_back({job.group, places[job.group], {}});
      }
      work.units.back().jobs.push_back(&job);
    }
  }
  // A job that takes the process down with it shall not keep the others from being drawn.
  std::stable_partition(work.units.begin(), work.units.end(), [&](const Unit& unit) {
    return std::none_of(unit.jobs.begin(), unit.jobs.end(),
                        [&](const Job* job) { return results.unended(job->key) >= kSuspicious; });
  });
  return work;
}

void clean(const std::string& folder, const std::vector<Job>& jobs, const Shard& shard,
           const Work& work, Results& results) {
  Leftovers leftovers;
  leftovers.results = shard.count == 1;
  for (const Unit& unit : work.units) {
    for (const Job* job : unit.jobs) {
      leftovers.files.insert(job->file);
      leftovers.open.insert(job->key);
    }
  }
  for (const Job& job : jobs) {
    if (!shard.has(job) || !job.error.empty() || leftovers.open.count(job.key) > 0) continue;
    leftovers.finished.insert(job.key);
    if (results.unended(job.key) > 0) leftovers.files.insert(job.file);
  }
  remove_leftovers(folder, leftovers);
}

// Whether another run, at work in the same folder, has finished the job since this one began.
bool is_there_now(const std::string& folder, const Job& job, Results& results) {
  std::error_code ignored;
  if (!std::filesystem::exists(std::filesystem::path(folder) / job.file, ignored)) return false;
  results.read();
  return results.finished(job.key) != nullptr;
}

class BatchRun {
 public:
  BatchRun(const Arguments& arguments, const std::vector<Job>& jobs, const Shard& shard)
      : arguments_(arguments),
        folder_(arguments.output),
        jobs_(jobs),
        shard_(shard),
        console_(arguments.quiet),
        results_(folder_) {}

  int run() {
    make_folder(folder_);
    results_.read();
    if (!results_.keys().empty()) console_.busy("looking at the pictures that are there ...");
    work_ = find_work(jobs_, shard_, results_);
    console_.clear();
    if (interrupt_signal() == 0) {
      clean(folder_, jobs_, shard_, work_, results_);
      tell_bad_jobs();
      if (!work_.units.empty()) draw();
      console_.clear();
    }
    if (shard_.count == 1 && (interrupt_signal() == 0 || journal_)) {
      results_.read();
      const Merged merged = merge_results(folder_, jobs_, results_);
      // Of pictures that went, or cannot be read, after this run had seen them the results say so.
      if (interrupt_signal() == 0) lost_ = merged.failed - std::min(merged.failed, tally_.failed);
    }
    return tell_end();
  }

 private:
  Journal& journal() {
    if (!journal_) journal_.emplace(folder_);
    return *journal_;
  }

  // Of a job that the list has wrong each run says so; a line more is written when it is news.
  void tell_bad_jobs() {
    for (const Job* job : work_.bad) {
      const Result* known = results_.failed(job->key);
      if (known == nullptr || known->error != job->error) {
        journal().add(failed_line(*job, job->error), Journal::Sync::yes);
      }
      console_.clear();
      print_error(fmt::format("{}: {}", job->id, job->error));
      ++tally_.failed;
    }
  }

  void draw() {
    // Before the models are loaded: where nothing can be written, that is known at once.
    journal();
    const clipdraw::Model model = load_model(arguments_.models, console_);
    const std::optional<clipdraw::Model> judge = load_judge(model);
    const Targets targets(jobs_, results_, folder_, arguments_.force);
    BatchProgress progress(console_, work_.jobs());
    const Workshop workshop{arguments_, folder_, model,     judge ? &*judge : nullptr,
                            results_,   targets, *journal_, progress};
    if (arguments_.checkpoint_every > 0) {
      make_folder((std::filesystem::path(folder_) / kCheckpoints).string());
    }
    for (const Unit& unit : work_.units) {
      if (interrupt_signal() != 0) return;
      std::vector<const Job*> jobs;
      for (const Job* job : unit.jobs) {
        if (!is_there_now(folder_, *job, results_)) {
          jobs.push_back(job);
          continue;
        }
        ++work_.there;
        progress.end();
      }
      if (!jobs.empty()) draw_jobs(workshop, jobs, unit.places, tally_);
    }
  }

  int tell_end() {
    const std::size_t left = left_over();
    std::string text = fmt::format("{} drawn, {} failed, {} were there", with_commas(tally_.drawn),
                                   with_commas(tally_.failed), with_commas(work_.there));
    if (left > 0) text += fmt::format(", {} left", with_commas(left));
    if (lost_ > 0) text += fmt::format(", {} not there any more", with_commas(lost_));
    const double seconds = std::chrono::duration<double>(Clock::now() - began_).count();
    console_.note(fmt::format("{}, {}", text, duration(seconds)));
    if (left > 0 && interrupt_signal() != 0) {
      console_.note("interrupted; the same command goes on");
      return kExitSignal + interrupt_signal();
    }
    if (tally_.failed + lost_ > 0) return kExitSomeFailed;
    return tally_.printed ? kExitDrawn : kExitIo;
  }

  // Jobs of the shard of which nothing became.
  std::size_t left_over() const {
    const auto ours = static_cast<std::size_t>(
        std::count_if(jobs_.begin(), jobs_.end(), [&](const Job& job) { return shard_.has(job); }));
    return ours - std::min(ours, tally_.drawn + tally_.failed + work_.there);
  }

  const Arguments& arguments_;
  const std::string folder_;
  const std::vector<Job>& jobs_;
  const Shard& shard_;
  const Clock::time_point began_ = Clock::now();
  Console console_;
  Results results_;
  Work work_;
  std::optional<Journal> journal_;
  Tally tally_;
  std::size_t lost_ = 0;  // pictures that went away meanwhile
};

}  // namespace

int run_batch(const Arguments& arguments, const std::vector<Job>& jobs, const Shard& shard) {
  catch_interrupts(Interrupts::with_preemption);
  return BatchRun(arguments, jobs, shard).run();
}

}  // namespace clipdraw_cli
