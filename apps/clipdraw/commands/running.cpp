// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "commands/running.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "commands/failure.hpp"
#include "interrupt.hpp"
#include "output_name.hpp"
#include "terminal.hpp"

namespace clipdraw_cli {
namespace {

// Saves the picture on the way. When that fails it says so once and leaves it: the drawing goes on.
class StepFiles {
 public:
  StepFiles(const clipdraw::Session& session, const Destination& destination,
            const OnTheWay& wanted, Console& console)
      : session_(session),
        path_(destination.path),
        overwrite_(wanted.replace ? clipdraw::Overwrite::replace : destination.overwrite()),
        every_(wanted.save_every),
        console_(console) {}

  void after(const clipdraw::Step& step) {
    if (every_ == 0 || step.step % every_ != 0 || code_ != kExitDrawn) return;
    const std::string path = step_path(path_, step.step);
    try {
      session_.save(path, overwrite_);
      saved_.push_back(path);
    } catch (const clipdraw::Error& error) {
      code_ = exit_code(error.status(), Phase::output);
      console_.close();
      print_error(
          fmt::format("{}; the drawing goes on, but is no longer saved on the way", error.what()));
    }
  }

  // What there is, in words; empty when nothing was saved.
  std::string report() const {
    if (saved_.empty()) return "";
    if (saved_.size() == 1) return "on the way: " + saved_.front();
    return fmt::format("on the way: {} to {}, {} pictures", saved_.front(), saved_.back(),
                       saved_.size());
  }

  int code() const { return code_; }

 private:
  const clipdraw::Session& session_;
  const std::string path_;
  const clipdraw::Overwrite overwrite_;
  const int every_;
  Console& console_;
  std::vector<std::string> saved_;
  int code_ = kExitDrawn;
};

// The file that a drawing can go on from. It is written between steps of a run, so that a run that
// goes on from it is as one that was never stopped.
class CheckpointFile {
 public:
  CheckpointFile(const clipdraw::Session& session, const OnTheWay& wanted, Console& console)
      : session_(session),
        path_(wanted.checkpoint),
        every_(wanted.checkpoint_every),
        console_(console) {}

  bool wanted() const { return !path_.empty(); }

  // Writes it, or throws Failure.
  void write() {
    during(Phase::output, [&] { session_.save_checkpoint(path_); });
  }

  // When it cannot be written on the way it says so once, and tries again later.
  void after(const clipdraw::Step& step) {
    if (step.step % every_ != 0) return;
    try {
      write();
    } catch (const Failure& failure) {
      if (std::exchange(told_, true)) return;
      console_.close();
      print_error(failure.text + "; the drawing goes on");
    }
  }

  // The picture is there.
  void remove() const {
    if (std::remove(path_.c_str()) != 0 && errno != ENOENT) {
      print_error(fmt::format("{}: cannot be removed: {}", path_, std::strerror(errno)));
    }
  }

 private:
  const clipdraw::Session& session_;
  const std::string path_;
  const int every_;
  Console& console_;
  bool told_ = false;
};

// Saves under the path, or under a numbered one where that was taken meanwhile. Returns which.
std::string save(const clipdraw::Session& session, const Destination& destination) {
  int attempt = first_free_attempt(destination, false);
  while (true) {
    const std::string path = numbered_path(destination.path, attempt);
    try {
      session.save(path, destination.overwrite());
      return path;
    } catch (const clipdraw::Error& error) {
      const int next = first_free_attempt(destination, false, attempt);
      if (error.status() != clipdraw::Status::invalid_state || next == attempt) throw;
      attempt = next;
    }
  }
}

}  // namespace

Drawn draw_and_save(clipdraw::Session& session, const Destination& destination,
                    const OnTheWay& on_the_way, Console& console) {
  StepFiles step_files(session, destination, on_the_way, console);
  CheckpointFile checkpoint(session, on_the_way, console);
  // With a checkpoint it is the callback that stops, so that the last one is of a run at work.
  std::optional<InterruptWatch> watch;
  if (!checkpoint.wanted()) watch.emplace(session);
  bool stopped = false;
  std::string trouble;  // a failure after which there is still a picture worth saving
  clipdraw::Summary summary;
  try {
    console.busy("making the first picture ...");
    session.start();
    if (checkpoint.wanted()) checkpoint.write();
    summary = session.run([&](const clipdraw::Step& step) {
      console.step(step);
      step_files.after(step);
      if (!checkpoint.wanted() || step.is_last != 0) return clipdraw::Action::proceed;
      stopped = interrupt_signal() != 0;
      if (!stopped) {
        checkpoint.after(step);
        return clipdraw::Action::proceed;
      }
      checkpoint.write();
      return clipdraw::Action::abort;
    });
  } catch (const clipdraw::Error& error) {
    if (error.status() != clipdraw::Status::non_finite) throw;
    trouble = error.what();
  }
  console.close();

  Drawn drawn;
  if (stopped) {
    console.note(fmt::format("interrupted after step {}; the same command goes on from {}",
                             summary.steps_run, on_the_way.checkpoint));
    drawn.code = kExitSignal + interrupt_signal();
    return drawn;
  }
  try {
    drawn.file = during(Phase::output, [&] { return save(session, destination); });
  } catch (const Failure&) {
    if (!trouble.empty()) print_error(trouble);
    throw;
  }
  if (checkpoint.wanted()) checkpoint.remove();
  if (summary.steps_run > 0) {
    console.note(fmt::format("distance {:.4f} -> {:.4f} in {} steps, {:.1f} s",
                             summary.first_distance, summary.last_distance, summary.steps_run,
                             summary.seconds));
  }
  if (!step_files.report().empty()) console.note(step_files.report());
  drawn.code = step_files.code();
  if (!trouble.empty()) {
    print_error(trouble + "; saved as it was before that");
    drawn.code = kExitInternal;
  }
  if (interrupt_signal() != 0) {
    console.note("interrupted, saved as it is");
    drawn.code = kExitSignal + interrupt_signal();
  }
  return drawn;
}

}  // namespace clipdraw_cli
