# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0

# Compiler settings that every target of this project shares. Nothing here reaches a project that
# uses clipdraw: the settings travel on clipdraw_settings, which is linked PRIVATE.

if(PROJECT_IS_TOP_LEVEL AND NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()

set(CMAKE_CXX_STANDARD 17)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 99)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

add_library(clipdraw_settings INTERFACE)
target_compile_options(
  clipdraw_settings
  INTERFACE -Wall -Wextra -Wshadow
            $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor>
            $<$<COMPILE_LANGUAGE:C>:-pedantic>
            $<$<COMPILE_LANGUAGE:C>:-Wstrict-prototypes>
            $<$<BOOL:${CLIPDRAW_WARNINGS_AS_ERRORS}>:-Werror>)

if(CLIPDRAW_SANITIZE)
  target_compile_options(clipdraw_settings INTERFACE -fsanitize=${CLIPDRAW_SANITIZE} -fno-omit-frame-pointer
                                                     -fno-sanitize-recover=all)
  target_link_options(clipdraw_settings INTERFACE -fsanitize=${CLIPDRAW_SANITIZE})
endif()

# The library under a fuzz target tells libFuzzer which of its branches were taken.
if(CLIPDRAW_BUILD_FUZZERS)
  target_compile_options(clipdraw_settings INTERFACE -fsanitize=fuzzer-no-link)
endif()

# ccache can reuse objects built with a precompiled header only when told which parts of the
# comparison may be relaxed.
find_program(CLIPDRAW_CCACHE ccache)
if(CLIPDRAW_CCACHE AND PROJECT_IS_TOP_LEVEL AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      ${CLIPDRAW_CCACHE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(clipdraw_settings INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-fpch-preprocess>)
  endif()
endif()
