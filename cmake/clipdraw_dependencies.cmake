# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0

# What the library is built on. Torch is the only one that a core build cannot do without.

find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(ICU REQUIRED COMPONENTS uc)
find_package(ZLIB REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
if(NOT TARGET torch)
  find_package(Torch REQUIRED)
endif()
if(CLIPDRAW_BUILD_IMAGE_IO)
  find_package(OpenCV REQUIRED COMPONENTS core imgproc imgcodecs)
endif()
if(CLIPDRAW_BUILD_APPS)
  find_package(CLI11 REQUIRED)
  find_package(libcsv REQUIRED)
  if(CLIPDRAW_BUILD_MODELS_COMMAND)
    find_package(CURL 7.85 REQUIRED)
  endif()
endif()
if(CLIPDRAW_BUILD_TESTS)
  find_package(doctest REQUIRED)
endif()
