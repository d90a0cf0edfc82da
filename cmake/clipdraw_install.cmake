# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0

# Installs the library, its headers and a package that find_package(clipdraw) finds.

include(CMakePackageConfigHelpers)

install(TARGETS clipdraw EXPORT clipdrawTargets
        LIBRARY COMPONENT runtime NAMELINK_COMPONENT devel)
install(DIRECTORY lib/include/clipdraw DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT devel
        FILES_MATCHING PATTERN "*.h" PATTERN "*.hpp")
install(DIRECTORY "${PROJECT_BINARY_DIR}/lib/include/clipdraw" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT devel)
set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/clipdraw")
install(EXPORT clipdrawTargets NAMESPACE clipdraw:: DESTINATION "${package_dir}" COMPONENT devel)
configure_package_config_file(cmake/clipdrawConfig.cmake.in clipdrawConfig.cmake INSTALL_DESTINATION "${package_dir}")
write_basic_package_version_file(clipdrawConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/clipdrawConfig.cmake"
              "${CMAKE_CURRENT_BINARY_DIR}/clipdrawConfigVersion.cmake"
        DESTINATION "${package_dir}" COMPONENT devel)
if(EXISTS "${PROJECT_SOURCE_DIR}/weights/embedded")
  install(DIRECTORY weights/embedded DESTINATION "${CMAKE_INSTALL_DATADIR}/clipdraw/weights" COMPONENT runtime)
endif()
if(CLIPDRAW_BUILD_APPS)
  install(FILES weights/manifest.json DESTINATION "${CMAKE_INSTALL_DATADIR}/clipdraw/weights" COMPONENT runtime)
endif()
