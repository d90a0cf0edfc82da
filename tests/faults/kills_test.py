#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Ten kills at random moments: nothing is lost and no line is wrong. scripts/long/faults does hundreds."""

import pathlib
import sys
import tempfile
import unittest

from kills import MODES, Kills

SEED = 1


class KillsTest(unittest.TestCase):
    def kill(self, mode, count):
        with tempfile.TemporaryDirectory(prefix="clipdraw-faults-") as work:
            kills = Kills(pathlib.Path(work) / "kills", mode, SEED)
            self.assertEqual(str(kills.until(count)), "")
            self.assertGreaterEqual(kills.count, count)

    def test_ten_kills(self):
        for mode, count in zip(MODES, (4, 2, 2, 2)):
            with self.subTest(mode):
                self.kill(mode, count)


if __name__ == "__main__":
    unittest.main()
