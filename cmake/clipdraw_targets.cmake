# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0

# clipdraw_part(), clipdraw_test(): the two functions that folders under lib/src and tests call.

define_property(GLOBAL PROPERTY CLIPDRAW_PARTS BRIEF_DOCS "The parts of the library, in data-flow order")

# One header is compiled once and shared by every part that works with tensors.
add_library(clipdraw_pch OBJECT "${PROJECT_SOURCE_DIR}/cmake/pch.cpp")

function(clipdraw_setup_pch)
  target_link_libraries(clipdraw_pch PRIVATE clipdraw_settings torch fmt::fmt)
  set_target_properties(clipdraw_pch PROPERTIES POSITION_INDEPENDENT_CODE ON)
  if(CLIPDRAW_PRECOMPILED_HEADER)
    target_precompile_headers(clipdraw_pch PRIVATE "${PROJECT_SOURCE_DIR}/cmake/pch.hpp")
  endif()
endfunction()

# clipdraw_part(<name> SOURCES <file>... [NEEDS <part>...] [LIBS <target>...] [NO_TORCH])
#
# Makes clipdraw_<name>_objects, which goes into the shared library, and clipdraw_<name>, an archive
# of the same objects that a test links together with the parts it NEEDS. LIBS are further
# libraries. A NO_TORCH part does not see Torch's headers at all.
function(clipdraw_part name)
  cmake_parse_arguments(PART "NO_TORCH" "" "SOURCES;NEEDS;LIBS" ${ARGN})
  if(PART_UNPARSED_ARGUMENTS OR NOT PART_SOURCES)
    message(FATAL_ERROR "clipdraw_part(${name}): wrong arguments: ${PART_UNPARSED_ARGUMENTS}")
  endif()
  set(libs fmt::fmt ${PART_LIBS})
  if(NOT PART_NO_TORCH)
    list(APPEND libs torch)
  endif()

  add_library(clipdraw_${name}_objects OBJECT ${PART_SOURCES})
  target_include_directories(clipdraw_${name}_objects PRIVATE "${PROJECT_SOURCE_DIR}/lib/src" ${CLIPDRAW_INCLUDE_DIRS})
  target_link_libraries(clipdraw_${name}_objects PRIVATE clipdraw_settings ${libs})
  set_target_properties(clipdraw_${name}_objects PROPERTIES POSITION_INDEPENDENT_CODE ON)
  if(CLIPDRAW_PRECOMPILED_HEADER AND NOT PART_NO_TORCH)
    target_precompile_headers(clipdraw_${name}_objects REUSE_FROM clipdraw_pch)
  endif()

  list(TRANSFORM PART_NEEDS PREPEND clipdraw_)
  add_library(clipdraw_${name} STATIC $<TARGET_OBJECTS:clipdraw_${name}_objects>)
  set_target_properties(clipdraw_${name} PROPERTIES LINKER_LANGUAGE CXX)
  target_include_directories(clipdraw_${name} INTERFACE "${PROJECT_SOURCE_DIR}/lib/src" ${CLIPDRAW_INCLUDE_DIRS})
  target_link_libraries(clipdraw_${name} INTERFACE ${PART_NEEDS} ${libs})

  set_property(GLOBAL APPEND PROPERTY CLIPDRAW_PARTS ${name})
  set_property(GLOBAL APPEND PROPERTY CLIPDRAW_PART_LIBS ${libs})
endfunction()

# clipdraw_test(<name> LABEL <label> SOURCES <file>... [NEEDS <part>...] [LIBS <target>...])
#
# One program and one ctest entry with that label. `internal` as a NEED gives every part, `api` is
# not a need: a test of the public library says LIBS clipdraw::clipdraw.
function(clipdraw_test name)
  cmake_parse_arguments(TEST "" "LABEL" "SOURCES;NEEDS;LIBS" ${ARGN})
  if(TEST_UNPARSED_ARGUMENTS OR NOT TEST_SOURCES OR NOT TEST_LABEL)
    message(FATAL_ERROR "clipdraw_test(${name}): wrong arguments: ${TEST_UNPARSED_ARGUMENTS}")
  endif()
  list(TRANSFORM TEST_NEEDS PREPEND clipdraw_)
  add_executable(${name} ${TEST_SOURCES})
  target_link_libraries(${name} PRIVATE clipdraw_settings clipdraw_test_support ${TEST_NEEDS} ${TEST_LIBS})
  if(CLIPDRAW_PRECOMPILED_HEADER)
    target_precompile_headers(${name} REUSE_FROM clipdraw_test_support)
  endif()
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES LABELS ${TEST_LABEL} TIMEOUT 600)
endfunction()
