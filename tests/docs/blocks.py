# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Reads what the documents hold: fenced blocks with the marks before them, links, names in code.

The examples at the head of the headers count as blocks too.
"""

import dataclasses
import pathlib
import re

from markdown_it import MarkdownIt

# The documents that are checked: all but the change log.
PATTERNS = ["README.md", "CONTRIBUTING.md", "docs/*.md", "examples/README.md", "lib/README.md", "weights/README.md",
            "python_export/README.md", "python_export/dataset/README.md"]
HEADERS = {"lib/include/clipdraw/clipdraw.h": "c", "lib/include/clipdraw/clipdraw.hpp": "cpp"}
MARK = re.compile(r"<!--\s*([a-z]+)(?::\s*(.*?))?\s*-->", re.DOTALL)


@dataclasses.dataclass
class Block:
    path: pathlib.Path
    line: int  # of the first line inside, counted from 1
    language: str  # "": none; "indented": not fenced
    text: str
    marks: dict  # of the HTML comments directly before it: {"run": "apple.png"}

    def __str__(self):
        return f"{self.path}:{self.line}"


@dataclasses.dataclass
class Document:
    path: pathlib.Path
    blocks: list
    links: list  # (line, target)
    names: list  # (line, text of an inline code)
    anchors: set  # of its headings, as GitHub names them


def documents(root):
    root = pathlib.Path(root)
    pages = [read(path, root) for pattern in PATTERNS for path in sorted(root.glob(pattern))]
    return pages + [read_header(root / name, root, language) for name, language in HEADERS.items() if (root / name).exists()]


def read_header(path, root, language):
    """The example in a header's first comment: the first lines that are indented there. It leaves errors out."""
    example = re.search(r"(?:^(?: \*|//)     .*\n)+", path.read_text(encoding="utf-8"), re.MULTILINE)
    line = example.string.count("\n", 0, example.start()) + 1
    text = re.sub(r"^(?: \*|//)     ", "", example.group(), flags=re.MULTILINE)
    marks = {"given": '_Pragma("GCC diagnostic ignored \\"-Wunused-result\\"")'}
    block = Block(path.relative_to(root), line, language, text, marks)
    return Document(block.path, [block], [], [], set())


def anchor(heading):
    """The name that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def read(path, root):
    """Returns the document; paths in it are relative to root."""
    tokens = MarkdownIt("commonmark").enable("table").parse(path.read_text(encoding="utf-8"))
    document = Document(path.relative_to(root), [], [], [], set())
    marks = {}
    for i, token in enumerate(tokens):
        if token.type == "html_block":
            marks = {**marks, **{key: value or "" for key, value in MARK.findall(token.content)}}
            continue
        if token.type in ("fence", "code_block"):
            fenced = token.type == "fence"
            document.blocks.append(
                Block(document.path, token.map[0] + 1 + fenced, token.info.strip() if fenced else "indented",
                      token.content, marks))
        if token.type == "inline":
            if tokens[i - 1].type == "heading_open":
                name = anchor("".join(c.content for c in token.children))
                again = sum(1 for other in document.anchors if re.fullmatch(rf"{name}(-\d+)?", other))
                document.anchors.add(f"{name}-{again}" if again else name)
            line = token.map[0] + 1 if token.map else 0
            for child in token.children:
                if child.type == "link_open":
                    document.links.append((line, child.attrs["href"]))
                elif child.type == "image":
                    document.links.append((line, child.attrs["src"]))
                elif child.type == "code_inline":
                    document.names.append((line, child.content))
        marks = {}
    return document
