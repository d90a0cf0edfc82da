#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Tests scripts/true-size with tiny models: every pairing of formats draws, and the table says what it cost."""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "true-size"


class TrueSizeTest(unittest.TestCase):
    def run_script(self, *arguments):
        return subprocess.run([SCRIPT, *arguments], text=True, capture_output=True, check=False)

    def test_every_pairing_draws_and_nothing_is_left(self):
        with tempfile.TemporaryDirectory() as folder:
            target = pathlib.Path(folder) / "new"
            result = self.run_script("--tiny", "--dir", target)
            self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
            rows = [line.split("|")[2:-1] for line in result.stdout.splitlines() if line.startswith("| ")][2:]
            self.assertEqual(len(rows), 6)
            for row in rows:
                numbers = [float(cell) for cell in row]
                self.assertEqual(len(numbers), 7)
                self.assertGreater(numbers[0], 1)  # MB
                self.assertLess(numbers[2], 30)  # loading
                self.assertGreater(numbers[6], 50)  # memory
            self.assertRegex(result.stdout, r"^\d{4}-\d\d-\d\d, .*\d+ cores, .*load \d")
            self.assertFalse(target.exists())

    def test_archives_as_published_give_the_reference_s_numbers(self):
        """TorchScript archives, half precision, a Lightning checkpoint: what PyTorch computes on the same weights."""
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([sys.executable, "-m", "python_export.make_true_size", "--out", folder, "--tiny"],
                           cwd=ROOT, check=True, capture_output=True)
            result = subprocess.run([os.environ["CLIPDRAW_PARITY_TEST"]], text=True, capture_output=True, check=False,
                                    env={**os.environ, "CLIPDRAW_PARITY_DIR": f"{folder}/parity"})
            self.assertEqual(result.returncode, 0, result.stdout[-4000:] + result.stderr)
            for name in ["clip_vit_tiny.jit.pt", "clip_rn_tiny.jit.pt", "vqgan_tiny.ckpt"]:
                self.assertIn(f"parity/{name}", result.stdout)

    def test_a_folder_with_other_things_is_not_touched(self):
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "mine").touch()
            result = self.run_script("--tiny", "--dir", folder)
            self.assertEqual(result.returncode, 2)
            self.assertTrue(re.search("holds other things", result.stderr), result.stderr)
            self.assertTrue((pathlib.Path(folder) / "mine").exists())


if __name__ == "__main__":
    unittest.main()
