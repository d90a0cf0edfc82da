// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "api/blas.hpp"

#include <ATen/Context.h>
#include <dlfcn.h>

#include <filesystem>
#include <system_error>

namespace clipdraw {
namespace {

namespace fs = std::filesystem;

// The file that matrix products come from; empty when it cannot be told.
fs::path blas_file() {
  void* sgemm = dlsym(RTLD_DEFAULT, "sgemm_");
  Dl_info info{};
  if (sgemm == nullptr || dladdr(sgemm, &info) == 0 || info.dli_fname == nullptr) return {};
  std::error_code error;
  const fs::path file = fs::canonical(info.dli_fname, error);
  return error ? fs::path() : file;
}

// Debian keeps each implementation in a folder of its own; the reference one is in "blas".
bool is_reference(const fs::path& file) { return file.parent_path().filename() == "blas"; }

}  // namespace

std::string blas_name() {
  const fs::path file = blas_file();
  if (is_reference(file)) return "reference BLAS";
  const std::string place = (file.parent_path().filename() / file.filename()).string();
  for (const auto& [part, name] :
       {std::pair{"openblas", "OpenBLAS"}, {"blis", "BLIS"}, {"mkl", "MKL"}, {"atlas", "ATLAS"}}) {
    if (place.find(part) != std::string::npos) return name;
  }
  if (at::hasMKL()) return "MKL";  // linked into LibTorch itself
  return file.empty() ? "unknown" : file.filename().string();
}

std::string blas_warning() {
  const fs::path file = blas_file();
  if (!is_reference(file)) return {};
  return "slow: matrices are multiplied by the reference BLAS (" + file.string() +
         "); install a fast one: apt-get install libopenblas0-openmp";
}

}  // namespace clipdraw
