# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0

# cmake -D BUILD=... -D EXAMPLES=... -D WORK=... -D WEIGHTS=... -D GENERATOR=... -P examples.cmake

function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE code OUTPUT_VARIABLE out ERROR_VARIABLE err)
  if(NOT code EQUAL 0)
    list(JOIN ARGN " " line)
    message(FATAL_ERROR "${line}\nexit code ${code}\n${out}\n${err}")
  endif()
endfunction()

file(REMOVE_RECURSE "${WORK}")
run("${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${WORK}/prefix")
run("${CMAKE_COMMAND}" -S "${EXAMPLES}" -B "${WORK}/build" -G "${GENERATOR}" "-DCMAKE_PREFIX_PATH=${WORK}/prefix")
run("${CMAKE_COMMAND}" --build "${WORK}/build")

# The exported package must not name a file of this machine's Torch, nor this build.
file(GLOB_RECURSE package "${WORK}/prefix/*.cmake")
foreach(file IN LISTS package)
  file(READ "${file}" text)
  if(text MATCHES "libtorch|libc10" OR text MATCHES "${BUILD}")
    message(FATAL_ERROR "${file} names a file of Torch or the build folder")
  endif()
endforeach()

# Nothing but clipdraw_* comes out of the library.
file(GLOB library "${WORK}/prefix/lib/libclipdraw.so" "${WORK}/prefix/lib/*/libclipdraw.so")
find_program(NM nm)
if(NM AND library)
  execute_process(COMMAND "${NM}" -D --defined-only --format=posix ${library} OUTPUT_VARIABLE symbols)
  string(REPLACE "\n" ";" lines "${symbols}")
  foreach(line IN LISTS lines)
    # Weak and unique symbols of templates of other libraries cannot be hidden by us.
    if(line MATCHES "^([^ ]+) [TDBR] " AND NOT CMAKE_MATCH_1 MATCHES "^clipdraw_|^_init$|^_fini$|^__|^_edata$|^_end$")
      message(FATAL_ERROR "libclipdraw exports ${CMAKE_MATCH_1}")
    endif()
  endforeach()
endif()

set(ENV{CLIPDRAW_WEIGHTS} "${WEIGHTS}")
foreach(example c cpp)
  run("${WORK}/build/minimal_${example}" "a red apple" "${WORK}/${example}.png" 2)
endforeach()
file(SHA256 "${WORK}/c.png" from_c)
file(SHA256 "${WORK}/cpp.png" from_cpp)
if(NOT from_c STREQUAL from_cpp)
  message(FATAL_ERROR "the C and the C++ example drew different pictures with one seed")
endif()

# The installed command runs from where it lies.
if(EXISTS "${WORK}/prefix/bin/clipdraw")
  run("${WORK}/prefix/bin/clipdraw" inspect "${WORK}/c.png")
endif()
