#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Fails when a file of the library that calls at::parallel_for is compiled without OpenMP, where it would run on one core.

Usage: check_openmp.py COMPILE_COMMANDS
Prints a line for each such file and exits 1, or says how many it has found.
"""
import json
import pathlib
import sys


def problems(commands):
    """commands: as CMake writes them. Returns the files that call parallel_for, and those of them that lack OpenMP."""
    calling = [c for c in commands if "/lib/src/" in c["file"] and "parallel_for(" in pathlib.Path(c["file"]).read_text(encoding="utf-8")]
    return [c["file"] for c in calling], [c["file"] for c in calling if "-fopenmp" not in c["command"]]


def main():
    with open(sys.argv[1], encoding="utf-8") as f:
        calling, lacking = problems(json.load(f))
    for path in lacking:
        print(f"{path}: calls parallel_for and is compiled without OpenMP: see the CMakeLists.txt of its folder")
    if lacking or not calling:
        sys.exit(f"{len(lacking)} of {len(calling)} files run on one core")
    print(f"{len(calling)} files call parallel_for, all with OpenMP")


if __name__ == "__main__":
    main()
