#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Doxygen's input filter: prints a public header with its plain comments made Doxygen's.

Usage: filter.py HEADER

A comment directly before a declaration is about it, and about those that follow without an empty line between; one
behind a field is about it, and about the next fields that have none. A heading, /* ---- Model ---- */, begins a group. A
member of clipdraw.hpp that says nothing refers to the C function that it calls. What is then still without words is for
Doxygen to complain of.
"""

import pathlib
import re
import sys

HEADING = re.compile(r"^(?:/\*|//) -{2,} (.*?) -{2,}(?: \*/)?$")
TRAILING = re.compile(r"^(.*[;,{\w]\s*)(?:/\*|//) ((?:(?!\*/).)*?)(?: \*/)?$")
TERM = re.compile(r"^  (\S[\w' ]*?)\s{3,}(.*)$")
SCOPE = re.compile(r"\b(namespace|class|struct|union|enum|extern)\b")
STRUCT_SIZE = "Set to sizeof the struct before the call."


def words_of(comment):
    """The text of a comment, without its marks: a list of lines."""
    lines = []
    for line in comment:
        line = re.sub(r"^\s*(/\*+|\*/|\*(?!/)|///?) ?", "", line)
        lines.append(re.sub(r"\s*\*/$", "", line).rstrip())
    out = []
    for line in lines:
        if out and re.match(r"\S", line) and re.match(r"- |  ", out[-1]):
            out.append("")  # ends the list
        line = TERM.sub(r"- **\1**: \2", line)
        out.append(re.sub(r"^ {9,}", "  ", line))  # a term's second line
    return [line for line in out if not line.startswith("SPDX-")]


class Filter:
    def __init__(self):
        self.out = []
        self.floating = []  # a comment that stands alone: goes to the next declaration
        self.group_open = False

    def document(self, lines, indent="", command=""):
        """Prints a comment of Doxygen's."""
        lines = [line for line in ([command] if command else []) + self.floating + lines]
        self.floating = []
        while lines and not lines[-1]:
            lines.pop()
        if lines:
            self.out.append(f"{indent}/** " + f"\n{indent} * ".join(lines))
            self.out.append(f"{indent} */")

    def close_group(self):
        if self.group_open:
            self.out.append("/** @} */")
        self.group_open = False

    def heading(self, title):
        self.close_group()
        self.out.append(f"/** @name {title}\n * @{{ */")
        self.group_open = True


def statement_end(lines, start):
    """The number of the last line of the declaration that begins at start, and whether it opens a scope of names."""
    depth, text = 0, ""
    for i in range(start, len(lines)):
        code = re.sub(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)\'|/\*.*?(\*/|$)|//.*', "", lines[i])
        text += code
        if i == start and lines[i].lstrip().startswith("#"):
            while lines[i].endswith("\\"):
                i += 1
            return i, False
        before = text.split("{")[0]
        if "{" in code and depth == 0 and SCOPE.search(before) and "(" not in before and "=" not in before:
            return i, True
        depth += code.count("{") + code.count("(") - code.count("}") - code.count(")")
        if depth == 0 and re.search(r"[;}:]\s*$", code) and not re.search(r"\)\s*:\s*$", code):
            return i, False
        if depth < 0 or (depth == 0 and code.rstrip().endswith(",")):
            return i, False
    return len(lines) - 1, False


def called(text):
    """The first C function that a C++ function calls; None where it calls none, or is one."""
    call = re.search(r"\{.*?\b(clipdraw_\w+)\(", text, re.DOTALL)
    return call.group(1) if call else None


def fallback(text, scopes):
    """Words for a declaration that has none, from the names in it; [] where they say nothing."""
    if re.search(r"\bget\(\) const noexcept", text):
        return ["The handle in C, which stays this object's."]
    call = called(text)
    if call:
        return [f"See {call}()."]
    alias = re.search(r"^\s*using \w+ = (clipdraw_\w+);", text)
    if alias:
        return [f"The same as {alias.group(1)}."]
    name = re.search(r"enum class (\w+)", text)
    if name:
        return ["The same as clipdraw_" + re.sub(r"(?<!^)(?=[A-Z])", "_", name.group(1)).lower() + "."]
    value = re.search(r"=\s*(CLIPDRAW_\w+)", text)
    if value:
        return [f"The same as {value.group(1)}."]
    field = re.search(r"(\w+)(?:\s*=\s*[^;]+|\[\d+\])?;", text)
    if field and scopes and scopes[-1][1]:
        return [f"As clipdraw_{scopes[-1][1]}::{field.group(1)}."]
    if re.search(r"\bstruct_size;", text):
        return [STRUCT_SIZE]
    return []


def function_name(text):
    found = re.search(r"(\w+)\(", text.split("enable_if")[-1].split("int> = 0>")[-1])
    return found.group(1) if found else ""


