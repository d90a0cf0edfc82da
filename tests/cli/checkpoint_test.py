# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Drawings that are killed or stopped and go on from their checkpoint: the same bytes."""

import json
import pathlib
import signal
import unittest

from again_test import write_png
from command import QUICK, TINY, CommandTest

STEPS = 600
LONG = [*QUICK, "--steps", STEPS, "--optimizer", "adam", "--average", "0.5"]
CHECKPOINT = ["--checkpoint", "a.checkpoint"]


class CheckpointTest(CommandTest):
    def break_off(self, number, *arguments, after=60):
        """Starts to draw, sends the signal when that many steps are seen; returns the exit code and
        what was said."""
        process = self.start(*arguments)
        said = ""
        while True:
            line = process.stderr.readline()
            self.assertNotEqual(line, "", f"ended early: {said}")
            said += line
            if line.startswith("step ") and int(line.split()[1].split("/")[0]) >= after:
                break
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
        self.assertEqual(out, "")
        return process.returncode, said + err

    def files(self):
        return sorted(path.name for path in self.folder.iterdir())

    def header(self, name="a.checkpoint"):
        """What the file says of itself."""
        data = (self.folder / name).read_bytes()
        return json.loads(data[8:8 + int.from_bytes(data[:8], "little")])["__metadata__"]

    def steps_in(self, name="a.checkpoint"):
        return json.loads(self.header(name)["record"])["steps_run"]


class GoOnTest(CheckpointTest):
    def test_killed_and_stopped_at_several_steps(self):
        self.run_command("a cat", "-o", "whole.png", "--seed", "5", *LONG, "--save-every", "100")
        command = ["a cat", "-o", "a.png", "--seed", "5", *LONG, "--save-every", "100", *CHECKPOINT,
                   "--checkpoint-every", "7"]
        code, said = self.break_off(signal.SIGKILL, *command, after=80)
        self.assertEqual(code, -signal.SIGKILL)
        self.assertNotIn("going on", said)
        self.assertEqual(self.steps_in() % 7, 0)
        first = self.steps_in()
        self.assertGreaterEqual(first, 77)
        code, said = self.break_off(signal.SIGTERM, *command, after=first + 60)
        self.assertEqual(code, 143, said)
        self.assertIn(f"going on after step {first}, from a.checkpoint", said)
        second = self.steps_in()
        self.assertIn(f"interrupted after step {second}; the same command goes on from a.checkpoint", said)
        self.assertGreater(second, first)
        self.assertNotIn("a.png", self.files())
        code, out, err = self.run_command(*command)
        self.assertEqual((code, out), (0, "a.png\n"), err)
        for last in ["", *(f"-step-{step:04}" for step in range(100, STEPS + 1, 100))]:
            self.assertEqual((self.folder / f"a{last}.png").read_bytes(),
                             (self.folder / f"whole{last}.png").read_bytes(), last)
        self.assertNotIn("a.checkpoint", self.files())

    def test_what_nobody_says_is_the_checkpoints(self):
        write_png(self.folder / "red.png", 20, 30, (200, 20, 20))
        command = ["a cat:1.5 | rain:-0.4", "--image-prompt", "red.png:0.5", "--start-image", "red.png", *LONG,
                   *CHECKPOINT]
        code, said = self.break_off(signal.SIGINT, *command, after=40)
        self.assertEqual(code, 130, said)
        seed = json.loads(self.header()["record"])["seed"]
        self.assertIn(f"seed {seed}", said)
        threads = command.index("--threads")
        del command[threads:threads + 2]
        code, out, err = self.run_command(*command)
        self.assertEqual(code, 0, err)
        self.assertIn(f"seed {seed}", err)
        record = json.loads(self.run_command("inspect", out.strip())[1])
        self.assertEqual((record["seed"], record["threads"], record["steps_run"], record["outcome"]),
                         (seed, 1, STEPS, "completed"))
        code, _, err = self.run_command("again", out.strip(), "--weights", TINY, "--image-prompt", "red.png",
                                        "--start-image", "red.png")
        self.assertEqual(code, 0, err)
        self.assertIn("the same bytes", err)

    def test_a_drawing_that_is_not_broken_off_leaves_the_picture_alone(self):
        whole = self.draw("a cat", "--seed", "5", "-o", "whole.png")
        picture = self.draw("a cat", "--seed", "5", "-o", "a.png", *CHECKPOINT, "--checkpoint-every", "1")
        self.assertEqual(picture.read_bytes(), whole.read_bytes())
        self.assertEqual(self.files(), ["a.png", "whole.png"])

    def test_a_start_that_was_not_possible(self):
        weights = self.folder / "weights"
        weights.mkdir()
        for name in ["clip.safetensors", "vqgan.safetensors", "vocab.txt.gz"]:
            (weights / name).symlink_to(pathlib.Path(TINY) / name)
        command = ["a cat", *LONG, "--weights", weights, "--start", "prior", *CHECKPOINT]
        code, said = self.break_off(signal.SIGTERM, *command, after=40)
        self.assertEqual(code, 143, said)
        self.assertIn("starting from random codes", said)
        code, out, err = self.run_command(*command)
        self.assertEqual((code, out), (0, "a-cat.png\n"), err)


if __name__ == "__main__":
    unittest.main()
