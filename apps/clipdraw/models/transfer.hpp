// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "catalog.hpp"
#include "models/part_file.hpp"
#include "models/progress.hpp"

namespace clipdraw_models {

// When a connection is given up. The defaults suit the Internet; tests are less patient.
struct Patience {
  long connect_seconds = 30;
  long stall_seconds = 30;  // with hardly a byte
  int attempts = 5;         // in a row that bring nothing new, for one url
  double first_wait = 1;    // seconds before the second attempt; doubled from one to the next
};

// How one attempt at one url ended.
struct Attempt {
  enum class Outcome {
    complete,  // everything that the server has is there
    again,     // a drop, a stall, a busy server: worth another try
    useless,   // this url will not give the file
  };
  Outcome outcome = Outcome::again;
  std::string reason;       // of again and useless
  bool resumed = false;     // bytes of an earlier attempt were kept
  double wait_seconds = 0;  // that the server asks for before the next attempt
};

// Asks the url for what the part lacks and appends it. Bytes that are there are kept only where
// they are sure to belong to the same file: the server says so, or the file's hash will. Throws
// Failure when the disk does not take the bytes, or when interrupted.
Attempt transfer(const std::string& url, const clipdraw_cli::PublishedFile& file, PartFile& part,
                 Progress& progress, const Patience& patience);

// Whether getting it needs a network.
bool is_remote(const std::string& url);

// "huggingface.co" of an url, "this machine" of a file's.
std::string host_of(const std::string& url);

}  // namespace clipdraw_models
