// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "batch/drawing.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <system_error>
#include <utility>

#include "batch/folder.hpp"
#include "batch/leftovers.hpp"
#include "commands/pictures.hpp"
#include "digest.hpp"

namespace clipdraw_cli {
namespace {

using Json = nlohmann::json;

constexpr int kMostAttempts = 3;  // at writing a picture

// As `clipdraw PROMPT` does it.
clipdraw::Options options_of(const clipdraw::Model& model, const Job& job) {
  clipdraw::Options options(model);
  options.set("seed", job.seed);
  for (const auto& [name, value] : job.options) options.set(name, value);
  options.validate();
  return options;
}

clipdraw::Session session_of(const clipdraw::Model& model, const clipdraw::Options& options,
                             const Job& job) {
  Arguments named;  // the part of a command line that says the same
  named.image_prompts = job.image_prompts;
  named.start_image = job.start_image;
  const Pictures pictures = read_pictures(named);
  for (const auto& [file, sha256] : job.pictures) {
    if (sha256_of_file(file) == sha256) continue;
    throw Failure{kExitBadInput,
                  fmt::format("{}: has changed since the list was read; run it again", file)};
  }
  clipdraw::Session session(model, options);
  if (!job.prompt.empty()) session.add_prompts(job.prompt);
  add_pictures(session, pictures, named);
  return session;
}

// What a record says of what shall be drawn, without how far it came, on how many threads, in how
// much memory and how the machine multiplied.
Json content_of(const std::string& record) {
  const Json whole = Json::parse(record);
  Json content;
  for (const char* key : {"prompts", "earlier_prompts", "start_image", "seed", "width", "height",
                          "options", "models", "weights", "group"}) {
    content[key] = whole.value(key, Json());
  }
  if (content["options"].is_object()) {
    for (const char* of_machine : {"threads", "memory", "precision"}) {
      content["options"].erase(of_machine);
    }
  }
  return content;
}

// Whether the folder, and not the job, is at fault.
bool is_of_folder(const clipdraw::Error& error) {
  return error.status() == clipdraw::Status::io || error.status() == clipdraw::Status::not_found;
}

}  // namespace

Drawing::Drawing(const Workshop& workshop, const Job& job, std::size_t places)
    : Drawing(workshop, job, places, options_of(workshop.model, job)) {}

Drawing::Drawing(const Workshop& workshop, const Job& job, std::size_t places,
                 const clipdraw::Options& options)
    : workshop_(workshop),
      job_(job),
      places_(places),
      session_(session_of(workshop.model, options, job)),
      target_(choose_target()),
      steps_(std::stoul(options.get("steps"))) {}

// Whether a record tells of the same picture as the session's own will.
bool Drawing::is_content(const std::string& record) const {
  try {
    Json content = content_of(session_.record());
    if (places_ > 1) content["group"] = {{"size", places_}, {"place", job_.group_place}};
    return content_of(record) == content;
  } catch (const Json::exception&) {
    return false;
  }
}

// Whether it can take steps together with those that begin now.
bool Drawing::has_same_means(const std::string& record) const {
  const Json kept = Json::parse(record).value("options", Json::object());
  const Json own = Json::parse(session_.record()).at("options");
  return places_ == 1 || (kept.value("threads", 0) == own.at("threads") &&
                          kept.value("memory", 0) == own.at("memory"));
}

Target Drawing::choose_target() const {
  return workshop_.targets.choose(job_, [&](const std::string& path) {
    try {
      return is_content(clipdraw::inspect(path));
    } catch (const clipdraw::Error&) {
      return false;
    }
  });
}

std::string Drawing::path() const {
  return (std::filesystem::path(workshop_.folder) / target_.file).string();
}

std::string Drawing::checkpoint() const { return checkpoint_path(workshop_.folder, job_.key); }

void Drawing::start() {
  if (!resume()) session_.start();
}

bool Drawing::resume() {
  std::error_code ignored;
  if (!std::filesystem::exists(checkpoint(), ignored)) return false;
  std::string trouble = "it is of another picture, or of another place in a group";
  try {
    clipdraw::Session resumed = clipdraw::Session::resume(workshop_.model, checkpoint());
    if (is_content(resumed.record()) && has_same_means(resumed.record())) {
      session_ = std::move(resumed);
      curve_ =
          workshop_.results.curve(job_.key, static_cast<std::size_t>(session_.summary().steps_run));
      kept_ = curve_.size();
      return true;
    }
  } catch (const clipdraw::Error& error) {
    if (error.status() == clipdraw::Status::out_of_memory) throw;
    trouble = error.what();
  }
  workshop_.progress.note(
      fmt::format("{}: drawn from the start, the checkpoint cannot be used: {}", job_.id, trouble));
  return false;
}

void Drawing::stepped(const clipdraw::Step& step) {
  curve_.push_back(step.distance);
  last_ = step.is_last != 0;
  const auto every = static_cast<std::size_t>(workshop_.arguments.checkpoint_every);
  if (every > 0 && curve_.size() % every == 0 && !is_done()) keep();
}

bool Drawing::is_done() const { return last_ || curve_.size() >= steps_; }

void Drawing::keep() {
  if (workshop_.arguments.checkpoint_every == 0) return;
  if (places_ > 1 && curve_.empty()) return;  // its place in the group is known from the first step
  // The line first: a checkpoint whose curve nobody knows would be of less use.
  if (curve_.size() > kept_) {
    const std::vector<double> news(curve_.begin() + static_cast<std::ptrdiff_t>(kept_),
                                   curve_.end());
    workshop_.journal.add(checkpoint_line(job_, curve_.size(), news), Journal::Sync::yes);
    kept_ = curve_.size();
  }
  try {
    session_.save_checkpoint(checkpoint());
  } catch (const clipdraw::Error& error) {
    if (!is_of_folder(error)) throw;
    folder_failure(error.what());
  }
}

void Drawing::forget() const {
  std::error_code ignored;
  std::filesystem::remove(checkpoint(), ignored);
}

// How far the judge finds the picture from its words; none where there is no judge, or no words, or
// more than it reads.
std::optional<double> Drawing::judged() const {
  if (workshop_.judge == nullptr || job_.prompt.empty()) return std::nullopt;
  try {
    return workshop_.judge->score(session_.image(), job_.prompt).distance;
  } catch (const clipdraw::Error& error) {
    if (error.status() != clipdraw::Status::invalid_argument) throw;
    return std::nullopt;
  }
}

DrawnPicture Drawing::save() {
  session_.run();  // no step is left: it only ends
  for (int attempt = 1;; ++attempt) {
    try {
      session_.save(path(),
                    target_.replace ? clipdraw::Overwrite::replace : clipdraw::Overwrite::keep);
      break;
    } catch (const clipdraw::Error& error) {
      const bool folder = is_of_folder(error);
      if (!folder && error.status() != clipdraw::Status::invalid_state) throw;
      // Another run at work here may have written this picture meanwhile, or have taken its
      // temporary file for a leftover. The next attempt says whether it is worse than that.
      if (attempt == kMostAttempts && folder) folder_failure(error.what());
      if (attempt == kMostAttempts) throw;
      workshop_.results.read();
      target_ = choose_target();
    }
  }
  DrawnPicture picture;
  picture.file = target_.file;
  picture.curve = curve_;
  picture.judge = judged();
  // What is on the disk is what counts, should another run have replaced it.
  try {
    picture.sha256 = sha256_of_file(path());
    picture.bytes = std::filesystem::file_size(path());
  } catch (const std::system_error& error) {
    folder_failure(error.what());
  }
  return picture;
}

}  // namespace clipdraw_cli
