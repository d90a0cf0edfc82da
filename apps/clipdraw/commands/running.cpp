// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "commands/running.hpp"

#include <fmt/format.h>

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
  StepFiles(const clipdraw::Session& session, const Destination& destination, int every,
            Console& console)
      : session_(session), destination_(destination), every_(every), console_(console) {}

  void after(const clipdraw::Step& step) {
    if (every_ == 0 || step.step % every_ != 0 || code_ != kExitDrawn) return;
    const std::string path = step_path(destination_.path, step.step);
    try {
      session_.save(path, destination_.overwrite());
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
  const Destination& destination_;
  const int every_;
  Console& console_;
  std::vector<std::string> saved_;
  int code_ = kExitDrawn;
};

}  // namespace

Drawn draw_and_save(clipdraw::Session& session, const Destination& destination, int save_every,
                    Console& console) {
  const InterruptWatch watch(session);
  StepFiles on_the_way(session, destination, save_every, console);
  std::string trouble;  // a failure after which there is still a picture worth saving
  clipdraw::Summary summary;
  try {
    console.busy("making the first picture ...");
    session.start();
    summary = session.run([&](const clipdraw::Step& step) {
      console.step(step);
      on_the_way.after(step);
    });
  } catch (const clipdraw::Error& error) {
    if (error.status() != clipdraw::Status::non_finite) throw;
    trouble = error.what();
  }
  console.close();

  Drawn drawn;
  try {
    drawn.file = during(Phase::output, [&] { return save(session, destination); });
  } catch (const Failure&) {
    if (!trouble.empty()) print_error(trouble);
    throw;
  }
  if (summary.steps_run > 0) {
    console.note(fmt::format("distance {:.4f} -> {:.4f} in {} steps, {:.1f} s",
                             summary.first_distance, summary.last_distance, summary.steps_run,
                             summary.seconds));
  }
  if (!on_the_way.report().empty()) console.note(on_the_way.report());
  drawn.code = on_the_way.code();
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
