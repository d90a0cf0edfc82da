# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0

# Installs everything, each file in one component: docs/install.md lists them. What is installed may
# be moved: nothing in it names the prefix.

include(CMakePackageConfigHelpers)
set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/clipdraw")
set(pkgconfig_dir "${CMAKE_INSTALL_LIBDIR}/pkgconfig")

install(TARGETS clipdraw EXPORT clipdrawTargets LIBRARY COMPONENT runtime NAMELINK_COMPONENT devel)
install(DIRECTORY "${PROJECT_SOURCE_DIR}/lib/include/clipdraw" "${PROJECT_BINARY_DIR}/lib/include/clipdraw"
        DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT devel FILES_MATCHING PATTERN "*.h" PATTERN "*.hpp")

# For find_package(clipdraw).
install(EXPORT clipdrawTargets NAMESPACE clipdraw:: DESTINATION "${package_dir}" COMPONENT devel)
configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/clipdrawConfig.cmake.in" clipdrawConfig.cmake
                              INSTALL_DESTINATION "${package_dir}")
# A program's sources fit one minor version; what a built program fits is the library's SOVERSION.
write_basic_package_version_file(clipdrawConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/clipdrawConfig.cmake"
              "${CMAKE_CURRENT_BINARY_DIR}/clipdrawConfigVersion.cmake"
        DESTINATION "${package_dir}" COMPONENT devel)

# For pkg-config. The path from the file's own folder up to the prefix.
cmake_path(RELATIVE_PATH CMAKE_INSTALL_PREFIX BASE_DIRECTORY "${CMAKE_INSTALL_PREFIX}/${pkgconfig_dir}"
           OUTPUT_VARIABLE CLIPDRAW_PREFIX_FROM_PKGCONFIG)
configure_file("${PROJECT_SOURCE_DIR}/cmake/clipdraw.pc.in" clipdraw.pc @ONLY)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/clipdraw.pc" DESTINATION "${pkgconfig_dir}" COMPONENT devel)

# The library finds this folder from where it lies itself.
install(DIRECTORY "${PROJECT_SOURCE_DIR}/weights/embedded" DESTINATION "${CMAKE_INSTALL_DATADIR}/clipdraw/weights"
        COMPONENT weights)
if(CLIPDRAW_BUILD_APPS)
  install(FILES "${PROJECT_SOURCE_DIR}/weights/manifest.json" DESTINATION "${CMAKE_INSTALL_DATADIR}/clipdraw/weights"
          COMPONENT apps)
endif()

# The documents and the examples.
install(DIRECTORY "${PROJECT_SOURCE_DIR}/docs" "${PROJECT_SOURCE_DIR}/examples" DESTINATION "${CMAKE_INSTALL_DOCDIR}"
        COMPONENT doc PATTERN "__pycache__" EXCLUDE)
install(FILES "${PROJECT_SOURCE_DIR}/README.md" "${PROJECT_SOURCE_DIR}/CHANGELOG.md" "${PROJECT_SOURCE_DIR}/LICENSE"
        DESTINATION "${CMAKE_INSTALL_DOCDIR}" COMPONENT doc)
