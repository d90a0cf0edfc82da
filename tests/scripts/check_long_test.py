#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Tests scripts/check-long on a copy of it with checks of its own."""

import pathlib
import shutil
import subprocess
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "scripts" / "check-long"


class CheckLongTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        (self.root / "scripts" / "long").mkdir(parents=True)
        (self.root / "docs").mkdir()
        shutil.copy(SCRIPT, self.root / "scripts")
        self.check("good", "echo noise; echo all is well")
        self.check("missing", "echo skipped: no root; exit 77")
        (self.root / "scripts" / "long" / "common.sh").write_text("exit 1\n")  # not executable: no check

    def check(self, name, text):
        path = self.root / "scripts" / "long" / name
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)

    def run_script(self, *arguments):
        return subprocess.run([self.root / "scripts" / "check-long", *arguments], text=True, capture_output=True,
                              check=False)

    def rows(self):
        lines = (self.root / "docs" / "long_checks.md").read_text(encoding="utf-8").splitlines()
        cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
        return {row[0]: row for row in cells[2:]}

    def test_all_run_and_a_skipped_one_is_no_failure(self):
        result = self.run_script()
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertRegex(result.stdout, r"good +passed .* all is well\n")
        self.assertRegex(result.stdout, r"missing +skipped .* no root\n")
        self.assertEqual((self.root / "build" / "long" / "good.log").read_text(), "noise\nall is well\n")
        self.assertFalse((self.root / "docs" / "long_checks.md").exists())

    def test_a_failure_is_told_and_the_others_run_all_the_same(self):
        self.check("bad", "echo broken; exit 3")
        result = self.run_script()
        self.assertEqual(result.returncode, 1)
        self.assertRegex(result.stdout, r"bad +failed \(3\) .* broken\n")
        self.assertIn("all is well", result.stdout)
        self.assertIn("failed: bad", result.stderr)

    def test_only_with_record_a_check_is_told_to_write_its_page(self):
        self.check("page", 'echo "record: ${RECORD:-no}"')
        self.assertIn("record: no", self.run_script("page").stdout)
        self.assertIn("record: 1", self.run_script("--record", "page").stdout)

    def test_record_keeps_what_was_not_run_and_forgets_what_is_gone(self):
        self.check("gone", "true")
        self.run_script("--record")
        self.assertEqual(set(self.rows()), {"good", "missing", "gone"})
        (self.root / "scripts" / "long" / "gone").unlink()
        self.check("good", "echo a | b; exit 1")
        self.run_script("--record", "good")
        self.assertEqual({name: row[1] for name, row in self.rows().items()}, {"good": "failed (1)", "missing": "skipped"})

    def test_an_unknown_name_is_refused(self):
        result = self.run_script("god")
        self.assertEqual(result.returncode, 2)
        self.assertIn("good missing", result.stderr)


if __name__ == "__main__":
    unittest.main()
