# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""clipdraw batch: what is drawn, what is written of it, and what a second run does."""

import hashlib
import json
import subprocess
import unittest

from batch_folder import FEW, BatchTest
from command import CLI, TINY


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

    def test_a_judge_looks_at_every_picture(self):
        weights = self.folder_with_judge()
        self.texts("a cat", "a dog | rain:-0.5")
        command = [str(weights) if word == TINY else word for word in self.command()]
        code, _, err = self.run_command(*command)
        self.assertEqual(code, 0, err)
        self.assertIn('"rain"', err)  # no word of the list
        for row in self.results():
            found = json.loads(self.run_command("score", self.out / row["file"], "--prompt", row["prompt"], "--json",
                                                "--weights", weights)[1])["pictures"][0]
            self.assertAlmostEqual(row["judge"], found["judge"]["distance"], delta=1e-4)

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
                              cwd=self.folder, input='{"prompt": "a cat", "id": "tom", "steps": 0}\n', capture_output=True,
                              text=True, timeout=120)
        self.assertEqual((done.returncode, done.stdout), (0, "out/tom.png\n"), done.stderr)
        row, = self.results()
        self.assertEqual((row["id"], row["steps"], row["distance"], row["curve"]), ("tom", 0, None, []))

    def test_a_reader_that_takes_nothing_does_not_cost_the_pictures(self):
        self.texts("a cat", "a dog")
        with open("/dev/full", "w") as full:
            done = subprocess.run([CLI, *self.command()], cwd=self.folder, stdout=full, stderr=subprocess.PIPE,
                                  text=True, timeout=120)
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertEqual(done.stderr.count("standard output cannot be written"), 1)
        self.assertEqual(len(self.results()), 2)

    def test_a_folder_deep_down_is_made(self):
        self.texts("a cat")
        code, out, err = self.run_command("batch", "jobs.txt", "-o", "new/deep/out/", *FEW, "--name", "{id}")
        self.assertEqual((code, out), (0, "new/deep/out/0001.png\n"), err)


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
