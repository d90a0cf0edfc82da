// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// What a foreign project does with clipdraw in C++: draw_cpp FILE draws two steps of an apple.
#include <clipdraw/clipdraw.hpp>
#include <cstdio>

int main(int argc, char** argv) {
  try {
    const clipdraw::Model model = clipdraw::Model::load();
    clipdraw::Options options(model);
    options.set("seed", 1);
    options.set("steps", 2);
    options.set("candidates", 1);
    clipdraw::Session session(model, options);
    session.add_prompts("a red apple");
    session.run();
    session.save(argc == 2 ? argv[1] : "");
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
