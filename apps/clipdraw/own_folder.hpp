// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace clipdraw_cli {

// The folder that this program lies in. Throws Failure where the system does not say.
std::filesystem::path own_folder();

}  // namespace clipdraw_cli
