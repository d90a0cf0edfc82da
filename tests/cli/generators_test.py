# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Drawing with every kind of generator, the user's own among them."""

import importlib.util
import pathlib
import subprocess
import sys
import unittest

from command import TINY, CommandTest

DATA = pathlib.Path(TINY).parent
EXAMPLE = pathlib.Path(__file__).parents[2] / "examples" / "bring_your_own_generator.py"


class GeneratorsTest(CommandTest):
    def test_every_kind_draws(self):
        for name in ["fft", "kl_tiny", "kl_compvis_tiny.safetensors", "taesd_tiny", "taesd_tiny_decoder.safetensors",
                     "vqgan_gumbel_tiny.safetensors"]:
            with self.subTest(name):
                reference = name if name == "fft" else DATA / name
                picture = self.draw("a cat", "--generator", reference, "--size", "42x30", "-o", "a.png", "--force")
                self.assertEqual(picture.read_bytes()[16:24], b"\0\0\0\x2a\0\0\0\x1e")

    def test_the_example_of_ones_own(self):
        if importlib.util.find_spec("torch") is None:
            self.skipTest("this Python has no torch")
        module = self.folder / "washes.pt"
        subprocess.run([sys.executable, str(EXAMPLE), str(module)], check=True, cwd=self.folder)
        pictures = [self.draw("a cat", "--generator", module, "--seed", "3", "-o", name) for name in ["a.png", "b.png"]]
        self.assertEqual(pictures[0].read_bytes(), pictures[1].read_bytes())
        module.with_suffix(".json").unlink()
        self.refuse(3, "washes.pt", "a cat", "--weights", TINY, "--generator", module)


if __name__ == "__main__":
    unittest.main()
