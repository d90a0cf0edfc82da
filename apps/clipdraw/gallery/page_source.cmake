# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0

# Writes the files of the page as texts of C++: cmake -D FOLDER=.../page -D OUT=page_source.cpp -P page_source.cmake
set(text "// Made by gallery/page_source.cmake.\n#include \"gallery/page_source.hpp\"\n\nnamespace clipdraw_cli {\n")
foreach(part Html:page.html Style:page.css Theme:theme.js
        Script:data.js,dom.js,grid.js,curve.js,recipe.js,views.js,page.js)
  string(REGEX MATCH "^(.*):(.*)$" found "${part}")
  string(REPLACE "," ";" names "${CMAKE_MATCH_2}")
  string(APPEND text "\nextern const std::string_view kPage${CMAKE_MATCH_1};\nconst std::string_view kPage${CMAKE_MATCH_1}(")
  foreach(name IN LISTS names)
    file(READ "${FOLDER}/${name}" content)
    string(APPEND text "R\"~~(${content})~~\"\n")
  endforeach()
  # The pieces are one text to the compiler.
  string(APPEND text ");\n")
endforeach()
string(APPEND text "\n}  // namespace clipdraw_cli\n")
file(WRITE "${OUT}" "${text}")
