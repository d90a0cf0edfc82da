#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""The page of the fault table: rows of the same day, version and machine stay, others go."""

import pathlib
import tempfile
import unittest
from unittest import mock

import table

ORDER = ["first", "second", "third"]


class PageTest(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.page = pathlib.Path(holder.name) / "page.md"
        self.page.write_text(f"before\n{table.BEGIN}\n{table.END}after\n")

    def record(self, stamp, *rows):
        with mock.patch.object(table, "PAGE", self.page), mock.patch.object(table, "stamp", lambda: stamp):
            table.record(rows, ORDER)
        text = self.page.read_text()
        self.assertTrue(text.startswith("before\n") and text.endswith("after\n"))
        self.assertEqual(text.count(stamp), 1)
        return [line for line in text.splitlines() if line.startswith("| ") and "---" not in line][1:]

    def test_rows_stay_while_day_version_and_machine_do(self):
        self.assertEqual(self.record("today.", ["third", 1, 0, 0, "well"]), ["| third | 1 | 0 | 0 | well |"])
        self.assertEqual(self.record("today.", ["first", 2, 0, 0, "well"], ["third", 3, 1, 0, "not"]),
                         ["| first | 2 | 0 | 0 | well |", "| third | 3 | 1 | 0 | not |"])
        self.assertEqual(self.record("tomorrow.", ["second", 4, 0, 0, "well"]), ["| second | 4 | 0 | 0 | well |"])


class RowTest(unittest.TestCase):
    def row(self, inject):
        with tempfile.TemporaryDirectory() as work, mock.patch("builtins.print"):
            return table.inject(table.Row("a", "a fault", inject), 0, pathlib.Path(work), mock.MagicMock(), False)

    def test_only_a_fault_that_was_injected_and_did_no_harm_is_well(self):
        self.assertEqual(self.row(lambda work: (3, table.Damage())), (["a fault", 3, 0, 0, table.COMPLETED], True))
        for count, damage in ((0, table.Damage()), (3, table.Damage(lost=["a"])), (3, table.Damage(rest=["b"]))):
            cells, well = self.row(lambda work, count=count, damage=damage: (count, damage))
            self.assertFalse(well)
            self.assertEqual(cells[1:4], [count, len(damage.lost), 0])
            self.assertIn("NOT AS IT HAS TO BE", cells[4])
        self.assertFalse(self.row(lambda work: 1 // 0)[1])


if __name__ == "__main__":
    unittest.main()
