#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Fails when a code block, a link or a name in the documents is wrong.

Usage: check_docs.py SOURCE_TREE
CONTRIBUTING.md says how blocks are written and marked. The environment says what to check with:
CLIPDRAW_CC, CLIPDRAW_CXX, CLIPDRAW_INCLUDES (folders, separated by ':') and CLIPDRAW_LIBRARY (the shared library);
CLIPDRAW_CLI (the command) and CLIPDRAW_OPENCV (the folder of its headers), without which what needs them is left out.
"""

import concurrent.futures
import functools
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import textwrap
import tomllib

import blocks

HERE = pathlib.Path(__file__).resolve().parent
MARKS = {"run", "stranger", "scope", "given", "from"}
WARNINGS = ["-Wall", "-Wextra", "-Wno-unused", "-Wno-unused-parameter", "-Wno-unused-but-set-parameter",
            "-Wunused-result", "-Wno-return-type", "-Werror"]
COMPILED = {"c": [".c", "-std=c99", "-pedantic"], "cpp": [".cpp", "-std=c++17"]}
TREE = re.compile(r"(lib|apps|scripts|tests|docs|examples|cmake|weights|python_export)/[\w./-]+")
NAME = re.compile(r"(?:clipdraw_|CLIPDRAW_|clipdraw::)\w*\w\b(?!\*)")


class Checker:
    def __init__(self, root, work):
        self.root = pathlib.Path(root).resolve()
        self.work = pathlib.Path(work)
        self.problems = []
        self.counts = {}
        self.environment = {
            **os.environ, "CLIPDRAW_WEIGHTS": str(self.root / "tests/data/tiny"), "OMP_NUM_THREADS": "1",
            "LD_LIBRARY_PATH": str(pathlib.Path(os.environ.get("CLIPDRAW_LIBRARY", "/none/none")).parent)}

    def complain(self, where, text):
        self.problems.append(f"{where}: {text}")

    def run(self, *command, **keywords):
        """Returns exit code and everything that was printed."""
        done = subprocess.run([str(c) for c in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, timeout=120, env=self.environment, **keywords)
        return done.returncode, done.stdout.strip()

    def check(self):
        documents = blocks.documents(self.root)
        jobs = []
        for document in documents:
            self.check_links(document, {d.path: d for d in documents})
            self.check_names(document)
            for block in document.blocks:
                self.counts[block.language] = self.counts.get(block.language, 0) + 1
                jobs += self.jobs_of(block)
        pieces = {language: [[b for b in d.blocks if b.language == language and self.is_piece(b)] for d in documents]
                  for language in COMPILED}
        # Headers of C++ take long to read: one file for all documents.
        jobs += [(self.check_pieces, [one]) for one in pieces["c"] if one]
        jobs.append((self.check_pieces, [one for one in pieces["cpp"] if one]))
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for future in [pool.submit(*job) for job in jobs]:
                future.result()
        return sorted(self.problems)

    def jobs_of(self, block):
        """Complains of a wrong form; returns what is left to do: [(function, block)]."""
        for mark in block.marks.keys() - MARKS:
            self.complain(block, f"the mark {mark} is none of {', '.join(sorted(MARKS))}")
        if "from" in block.marks:
            return [(self.check_excerpt, block)]
        if block.language in COMPILED:
            return [(self.check_program, block)] if re.search(r"\bmain\(", block.text) else []
        check = {"python": self.check_python, "toml": self.check_toml,
                 "json": self.check_json, "cmake": self.check_cmake, "text": self.check_text}.get(block.language)
        if block.language == "sh":  # here and now: threads would ask the command for the same help twice
            self.check_shell(block)
            return []
        if check is None:
            kind = {"indented": "indented code", "": "a block without a language"}.get(block.language)
            self.complain(block, f"{kind or 'language ' + block.language}: write ``` and one of "
                                 f"{', '.join(sorted([*COMPILED, 'python', 'sh', 'toml', 'json', 'cmake', 'text']))}")
            return []
        return [(check, block)]

    @staticmethod
    def is_piece(block):
        """Neither a program nor an excerpt, nor about OpenCV where that is not here."""
        return not ("from" in block.marks or re.search(r"\bmain\(", block.text)
                    or "opencv" in block.text and not os.environ.get("CLIPDRAW_OPENCV"))

    # ---- C and C++ ----

    def compile(self, language, source, target):
        suffix, *standard = COMPILED[language]
        compiler = os.environ["CLIPDRAW_CC" if language == "c" else "CLIPDRAW_CXX"]
        includes = [f"-I{folder}" for folder in os.environ["CLIPDRAW_INCLUDES"].split(":")]
        includes += ["-isystem", os.environ["CLIPDRAW_OPENCV"]] if os.environ.get("CLIPDRAW_OPENCV") else []
        return self.run(compiler, *standard, *WARNINGS, *includes, "-fPIE", "-c", source, "-o", target)

    def check_pieces(self, documents):
        """The pieces of one language make one file, in their order; in C++ each document has a namespace."""
        if not documents:
            return
        language = documents[0][0].language
        header, given = {"c": ("given.h", "CLIPDRAW_DOCS_GIVEN_C"), "cpp": ("given.hpp", "CLIPDRAW_DOCS_GIVEN_CPP")}[language]
        include = re.compile(r"^#include.*$", re.MULTILINE)
        includes, bodies = [], []
        for number, pieces in enumerate(documents):
            bodies.append(f"namespace document_{number} {{" if language == "cpp" else "")
            for piece in pieces:
                includes += include.findall(piece.text)
                text = f'#line {piece.line} "{piece.path}"\n' + include.sub("", piece.text)
                before = piece.marks.get("given", "")
                if piece.marks.get("scope") == "file":
                    bodies.append(f"{before}\n{text}")
                else:
                    bodies.append(f"static int piece_{piece.line}({given}) {{\n{before}\n{{\n{text}\n}}\nreturn 0;\n}}")
            bodies.append("}" if language == "cpp" else "")
        source = pathlib.Path(tempfile.mkdtemp(dir=self.work)) / ("pieces" + COMPILED[language][0])
        source.write_text("\n".join([f'#include "{HERE / header}"', *includes, *bodies]) + "\n", encoding="utf-8")
        code, said = self.compile(language, source, source.with_suffix(".o"))
        if code != 0:
            self.complain(", ".join(sorted({str(pieces[0].path) for pieces in documents})),
                          f"pieces of {language} do not compile:\n{said}")

    def check_program(self, block):
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.work))
        source = folder / ("program" + COMPILED[block.language][0])
        source.write_text(f'#line {block.line} "{block.path}"\n{block.text}', encoding="utf-8")
        code, said = self.compile(block.language, source, folder / "program.o")
        if code != 0:
            self.complain(block, f"the program does not compile:\n{said}")
        elif "run" in block.marks:
            code, said = self.run(os.environ["CLIPDRAW_CXX"], *shlex.split(os.environ.get("CLIPDRAW_LINK_FLAGS", "")),
                                  folder / "program.o", os.environ["CLIPDRAW_LIBRARY"], "-pthread", "-o", folder / "program")
            if code != 0:
                self.complain(block, f"the program does not link:\n{said}")
                return
            self.expect(block, folder, "./program", *shlex.split(block.marks["run"]))

    def expect(self, block, folder, *command):
        """Runs a program of the documents: it ends well, and the pictures that it is given exist."""
        code, said = self.run(*command, cwd=folder)
        if code != 0:
            self.complain(block, f"{shlex.join(command)} ended with {code}:\n{said}")
        for word in command:
            if word.endswith(".png") and not (folder / word).is_file():
                self.complain(block, f"{shlex.join(command)} has written no {word}")

    def check_excerpt(self, block):
        """A block that shows parts of a file: each is there, word for word; '...' lines stand for the rest."""
        source = self.root / block.marks["from"]
        if not source.is_file():
            self.complain(block, f"is said to come from {block.marks['from']}, which is not there")
            return
        lines = [line.strip() for line in source.read_text(encoding="utf-8").splitlines() if line.strip()]
        rest = "\n".join(lines) + "\n"
        for part in re.split(r"^\s*(?:// |# )?\.\.\.\s*$", block.text, flags=re.MULTILINE):
            wanted = "\n".join(line.strip() for line in part.splitlines() if line.strip())
            before, found, after = rest.partition(wanted + "\n")
            if not found and wanted:
                self.complain(block, f"{block.marks['from']} has no such lines (any more):\n{wanted}")
                return
            rest = after if found else rest

    # ---- The other languages ----

    def check_python(self, block):
        try:
            compile(block.text, str(block), "exec")
        except SyntaxError as error:
            self.complain(block, f"line {error.lineno} is not Python: {error.msg}")
            return
        # A sanitized library cannot be loaded by a program that is not.
        if "run" in block.marks and not os.environ.get("CLIPDRAW_LINK_FLAGS"):
            folder = pathlib.Path(tempfile.mkdtemp(dir=self.work))
            (folder / "program.py").write_text(block.text, encoding="utf-8")
            self.expect(block, folder, "/usr/bin/python3", "-B", "program.py", *shlex.split(block.marks["run"]))

    def check_json(self, block):
        try:
            json.loads(block.text)
        except ValueError as error:
            self.complain(block, f"is not JSON: {error}")

    def check_text(self, block):
        if re.search(r"#include|clipdraw::|clipdraw_\w+\s*\(", block.text):
            self.complain(block, "is code: name its language")

    def check_cmake(self, block):
        """A function that nobody calls: its form is looked at, and nothing is configured."""
        script = pathlib.Path(tempfile.mkdtemp(dir=self.work)) / "block.cmake"
        script.write_text(f"function(piece)\n{block.text}\nendfunction()\n", encoding="utf-8")
        code, said = self.run("cmake", "-P", script)
        if code != 0:
            self.complain(block, f"is not CMake:\n{said}")

    def check_toml(self, block):
        try:
            tomllib.loads(block.text)
        except tomllib.TOMLDecodeError as error:
            self.complain(block, f"is not TOML: {error}")
            return
        if os.environ.get("CLIPDRAW_CLI"):
            settings = pathlib.Path(tempfile.mkdtemp(dir=self.work)) / "settings.toml"
            settings.write_text(block.text, encoding="utf-8")
            code, said = self.run(os.environ["CLIPDRAW_CLI"], "--print-config", "--config", settings)
            if code != 0:
                self.complain(block, f"the command does not take these settings:\n{said}")

    @functools.lru_cache(maxsize=None)
    def help(self, *commands):
        """The flags in the help text of a command; None where there is no such command."""
        code, said = self.run(os.environ["CLIPDRAW_CLI"], *commands, "--help")
        if code != 0 or f"Usage: {' '.join(['clipdraw', *commands])} " not in said:
            return None
        return set(re.findall(r"(?<![\w-])--?[A-Za-z][\w-]*", said))

    def check_shell(self, block):
        text = block.text.replace("\\\n", " ")
        for line in text.splitlines():
            try:
                lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
                lexer.whitespace_split = True
                words = list(lexer)
            except ValueError as error:
                self.complain(block, f"{line.strip()}: {error}")
                continue
            command = []
            for word in [*words, ";"]:
                if word in (";", "&&", "||", "|"):
                    self.check_command(block, command)
                    command = []
                elif command or not re.fullmatch(r"sudo|\w+=.*", word):
                    command.append(word)

    def check_command(self, block, words):
        program = words[0] if words else ""
        if program.startswith("scripts/"):
            if not os.access(self.root / program, os.X_OK):
                self.complain(block, f"{program} is not there, or not a program")
            if program == "scripts/check-long":
                for name in words[1:]:
                    if not name.startswith("-") and not (self.root / "scripts/long" / name).is_file():
                        self.complain(block, f"there is no long check {name}")
        if program.endswith("python3") and words[1:2] == ["-m"] and words[2].startswith("python_export"):
            if not (self.root / words[2].replace(".", "/")).with_suffix(".py").is_file():
                self.complain(block, f"there is no module {words[2]}")
        if program not in ("scripts/draw", "clipdraw", "build/release/bin/clipdraw") or not os.environ.get("CLIPDRAW_CLI"):
            return
        path = []
        for word in words[1:]:
            if not re.fullmatch("[a-z]+", word) or self.help(*path, word) is None:
                break
            path.append(word)
        known = self.help(*path)
        for word in words[1 + len(path):]:
            if word == "--":
                break
            flag = word.strip("[]").split("=")[0]
            if re.match(r"--?[A-Za-z]", flag) and flag not in known:
                self.complain(block, f"{shlex.join(words)}: {' '.join(['clipdraw', *path])} knows no {flag}")

    # ---- Links and names ----

    def check_links(self, document, all_documents):
        for line, target in document.links:
            if re.match(r"[a-z]+:", target):
                continue
            name, _, anchor = target.partition("#")
            path = os.path.normpath(document.path.parent / name) if name else str(document.path)
            if not (self.root / path).exists():
                self.complain(f"{document.path}:{line}", f"{target} leads nowhere")
            other = all_documents.get(pathlib.Path(path))
            if anchor and other and anchor not in other.anchors:
                self.complain(f"{document.path}:{line}", f"{path} has no heading #{anchor}")

    @functools.cached_property
    def words(self):
        """Every word of the sources that begins like one of our names."""
        found = set()
        for top in ("lib", "apps", "cmake", "tests", "scripts", "examples", "CMakeLists.txt"):
            top = self.root / top
            for path in [top] if top.is_file() else top.rglob("*"):
                if path.is_file() and path.suffix not in (".md", ".safetensors", ".gz", ".png", ".pyc") and "data" not in path.parts:
                    found |= set(re.findall(r"\w+", path.read_text(encoding="utf-8", errors="replace")))
        return found

    def check_names(self, document):
        for line, text in document.names:
            where = f"{document.path}:{line}"
            for name in NAME.findall(text):
                if name.removeprefix("clipdraw::") not in self.words:
                    self.complain(where, f"nothing is called {name}")
            if TREE.fullmatch(text) and not (self.root / text).exists():
                self.complain(where, f"there is no {text}")


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else HERE.parents[1]
    work = tempfile.mkdtemp(prefix="clipdraw-docs-")
    try:
        checker = Checker(root, work)
        problems = checker.check()
    finally:
        shutil.rmtree(work)
    for problem in problems:
        print(problem)
    if problems:
        sys.exit(f"{len(problems)} problems in the documents")
    print("checked:", ", ".join(f"{count} {language}" for language, count in sorted(checker.counts.items())))


if __name__ == "__main__":
    main()
