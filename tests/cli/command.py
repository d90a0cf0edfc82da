# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Runs the clipdraw command for the tests, in an empty folder of its own."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

CLI = os.environ["CLIPDRAW_CLI"]
TINY = os.environ["CLIPDRAW_TINY"]
# Little work: the tests look at the command, not at the picture.
QUICK = ["--weights", TINY, "--steps", "2", "--cutouts", "2", "--candidates", "1",
         "--prior-steps", "1", "--threads", "1"]


class CommandTest(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory(prefix="clipdraw-cli-")
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(holder.name)

    def start(self, *arguments, **keywords):
        environment = {**os.environ, "LC_ALL": "C.UTF-8", **keywords.pop("env", {})}
        return subprocess.Popen([CLI, *map(str, arguments)], cwd=self.folder, env=environment,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True, encoding="utf-8",
                                errors="surrogateescape", **keywords)

    def run_command(self, *arguments, **keywords):
        """Returns exit code, standard output, standard error."""
        process = self.start(*arguments, **keywords)
        out, err = process.communicate(timeout=120)
        return process.returncode, out, err

    def draw(self, *arguments, **keywords):
        """Draws with little work; returns the picture's path."""
        code, out, err = self.run_command(*arguments, *QUICK, **keywords)
        self.assertEqual(code, 0, err)
        return self.folder / out.splitlines()[-1]

    def folder_with_judge(self):
        """A copy of the tiny weights with another CLIP as their judge, and a list of words."""
        weights = self.folder / "with-judge"
        shutil.copytree(TINY, weights)
        shutil.copy(pathlib.Path(TINY).parent / "clip_rn_tiny.safetensors", weights / "judge.safetensors")
        (weights / "words.txt.gz").write_text("a\ncat\ndog\nred\n")
        return weights

    def refuse(self, code, words, *arguments, **keywords):
        """Expects this exit code, the words on standard error, nothing on standard output and no
        new file."""
        before = sorted(self.folder.iterdir()) if os.access(self.folder, os.R_OK) else None
        found, out, err = self.run_command(*arguments, **keywords)
        self.assertEqual(found, code, f"{arguments}: {err}")
        self.assertEqual(out, "", arguments)
        for word in [words] if isinstance(words, str) else words:
            self.assertIn(word, err, arguments)
        self.assertNotIn("terminate called", err)
        if before is not None:
            self.assertEqual(sorted(self.folder.iterdir()), before)
        return err
