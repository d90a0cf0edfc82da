#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Tests scripts/compare_precision with the embedded models and the least work: a full table, pictures of both kinds."""

import os
import pathlib
import subprocess
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "scripts" / "compare_precision"
LITTLE = ["--steps", "1", "--candidates", "1", "--prior-steps", "1", "--cutouts", "2"]


class ComparePrecisionTest(unittest.TestCase):
    def test_both_precisions_side_by_side(self):
        with tempfile.TemporaryDirectory() as folder:
            asked = subprocess.run([os.environ["CLIPDRAW_CLI"], "a cat", "--precision", "bf16", "-o", f"{folder}/a.png", *LITTLE],
                                   text=True, capture_output=True, check=False)
            if asked.returncode and "bf16" in asked.stderr:
                self.skipTest(asked.stderr.strip())
            result = subprocess.run([SCRIPT, "-o", folder, *LITTLE], text=True, capture_output=True, check=False)
            self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
            rows = [line.split("|")[1:-1] for line in result.stdout.splitlines() if line.startswith("| ")]
            self.assertEqual(len(rows), 1 + 1 + 10 + 1)   # names, rule, prompts, means
            for row in rows[2:12]:
                self.assertEqual(len(row), 7)
                first, fp32, bf16, apart, *scores = map(float, row[1:])
                self.assertAlmostEqual(abs(fp32 - bf16), apart, delta=2e-4)   # of one step
                self.assertTrue(all(0 < score < 2.5 for score in scores), row)
            pictures = {kind: sorted(p.name for p in pathlib.Path(folder, kind).glob("*.png")) for kind in ("fp32", "bf16")}
            self.assertEqual(len(pictures["fp32"]), 10)
            self.assertEqual(pictures["fp32"], pictures["bf16"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
