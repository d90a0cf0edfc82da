// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// What can be said of a picture's file without its pixels, and so without OpenCV.
#pragma once

#include <string>

namespace clipdraw {

enum class ImageFormat { png, jpeg, webp };

// The format that the path's extension names, upper or lower case.
// Throws invalid_argument for any other extension or none.
ImageFormat format_from_path(const std::string& path);

// Tells, without leaving anything behind, whether write_image could write there.
// Throws invalid_argument (extension, a folder), not_found (no such folder), io (no permission),
// invalid_state (the file exists and replace is false).
void check_output(const std::string& path, bool replace);

// Throws not_found, io, or unsupported for what is not a file; what: what was expected, "a
// picture".
void check_exists(const std::string& path, const std::string& what);

// The record of a file that write_image wrote.
// Throws not_found, io, unsupported (unknown format, damaged, no record inside).
std::string read_record(const std::string& path);

}  // namespace clipdraw
