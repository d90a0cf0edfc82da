#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Fails when an include breaks the rule of lib/README.md.

Usage: check_layers.py [SOURCE_TREE]
Prints one line for each include that is not allowed and exits 1, or says how many it has read.
"""

import pathlib
import re
import sys

# The folders under lib/src that each folder may include, besides itself.
GROUND = ["base", "types"]
MODELS = GROUND + ["weights", "nn"]
STAGES = ["prompt", "clip", "prior", "latent", "generator", "cutouts", "objective", "optimizer"]
MAY_INCLUDE = {
    "base": [],
    "types": ["base"],
    "weights": GROUND,
    "nn": GROUND + ["weights"],
    "clip": MODELS,
    "prior": MODELS,
    "generator": MODELS,
    "prompt": GROUND,
    "latent": GROUND,
    "cutouts": GROUND,
    "objective": GROUND,
    "optimizer": GROUND,
    "image_io": GROUND,
    "session": MODELS + STAGES,
    "api": MODELS + STAGES + ["session", "image_io"],
}

TORCH = re.compile(r"^(ATen|c10|torch|caffe2)/")
OPENCV = re.compile(r"^(opencv2|stb)/|^stb_")
SOURCES = {".h", ".hpp", ".c", ".cpp", ".cc", ".in"}
C_HEADERS = {"stdint.h", "stddef.h", "stdbool.h"}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)
PART = re.compile(r"clipdraw_part\s*\(([^)]*)\)")


def includes_of(path):
    """Yields (line number, is quoted, name) for every include of a file."""
    text = path.read_text(encoding="utf-8")
    for match in INCLUDE.finditer(text):
        line = text.count("\n", 0, match.start(2)) + 1
        yield line, match.group(1) == '"', match.group(2)


def files_under(folder):
    return sorted(p for p in folder.rglob("*") if p.suffix in SOURCES and p.is_file())


class Checker:
    def __init__(self, root):
        self.root = root
        self.problems = []
        self.count = 0

    def complain(self, path, line, text):
        self.problems.append(f"{path.relative_to(self.root)}:{line}: {text}")

    def check_part_include(self, part, path, line, quoted, name):
        """One include of a file of lib/src/<part>."""
        first = name.split("/")[0]
        if quoted and first != "clipdraw":
            if "/" not in name or first not in MAY_INCLUDE:
                self.complain(path, line, f'"{name}" is not written from the root of lib/src')
            elif first != part and first not in MAY_INCLUDE[part]:
                self.complain(path, line, f'{part}/ may not include "{name}"')
            elif not (self.root / "lib" / "src" / name).is_file():
                self.complain(path, line, f'"{name}" does not exist')
            return
        if first in MAY_INCLUDE and (self.root / "lib" / "src" / name).is_file():
            self.complain(path, line, f'<{name}> is ours: write it with quotes')
        if OPENCV.match(name) and part != "image_io":
            self.complain(path, line, f"<{name}>: only image_io/ sees OpenCV and stb")
        if TORCH.match(name) and part == "base":
            self.complain(path, line, f"<{name}>: base/ knows no Torch")
        if name in ("torch/torch.h", "torch/nn.h", "torch/all.h"):
            self.complain(path, line, f"<{name}> takes half a minute to compile: include less")
        if name.startswith("torch/optim") and part != "optimizer":
            self.complain(path, line, f"<{name}>: only optimizer/ uses Torch's optimizers")
        if first == "clipdraw" and part != "api" and name != "clipdraw/version.h":
            self.complain(path, line, f"{name}: only api/ sees the public headers")

    def check_library(self):
        src = self.root / "lib" / "src"
        for folder in sorted(p for p in src.iterdir() if p.is_dir()):
            part = folder.name
            if part not in MAY_INCLUDE:
                self.problems.append(f"lib/src/{part}/: the rule does not know this folder")
                continue
            for path in files_under(folder):
                for line, quoted, name in includes_of(path):
                    self.count += 1
                    self.check_part_include(part, path, line, quoted, name)
            self.check_needs(part, folder / "CMakeLists.txt")

    def check_needs(self, part, path):
        """The parts that a CMakeLists.txt links follow the same rule."""
        if not path.is_file():
            return
        for match in PART.finditer(re.sub(r"#.*", "", path.read_text(encoding="utf-8"))):
            words = match.group(1).split()
            needs = []
            for word in words[words.index("NEEDS") + 1:] if "NEEDS" in words else []:
                if word in ("SOURCES", "LIBS", "NO_TORCH"):
                    break
                needs.append(word)
            for need in needs:
                if need != part and need not in MAY_INCLUDE[part]:
                    self.complain(path, 1, f"{part}/ may not need {need}")

    def check_public(self):
        """Public headers stand alone, but for adapters; the C header is C."""
        for path in files_under(self.root / "lib" / "include"):
            for line, quoted, name in includes_of(path):
                self.count += 1
                adapts = path.parent.name == "adapters" and not quoted
                if "/" in name and not name.startswith("clipdraw/") and not adapts:
                    self.complain(path, line, f"{name}: public headers include nothing of others")
                elif quoted and not name.startswith("clipdraw/"):
                    self.complain(path, line, f'"{name}" is not written as clipdraw/...')
                elif path.suffix == ".h" and name.endswith(".hpp"):
                    self.complain(path, line, f"{name}: a C header includes no C++")
                elif path.suffix == ".h" and "/" not in name and name not in C_HEADERS:
                    self.complain(path, line, f"{name}: not a header that C99 and C++ share here")

    def check_users(self):
        """Programs see the public headers and nothing behind them."""
        for folder in ("apps", "examples"):
            if not (self.root / folder).is_dir():
                continue
            for path in files_under(self.root / folder):
                for line, quoted, name in includes_of(path):
                    self.count += 1
                    first = name.split("/")[0]
                    if TORCH.match(name) or OPENCV.match(name):
                        self.complain(path, line, f"{name}: {folder}/ sees only include/clipdraw/")
                    elif first in MAY_INCLUDE and (self.root / "lib" / "src" / name).is_file():
                        self.complain(path, line, f"{name}: {folder}/ sees only include/clipdraw/")
                    elif ".." in name.split("/"):
                        self.complain(path, line, f"{name}: no way out of the folder")


def check(root):
    """Returns the list of problems and how many includes were read."""
    checker = Checker(pathlib.Path(root).resolve())
    checker.check_library()
    checker.check_public()
    checker.check_users()
    return checker.problems, checker.count


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[2]
    problems, count = check(root)
    for problem in problems:
        print(problem)
    if problems:
        sys.exit(f"{len(problems)} of {count} includes break the rule of lib/README.md")
    print(f"{count} includes keep the rule")


if __name__ == "__main__":
    main()
