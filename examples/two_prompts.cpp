// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// Changes the prompt half-way, and says how near the picture is to both.
//
//     two_prompts "a red apple" "a green apple" apple.png [STEPS]
#include <clipdraw/clipdraw.hpp>
#include <iostream>

int main(int argc, char** argv) {
  if (argc < 4) {
    std::cerr << "usage: " << argv[0] << " PROMPT PROMPT FILE [STEPS]\n";
    return 2;
  }
  try {
    const clipdraw::Model model = clipdraw::Model::load();
    clipdraw::Options options(model);
    options.set("seed", 1).set("pull", 0);  // nothing holds the picture to the first prompt's
    if (argc > 4) options.set("steps", argv[4]);

    const auto say_how_near = [&](const clipdraw::Image& image) {
      for (const char* prompts : {argv[1], argv[2]}) {
        std::cout << "  similarity to \"" << prompts
                  << "\": " << model.score(image, prompts).similarity << '\n';
      }
    };

    clipdraw::Session session(model, options);
    session.add_prompts(argv[1]);
    session.run([&](const clipdraw::Step& step) {
      if (step.step != step.steps / 2) return;
      std::cout << "after " << step.step << " steps\n";
      say_how_near(session.image());
      session.set_prompts(argv[2]);  // from the next step on
    });
    std::cout << "after " << session.summary().steps_run << " steps\n";
    say_how_near(session.image());
    session.save(argv[3], clipdraw::Overwrite::replace);  // its record tells of both prompts
    return 0;
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
