// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "drawing.hpp"

#include <utility>

namespace {

// "a/apple.png", 12: "a/apple-12.png".
std::string numbered(const std::string& file, int step) {
  const std::size_t dot = file.find_last_of("./");
  const bool has_extension = dot != std::string::npos && file[dot] == '.';
  const std::size_t end = has_extension ? dot : file.size();
  return file.substr(0, end) + "-" + std::to_string(step) + file.substr(end);
}

}  // namespace

Drawing::Drawing(const clipdraw::Model& model, const clipdraw::Options& options,
                 const std::string& prompts, const std::string& file)
    : file_(file), session_(model, options) {
  session_.add_prompts(prompts);
  news_.prompts = prompts;
  news_.message = "the first picture is being made";
  thread_ = std::thread(&Drawing::draw, this);
}

Drawing::~Drawing() {
  session_.cancel();
  if (thread_.joinable()) thread_.join();
}

Drawing::News Drawing::news() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return news_;
}

void Drawing::set_prompts(const std::string& prompts) {
  const std::lock_guard<std::mutex> lock(mutex_);
  wishes_.prompts = prompts;
}

void Drawing::save() {
  const std::lock_guard<std::mutex> lock(mutex_);
  wishes_.save = true;
}

void Drawing::stop() {
  const std::lock_guard<std::mutex> lock(mutex_);
  wishes_.stop = true;
}

void Drawing::cancel() { session_.cancel(); }

clipdraw::Summary Drawing::wait() {
  thread_.join();
  if (thrown_) std::rethrow_exception(thrown_);
  return summary_;
}

void Drawing::finish() const { session_.save(file_, clipdraw::Overwrite::replace); }

// On the drawing's thread from here on.

void Drawing::draw() {
  try {
    session_.start();
    show({});
    summary_ = session_.run([this](const clipdraw::Step& step) { return on_step(step); });
  } catch (...) {
    thrown_ = std::current_exception();
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  news_.ended = true;
  ++news_.number;
}

clipdraw::Action Drawing::on_step(const clipdraw::Step& step) {
  show(step);
  Wishes wishes;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    std::swap(wishes, wishes_);
  }
  meet(wishes, step.step);
  return wishes.stop ? clipdraw::Action::finish : clipdraw::Action::proceed;
}

// What goes wrong here is said, and the drawing goes on.
void Drawing::meet(const Wishes& wishes, int step) {
  try {
    if (wishes.prompts) {
      session_.set_prompts(*wishes.prompts);  // on an error the old ones stay
      {
        const std::lock_guard<std::mutex> lock(mutex_);
        news_.prompts = *wishes.prompts;
      }
      say("the picture follows the new prompt");
    }
    if (wishes.save) {
      const std::string file = numbered(file_, step);
      session_.save(file, clipdraw::Overwrite::replace);
      say("saved " + file);
    }
  } catch (const clipdraw::Error& error) {
    say(error.what());
  }
}

void Drawing::show(const clipdraw::Step& step) {
  clipdraw::Image image = session_.image();
  const std::lock_guard<std::mutex> lock(mutex_);
  news_.image = std::move(image);
  news_.step = step;
  if (step.step == 0) news_.message.clear();
  ++news_.number;
}

void Drawing::say(const std::string& message) {
  const std::lock_guard<std::mutex> lock(mutex_);
  news_.message = message;
  ++news_.number;
}
