# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0

# Debian packages out of the components that clipdraw_install.cmake makes: scripts/package runs CPack.
# What Debian wants beside the files, and where, is in cmake/debian.

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "The clipdraw authors <clipdraw@clipdraw.invalid>"
    CACHE STRING "Who answers for the packages: NAME <ADDRESS>")
set(CPACK_PACKAGING_INSTALL_PREFIX "${CMAKE_INSTALL_PREFIX}")
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE
                                                WORLD_READ WORLD_EXECUTE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING ONE_PER_GROUP)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_SOURCE clipdraw)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
# The command links libclipdraw, which no package that is installed holds yet.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS "${PROJECT_BINARY_DIR}/lib")
# A program that links libclipdraw.so.0 works with this version of it and every later one.
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS_POLICY ">=")

# clipdraw_package(<name> COMPONENTS <component>... SECTION <section> SUMMARY <text> DESCRIPTION <text>
#                  [DEPENDS <relation>...] [RECOMMENDS <relation>...] [ALL] [BINARIES])
#
# ALL: the same on every architecture. BINARIES: what they link is looked up and depended on.
macro(clipdraw_package name)
  cmake_parse_arguments(DEB "ALL;BINARIES" "SECTION;SUMMARY;DESCRIPTION" "COMPONENTS;DEPENDS;RECOMMENDS" ${ARGN})
  list(APPEND CPACK_COMPONENTS_ALL ${DEB_COMPONENTS})
  foreach(component IN LISTS DEB_COMPONENTS)
    string(TOUPPER "${component}" component)
    set(CPACK_COMPONENT_${component}_GROUP ${name})
  endforeach()
  string(TOUPPER "${name}" group)
  set(CPACK_DEBIAN_${group}_PACKAGE_NAME ${name})
  set(CPACK_DEBIAN_${group}_PACKAGE_SECTION ${DEB_SECTION})
  set(CPACK_DEBIAN_${group}_DESCRIPTION "${DEB_SUMMARY}\n${DEB_DESCRIPTION}")
  list(JOIN DEB_DEPENDS ", " CPACK_DEBIAN_${group}_PACKAGE_DEPENDS)
  list(JOIN DEB_RECOMMENDS ", " CPACK_DEBIAN_${group}_PACKAGE_RECOMMENDS)
  set(CPACK_DEBIAN_${group}_PACKAGE_SHLIBDEPS ${DEB_BINARIES})
  if(DEB_ALL)
    set(CPACK_DEBIAN_${group}_PACKAGE_ARCHITECTURE all)
  endif()
  # Every package holds its own licence and changelog.
  list(GET DEB_COMPONENTS 0 component)
  install(FILES "${PROJECT_SOURCE_DIR}/cmake/debian/copyright" "${PROJECT_BINARY_DIR}/debian/changelog.gz"
          DESTINATION "${CMAKE_INSTALL_DATAROOTDIR}/doc/${name}" COMPONENT ${component})
  if(EXISTS "${PROJECT_SOURCE_DIR}/cmake/debian/${name}.lintian-overrides")
    install(FILES "${PROJECT_SOURCE_DIR}/cmake/debian/${name}.lintian-overrides" RENAME ${name}
            DESTINATION "${CMAKE_INSTALL_DATAROOTDIR}/lintian/overrides" COMPONENT ${component})
  endif()
endmacro()

# Debian's changelog points to ours. Its date is $SOURCE_DATE_EPOCH, else now.
string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)
file(WRITE "${PROJECT_BINARY_DIR}/debian/changelog"
     "clipdraw (${PROJECT_VERSION}) unstable; urgency=medium\n\n"
     "  * What is new is listed in CHANGELOG.md, which libclipdraw-dev holds.\n\n"
     " -- ${CPACK_PACKAGE_CONTACT}  ${date}\n")
find_program(GZIP gzip REQUIRED)
mark_as_advanced(GZIP)
execute_process(COMMAND "${GZIP}" -9nkf "${PROJECT_BINARY_DIR}/debian/changelog" COMMAND_ERROR_IS_FATAL ANY)

set(same_version "(= ${PROJECT_VERSION})")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "") # would come before each package's own
string(CONCAT what "clipdraw optimises the latent of an image generator until CLIP finds that\n"
       "the picture fits the words. Small models come with it; published ones load as\n"
       "they are published. It runs without a GPU.\n.\n")

clipdraw_package(
  clipdraw
  COMPONENTS apps
  SECTION graphics
  SUMMARY "draws a picture from a sentence"
  DESCRIPTION "${what}This package holds the command, its man page and shell completions."
  DEPENDS "libclipdraw0 ${same_version}" "clipdraw-weights ${same_version}"
  BINARIES)
clipdraw_package(
  libclipdraw0
  COMPONENTS runtime
  SECTION libs
  SUMMARY "draws a picture from a sentence - shared library"
  DESCRIPTION "${what}This package holds the shared library. Without an optimised BLAS it is some\nforty times slower."
  RECOMMENDS clipdraw-weights "libopenblas0-openmp | libopenblas0-pthread"
  BINARIES)
clipdraw_package(
  libclipdraw-dev
  COMPONENTS devel doc
  SECTION libdevel
  SUMMARY "draws a picture from a sentence - development files"
  DESCRIPTION "${what}This package holds the headers for C and C++, what CMake and pkg-config need,\nthe documents and examples."
  DEPENDS "libclipdraw0 ${same_version}")
clipdraw_package(
  clipdraw-weights
  COMPONENTS weights
  SECTION graphics
  SUMMARY "draws a picture from a sentence - embedded models"
  DESCRIPTION "${what}This package holds the small models. They read English and some Korean, and\ndraw everyday things in the manner of icons."
  ALL)
# The loader's cache is brought up to date once, after all packages are in place.
set(CPACK_DEBIAN_LIBCLIPDRAW0_PACKAGE_CONTROL_EXTRA "${PROJECT_SOURCE_DIR}/cmake/debian/triggers")

include(CPack)
