// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// Shows a picture in the terminal while it is drawn.
//
//     viewer "a red apple" apple.png [NAME=VALUE ...]      viewer "a cat" cat.png steps=200 seed=3
//
//     space, q   stop, and keep the picture as it is
//     p          type another prompt, which the picture then follows
//     s          save the picture as it is, with the step in the name
//
// drawing.hpp   the picture on its thread     half_blocks.hpp   a picture as text
// terminal.hpp  the screen and the keys       main.cpp          what is shown and what keys do
//
// The terminal has to know 24-bit colours. Without one, it prints lines that say how far it is.
#include <chrono>
#include <cstdio>
#include <iostream>
#include <memory>
#include <string>

#include "drawing.hpp"
#include "half_blocks.hpp"
#include "terminal.hpp"

namespace {

constexpr int kMilliseconds = 50;  // between two looks at the keys

std::string in_words(const Drawing::News& news) {
  char text[96];
  (void)std::snprintf(text, sizeof text, "step %d/%d: distance %.4f",
                      static_cast<int>(news.step.step), static_cast<int>(news.step.steps),
                      news.step.distance);
  return news.step.step > 0 ? text : "step 0";
}

// The line at the bottom: what the keys do, or the prompt that is being typed.
class Keys {
 public:
  explicit Keys(Drawing& drawing) : drawing_(drawing) {}

  // Returns whether there is something new to show.
  bool take(const std::string& typed) {
    if (typed.empty() || (typed[0] == '\x1b' && typed.size() > 1)) return false;  // an arrow key
    for (const char key : typed) typing_ ? edit(key) : command(key);
    return true;
  }

  std::string line() const {
    if (typing_) return "new prompt: " + text_ + "\x1b[?25h";  // with the cursor behind it
    return "\x1b[?25l[space] stop  [p] new prompt  [s] save";
  }

 private:
  void command(char key) {
    if (key == ' ' || key == 'q') drawing_.stop();
    if (key == 's') drawing_.save();
    if (key == 'p') {
      typing_ = true;
      text_.clear();
    }
  }

  void edit(char key) {
    constexpr char kDelete = 0x7f;
    if (key == '\r' || key == '\n') {
      if (!text_.empty()) drawing_.set_prompts(text_);
      typing_ = false;
    } else if (key == '\x1b') {
      typing_ = false;
    } else if (key == kDelete || key == '\b') {
      while (!text_.empty() && (text_.back() & 0xc0) == 0x80) text_.pop_back();  // UTF-8
      if (!text_.empty()) text_.pop_back();
    } else if (static_cast<unsigned char>(key) >= ' ') {
      text_ += key;
    }
  }

  Drawing& drawing_;
  bool typing_ = false;
  std::string text_;
};

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\x1b[K\r\n";
  return text;
}

void show(const Terminal& terminal, const Drawing::News& news, const Keys& keys) {
  constexpr int kLinesBelow = 3;
  std::string text = "\x1b[H";  // over the old one, from the upper left
  text += joined(half_blocks(news.image, terminal.columns(), terminal.rows() - kLinesBelow));
  text += joined({in_words(news) + "  " + news.prompts, news.message});
  terminal.write(text + keys.line() + "\x1b[J");
}

// Until the drawing has ended. The terminal is given back when this returns.
void watch(Drawing& drawing) {
  Terminal terminal;
  Keys keys(drawing);
  int shown = -1, columns = 0, rows = 0;
  for (;;) {
    const Drawing::News news = drawing.news();
    if (news.ended) return;
    const bool new_keys = keys.take(terminal.read(shown < 0 ? 0 : kMilliseconds));
    const bool new_size = terminal.columns() != columns || terminal.rows() != rows;
    if (caught_signal() != 0) return;
    if (!new_keys && !new_size && news.number == shown) continue;
    show(terminal, news, keys);
    shown = news.number;
    columns = terminal.columns();
    rows = terminal.rows();
  }
}

// The same without a terminal.
void print(Drawing& drawing) {
  int shown = 0;
  for (;;) {
    const Drawing::News news = drawing.news();
    if (news.step.step > shown) std::cout << in_words(news) << std::endl;
    shown = news.step.step;
    if (news.ended || caught_signal() != 0) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(kMilliseconds));
  }
}

clipdraw::Options read_options(const clipdraw::Model& model, int argc, char** argv) {
  clipdraw::Options options(model);
  for (int i = 3; i < argc; ++i) {
    const std::string word = argv[i];
    const std::size_t equals = word.find('=');
    options.set(word.substr(0, equals), equals == std::string::npos ? "" : word.substr(equals + 1));
  }
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "usage: " << argv[0] << " PROMPT FILE [NAME=VALUE ...]\n";
    return 2;
  }
  try {
    const std::string prompts = argv[1], file = argv[2];
    clipdraw::check_output(file, clipdraw::Overwrite::replace);  // better now than after the work
    const clipdraw::Model model = clipdraw::Model::load();
    const clipdraw::Options options = read_options(model, argc, argv);

    catch_signals();
    Drawing drawing(model, options, prompts, file);
    if (has_terminal()) {
      watch(drawing);
    } else {
      print(drawing);
    }
    if (caught_signal() != 0) drawing.cancel();
    const clipdraw::Summary summary = drawing.wait();
    drawing.finish();

    const Drawing::News news = drawing.news();
    if (has_terminal()) {
      for (const std::string& line : half_blocks(news.image, 80, 40)) std::cout << line << '\n';
    }
    std::cout << file << ": " << clipdraw::name(summary.outcome) << " after " << summary.steps_run
              << " steps, distance " << summary.last_distance << '\n';
    return caught_signal() == 0 ? 0 : 128 + caught_signal();
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
