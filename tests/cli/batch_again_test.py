# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""clipdraw batch run again: on folders that were changed meanwhile, and with lists that were."""

import os
import unittest

from batch_folder import FEW, PATIENCE, BatchTest


class AgainTest(BatchTest):
    def test_pictures_that_are_gone_or_damaged_are_drawn_again(self):
        self.texts("a cat", "a dog", "a car")
        self.batch()
        before = self.bytes()
        gone, damaged, kept = self.pictures()
        (self.out / gone).unlink()
        with open(self.out / damaged, "r+b") as file:
            file.seek(-20, os.SEEK_END)
            byte = file.read(1)[0]
            file.seek(-20, os.SEEK_END)
            file.write(bytes([byte ^ 1]))
        rows = self.merge(code=6)
        self.assertEqual([row["status"] for row in rows], ["failed", "failed", "drawn"])
        self.assertIn(gone, rows[0]["error"])
        names, err = self.batch()
        self.assertEqual(names, [gone, damaged])
        self.assertIn("2 drawn, 0 failed, 1 were there", err)
        self.assertEqual(self.bytes(), before)
        self.assertEqual([row["file"] for row in self.results()], [gone, damaged, kept])

    def test_a_picture_that_goes_while_others_are_drawn(self):
        self.list({"prompt": "a cat"}, {"prompt": "a dog", "steps": 400})
        process = self.start(*self.command())
        gone = process.stdout.readline().strip()
        (self.folder / gone).unlink()
        out, err = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, 6, err)
        self.assertIn("2 drawn, 0 failed, 0 were there, 1 not there any more", err)
        self.assertEqual([row["status"] for row in self.results()], ["failed", "drawn"])
        self.assertIn("0001-", self.results()[0]["error"])
        self.assertEqual(self.batch()[0], [gone.removeprefix("out/")])

    def test_lines_that_are_not_whole_do_not_count(self):
        self.texts("a cat", "a dog")
        self.batch()
        before = self.bytes()
        (self.out / "results.jsonl").unlink()
        journal, = (self.out / "journal").iterdir()
        text = journal.read_text(encoding="utf-8")
        # The last line without its end; before it what no line is.
        first, rest = text.split("\n", 1)
        journal.write_text(f'{first}\n[1]\n{{"job"\n{{"job": 1}}\n\0\0\n{rest[:-1]}', encoding="utf-8")
        left = self.out / f"{self.pictures()[1]}.Ab12cD"
        left.write_bytes(before[self.pictures()[1]][:1000])
        word = self.out / f"{self.pictures()[1]}.backup"
        word.write_bytes(b"mine")
        names, err = self.batch()
        # The picture that no line tells of is known by its record.
        self.assertEqual(names, [self.pictures()[1]], err)
        self.assertEqual(self.bytes(), before)
        self.assertEqual(len(self.results()), 2)
        self.assertFalse(left.exists())
        word.unlink()
        self.assert_no_leftovers()

    def test_a_file_that_is_in_the_way(self):
        self.texts("a cat", "a dog")
        self.out.mkdir()
        (self.out / "0001.png").write_bytes(b"mine")
        self.draw("a dog", "-o", "out/0002.png")
        other = (self.out / "0002.png").read_bytes()
        names, err = self.batch("--name", "{id}", code=6)
        self.assertEqual(names, [])
        self.assertEqual(err.count("exists and is no picture of this job; move it away or use --force"), 2)
        self.assertEqual(self.bytes(), {"0001.png": b"mine", "0002.png": other})
        names, _ = self.batch("--name", "{id}", "--force")
        self.assertEqual(names, ["0001.png", "0002.png"])
        self.assertEqual(len(self.results()), 2)

    def test_an_edited_list(self):
        self.texts("a cat", "a dog")
        self.batch("--name", "{id}")
        before = self.bytes()
        # The dog stays what it is at another place, and the finished cat keeps its name.
        self.texts("a car", "a dog")
        names, _ = self.batch("--name", "{id}")
        self.assertEqual(names, ["0001-2.png"])
        self.assertEqual({**self.bytes(), **before}, self.bytes())
        self.assertEqual([row["file"] for row in self.results()], ["0001-2.png", "0002.png"])
        self.texts("a dog", "a car", "a cat")
        self.assertEqual(self.batch("--name", "{id}")[0], [])
        self.assertEqual([row["file"] for row in self.results()], ["0002.png", "0001-2.png", "0001.png"])

    def test_refusals(self):
        self.texts("a cat")
        (self.folder / "file").write_text("")
        self.refuse(2, "file: is no folder", "batch", "jobs.txt", "-o", "file", *FEW)
        self.refuse(5, "/proc/none", "batch", "jobs.txt", "-o", "/proc/none", *FEW)
        self.refuse(3, "none: no such folder", "batch", "merge", "none")
        (self.folder / "empty").mkdir()
        self.refuse(3, "no results", "batch", "merge", "empty")
        self.refuse(3, "no-weights", "batch", "jobs.txt", "-o", "empty", "--weights", "no-weights")


if __name__ == "__main__":
    unittest.main()
