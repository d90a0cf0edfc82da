# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""The small examples: each draws, and shows what it is there to show."""

import pathlib
import subprocess
import tempfile
import unittest

import numpy as np
from binding import PROGRAMS, clipdraw


class SmallTest(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory(prefix="clipdraw-examples-")
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(holder.name)

    def run_example(self, name, *arguments):
        return subprocess.run([PROGRAMS / name, *arguments], cwd=self.folder, check=True,
                              capture_output=True, text=True).stdout

    def test_preview_callback(self):
        out = self.run_example("preview_callback", "a red apple", "a.png", "preview.png", "7")
        self.assertTrue(out.startswith("a.png: completed"), out)
        record = clipdraw.inspect(self.folder / "a.png")
        session = clipdraw.Session(clipdraw.Model(), **record["options"])
        session.add_prompts("a red apple")
        pictures = []
        session.run(lambda step: pictures.append(session.image()))
        np.testing.assert_array_equal(clipdraw.read_image(self.folder / "preview.png"), pictures[4])
        np.testing.assert_array_equal(clipdraw.read_image(self.folder / "a.png"), pictures[6])

    def test_two_prompts(self):
        out = self.run_example("two_prompts", "a red apple", "a cat", "a.png", "4")
        self.assertEqual(out.count("similarity to"), 4)
        record = clipdraw.inspect(self.folder / "a.png")
        self.assertEqual(record["prompt"], "a cat")
        earlier, = record["earlier_prompts"]
        self.assertEqual((earlier["until_step"], earlier["prompts"][0]["text"]), (2, "a red apple"))

    @unittest.skipUnless((PROGRAMS / "opencv_mat").exists(), "OpenCV was not found")
    def test_opencv_mat(self):
        self.run_example("opencv_mat", "a red apple", "pair.png", "1")
        pair = clipdraw.read_image(self.folder / "pair.png")
        self.assertEqual(pair.shape, (32, 64, 3))
        session = clipdraw.Session(clipdraw.Model(), steps=1)
        session.add_prompts("a red apple")
        session.run()
        np.testing.assert_array_equal(pair[:, :32], session.image())  # red is red again
        self.assertFalse((pair[:, 32:] == session.image()).all())


if __name__ == "__main__":
    unittest.main(verbosity=2)
