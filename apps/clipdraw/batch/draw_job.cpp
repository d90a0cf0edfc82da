// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "batch/draw_job.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <new>

#include "batch/drawing.hpp"
#include "batch/folder.hpp"
#include "batch/result_line.hpp"
#include "commands/result.hpp"
#include "interrupt.hpp"

namespace clipdraw_cli {
namespace {

constexpr const char* kNoMemory =
    "out of memory; try a smaller size, fewer cutouts or a smaller group";

// Runs the body and returns what is wrong with the job; empty when nothing is.
template <typename Body>
std::string trouble_of(Body&& body) {
  try {
    body();
  } catch (const FolderFailure&) {
    throw;
  } catch (const Failure& failure) {
    return failure.text;
  } catch (const clipdraw::Error& error) {
    return error.status() == clipdraw::Status::out_of_memory ? kNoMemory : error.what();
  } catch (const std::bad_alloc&) {
    return kNoMemory;
  } catch (const std::exception& error) {
    return error.what();
  }
  return "";
}

double seconds_of(const std::function<void()>& work) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point began = Clock::now();
  work();
  return std::chrono::duration<double>(Clock::now() - began).count();
}

// Jobs that are drawn together, until each of them has its end.
class Group {
 public:
  Group(const Workshop& workshop, std::size_t places, Tally& tally)
      : workshop_(workshop), tally_(tally), drawings_(places) {}

  void start(const Job& job) {
    std::unique_ptr<Drawing>& drawing = drawings_[job.group_place];
    const std::string trouble = trouble_of([&] {
      const double seconds = seconds_of([&] {
        drawing = std::make_unique<Drawing>(workshop_, job, drawings_.size());
        drawing->start();
      });
      drawing->seconds = seconds;
    });
    if (!trouble.empty()) fail(drawing, job, trouble);
  }

  void run() {
    for (finish_done(); count() > 0; finish_done()) {
      if (interrupt_signal() != 0) return stop();
      const std::string trouble = trouble_of([&] { step(); });
      if (trouble.empty()) continue;
      for (std::unique_ptr<Drawing>& drawing : drawings_) {
        if (drawing) fail(drawing, drawing->job(), trouble);
      }
    }
  }

 private:
  std::size_t count() const {
    return drawings_.size() -
           static_cast<std::size_t>(std::count(drawings_.begin(), drawings_.end(), nullptr));
  }

  void step() {
    const std::size_t members = count();
    std::vector<clipdraw::Session*> sessions;
    for (const auto& drawing : drawings_) {
      sessions.push_back(drawing ? &drawing->session() : nullptr);
    }
    std::vector<clipdraw::PlaceStep> done;
    const double seconds = seconds_of([&] { done = clipdraw::step_together(sessions); });
    for (std::size_t place = 0; place < done.size(); ++place) {
      std::unique_ptr<Drawing>& drawing = drawings_[place];
      if (!drawing) continue;
      drawing->seconds += seconds / static_cast<double>(members);
      std::string trouble = done[place].error;
      if (done[place].step) {
        trouble = trouble_of([&] { drawing->stepped(*done[place].step); });
        workshop_.progress.step(*done[place].step);
      }
      if (!trouble.empty()) fail(drawing, drawing->job(), trouble);
    }
  }

  void finish_done() {
    for (std::unique_ptr<Drawing>& drawing : drawings_) {
      if (!drawing || !drawing->is_done()) continue;
      DrawnPicture picture;
      const std::string trouble = trouble_of([&] {
        drawing->seconds += seconds_of([&] { picture = drawing->save(); });
        picture.seconds = drawing->seconds;
      });
      if (!trouble.empty()) {
        fail(drawing, drawing->job(), trouble);
      } else {
        finish(drawing, picture);
      }
    }
  }

  void finish(std::unique_ptr<Drawing>& drawing, const DrawnPicture& picture) {
    workshop_.journal.add(drawn_line(drawing->job(), picture), Journal::Sync::yes);
    drawing->forget();
    drawing.reset();
    ++tally_.drawn;
    workshop_.progress.end();
    workshop_.progress.clear();
    const std::string path = (std::filesystem::path(workshop_.folder) / picture.file).string();
    // A reader that goes away must not cost the pictures: it is told once, and the run goes on.
    if (tally_.printed) tally_.printed = print_result(path + "\n") == kExitDrawn;
  }

  void fail(std::unique_ptr<Drawing>& drawing, const Job& job, const std::string& trouble) {
    drawing.reset();
    workshop_.journal.add(failed_line(job, trouble), Journal::Sync::yes);
    ++tally_.failed;
    workshop_.progress.end();
    workshop_.progress.error(fmt::format("{}: {}", job.id, trouble));
  }

  void stop() {
    for (std::unique_ptr<Drawing>& drawing : drawings_) {
      if (!drawing) continue;
      const std::string trouble = trouble_of([&] { drawing->keep(); });
      if (!trouble.empty()) {
        workshop_.progress.error(fmt::format("{}: no checkpoint: {}", drawing->job().id, trouble));
      }
      workshop_.journal.add(status_line(drawing->job(), "stopped"), Journal::Sync::no);
    }
  }

  const Workshop& workshop_;
  Tally& tally_;
  std::vector<std::unique_ptr<Drawing>> drawings_;  // by place; none: nobody's, or at its end
};

}  // namespace

void draw_jobs(const Workshop& workshop, const std::vector<const Job*>& jobs, std::size_t places,
               Tally& tally) {
  Group group(workshop, places, tally);
  workshop.progress.begin(jobs.size());
  for (const Job* job : jobs) {
    if (interrupt_signal() != 0) break;
    workshop.journal.add(status_line(*job, "begun"), Journal::Sync::no);
    group.start(*job);
  }
  group.run();
}

}  // namespace clipdraw_cli
