# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""A small batch that is disturbed again and again, and its run that nothing disturbed."""

import itertools
import json
import os
import pathlib
import shutil
import subprocess
import time

import folder as folders

CLI = os.environ.get("CLIPDRAW_CLI", "")
TINY = os.environ.get("CLIPDRAW_TINY", "")
QUICK = ["--weights", TINY, "--size", "32x32", "--steps", "4", "--candidates", "1", "--prior-steps", "1",
         "--cutouts", "2", "--threads", "1"]
DRAWN, SOME_FAILED, NOT_WRITTEN, KILLED = 0, 6, 5, -9
LIMIT = 600  # seconds for anything at all

NOUNS = ["apple", "boat", "cat", "door", "eagle", "fish", "garden", "house", "island", "jar", "kite", "lamp"]
COLOURS = ["red", "green", "blue", "yellow", "white", "black", "orange", "pink"]
PROMPTS = [f"a {colour} {noun}" for colour, noun in itertools.product(COLOURS, NOUNS)]
BAD = {"prompt": "a job that fails", "size": "no size"}


def write_jobs(path, jobs):
    """Writes a list of prompts and objects as JSON lines."""
    lines = [json.dumps({"prompt": job} if isinstance(job, str) else job) + "\n" for job in jobs]
    pathlib.Path(path).write_text("".join(lines), encoding="utf-8")


class Batch:
    """`jobs` (prompts, or objects of a JSON line) drawn with these flags. Its code is that of a run that went through.
    Everything lies in `work`, a folder of its own."""

    def __init__(self, work, jobs, *flags, shards=1):
        self.work = pathlib.Path(work)
        self.work.mkdir(parents=True)
        self.jobs = self.work / "jobs.jsonl"
        write_jobs(self.jobs, jobs)
        self.flags = [*QUICK, *map(str, flags)]
        self.shards = shards
        self.numbers = itertools.count()
        self.code = SOME_FAILED if BAD in jobs else DRAWN

    def words(self, out, *more, jobs=None):
        return [CLI, "batch", str(jobs or self.jobs), "-o", str(out), *self.flags, *map(str, more)]

    def run(self, out, *more, before=(), jobs=None, **keywords):
        """Runs to the end, `before` being words before the command. Returns code, names told, standard error."""
        result = subprocess.run([*before, *self.words(out, *more, jobs=jobs)], stdin=subprocess.DEVNULL,
                                capture_output=True, timeout=LIMIT, check=False, **keywords)
        return result.returncode, folders.told_names(result.stdout), result.stderr.decode(errors="replace")

    def shard_flags(self):
        """What each of the processes is told beside."""
        if self.shards == 1:
            return [[]]
        return [["--shard", f"{number}/{self.shards}"] for number in range(1, self.shards + 1)]

    def fresh(self):
        """The name of a folder that is not there yet."""
        return self.work / f"out{next(self.numbers)}"

    def untouched(self):
        """Draws the list once, in one go and without shards; it then knows what is right."""
        out = self.fresh()
        code, _, err = self.run(out)
        if code != self.code:
            raise AssertionError(f"a run that nothing disturbed ended with {code}: {err[-500:]}")
        self.right = folders.Untouched(out)
        shutil.rmtree(out)
        return self

    def finish(self, out, keep=False):
        """Runs again what has been cut off, without any fault. Returns the damage that is left."""
        damage = folders.Damage()
        for flags in self.shard_flags():
            code, _, err = self.run(out, *flags)
            if code not in (self.code, DRAWN if self.shards > 1 else self.code):
                damage.rest.append(f"running again ended with {code}: {err[-300:]}")
        if self.shards > 1:
            subprocess.run([CLI, "batch", "merge", out], stdin=subprocess.DEVNULL, capture_output=True, timeout=LIMIT,
                           check=False)
        damage.add(self.right.complete(out), "after running again")
        if not keep:
            shutil.rmtree(out, ignore_errors=True)
        return damage


class Running:
    """A run under way. What it tells goes to a file, so that nothing waits for a reader."""

    def __init__(self, batch, out, *more, before=(), jobs=None):
        self.told_file = batch.work / f"told{next(batch.numbers)}"
        with open(self.told_file, "wb") as told:
            self.process = subprocess.Popen([*before, *batch.words(out, *more, jobs=jobs)], stdin=subprocess.DEVNULL,
                                            stdout=told, stderr=subprocess.DEVNULL)

    def told(self):
        """Names of pictures, of whole lines only: a reader may come while one is written."""
        return folders.told_names(self.told_file.read_bytes().rpartition(b"\n")[0])

    def wait_for(self, condition):
        """Waits until the condition holds or the process has ended. Returns whether it is still there."""
        end = time.monotonic() + LIMIT
        while self.process.poll() is None and not condition():
            if time.monotonic() > end:
                self.kill()
                raise AssertionError(f"nothing came of {self.process.args} within {LIMIT} s")
            time.sleep(0.001)
        return self.process.poll() is None

    def kill(self):
        """Returns whether it was still running."""
        self.process.kill()
        return self.process.wait(LIMIT) == KILLED

    def end(self):
        """Waits for its end. Returns its exit code."""
        return self.process.wait(LIMIT)
