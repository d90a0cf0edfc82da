// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace clipdraw_cli {

// The page as one HTML text: gallery/page/ with the title and the data in it, both made harmless.
std::string make_page(const std::string& title, const nlohmann::ordered_json& data);

// Whether the file is there and was not made by make_page.
bool is_another_page(const std::string& path);

// The address of one place as a page in another one sees it, "" or with a slash at its end:
// "../night%20one/". Both are folders that exist.
std::string relative_address(const std::string& folder, const std::string& from);

}  // namespace clipdraw_cli
