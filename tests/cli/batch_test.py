# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""clipdraw batch: what is drawn, what is written of it, and what a second run does."""

import hashlib
import json
import os
import subprocess
import unittest

from batch_folder import FEW, BatchTest
from command import CLI


class DrawTest(BatchTest):
    def test_a_list_is_drawn_once(self):
        self.texts("a red apple", "a dog:0", "빨간 사과")
        names, err = self.batch(code=6)
        self.assertEqual(names, self.pictures())
        self.assertEqual(len(names), 2)
        self.assertIn("clipdraw: 0002: ", err)
        self.assertIn("weight", err)
        self.assertIn("2 drawn, 1 failed, 0 were there", err)
        rows = self.results()
        self.assertEqual([row["id"] for row in rows], ["0001", "0002", "0003"])
        self.assertEqual([row["place"] for row in rows], [0, 1, 2])
        self.assertEqual([row["status"] for row in rows], ["drawn", "failed", "drawn"])
        self.assertEqual([row["prompt"] for row in rows], ["a red apple", "a dog:0", "빨간 사과"])
        self.assertEqual([row["file"] for row in rows], [names[0], None, names[1]])
        apple = rows[0]
        self.assertEqual((apple["steps"], len(apple["curve"]), apple["judge"]), (3, 3, None))
        self.assertEqual(apple["distance"], apple["curve"][-1])
        self.assertGreater(apple["seconds"], 0)
        self.assertRegex(apple["finished"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        journal, = self.journals()
        self.assertEqual([line for line in journal if "id" in line], rows)
        # The same as it is drawn alone.
        code, _, err = self.run_command("a red apple", *FEW, "--seed", apple["seed"], "-o", "alone.png")
        self.assertEqual(code, 0, err)
        self.assertEqual((self.folder / "alone.png").read_bytes(), (self.out / names[0]).read_bytes())
        record = json.loads(self.run_command("inspect", "alone.png")[1])
        self.assertEqual(apple["distance"], round(record["last_distance"], 4))

        # What --plan says of that.
        code, out, err = self.run_command(*self.command("--plan"))
        self.assertEqual((code, err), (0, ""))
        plan = [json.loads(line) for line in out.splitlines()]
        self.assertEqual([(job["job"], job["state"], job["error"]) for job in plan],
                         [(row["job"], "finished" if row["status"] == "drawn" else "failed", row["error"]) for row in rows])
        self.assertEqual([job["file"] for job in plan if job["state"] == "finished"], names)

        # A second run draws nothing, and tries again what failed.
        before = {name: (self.out / name).stat().st_mtime_ns for name in names}
        names, err = self.batch(code=6)
        self.assertEqual(names, [])
        self.assertIn("0 drawn, 1 failed, 2 were there", err)
        self.assertEqual({name: (self.out / name).stat().st_mtime_ns for name in before}, before)
        self.assertEqual([line["status"] for line in self.journals()[1]], ["begun", "failed"])
        self.assertEqual([row["status"] for row in self.results()], ["drawn", "failed", "drawn"])
        self.assert_no_leftovers()

    def test_a_job_that_the_list_has_wrong(self):
        self.list({"prompt": "a cat", "stpes": 3}, {"prompt": "a cat"})
        names, err = self.batch("--quiet", code=6)
        self.assertEqual(len(names), 1)
        self.assertEqual(len(err.splitlines()), 1, err)
        self.assertIn("stpes", err)
        self.assertEqual([row["status"] for row in self.results()], ["failed", "drawn"])
        # It is told again, and what is known is not written again.
        _, err = self.batch("--quiet", code=6)
        self.assertIn("stpes", err)
        self.assertEqual(len(self.journals()), 1)
        # A list that is put right.
        self.list({"prompt": "a cat", "steps": 2}, {"prompt": "a cat"})
        names, _ = self.batch()
        self.assertEqual(len(names), 1)
        self.assertEqual([row["steps"] for row in self.results()], [2, 3])

    def test_the_list_on_standard_input(self):
        done = subprocess.run([CLI, "batch", "-", "-o", "out", *FEW, "--format", "jsonl", "--name", "{id}"],
                              cwd=self.folder, input='{"prompt": "a cat", "id": "tom"}\n', capture_output=True,
                              text=True, timeout=120)
        self.assertEqual((done.returncode, done.stdout), (0, "out/tom.png\n"), done.stderr)
        self.assertEqual([row["id"] for row in self.results()], ["tom"])

    def test_a_folder_deep_down_is_made(self):
        self.texts("a cat")
        code, out, err = self.run_command("batch", "jobs.txt", "-o", "new/deep/out/", *FEW, "--name", "{id}")
        self.assertEqual((code, out), (0, "new/deep/out/0001.png\n"), err)


class AgainTest(BatchTest):
    def test_pictures_that_are_gone_or_damaged_are_drawn_again(self):
        self.texts("a cat", "a dog", "a car")
        self.batch()
        before = self.bytes()
        gone, damaged, kept = self.pictures()
        (self.out / gone).unlink()
        with open(self.out / damaged, "r+b") as file:
            file.seek(-20, os.SEEK_END)
            file.write(b"x")
        rows = self.merge(code=6)
        self.assertEqual([row["status"] for row in rows], ["failed", "failed", "drawn"])
        self.assertIn(gone, rows[0]["error"])
        names, err = self.batch()
        self.assertEqual(names, [gone, damaged])
        self.assertIn("2 drawn, 0 failed, 1 were there", err)
        self.assertEqual(self.bytes(), before)
        self.assertEqual([row["file"] for row in self.results()], [gone, damaged, kept])

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
        self.refuse(2, ["file: ", "folder"], "batch", "jobs.txt", "-o", "file", *FEW)
        self.refuse(5, "/proc/none", "batch", "jobs.txt", "-o", "/proc/none", *FEW)
        self.refuse(3, "none: no such folder", "batch", "merge", "none")
        (self.folder / "empty").mkdir()
        self.refuse(3, "no results", "batch", "merge", "empty")
        self.refuse(3, "no-weights", "batch", "jobs.txt", "-o", "empty", "--weights", "no-weights")


class ShardTest(BatchTest):
    def test_the_merged_set_is_that_of_a_single_run(self):
        self.texts("a cat", "a dog:0", "a car", "a cat", "a tree")
        self.batch(code=6)
        whole, pictures = self.results(), self.bytes()
        self.out.rename(self.folder / "whole")
        self.batch("--shard", "2/2", code=6)
        names, err = self.batch("--shard", "1/2")
        self.assertEqual(len(names), 3)
        self.assertIn("3 drawn, 0 failed, 0 were there", err)
        self.assertFalse((self.out / "results.jsonl").exists())
        rows = self.merge(code=6)
        self.assertEqual(self.bytes(), pictures)
        for row in rows + whole:
            row["seconds"] = row["finished"] = None
        self.assertEqual(rows, whole)
        # The results go where the journals are lost.
        for journal in (self.out / "journal").iterdir():
            journal.unlink()
        self.assertEqual(self.batch(code=6)[0], [])

    def test_two_at_once_in_one_folder(self):
        self.texts(*[f"a cat, number {i}" for i in range(8)])
        runs = [self.start(*self.command()) for _ in range(2)]
        for run in runs:
            _, err = run.communicate(timeout=120)
            self.assertEqual(run.returncode, 0, err)
            self.assertIn(" 0 failed", err)
        self.assertEqual(len(self.pictures()), 8)
        self.assertEqual([row["status"] for row in self.results()], ["drawn"] * 8)
        self.assert_no_leftovers()
        # Every line of either is true.
        for row in (row for journal in self.journals() for row in journal if row["status"] == "drawn"):
            self.assertEqual(row["sha256"], hashlib.sha256((self.out / row["file"]).read_bytes()).hexdigest())


class GroupTest(BatchTest):
    def test_members_are_drawn_at_their_places(self):
        self.texts("a cat", "a dog", "a car", "a tree", "a boat")
        names, err = self.batch("--group", "3", "--name", "{id}")
        self.assertEqual(len(names), 5)
        self.assertIn("5 drawn, 0 failed", err)
        before = self.bytes()
        rows = self.results()
        self.assertEqual([len(row["curve"]) for row in rows], [3] * 5)
        groups = [json.loads(self.run_command("inspect", f"out/{name}")[1])["group"] for name in ["0002.png", "0004.png"]]
        self.assertEqual(groups, [{"size": 3, "place": 1}, {"size": 2, "place": 0}])
        # What is missing is drawn alone at its place; one that no line tells of is known by its record.
        (self.out / "0002.png").unlink()
        (self.out / "results.jsonl").unlink()
        journal, = (self.out / "journal").iterdir()
        lines = [line for line in journal.read_text().splitlines(True) if rows[3]["job"] not in line]
        journal.write_text("".join(lines))
        names, err = self.batch("--group", "3", "--name", "{id}")
        self.assertEqual(names, ["0002.png", "0004.png"])
        self.assertIn("2 drawn, 0 failed, 3 were there", err)
        self.assertEqual(self.bytes(), before)
        self.assertEqual(len(self.results()), 5)
        # Of one that cannot be drawn the others know nothing.
        self.texts("a cat", "a dog", "a car:0")
        self.out.rename(self.folder / "first")
        names, err = self.batch("--group", "3", "--name", "{id}", code=6)
        self.assertEqual(names, ["0001.png", "0002.png"])
        self.assertEqual(self.bytes(), {name: before[name] for name in names})
        self.assertEqual([row["status"] for row in self.results()], ["drawn", "drawn", "failed"])


if __name__ == "__main__":
    unittest.main()
