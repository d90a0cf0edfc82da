# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""kill -9 at random moments. A folder is drawn into by one run after the other, each of which is killed, until the set
is there; after each kill it is looked at, and at the end it has to be that of a run that nothing disturbed."""

import random
import shutil
import time

from batch import BAD, PROMPTS, Batch, Running
from folder import Damage

# How a run is started, and what its processes may be told beside.
MODES = {
    "one run": ([], 1),
    "with --checkpoint-every 1": (["--checkpoint-every", "1"], 1),
    "with --group 4": (["--group", "4"], 1),
    "two shards at once": ([], 2),
}
JOBS = [*PROMPTS[:9], BAD, *PROMPTS[9:16]]


class Kills:
    def __init__(self, work, mode, seed):
        flags, shards = MODES[mode]
        self.batch = Batch(work, JOBS, *flags, shards=shards).untouched()
        self.random = random.Random(f"{mode} {seed}")
        seconds = [line["seconds"] for line in self.batch.right.lines.values() if line["status"] == "drawn"]
        self.picture_seconds = sum(seconds) / len(seconds)  # so that the delays fit the machine
        self.count = 0
        self.damage = Damage()
        self._next_folder()

    def _next_folder(self):
        self.out = self.batch.fresh()
        self.told = []

    def kill(self):
        """Starts a run and kills it: after 0 to 3 more pictures and a delay that ends before two more are there, one in
        eight at any moment of its start. Shards are started together and killed one by one. Counts those that were
        still running; where none was, finishes the folder and begins another."""
        runs = [Running(self.batch, self.out, *flags) for flags in self.batch.shard_flags()]
        alive = 0
        for run in runs:
            if self.random.random() < 1 / 8:
                time.sleep(self.random.uniform(0, 1))
            else:
                wanted = self.random.randrange(4)
                if wanted:
                    run.wait_for(lambda run=run, wanted=wanted: len(run.told()) >= wanted)
                else:
                    run.wait_for(lambda: any((self.out / "journal").glob("*")))
                time.sleep(self.random.uniform(0, 2 * self.picture_seconds))
            alive += run.kill()
        self.count += alive
        for run in runs:
            self.told += run.told()
        self.damage.add(self.batch.right.at_any_time(self.out, self.told), f"after kill {self.count}")
        if not alive:
            self.finish()

    def finish(self):
        """Completes the folder that was killed last."""
        self.damage.add(self.batch.finish(self.out), f"after {self.count} kills")
        self._next_folder()

    def until(self, count):
        """Kills so many processes in all. Returns the damage."""
        while self.count < count:
            self.kill()
        if self.out.exists():
            self.finish()
        shutil.rmtree(self.batch.work)
        return self.damage
