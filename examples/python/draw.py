#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Draws a picture from Python.   draw.py "a red apple" apple.png --seed 1 --steps 40

Its options come from the library's own table: --help lists them all."""

import argparse
import sys

import clipdraw


def main():
    parser = argparse.ArgumentParser(description="Draws a picture from Python.")
    parser.add_argument("prompt")
    parser.add_argument("file")
    for row in clipdraw.option_table():
        parser.add_argument("--" + row.name, dest=row.name, help=row.help, metavar="X",
                            default=argparse.SUPPRESS)
    options = vars(parser.parse_args())
    prompt, file = options.pop("prompt"), options.pop("file")

    try:
        session = clipdraw.Session(clipdraw.Model(), **options)
        session.add_prompts(prompt)
        session.run(lambda step: print(f"step {step.step}/{step.steps}: distance {step.distance:.4f}"))
        session.save(file, replace=True)
        print(f"{file}: {session.image().shape} pixels")
    except clipdraw.Error as error:
        sys.exit(f"{error.status.name}: {error}")


if __name__ == "__main__":
    main()
