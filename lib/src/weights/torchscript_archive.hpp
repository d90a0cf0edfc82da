// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>

#include "weights/stored_tensor.hpp"
#include "weights/zip_reader.hpp"

namespace clipdraw {

// Reads the tensors of a TorchScript archive under the names of their modules, and from its code,
// which is never compiled or run, what Archive::metadata() promises. `root` is the archive's own
// folder ("archive/"). Throws bad_weights or unsupported.
ArchiveContents read_torchscript(const ZipReader& zip, const std::string& root);

}  // namespace clipdraw
