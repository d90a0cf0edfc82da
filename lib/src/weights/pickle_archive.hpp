// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <memory>
#include <string>
#include <utility>

#include "weights/pickle_reader.hpp"
#include "weights/pickle_tensors.hpp"
#include "weights/stored_tensor.hpp"
#include "weights/zip_reader.hpp"

namespace clipdraw {

// The largest pickle inside a zip archive that is read: names and shapes, no data.
constexpr uint64_t kMostPickleBytes = uint64_t{256} << 20;

// Reads a zip archive of PyTorch: a pickle of torch.save, or a TorchScript archive. Throws
// bad_weights or unsupported.
ArchiveContents read_torch_zip(const std::shared_ptr<const MappedFile>& file);

// Reads a file of torch.save from before the zip form (PyTorch 0.4 to 1.5), or throws the error for
// a pickle of another program. Throws bad_weights or unsupported.
ArchiveContents read_old_pickle(const std::shared_ptr<const MappedFile>& file);

// Returns how to find storages in a zip archive, as entries <folder><key>. The archive must outlive
// it.
FindStorage storages_in(const ZipReader& zip, const std::string& folder);

}  // namespace clipdraw
