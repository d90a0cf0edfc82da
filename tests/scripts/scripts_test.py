#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Tests scripts/setup and scripts/draw on a copy of them, with stand-ins for the system's programs."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

SCRIPTS = pathlib.Path(__file__).resolve().parents[2] / "scripts"


class ScriptsTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name) / "a place with spaces"
        shutil.copytree(SCRIPTS, self.root / "scripts")
        self.bin = self.root / "bin"
        self.bin.mkdir()
        self.calls = self.root / "calls"
        self.calls.touch()

    def stand_in(self, name, script=""):
        """Puts a program first on the path that writes down that it was called."""
        path = self.bin / name
        path.write_text(f'#!/bin/sh\necho "{name} $*" >> "$CALLS"\n{script}\n')
        path.chmod(0o755)

    def run_script(self, name, *arguments, cwd=None):
        environment = {**os.environ, "PATH": f"{self.bin}:{os.environ['PATH']}", "CALLS": str(self.calls)}
        return subprocess.run([self.root / "scripts" / name, *arguments], env=environment, text=True,
                              capture_output=True, cwd=cwd, check=False)

    def called(self):
        return self.calls.read_text().splitlines()

    def all_installed(self):
        self.stand_in("dpkg-query", "echo installed")
        self.stand_in("apt-get", "exit 1")

    def test_setup_asks_dpkg_once_and_then_no_more(self):
        self.all_installed()
        self.assertEqual(self.run_script("setup", "draw").returncode, 0)
        self.assertTrue(self.called())
        self.assertFalse([call for call in self.called() if call.startswith("apt-get")])
        self.calls.write_text("")
        self.assertEqual(self.run_script("setup", "draw").returncode, 0)
        self.assertEqual(self.called(), [])

    def test_setup_looks_again_when_its_list_has_changed(self):
        self.all_installed()
        self.run_script("setup", "draw")
        self.calls.write_text("")
        (self.root / "build" / ".packages-draw").write_text("another list\n")
        self.run_script("setup", "draw")
        self.assertTrue(self.called())

    def test_setup_without_root_prints_the_command(self):
        self.stand_in("dpkg-query", 'for last; do :; done; [ "$last" = ninja-build ] && exit 1; echo installed')
        self.stand_in("apt-get")
        self.stand_in("id", "echo 1000")
        result = self.run_script("setup", "draw")
        self.assertEqual(result.returncode, 1)
        self.assertIn("sudo apt-get update && sudo apt-get install -y --no-install-recommends ninja-build\n",
                      result.stderr)
        self.assertFalse([call for call in self.called() if call.startswith("apt-get")])

    def test_setup_updates_the_lists_only_when_the_first_try_fails(self):
        self.stand_in("dpkg-query", "exit 1")
        self.stand_in("id", "echo 0")
        self.stand_in("apt-get", '[ "$1" = update ] && touch "$CALLS.updated"; [ -e "$CALLS.updated" ]')
        self.assertEqual(self.run_script("setup", "test").returncode, 0)
        apt = [call.split()[1] for call in self.called() if call.startswith("apt-get")]
        self.assertEqual(apt, ["install", "update", "install"])

    def test_setup_says_why_apt_failed_and_leaves_no_stamp(self):
        self.stand_in("dpkg-query", "exit 1")
        self.stand_in("id", "echo 0")
        self.stand_in("apt-get", "echo no such package; exit 100")
        result = self.run_script("setup", "draw")
        self.assertEqual(result.returncode, 1)
        self.assertIn("no such package", result.stderr)
        self.assertFalse((self.root / "build" / ".packages-draw").exists())

    def test_setup_wants_to_know_what_for(self):
        self.assertEqual(self.run_script("setup").returncode, 2)
        self.assertEqual(self.run_script("setup", "all").returncode, 2)

    def prepare_build(self):
        self.all_installed()
        self.stand_in("cmake", 'mkdir -p build/release && touch build/release/build.ninja')
        # The program that is "built" prints its folder and its arguments, one a line.
        program = self.root / "program"
        program.write_text("#!/bin/sh\npwd\nprintf '%s\\n' \"$@\"\nexit 7\n")
        program.chmod(0o755)
        self.stand_in("ninja", 'while [ "$1" != -C ]; do shift; done; mkdir -p "$2/bin"; echo noise\n'
                      f'cp "{program}" "$2/bin/clipdraw"')

    def test_draw_builds_once_passes_everything_on_and_keeps_the_exit_code(self):
        self.prepare_build()
        with tempfile.TemporaryDirectory() as cwd:
            result = self.run_script("draw", "a red apple", "--steps", "", "*", cwd=cwd)
            self.assertEqual(result.stdout.splitlines(), [os.path.realpath(cwd), "a red apple", "--steps", "", "*"])
        self.assertEqual(result.returncode, 7)
        self.assertEqual(len([c for c in self.called() if c.startswith("cmake")]), 1)
        self.calls.write_text("")
        result = self.run_script("draw", "a red apple")
        self.assertEqual(result.returncode, 7)
        self.assertEqual([c.split()[0] for c in self.called()], ["ninja"])

    def test_draw_stops_when_the_build_fails(self):
        self.prepare_build()
        self.stand_in("ninja", "echo broken; exit 1")
        result = self.run_script("draw", "a red apple")
        self.assertEqual(result.returncode, 1)
        self.assertEqual(result.stdout, "")
        self.assertIn("broken", result.stderr)


if __name__ == "__main__":
    unittest.main()
