// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// Draws a picture from C++.   minimal_cpp "a red apple" apple.png [STEPS]
#include <clipdraw/clipdraw.hpp>
#include <iostream>

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "usage: " << argv[0] << " PROMPT FILE [STEPS]\n";
    return 2;
  }
  try {
    const clipdraw::Model model = clipdraw::Model::load();
    clipdraw::Options options(model);
    options.set("seed", 1);
    if (argc > 3) options.set("steps", argv[3]);

    clipdraw::Session session(model, options);
    session.add_prompts(argv[1]);
    session.run([](const clipdraw::Step& step) {
      std::cout << "step " << step.step << '/' << step.steps << ": distance " << step.distance
                << '\n';
      return clipdraw::Action::proceed;
    });
    session.save(argv[2], clipdraw::Overwrite::replace);
    return 0;
  } catch (const std::exception& error) {  // clipdraw::Error is one, with a status
    std::cerr << error.what() << '\n';
    return 1;
  }
}
