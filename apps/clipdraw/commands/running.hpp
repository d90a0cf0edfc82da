// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <clipdraw/clipdraw.hpp>
#include <string>

#include "commands/destination.hpp"
#include "console.hpp"

namespace clipdraw_cli {

// A picture on the disk.
struct Drawn {
  std::string file;  // empty: interrupted, and there is a checkpoint instead
  int code = 0;      // not kExitDrawn: there was trouble, which has been told, and this is the last
                     // good picture
};

// What is saved on the way.
struct OnTheWay {
  int save_every = 0;         // the picture, after every so many steps; 0: not
  bool replace = false;       // such pictures that are there, whatever the destination says
  std::string checkpoint;     // a file to go on from; empty: none
  int checkpoint_every = 10;  // steps
};

// Runs the session to its end, or to an interrupt, and saves its picture. With a checkpoint: an
// interrupt leaves that and no picture, and a picture removes it. Throws Failure, clipdraw::Error.
Drawn draw_and_save(clipdraw::Session& session, const Destination& destination,
                    const OnTheWay& on_the_way, Console& console);

}  // namespace clipdraw_cli
