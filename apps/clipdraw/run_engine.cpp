// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// GNU OpenMP's threads spin for some 10 ms before they sleep. On a machine that is busy elsewhere
// every spin takes a core away from the thread that is waited for. docs/threading.md has the figures
// for which this count was chosen. Whoever has set either variable is obeyed.
#include <dlfcn.h>
#include <fmt/format.h>

#include <cstdlib>
#include <string>

#include "commands/failure.hpp"
#include "engine.hpp"
#include "own_folder.hpp"

namespace clipdraw_cli {
namespace {

constexpr const char* kSpinCount = "1000";

[[noreturn]] void fail_to_load(const char* reason) {
  throw Failure{kExitInternal, fmt::format("the engine cannot be loaded: {}", reason)};
}

}  // namespace

int run_engine(const Task& task) {
  if (std::getenv("OMP_WAIT_POLICY") == nullptr) ::setenv("GOMP_SPINCOUNT", kSpinCount, 0);
  // Never unloaded: LibTorch's threads may be in it until the end.
  void* module = ::dlopen((own_folder() / CLIPDRAW_ENGINE).c_str(), RTLD_LAZY | RTLD_GLOBAL);
  if (module == nullptr) fail_to_load(::dlerror());
  const auto run = reinterpret_cast<EngineFunction*>(::dlsym(module, kEngineFunction));
  if (run == nullptr) fail_to_load(::dlerror());
  return run(task);
}

}  // namespace clipdraw_cli
