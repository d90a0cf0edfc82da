#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Tests scripts/memory-table with the embedded models: predictions hold, and the table says so."""

import pathlib
import subprocess
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "scripts" / "memory-table"


class MemoryTableTest(unittest.TestCase):
    def test_predictions_hold(self):
        result = subprocess.run([SCRIPT, "--tiny"], text=True, capture_output=True, check=False)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        rows = [line.split("|")[1:-1] for line in result.stdout.splitlines() if line.startswith("| embedded")]
        self.assertEqual(len(rows), 2)
        for row in rows:
            self.assertEqual(len(row), 9)
            told, found = int(row[5]), int(row[6])
            self.assertGreater(found, 100)
            self.assertGreaterEqual(told, found)


if __name__ == "__main__":
    unittest.main(verbosity=2)
