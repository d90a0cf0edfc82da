#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""The order in which a batch writes, from its system calls, and what a power cut may leave of it. Every state is looked
at, a few are run again; scripts/long/faults runs all of them again."""

import pathlib
import tempfile
import unittest

import trace
from batch import BAD, CLI, PROMPTS, QUICK, SOME_FAILED, write_jobs
from crash_states import Replay

AGAIN = 5  # states that are run again


@unittest.skipIf(trace.why_not(), trace.why_not())
class TraceTest(unittest.TestCase):
    def test_a_batch_writes_in_the_right_order(self):
        with tempfile.TemporaryDirectory(prefix="clipdraw-faults-") as work:
            work = pathlib.Path(work).resolve()
            jobs = work / "jobs.jsonl"
            write_jobs(jobs, [*PROMPTS[:2], BAD])
            (work / "replay").mkdir()
            replay = Replay([CLI, "batch"], [*QUICK, "--checkpoint-every", "2"], jobs, work / "replay", SOME_FAILED)
            self.assertEqual((replay.broken, replay.pictures, replay.lines), ([], 2, 2))

            states = replay.states()
            self.assertGreater(len(states), 20)
            damage = [str(replay.look(*pair, again=False)) for pair in states]
            self.assertEqual([one for one in damage if one], [])
            damage = [str(one) for one in replay.replay(states[::len(states) // AGAIN], workers=1)]
            self.assertEqual([one for one in damage if one], [])


if __name__ == "__main__":
    unittest.main()
