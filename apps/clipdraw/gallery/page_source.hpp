// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// The files of gallery/page/, put into the program by gallery/page_source.cmake.
#pragma once

#include <string_view>

namespace clipdraw_cli {

extern const std::string_view kPageHtml;
extern const std::string_view kPageStyle;
extern const std::string_view kPageTheme;   // the script that runs before anything is shown
extern const std::string_view kPageScript;  // and the rest

}  // namespace clipdraw_cli
