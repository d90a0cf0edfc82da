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
  std::string file;
  int code = 0;  // not kExitDrawn: there was trouble, which has been told, and this is the last
                 // good picture
};

// Runs the session to its end, or to an interrupt, and saves its picture; with save_every > 0 also
// after every so many steps. Throws Failure, clipdraw::Error.
Drawn draw_and_save(clipdraw::Session& session, const Destination& destination, int save_every,
                    Console& console);

}  // namespace clipdraw_cli
