# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Checkpoints that a drawing does not go on from, and flags that make no sense."""

import pathlib
import signal
import unittest

from again_test import write_png
from checkpoint_test import CHECKPOINT, LONG, CheckpointTest
from command import QUICK, TINY

DATA = pathlib.Path(TINY).parent


class RefusedTest(CheckpointTest):
    def setUp(self):
        super().setUp()
        self.command = ["a cat", "--seed", "5", *LONG, *CHECKPOINT]
        code, said = self.break_off(signal.SIGTERM, *self.command, after=20)
        self.assertEqual(code, 143, said)
        self.file = self.folder / "a.checkpoint"
        self.kept = self.file.read_bytes()

    def test_another_drawing_other_models_and_damage(self):
        before = self.kept
        self.refuse(2, ["a checkpoint of another drawing", 'prompt: "a cat" in it, "a dog" here'],
                    "a dog", *self.command[1:])
        self.refuse(2, ["seed: 5 in it, 6 here", "tv: 0 in it, 0.5 here"], *self.command, "--seed", "6", "--tv", "0.5")
        self.refuse(2, ['start: "prior" in it, "random" here'], *self.command, "--start", "random")
        write_png(self.folder / "red.png", 20, 30, (200, 20, 20))
        self.refuse(2, ["prompts: others"], *self.command, "--image-prompt", "red.png")
        self.refuse(2, ["start image: none in it"], *self.command, "--start-image", "red.png")
        self.refuse(3, ["clip_vit_tiny.safetensors: SHA-256", "remove the file to begin anew"], *self.command, "--clip",
                    DATA / "clip_vit_tiny.safetensors", "--vocabulary", DATA / "vocab_tiny.txt.gz")
        at = before.index(b'"version":"') + len('"version":"')
        self.file.write_bytes(before[:at] + b"9" + before[at + 1:])
        self.refuse(3, ["of version 9.", "this is "], *self.command)
        for damaged in [b"", before[:5], before[:-1], before[:-9] + b"x" + before[-8:], b"no checkpoint"]:
            self.file.write_bytes(damaged)
            self.refuse(3, ["a.checkpoint", "checkpoint"], *self.command)
            self.assertEqual(self.file.read_bytes(), damaged)
        self.file.write_bytes(before)
        code, out, err = self.run_command(*self.command)
        self.assertEqual(code, 0, err)


class UsageTest(CheckpointTest):
    def test_flags_and_places(self):
        self.refuse(2, "--checkpoint FILE", "a cat", *QUICK, "--checkpoint-every", "5")
        self.refuse(2, "--output FILE", "a cat", *QUICK, *CHECKPOINT, "--save-every", "1")
        self.refuse(2, "is the picture's name", "a cat", *QUICK, "-o", "a.png", "--checkpoint", "a.png")
        self.refuse(2, "a folder", "a cat", *QUICK, "--checkpoint", ".")
        self.refuse(2, "checkpoint-every", "a cat", *QUICK, *CHECKPOINT, "--checkpoint-every", "0")
        self.refuse(5, ["no/a.checkpoint", "No such file or directory"], "a cat", *QUICK, "--checkpoint",
                    "no/a.checkpoint")
        write_png(self.folder / "red.png", 20, 30, (200, 20, 20))
        self.refuse(3, ["red.png", "not a checkpoint"], "a cat", *QUICK, "--checkpoint", "red.png")


if __name__ == "__main__":
    unittest.main()
