# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Gives the tests the Python binding, `clipdraw`, the folder of built examples, and quick options."""

import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "examples/python"))
import clipdraw  # noqa: E402, F401

PROGRAMS = pathlib.Path(os.environ["CLIPDRAW_PROGRAMS"])
# Little work: the tests look at the examples, not at the pictures.
QUICK = {"steps": 3, "cutouts": 2, "candidates": 1, "prior-steps": 1, "threads": 1, "seed": 1}
LONG = {**QUICK, "steps": 100000}
