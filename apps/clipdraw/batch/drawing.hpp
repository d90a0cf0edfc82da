// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <clipdraw/clipdraw.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "batch/draw_job.hpp"
#include "batch/result_line.hpp"

namespace clipdraw_cli {

// One job on its way to its picture. What is wrong with the job is thrown: UsageError, Failure,
// clipdraw::Error; what is wrong with the folder as FolderFailure.
class Drawing {
 public:
  // Makes the session and finds out where the picture goes. places: how many are drawn together.
  // Workshop and job have to outlive it.
  Drawing(const Workshop& workshop, const Job& job, std::size_t places);

  // Goes on from the job's checkpoint where there is one that fits, else makes the first picture.
  void start();
  // The next step is the caller's to run, maybe with others, and to tell of by stepped().
  clipdraw::Session& session() { return session_; }
  void stepped(const clipdraw::Step& step);
  bool is_done() const;
  // Writes a checkpoint, where they are asked for.
  void keep();
  // Writes the picture.
  DrawnPicture save();
  // Removes the checkpoint, which nobody needs any more.
  void forget() const;

  const Job& job() const { return job_; }
  double seconds = 0;  // of work for this job

 private:
  Drawing(const Workshop& workshop, const Job& job, std::size_t places,
          const clipdraw::Options& options);
  bool resume();
  bool is_content(const std::string& record) const;
  bool has_same_means(const std::string& record) const;
  Target choose_target() const;
  std::optional<double> judged() const;
  std::string path() const;
  std::string checkpoint() const;

  const Workshop& workshop_;
  const Job& job_;
  const std::size_t places_;
  clipdraw::Session session_;
  Target target_;
  std::size_t steps_ = 0;      // at most
  bool last_ = false;          // no step follows
  std::vector<double> curve_;  // the distance of each step that is done
  std::size_t kept_ = 0;       // steps in the journal
};

}  // namespace clipdraw_cli
