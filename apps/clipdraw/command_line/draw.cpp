// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <clipdraw/clipdraw.hpp>

#include "command_line.hpp"
#include "command_line/flags.hpp"

namespace clipdraw_cli {
namespace {

constexpr const char* kExamples = R"(
Prompts:
  clipdraw "a red apple"                    draws a-red-apple.png
  clipdraw "a cat:1.5 | rain:-0.4"          several, each with a weight; negative: away from it
  clipdraw "Star Wars: a poster"            a colon without a number is just a colon
  clipdraw -- inspect                       a prompt that is also the name of a command

Models:
  clipdraw "a lighthouse" --clip ViT-B-32.pt --generator vqgan.ckpt --size 256x256
  clipdraw "a lighthouse" --clip ViT-B-32.pt:1 --clip RN50.pt:0.5 --generator fft
  clipdraw models list                      which published ones there are, and which are here
  A generator that is named starts from random codes, with its own steps and learning rate;
  with --start prior from the picture that the weights folder's prior makes of the words.

Pictures:
  clipdraw "a lighthouse" --image-prompt storm.jpg:0.5     resembles what a picture shows
  clipdraw "a lighthouse" --start-image sketch.png         starts from one

Long drawings:
  clipdraw "a lighthouse" -o a.png --checkpoint a.checkpoint    after a stop, run it again

Commands:
  clipdraw inspect a-red-apple.png          prints how the picture was made, as JSON
  clipdraw again a-red-apple.png            draws it again: the same bytes
  clipdraw score *.png --prompt "an apple"  says how near pictures are to a prompt
  clipdraw batch prompts.txt -o out         draws a list of prompts, and loses nothing
  clipdraw gallery out                      makes a page of a folder's pictures
  clipdraw bench                            measures what a step costs on this machine
  Each has its own --help.

Settings:
  clipdraw --print-config > my.toml         all of them with their ranges, to be edited
  clipdraw "a red apple" --config my.toml

Exit codes:
  0 drawn   1 internal error   2 wrong usage   3 bad weights or input file   4 out of memory
  5 reading or writing failed   130, 143 interrupted, what there was is saved
)";

}  // namespace

void describe_draw(CLI::App& app, Arguments& out) {
  app.footer(kExamples);
  app.set_version_flag("--version", "clipdraw " + clipdraw::version());
  describe_word(app, out, "PROMPT", "What to draw");
  app.add_option("--prompt", out.prompt,
                 "What to draw, also where it looks like a flag or a command")
      ->type_name("TEXT")
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  describe_pictures(app, out, kWeightedPicture,
                    "A picture to resemble in what it shows, not in its pixels, with weight and "
                    "stop as in a prompt",
                    "A picture to start from, fitted into the size");
  describe_output(app, out, "a new .png named after the prompt");
  add_count(app, "--save-every", out.save_every, kMostSteps,
            "Save the picture also after every so many steps, beside the last one: "
            "NAME-step-0010.png");
  add_text(app, "--checkpoint", out.checkpoint,
           "Keep there what is needed to go on: the same command goes on from it, and removes it "
           "when the picture is saved",
           "FILE");
  add_count(app, "--checkpoint-every", out.checkpoint_every, kMostSteps,
            "How often, in steps; when interrupted in any case. Default: 10");
  describe_models(app, out.models, kWeightedFile);
  add_text(app, "--config", out.settings,
           "Read settings from a TOML file whose keys are these flags; what the command line says "
           "wins",
           "FILE");
  app.add_flag("--print-config", out.print_settings, "Print the settings as such a file, and stop");
  describe_options(app, out, "a random one, printed");
}

}  // namespace clipdraw_cli
