// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <functional>
#include <memory>

#include "weights/stored_tensor.hpp"

namespace clipdraw {

using ReadFile = std::function<ArchiveContents(const std::shared_ptr<const MappedFile>&)>;

// Reads a *.index.json of Hugging Face, {"weight_map": {name: file}}, and with `read_file` the
// files beside it that it names. Throws bad_weights when one of them, or a tensor in one, is not
// there.
ArchiveContents read_shards(const std::shared_ptr<const MappedFile>& index,
                            const ReadFile& read_file);

}  // namespace clipdraw
