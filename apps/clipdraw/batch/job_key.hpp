// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "batch/job.hpp"
#include "batch/listed_job.hpp"

namespace clipdraw_cli {

// Gives each job the key of its content, and its seed where nobody has given one. Content are
// prompts, pictures by their bytes, options, the models' names and the size of groups, and which
// time it is in the list that all these are the same: not id, files' names, place or threads, which
// another machine may have more of. A picture that cannot be read goes into the job's error; the
// key of a job with an error is that of what the list says. Both lists have the same order.
void set_keys(std::vector<Job>& jobs, const std::vector<ListedJob>& listed,
              const Arguments& arguments);

}  // namespace clipdraw_cli
