// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "api/blas.hpp"

#include <dlfcn.h>

#include <filesystem>
#include <system_error>

namespace clipdraw {

std::string blas_warning() {
  void* sgemm = dlsym(RTLD_DEFAULT, "sgemm_");
  Dl_info info{};
  if (sgemm == nullptr || dladdr(sgemm, &info) == 0 || info.dli_fname == nullptr) return {};
  std::error_code error;
  const std::filesystem::path file = std::filesystem::canonical(info.dli_fname, error);
  // Debian keeps each implementation in a folder of its own; the reference one is in "blas".
  if (error || file.parent_path().filename() != "blas") return {};
  return "slow: matrices are multiplied by the reference BLAS (" + file.string() +
         "); install a fast one: apt-get install libopenblas0-openmp";
}

}  // namespace clipdraw
