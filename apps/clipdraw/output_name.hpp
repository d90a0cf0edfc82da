// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace clipdraw_cli {

// A file name, without extension, made from a prompt: letters and digits of any script, a hyphen
// for everything between them; never empty, at most 80 bytes.
std::string name_from_prompt(const std::string& prompt);

// A file name of at most 200 bytes made from any text: letters and digits of any script, "-", "_"
// and ".", a hyphen for everything else, never a hidden file, a flag or a path. ".png" is added
// where it ends with no extension of a picture, and from the second attempt on a number before
// that.
std::string picture_name(const std::string& text, int attempt);

// The same for two names that some file system takes for the same one: upper and lower case,
// composed and decomposed letters.
std::string folded_name(const std::string& name);

// ".png" and so on, as it is written; empty where the name ends with none of them.
std::string picture_extension(const std::string& name);

// The same path; from the second attempt on with a number before its extension: "a-cat-2.png".
std::string numbered_path(const std::string& path, int attempt);

// Where a picture goes that is saved on the way to this one: "a-cat-step-0010.png".
std::string step_path(const std::string& path, int step);

// A file that is there under such a name, whatever its step; empty when there is none.
std::string find_step_file(const std::string& path);

// "a-cat-again.png", for the picture that is drawn again from this one.
std::string again_path(const std::string& path);

}  // namespace clipdraw_cli
