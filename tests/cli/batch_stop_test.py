# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""clipdraw batch that is stopped: by signals, and by a folder that takes no more."""

import json
import resource
import signal
import time
import unittest

from batch_folder import PATIENCE, BatchTest

LONG = 20000  # steps of a job that is not to be finished


class SignalTest(BatchTest):
    def start_long(self, *arguments):
        """Starts a list of a short job and a long one; returns the process, at work on the second."""
        self.list({"prompt": "a cat"}, {"prompt": "a dog", "steps": LONG})
        process = self.start(*self.command(*arguments))
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)
        self.assertNotEqual(process.stdout.readline(), "")
        journal, = (self.out / "journal").iterdir()
        end = time.monotonic() + PATIENCE
        while journal.read_text(encoding="utf-8").count('"begun"') < 2 and time.monotonic() < end:
            time.sleep(0.01)
        return process

    def check(self, number):
        process = self.start_long()
        process.send_signal(number)
        _, err = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, 128 + number, err)
        self.assertIn("1 drawn, 0 failed, 0 were there, 1 left", err)
        self.assertIn("interrupted; the same command goes on", err)
        self.assertEqual([row["prompt"] for row in self.results()], ["a cat"])
        self.assertEqual(len(self.pictures()), 1)
        self.assertEqual([line["status"] for line in self.journals()[0]][-1], "stopped")
        self.assert_no_leftovers()

    def test_control_c(self):
        self.check(signal.SIGINT)

    def test_terminate(self):
        self.check(signal.SIGTERM)

    def test_preemption(self):
        self.check(signal.SIGUSR1)

    def test_kill(self):
        process = self.start_long()
        process.kill()
        process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, -signal.SIGKILL)
        self.assertEqual([row["prompt"] for row in self.merge()], ["a cat"])
        before = self.bytes()
        # What was being drawn is drawn anew, what was finished is not.
        self.list({"prompt": "a cat"}, {"prompt": "a dog", "steps": 2})
        names, err = self.batch()
        self.assertEqual(len(names), 1)
        self.assertIn("1 drawn, 0 failed, 1 were there", err)
        self.assertEqual({**self.bytes(), **before}, self.bytes())
        self.assertEqual([row["prompt"] for row in self.results()], ["a cat", "a dog"])
        self.assert_no_leftovers()


class WaitTest(BatchTest):
    def test_a_job_that_ended_two_runs_goes_last(self):
        self.texts("a cat", "a dog")
        self.batch("--name", "{id}")
        cat = self.results()[0]["job"]
        (self.out / "results.jsonl").unlink()
        for path in (self.out / "journal").iterdir():
            path.unlink()
        for path in self.out.glob("*.png"):
            path.unlink()
        begun = json.dumps({"job": cat, "status": "begun"}) + "\n"
        for name, order in [("1", ["0001.png", "0002.png"]), ("2", ["0002.png", "0001.png"])]:
            (self.out / "journal" / f"{name}.jsonl").write_text(begun)
            names, _ = self.batch("--name", "{id}")
            self.assertEqual(names, order)
            for picture in names:
                (self.out / picture).unlink()
            for path in (self.out / "journal").glob("*-*"):
                path.unlink()


class ChangeTest(BatchTest):
    def test_files_that_change_under_the_run(self):
        storm, rain = [self.draw(name, "-o", f"{name}.png") for name in ["storm", "rain"]]
        self.list({"prompt": "a cat"}, {"prompt": "a dog", "steps": 100}, {"prompt": "a car", "image-prompt": "storm.png"},
                  {"prompt": "a tree"})
        process = self.start(*self.command())
        self.assertNotEqual(process.stdout.readline(), "")
        storm.write_bytes(rain.read_bytes())
        self.list({"prompt": "a boat"})  # was read whole: of no effect on this run
        _, err = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, 6, err)
        self.assertIn("storm.png: has changed since the list was read; run it again", err)
        self.assertEqual([row["status"] for row in self.results()], ["drawn", "drawn", "failed", "drawn"])
        names, err = self.batch()
        self.assertEqual(len(names), 1)
        self.assertEqual([row["prompt"] for row in self.results()], ["a boat"])


class FullTest(BatchTest):
    """A limit on the size of files is the nearest to a full disk that needs no root."""

    def limited(self, size):
        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a write then fails with EFBIG
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        return {"preexec_fn": limit, "restore_signals": False}

    def test_a_picture_that_finds_no_room(self):
        self.texts("a cat", "a dog")
        names, err = self.batch(code=5, **self.limited(3000))
        self.assertEqual(names, [])
        self.assertIn("File too large", err)
        self.assertIn("The same command goes on", err)
        self.assertEqual([path.name for path in self.out.iterdir()], ["journal"])
        self.assertEqual(len(self.batch()[0]), 2)
        self.assertEqual(len(self.results()), 2)
        self.assert_no_leftovers()

    def test_a_line_that_finds_no_room(self):
        self.list(*[{"prompt": "a cat", "nonsense": i} for i in range(4)])
        _, err = self.batch(code=5, **self.limited(1000))
        self.assertIn("journal/", err)
        journal, = self.journals()
        self.assertEqual([row["status"] for row in journal], ["failed"] * len(journal))
        self.assertIn(len(journal), [1, 2, 3])
        text = next((self.out / "journal").iterdir()).read_text()
        self.assertTrue(text.endswith("\n"))
        self.batch(code=6)
        self.assertEqual([row["status"] for row in self.results()], ["failed"] * 4)


if __name__ == "__main__":
    unittest.main()
