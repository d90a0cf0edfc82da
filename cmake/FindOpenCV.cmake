# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0

# OpenCV's own package file where there is one. Debian puts it into libopencv-dev, which pulls in all
# of OpenCV and its graphics; with only the modules' own -dev packages the libraries are found here.
# Either way the targets are opencv_<module>.

find_package(OpenCV QUIET CONFIG COMPONENTS ${OpenCV_FIND_COMPONENTS})
if(NOT OpenCV_FOUND)
  include(FindPackageHandleStandardArgs)
  find_path(OpenCV_INCLUDE_DIR opencv2/core.hpp PATH_SUFFIXES opencv4)
  mark_as_advanced(OpenCV_INCLUDE_DIR)
  set(found_all OpenCV_INCLUDE_DIR)
  foreach(module IN LISTS OpenCV_FIND_COMPONENTS)
    find_library(OpenCV_${module}_LIBRARY opencv_${module})
    mark_as_advanced(OpenCV_${module}_LIBRARY)
    list(APPEND found_all OpenCV_${module}_LIBRARY)
    if(OpenCV_${module}_LIBRARY AND OpenCV_INCLUDE_DIR)
      set(OpenCV_${module}_FOUND TRUE)
      if(NOT TARGET opencv_${module})
        add_library(opencv_${module} UNKNOWN IMPORTED)
        # Debian keeps configuration headers in a folder of the machine's architecture.
        set(include_dirs "${OpenCV_INCLUDE_DIR}")
        set(arch_dir "/usr/include/${CMAKE_LIBRARY_ARCHITECTURE}/opencv4")
        if(CMAKE_LIBRARY_ARCHITECTURE AND EXISTS "${arch_dir}")
          list(APPEND include_dirs "${arch_dir}")
        endif()
        set_target_properties(
          opencv_${module} PROPERTIES IMPORTED_LOCATION "${OpenCV_${module}_LIBRARY}"
                                      INTERFACE_INCLUDE_DIRECTORIES "${include_dirs}")
      endif()
      list(APPEND OpenCV_LIBS opencv_${module})
    endif()
  endforeach()
  find_package_handle_standard_args(OpenCV REQUIRED_VARS ${found_all} HANDLE_COMPONENTS)
endif()
