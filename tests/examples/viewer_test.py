# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""The viewer on a terminal: the picture, the keys, and that the terminal is given back."""

import os
import pathlib
import re
import signal
import subprocess
import tempfile
import termios
import unittest

import numpy as np
from binding import LONG, PROGRAMS, QUICK, clipdraw
from screen import OnTerminal


def words(options):
    return [f"{name}={value}" for name, value in options.items()]


class ViewerTest(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory(prefix="clipdraw-viewer-")
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(holder.name)

    def start(self, options, prompt="a red apple", **keywords):
        viewer = OnTerminal([PROGRAMS / "viewer", prompt, "a.png", *words(options)], cwd=self.folder,
                            env={**os.environ, "TERM": "xterm"}, **keywords)
        self.addCleanup(viewer.close)
        return viewer

    def record(self, name="a.png"):
        return clipdraw.inspect(self.folder / name)

    def test_the_picture_appears_while_it_is_drawn(self):
        options = {**QUICK, "steps": 120, "learning-rate": 0.5}
        session, pictures = clipdraw.Session(clipdraw.Model(), **options), {}
        session.add_prompts("a red apple")
        session.start()
        pictures[0] = session.image()
        session.run(lambda step: pictures.__setitem__(step.step, session.image()))

        viewer = self.start(options)
        self.assertEqual(viewer.end(), 0)
        self.assertTrue(viewer.is_as_before())
        steps = [int(re.match(r"step (\d+)", line)[1]) for _, line in viewer.frames]
        self.assertGreater(len(set(steps)), 1)
        for step, (picture, _) in zip(steps, viewer.frames):
            np.testing.assert_array_equal(picture, pictures[step], f"step {step}")
        # At the end it is on the usual screen, and in the file.
        np.testing.assert_array_equal(viewer.screen.picture(), pictures[120])
        np.testing.assert_array_equal(clipdraw.read_image(self.folder / "a.png"), pictures[120])
        self.assertIn("a.png: completed after 120 steps", "\n".join(viewer.screen.lines()))

    def test_a_small_terminal_gets_a_smaller_picture(self):
        viewer = self.start({**LONG, "size": "48x32"}, rows=11, columns=100)
        viewer.wait_for("/100000")
        viewer.wait_for(lambda screen: screen.picture() is not None)
        self.assertEqual(viewer.screen.picture().shape, (16, 24, 3))  # 8 rows of 11
        viewer.type(" ")
        self.assertEqual(viewer.end(), 0)

    def test_keys(self):
        viewer = self.start(LONG)
        viewer.wait_for("/100000")
        viewer.type("p")
        viewer.wait_for("new prompt:")
        viewer.type("a blue 차x\x7f\x7f")  # one UTF-8 letter is one key
        viewer.wait_for(lambda screen: screen.lines()[18] == "new prompt: a blue")
        self.assertTrue(viewer.screen.modes["25"])
        viewer.type("car\r")
        viewer.wait_for("the picture follows the new prompt")
        self.assertIn("a blue car", viewer.screen.lines()[16])
        viewer.type("pfar too long, far too long\r")
        viewer.wait_for("tokens")  # says so, and goes on
        self.assertIn("a blue car", viewer.screen.lines()[16])
        viewer.type("pnever mind\x1b")
        viewer.wait_for("[p] new prompt")
        viewer.type("s")
        viewer.wait_for("saved a-")
        viewer.type("q")
        self.assertEqual(viewer.end(), 0)
        self.assertTrue(viewer.is_as_before())

        record = self.record()
        self.assertEqual((record["prompt"], record["outcome"]), ("a blue car", "finished early"))
        self.assertEqual([p["prompts"][0]["text"] for p in record["earlier_prompts"]], ["a red apple"])
        saved, = self.folder.glob("a-*.png")
        self.assertEqual(self.record(saved.name)["steps_run"], int(saved.stem.removeprefix("a-")))

    def test_ctrl_c_and_ctrl_z(self):
        viewer = self.start(LONG)
        viewer.wait_for("/100000")
        self.assertFalse(termios.tcgetattr(viewer.slave)[3] & (termios.ICANON | termios.ECHO))
        viewer.type("\x1a")
        viewer.wait_for_stop()
        self.assertTrue(viewer.is_as_before())
        viewer.process.send_signal(signal.SIGCONT)
        viewer.wait_for(lambda screen: screen.modes["1049"])
        viewer.wait_for("step ")
        viewer.type("\x03")
        self.assertEqual(viewer.end(), 130)
        self.assertEqual(viewer.screen.broken, 0)
        self.assertTrue(viewer.is_as_before())
        self.assertEqual(self.record()["outcome"], "cancelled")

    def test_other_signals_give_the_terminal_back(self):
        for number, code in [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGSEGV, -signal.SIGSEGV)]:
            with self.subTest(signal=number):
                viewer = self.start(LONG)
                viewer.wait_for("/100000")
                viewer.process.send_signal(number)
                self.assertEqual(viewer.end(), code)
                self.assertTrue(viewer.is_as_before())

    def test_an_error_on_the_way_gives_the_terminal_back(self):
        viewer = self.start({**QUICK, "size": "8x8"})
        self.assertEqual(viewer.end(), 1)
        self.assertIn("size", "\n".join(viewer.screen.lines()))
        self.assertTrue(viewer.is_as_before())

    def test_without_a_terminal(self):
        done = subprocess.run([PROGRAMS / "viewer", "a red apple", "b.png", *words(QUICK)], cwd=self.folder,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        lines = done.stdout.splitlines()
        self.assertTrue(lines[-2].startswith("step 3/3: distance"), lines)
        self.assertTrue(lines[-1].startswith("b.png: completed after 3 steps"), lines)
        self.assertNotIn("\x1b", done.stdout)
        self.assertEqual(self.record("b.png")["outcome"], "completed")


if __name__ == "__main__":
    unittest.main(verbosity=2)
