# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Lets clipdraw batch say what it reads in a list."""

import json
import os
import subprocess

from command import CLI, CommandTest

SLURM = ["SLURM_ARRAY_TASK_" + name for name in ("ID", "MIN", "MAX", "STEP", "COUNT")]


class PlanTest(CommandTest):
    def run_list(self, text, *arguments, name="list.txt", files={}, env={}):
        """Returns exit code, standard output, standard error; "-" as the name is standard input."""
        data = text if isinstance(text, bytes) else text.encode()
        for file, content in files.items():
            (self.folder / file).write_bytes(content)
        if name != "-":
            (self.folder / name).write_bytes(data)
        clean = {key: value for key, value in os.environ.items() if key not in SLURM}
        done = subprocess.run([CLI, "batch", name, "--plan", *arguments], cwd=self.folder, capture_output=True, timeout=120,
                              input=data if name == "-" else b"", env={**clean, "LC_ALL": "C.UTF-8", **env})
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def plan(self, text, *arguments, said="", **keywords):
        code, out, err = self.run_list(text, *arguments, **keywords)
        self.assertEqual((code, err), (0, said))
        jobs = [json.loads(line) for line in out.splitlines()]
        for job in jobs:
            self.assertEqual(list(job), ["id", "job", "state", "file", "seed", "group", "prompt", "error"])
            self.assertRegex(job["job"], "^[0-9a-f]{64}$")
        return jobs

    def refuse_list(self, code, words, text, *arguments, **keywords):
        """Expects this exit code and the words on standard error, and no plan."""
        found, out, err = self.run_list(text, *arguments, **keywords)
        self.assertEqual((found, out), (code, ""), err)
        for word in [words] if isinstance(words, str) else words:
            self.assertIn(word, err)
