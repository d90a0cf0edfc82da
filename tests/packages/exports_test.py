#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""The shared library exports the functions that clipdraw.h declares, and no other symbol, strong or weak."""

import os
import pathlib
import re
import subprocess
import unittest

HEADER = pathlib.Path(__file__).resolve().parents[2] / "lib" / "include" / "clipdraw" / "clipdraw.h"


def exported():
    """The name and kind of each symbol that the library shows."""
    lines = subprocess.run([os.environ["CLIPDRAW_NM"], "--dynamic", "--defined-only", "--format=posix",
                            os.environ["CLIPDRAW_LIBRARY"]], check=True, capture_output=True, text=True).stdout
    return {line.split()[0]: line.split()[1] for line in lines.splitlines()}


def declared():
    """The functions that the header declares."""
    text = re.sub(r"/\*.*?\*/", "", HEADER.read_text(encoding="utf-8"), flags=re.DOTALL)
    return set(re.findall(r"^CLIPDRAW_(?:API|CALL)\b[^;{]*?\b(clipdraw_\w+)\(", text, flags=re.MULTILINE))


class ExportsTest(unittest.TestCase):
    def test_nothing_but_declared_functions_is_exported(self):
        versioned = {name.split("@")[0]: kind for name, kind in exported().items()}
        # The version node itself is an absolute symbol.
        self.assertEqual({name for name, kind in versioned.items() if kind != "A"} - declared(), set())
        self.assertEqual({kind for kind in versioned.values()}, {"A", "T"})

    def test_every_declared_function_is_exported(self):
        self.assertGreater(len(declared()), 40)
        self.assertEqual(declared() - {name.split("@")[0] for name in exported()}, set())

    def test_symbols_carry_the_number_of_the_library(self):
        number = re.search(r"\.so\.(\d+)", os.path.basename(os.path.realpath(os.environ["CLIPDRAW_LIBRARY"])))[1]
        for name, kind in exported().items():
            self.assertTrue(kind == "A" or name.endswith(f"@@CLIPDRAW_{number}"), name)


if __name__ == "__main__":
    unittest.main()