def convert(text, name):
    # An enum in one line has a line for each value, as others have.
    text = re.sub(r"^(enum class .*) \{ (.*) \};$",
                  lambda found: "\n".join([found[1] + " {", "  " + found[2].replace(", ", ",\n  "), "};"]), text, flags=re.MULTILINE)
    # An inline namespace is no part of the names that a reader writes.
    text = re.sub(r"^inline namespace \w+ \{(.*?)^\}  // namespace api$", r"\1", text, flags=re.MULTILINE | re.DOTALL)
    lines = text.splitlines()
    done = Filter()
    scopes = []  # (kind, the C struct that its documentation names)
    shared = []  # the words that the next declaration of the paragraph may share
    overload = ("", [])  # the name and the words of the function before it
    i = 0
    first = True
    while i < len(lines):
        line = lines[i]
        indent = re.match(r"\s*", line).group()
        heading = HEADING.match(line)
        if heading:
            done.heading(heading.group(1))
            i += 1
            continue
        if not line.strip():
            shared, overload = [], ("", [])
            done.out.append("")
            i += 1
            continue
        if line.lstrip().startswith(("/*", "//")):
            end = i
            if line.lstrip().startswith("/*"):
                while "*/" not in lines[end]:
                    end += 1
            else:
                while end + 1 < len(lines) and lines[end + 1].lstrip().startswith("//"):
                    end += 1
            comment = words_of(lines[i:end + 1])
            following = lines[end + 1] if end + 1 < len(lines) else ""
            if first:
                while not comment[0]:
                    comment.pop(0)
                comment[0] = re.sub(r"^\S+\.hp?p? - ", "", comment[0])
                comment[0] = comment[0][0].upper() + comment[0][1:]
                done.document(comment, command=f"@file {name}")
                first = False
            elif not following.strip():
                done.floating += [*comment, ""]
            else:
                shared = comment
            i = end + 1
            continue
        stripped = line.strip()
        if stripped.startswith("}"):
            if scopes:
                scopes.pop()
            done.out.append(line)
            shared = []
            i += 1
            continue
        if stripped.startswith("#") or re.fullmatch(r"(public|private|protected):", stripped):
            end, _ = statement_end(lines, i)
            if stripped.startswith("#define"):
                if shared:
                    done.document(shared)
                shared = []
            done.out += lines[i:end + 1]
            i = end + 1
            continue
        # A number with names, in C: a type of its own for the reader.
        type_name = re.match(r"typedef int32_t (\w+);$", line)
        if type_name and lines[i + 1] == "enum {":
            done.document([*shared, "", "In memory it is an int32_t."])
            done.out.append(f"enum {type_name.group(1)} {{")
            scopes.append(("enum", ""))
            shared = []
            i += 2
            while lines[i].strip() != "};":
                i += emit_value(done, lines, i)
            continue
        end, opens = statement_end(lines, i)
        text = "\n".join(lines[i:end + 1])
        trailing = TRAILING.match(lines[end])
        if trailing and not opens:
            last, code = end, trailing.group(1)
            comment = [lines[last][len(code):]]
            while comment[0].startswith("/*") and "*/" not in lines[end]:  # goes on in the next lines
                end += 1
                comment.append(lines[end].strip())
            own = words_of(comment)
            shared = own
            done.document(own, indent)
            done.out += [*lines[i:last], code.rstrip()]
        else:
            inside = scopes and scopes[-1][0] in ("struct", "enum")
            automatic = fallback(text, scopes)
            if "struct_size;" in text:
                done.document(automatic, indent)
            else:
                named = opens and re.search(r"\b(namespace|extern)\b", text)
                if not named:
                    call = called(text)
                    see = ["", f"@see {call}()"] if shared and call and not opens else []
                    name_here = function_name(text)
                    if not shared and not automatic and name_here and name_here == overload[0]:
                        automatic = overload[1]
                    overload = (name_here, [*shared, *see] or automatic)
                    done.document([*shared, *see] or automatic, indent)
            done.out += lines[i:end + 1]
            if opens:
                kind = SCOPE.search(text).group(1)
                see = re.search(r"[Ss]ee clipdraw_(\w+)", " ".join(shared))
                scopes.append((kind, see.group(1) if see and kind == "struct" else ""))
                shared = []
            elif inside and "struct_size;" in text:
                shared = []
        i = end + 1
    done.close_group()
    return "\n".join(done.out) + "\n"


def emit_value(done, lines, i):
    """Prints one value of an enum in C with the words behind it. Returns how many lines it took."""
    match = re.match(r"^(\s*\w+ = \d+,?)\s*(?:/\* (.*?) \*/)?$", lines[i])
    if not match:
        done.out.append(lines[i])
        return 1
    done.document([match.group(2)] if match.group(2) else [], "  ")
    done.out.append(match.group(1))
    return 1


def main():
    path = pathlib.Path(sys.argv[1])
    sys.stdout.write(convert(path.read_text(encoding="utf-8"), path.name))


if __name__ == "__main__":
    main()
