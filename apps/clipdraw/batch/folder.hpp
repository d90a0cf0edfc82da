// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// The folder that a batch draws into: what is written there outlives a power cut.
#pragma once

#include <string>

#include "commands/failure.hpp"

namespace clipdraw_cli {

// The folder cannot be written to: no job's own trouble, so the run ends.
struct FolderFailure : Failure {};

// Throws FolderFailure: what went wrong, subject first, and that the same command goes on later.
[[noreturn]] void folder_failure(const std::string& trouble);
// The same for a path that the system refuses to write to; error: its number.
[[noreturn]] void folder_failure(const std::string& path, int error);

// Makes a folder and those above it that are missing, and syncs the names down to it. Throws
// UsageError where there is something else of that name, FolderFailure.
void make_folder(const std::string& path);

// Syncs a folder, so that the names given in it last. File systems without such a sync count as
// synced. Throws FolderFailure.
void sync_folder(const std::string& path);

// Puts the text in the file's place: a reader sees the old file or the whole new one. Writes
// nothing where the file holds just that. Throws FolderFailure.
void replace_file(const std::string& folder, const std::string& name, const std::string& text);

// What the names of files begin and end with that replace_file has not finished.
inline constexpr const char* kNewFile = ".new-";
inline constexpr const char* kNewFileEnd = ".tmp";

}  // namespace clipdraw_cli
