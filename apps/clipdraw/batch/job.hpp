// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// What `clipdraw batch` reads: a list of jobs, each of which is one picture.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "arguments.hpp"

namespace clipdraw_cli {

struct Job {
  std::size_t place = 0;  // in the list, from 0
  std::string id;         // as given, else the number of its line
  std::string key;        // of its content: 64 hexadecimal digits
  std::string prompt;     // may be empty where there is an image prompt
  std::vector<ImageArgument> image_prompts;
  std::string start_image;  // empty: none
  // These files and the SHA-256 of each: whoever draws can tell that one has changed since.
  std::vector<std::pair<std::string, std::string>> pictures;
  // All that were given, by the list or the command line, the seed included, in the table's order.
  std::vector<std::pair<std::string, std::string>> options;
  std::string seed;             // in digits
  std::string file;             // its name in the folder, without a folder; no other job has it
  std::size_t group = 0;        // number of its group, from 0
  std::size_t group_place = 0;  // within the group, from 0
  std::string error;            // why it cannot be drawn, subject first; empty: it can
};

// The whole list, whatever the shard. What is wrong with one job is in its error; what is wrong
// with the list is thrown: UsageError, Failure.
std::vector<Job> read_jobs(const Arguments& arguments);

// A part of the list: the groups whose number leaves this index when it is divided by count.
struct Shard {
  std::size_t index = 0;  // from 0
  std::size_t count = 1;

  bool has(const Job& job) const { return job.group % count == index; }
};

// What --shard says, else Slurm's variables of a job array, which is then said on standard error.
// Throws UsageError.
Shard find_shard(const Arguments& arguments);

}  // namespace clipdraw_cli
