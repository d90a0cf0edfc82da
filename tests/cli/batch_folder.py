# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""What the tests of clipdraw batch have in common: running it, and reading its folder."""

import hashlib
import json

from command import TINY, CommandTest

FEW = ["--weights", TINY, "--size", "32x32", "--steps", "3", "--candidates", "1", "--prior-steps", "1",
       "--cutouts", "2", "--threads", "1"]
PATIENCE = 120  # seconds
KEYS = ["id", "job", "status", "file", "seed", "steps", "distance", "judge", "seconds", "error", "prompt", "place",
        "sha256", "bytes", "curve", "finished"]


class BatchTest(CommandTest):
    def setUp(self):
        super().setUp()
        self.out = self.folder / "out"

    def list(self, *jobs):
        """Writes a list of objects."""
        text = "".join(json.dumps(job) + "\n" for job in jobs)
        (self.folder / "jobs.jsonl").write_text(text, encoding="utf-8")

    def texts(self, *prompts):
        """Writes a list of prompts."""
        (self.folder / "jobs.txt").write_text("".join(f"{prompt}\n" for prompt in prompts), encoding="utf-8")

    def command(self, *arguments):
        names = [name for name in ["jobs.txt", "jobs.jsonl"] if (self.folder / name).exists()]
        return ["batch", *names, "-o", "out", *FEW, *arguments]

    def batch(self, *arguments, code=0, **keywords):
        """Runs the list; returns the pictures' names as printed and standard error."""
        found, out, err = self.run_command(*self.command(*arguments), **keywords)
        self.assertEqual(found, code, err)
        return [line.removeprefix("out/") for line in out.splitlines()], err

    def merge(self, code=0):
        found, out, err = self.run_command("batch", "merge", "out")
        self.assertEqual((found, out), (code, "out/results.jsonl\n"), err)
        return self.results()

    def pictures(self):
        return sorted(path.name for path in self.out.glob("*.png"))

    def bytes(self):
        return {name: (self.out / name).read_bytes() for name in self.pictures()}

    def journals(self):
        """The lines of each journal, oldest first."""
        paths = sorted((self.out / "journal").iterdir(), key=lambda path: path.stat().st_mtime_ns)
        return [[json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] for path in paths]

    def results(self):
        """The lines of results.jsonl, each of which is true."""
        rows = [json.loads(line) for line in (self.out / "results.jsonl").read_text(encoding="utf-8").splitlines()]
        for row in rows:
            self.assertEqual(list(row), KEYS)
            self.assertIn(row["status"], ["drawn", "failed"])
            if row["status"] == "drawn":
                picture = (self.out / row["file"]).read_bytes()
                self.assertEqual(row["bytes"], len(picture))
                self.assertEqual(row["sha256"], hashlib.sha256(picture).hexdigest())
                self.assertIsNone(row["error"])
            else:
                self.assertIsNone(row["file"])
                self.assertTrue(row["error"])
        self.assertEqual(len({row["job"] for row in rows}), len(rows))
        return rows

    def assert_no_leftovers(self):
        """Nothing but pictures, results and journals."""
        names = {path.name for path in self.out.iterdir() if path.suffix != ".png"}
        self.assertLessEqual(names, {"journal", "results.jsonl", "checkpoints"})
        if (self.out / "checkpoints").exists():
            self.assertEqual(list((self.out / "checkpoints").iterdir()), [])
