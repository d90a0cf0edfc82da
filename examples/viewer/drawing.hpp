// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <clipdraw/clipdraw.hpp>
#include <exception>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

// Draws one picture on a thread of its own, so that the rest of the program stays awake: an app
// with windows does the same. The session belongs to that thread. Pictures come out of it and
// wishes go into it through one mutex; a wish is met after the step that is being worked on.
class Drawing {
 public:
  // What there is to show.
  struct News {
    int number = 0;         // grows with each change
    clipdraw::Image image;  // 0 x 0 before the first picture
    clipdraw::Step step{};  // step 0: nothing but the first picture
    std::string prompts;    // that are drawn
    std::string message;    // how the last wish went; empty: no need to say
    bool ended = false;
  };

  // file: where save() writes, with the step in its name: "apple.png" becomes "apple-12.png".
  Drawing(const clipdraw::Model& model, const clipdraw::Options& options,
          const std::string& prompts, const std::string& file);
  ~Drawing();  // cancels, and waits for the step

  News news() const;

  // Wishes. From any thread.
  void set_prompts(const std::string& prompts);
  void save();
  void stop();    // the picture is good enough
  void cancel();  // the program has to end

  // Waits until it has ended, and throws what it threw.
  clipdraw::Summary wait();
  // Writes the picture to the file itself. After wait().
  void finish() const;

 private:
  struct Wishes {
    std::optional<std::string> prompts;
    bool save = false;
    bool stop = false;
  };

  void draw();
  clipdraw::Action on_step(const clipdraw::Step& step);
  void meet(const Wishes& wishes, int step);
  void show(const clipdraw::Step& step);
  void say(const std::string& message);

  std::string file_;
  clipdraw::Session session_;
  clipdraw::Summary summary_;
  std::exception_ptr thrown_;
  mutable std::mutex mutex_;  // of what follows
  News news_;
  Wishes wishes_;
  std::thread thread_;  // last: everything is there when it starts
};
