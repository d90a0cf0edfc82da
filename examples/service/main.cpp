// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// Keeps one model loaded and draws what standard input asks for.
//
//     service [--workers 2] [--queue 8] [--threads 1]
//
// A request is one JSON object a line; id and options may be missing:
//
//     {"id": 7, "prompt": "a red apple", "file": "apple.png", "options": {"steps": 40, "seed": 1}}
//
// The answer is one line on standard output, in the order of finishing, with the same id (or the
// number of the line); after an error the service goes on:
//
//     {"distance":0.41,"file":"apple.png","id":7,"seconds":2.3,"steps":40}
//     {"error":"request: it has no file","id":8,"status":"invalid argument"}
//
// Each worker draws one picture at a time on `threads` processor cores. Requests that wait are held
// in a queue; while it is full nothing is read, so that whoever writes has to wait. At the end of
// the input, and after SIGTERM or SIGINT, what was read is drawn and the service ends with 0.
//
// lines.hpp  input and signals   request.hpp  JSON and drawing   bounded_queue.hpp  the queue
//
// The option "threads" is one number for the whole process, see clipdraw.h: hence not a request's.
#include <cstdlib>
#include <iostream>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "bounded_queue.hpp"
#include "lines.hpp"
#include "request.hpp"

namespace {

void answer(const nlohmann::json& object) {
  static std::mutex mutex;
  // Text from outside may hold what is not UTF-8: it is replaced.
  const std::string line =
      object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + '\n';
  const std::lock_guard<std::mutex> lock(mutex);
  std::cout << line << std::flush;
}

void work(const clipdraw::Model& model, int threads, BoundedQueue<Request>& queue) {
  while (const auto request = queue.pop()) {
    try {
      answer(draw(model, *request, threads));
    } catch (const std::exception& error) {
      answer(refusal(request->id, error));
    }
  }
}

void read(BoundedQueue<Request>& queue) {
  Lines lines;
  int number = 0;
  while (const auto line = lines.next()) {
    ++number;
    if (line->find_first_not_of(" \t\r") == std::string::npos) continue;
    nlohmann::json id = number;
    try {
      queue.push(read_request(*line, id));
    } catch (const std::exception& error) {
      answer(refusal(id, error));
    }
  }
  queue.close();
}

// --name number; throws for anything else.
void read_arguments(int argc, char** argv, std::map<std::string, int>& numbers) {
  for (int i = 1; i < argc; i += 2) {
    const auto found = numbers.find(argv[i]);
    const int number = i + 1 < argc ? std::atoi(argv[i + 1]) : 0;
    if (found == numbers.end() || number < 1 || number > 1024) {
      throw std::invalid_argument(std::string(argv[i]) +
                                  ": expected --workers N, --queue N, --threads N, N 1 to 1024");
    }
    found->second = number;
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::map<std::string, int> numbers{{"--workers", 2}, {"--queue", 8}, {"--threads", 1}};
  try {
    read_arguments(argc, argv, numbers);
    hold_signals();
    const clipdraw::Model model = clipdraw::Model::load();

    BoundedQueue<Request> queue(static_cast<std::size_t>(numbers["--queue"]));
    std::vector<std::thread> workers;
    for (int i = 0; i < numbers["--workers"]; ++i) {
      workers.emplace_back(work, std::cref(model), numbers["--threads"], std::ref(queue));
    }
    read(queue);
    for (std::thread& worker : workers) worker.join();
    return 0;
  } catch (const std::invalid_argument& error) {
    std::cerr << error.what() << '\n';
    return 2;
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
