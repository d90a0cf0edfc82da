# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""clipdraw batch that is stopped: by signals, and by a folder that takes no more."""

import json
import resource
import signal
import time
import unittest

from batch_folder import FEW, BatchTest

LONG = 20000  # steps of a job that is not to be finished
PATIENCE = 60  # seconds


class SignalTest(BatchTest):
    def start_long(self, *arguments):
        """Starts a list of a short job and a long one; returns the process, at work on the second."""
        self.list({"prompt": "a cat"}, {"prompt": "a dog", "steps": LONG})
        process = self.start(*self.command(*arguments))
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)
        self.assertNotEqual(process.stdout.readline(), "")
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


class CheckpointTest(BatchTest):
    STEPS = 150

    def setUp(self):
        super().setUp()
        self.list({"prompt": "a cat", "steps": self.STEPS, "seed": 7})

    def stop_after_a_checkpoint(self, number, *arguments):
        """Starts the list, sends the signal when the first checkpoint is there; returns its journal."""
        process = self.start(*self.command("--checkpoint-every", "10", *arguments))
        end = time.monotonic() + PATIENCE
        while not list(self.out.glob("checkpoints/*.checkpoint")):
            self.assertLess(time.monotonic(), end)
            time.sleep(0.002)
        process.send_signal(number)
        process.communicate(timeout=PATIENCE)
        return process.returncode, self.journals()[-1]

    def check(self, number, code):
        found, first = self.stop_after_a_checkpoint(number)
        self.assertEqual(found, code)
        steps = [line["step"] for line in first if line["status"] == "checkpoint"]
        self.assertLess(steps[-1], self.STEPS)
        names, err = self.batch("--checkpoint-every", "10")
        self.assertNotIn("checkpoint", err)
        later = [line["step"] for line in self.journals()[-1] if line["status"] == "checkpoint"]
        self.assertEqual(later, list(range(steps[-1] // 10 * 10 + 10, self.STEPS, 10)))  # it went on
        row, = self.results()
        self.assertEqual((row["steps"], len(row["curve"])), (self.STEPS, self.STEPS))
        self.assertNotIn(None, row["curve"])
        self.assertEqual([value for line in first if line["status"] == "checkpoint" for value in line["curve"]],
                         row["curve"][:steps[-1]])
        self.assert_no_leftovers()
        # The same as without the break.
        code, _, err = self.run_command("a cat", *FEW, "--steps", self.STEPS, "--seed", "7", "-o", "alone.png")
        self.assertEqual(code, 0, err)
        self.assertEqual((self.folder / "alone.png").read_bytes(), (self.out / names[0]).read_bytes())
        return first

    def test_terminate(self):
        first = self.check(signal.SIGTERM, 143)
        self.assertEqual([line["status"] for line in first][-1], "stopped")

    def test_kill(self):
        self.check(signal.SIGKILL, -signal.SIGKILL)

    def test_a_group(self):
        self.list(*[{"prompt": prompt, "steps": self.STEPS} for prompt in ["a cat", "a dog"]])
        code, first = self.stop_after_a_checkpoint(signal.SIGTERM, "--group", "2", "--name", "{id}")
        self.assertEqual(code, 143)
        self.assertEqual([line["status"] for line in first][-2:], ["stopped"] * 2)
        self.assertEqual(len(list((self.out / "checkpoints").iterdir())), 2)
        names, err = self.batch("--group", "2", "--name", "{id}")
        self.assertEqual((names, "checkpoint" in err), (["0001.png", "0002.png"], False), err)
        self.assertEqual([(len(row["curve"]), None in row["curve"]) for row in self.results()], [(self.STEPS, False)] * 2)
        self.assert_no_leftovers()
        broken = self.bytes()
        self.out.rename(self.folder / "broken")
        self.batch("--group", "2", "--name", "{id}")
        self.assertEqual(self.bytes(), broken)

    def test_a_checkpoint_that_cannot_be_used(self):
        self.stop_after_a_checkpoint(signal.SIGTERM)
        path, = (self.out / "checkpoints").iterdir()
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
        (path.parent / (path.name + ".Ab12cD")).write_bytes(b"left")
        names, err = self.batch("--checkpoint-every", "50")
        self.assertEqual(len(names), 1)
        self.assertIn("drawn from the start, the checkpoint cannot be used: ", err)
        self.assertEqual(len(self.results()[0]["curve"]), self.STEPS)
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
