# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""clipdraw batch --checkpoint-every: a run that was stopped goes on where it was."""

import signal
import time
import unittest

from batch_folder import FEW, PATIENCE, BatchTest


class CheckpointTest(BatchTest):
    STEPS = 300  # so many that the signal finds some of them left
    EVERY = 50

    def setUp(self):
        super().setUp()
        self.list({"prompt": "a cat", "steps": self.STEPS, "seed": 7})

    def stop_after_a_checkpoint(self, number, *arguments):
        """Starts the list, sends the signal when the first checkpoint is there; returns its journal."""
        process = self.start(*self.command("--checkpoint-every", self.EVERY, *arguments))
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
        names, err = self.batch("--checkpoint-every", self.EVERY)
        self.assertNotIn("checkpoint", err)
        later = [line["step"] for line in self.journals()[-1] if line["status"] == "checkpoint"]
        self.assertEqual(later, [step for step in range(self.EVERY, self.STEPS, self.EVERY) if step > steps[-1]])  # it went on
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
        # Between the two lines stands the checkpoint of the second where it had taken further steps.
        self.assertEqual([line["status"] for line in first].count("stopped"), 2)
        self.assertEqual(first[-1]["status"], "stopped")
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
        names, err = self.batch("--checkpoint-every", self.EVERY)
        self.assertEqual(len(names), 1)
        self.assertIn("drawn from the start, the checkpoint cannot be used: ", err)
        self.assertEqual(len(self.results()[0]["curve"]), self.STEPS)
        self.assert_no_leftovers()


if __name__ == "__main__":
    unittest.main()
