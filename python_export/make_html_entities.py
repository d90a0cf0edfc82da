# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Writes lib/src/prompt/html_entities.cpp: the named character references of the HTML standard.

The table is Python's own copy of the standard's list (html.entities.html5, 2,231 names), because the
published tokenizers unescape with html.unescape. Run it again when Python's list changes:

    /usr/bin/python3 python_export/make_html_entities.py
"""

import pathlib
from html.entities import html5

ROOT = pathlib.Path(__file__).resolve().parent.parent
HEADER = """// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

// Written by python_export/make_html_entities.py. Do not edit.

#include "prompt/html.hpp"

// clang-format off
namespace clipdraw {

const HtmlEntity kHtmlEntities[] = {
"""


def utf8_escaped(text: str) -> str:
    """Returns text as octal escapes, so that the source is plain ASCII."""
    return "".join(f"\\{byte:03o}" for byte in text.encode("utf-8"))


def main() -> None:
    entries = [f'{{"{name}","{utf8_escaped(html5[name])}"}},' for name in sorted(html5)]
    lines, line = [], ""
    for entry in entries:
        if len(line) + len(entry) > 160:
            lines.append(line)
            line = ""
        line += entry
    lines.append(line)
    body = "\n".join(lines)
    tail = f"\n}};\n\nconst size_t kHtmlEntityCount = {len(entries)};\n\n}}  // namespace clipdraw\n"
    (ROOT / "lib/src/prompt/html_entities.cpp").write_text(HEADER + body + tail, encoding="ascii")


if __name__ == "__main__":
    main()
