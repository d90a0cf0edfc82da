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

# oneDNN, which is already below LibTorch: with its headers, frozen weights are laid out once and the
# bench measures matrix products.
find_path(CLIPDRAW_ONEDNN_INCLUDE dnnl.hpp)
find_library(CLIPDRAW_ONEDNN_LIBRARY dnnl)
mark_as_advanced(CLIPDRAW_ONEDNN_INCLUDE CLIPDRAW_ONEDNN_LIBRARY)
add_library(clipdraw_onednn INTERFACE IMPORTED GLOBAL)
if(CLIPDRAW_ONEDNN_INCLUDE AND CLIPDRAW_ONEDNN_LIBRARY)
  target_include_directories(clipdraw_onednn SYSTEM INTERFACE "${CLIPDRAW_ONEDNN_INCLUDE}")
  target_link_libraries(clipdraw_onednn INTERFACE "${CLIPDRAW_ONEDNN_LIBRARY}")
  target_compile_definitions(clipdraw_onednn INTERFACE CLIPDRAW_HAS_ONEDNN=1)
  set(CLIPDRAW_HAS_ONEDNN ON)
else()
  message(STATUS "oneDNN is not there (libdnnl-dev): LibTorch's own matrix products are used, and clipdraw bench "
                 "will not measure any")
endif()
