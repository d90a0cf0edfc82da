# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""What makes a job of clipdraw batch the same, as --plan shows it."""

import json
import unittest

from batch_plan import PlanTest
from command import TINY


class KeyTest(PlanTest):
    def test_a_key_is_of_the_content(self):
        first = [{"prompt": "a"}, {"prompt": "b", "steps": 3}, {"prompt": "c", "image-prompt": "p.png:2"},
                 {"prompt": "d", "start-image": "p.png"}, {"prompt": "e", "seed": 3, "noise": 0.5}]
        pictures = {"p.png": b"picture", "q.png": b"picture", "r.png": b"another"}
        before = self.plan(lines(first), name="list.jsonl", files=pictures)
        # Other places, ids, lines between, names of files, spellings and formats.
        second = [{"prompt": "new"}, {"noise": ".5", "prompt": "  e ", "seed": "3", "id": "my own"},
                  {"start-image": "q.png", "prompt": "d"}, {"image-prompt": ["./q.png:2.0"], "prompt": "c"},
                  {"prompt": "b", "steps": "3"}, {"id": "a", "prompt": "a"}]
        after = self.plan(lines(second), "--name", "{id}", name="list.jsonl")
        self.assertEqual(by_prompt(before), {key: value for key, value in by_prompt(after).items() if key != "new"})
        self.assertEqual(before[-1]["seed"], 3)
        self.assertEqual(before[0]["seed"], int(before[0]["job"][:8], 16))
        self.assertEqual(self.plan("a\n")[0]["job"], before[0]["job"])
        # Anything else makes another picture.
        others = [{"prompt": "a", "steps": 30}, {"prompt": "a "}, {"prompt": "A"}, {"prompt": "b", "steps": 4},
                  {"prompt": "c", "image-prompt": "p.png:3"}, {"prompt": "c", "image-prompt": "p.png:2:0.5"},
                  {"prompt": "c", "image-prompt": "r.png:2"}, {"prompt": "c", "image-prompt": ["p.png:2", "p.png:2"]},
                  {"prompt": "d", "start-image": "r.png"}, {"prompt": "e", "seed": 4, "noise": 0.5}]
        changed = self.plan(lines(others), name="list.jsonl")
        same = {job["job"] for job in before} & {job["job"] for job in changed}
        self.assertEqual(same, {before[0]["job"]})  # "a ", whose blank nobody sees

    def test_the_command_line_counts(self):
        job = {"prompt": "a", "steps": 3}
        key = self.plan(lines([job]), name="list.jsonl")[0]["job"]
        keys = [self.plan("a", *flags)[0]["job"]
                for flags in [["--steps", "3"], [], ["--steps", "3", "--weights", TINY], ["--steps", "3", "--group", "2"]]]
        self.assertEqual(keys[0], key)
        self.assertEqual(len(set(keys)), 4)
        self.assertEqual([self.plan("a", "--steps", "3", "--threads", n)[0]["job"] for n in "12"], [key, key])
        jobs = self.plan(lines([job, {"prompt": "a"}]), "--steps", "7", "--start", "random", "--seed", "5",
                         name="list.jsonl")
        self.assertEqual(jobs[0]["seed"], 5)
        self.assertNotEqual(jobs[0]["job"], jobs[1]["job"])  # the job wins over the command line

    def test_repetitions(self):
        jobs = self.plan("a\nb\na\na | b\na\n")
        keys = [job["job"] for job in jobs]
        self.assertEqual(len(set(keys)), 5)
        shorter = [job["job"] for job in self.plan("b\na\na\n")]
        self.assertEqual(shorter, [keys[1], keys[0], keys[2]])  # the first and second of its kind


def lines(jobs):
    return "".join(json.dumps(job) + "\n" for job in jobs)


def by_prompt(jobs):
    return {job["prompt"]: (job["job"], job["seed"]) for job in jobs}


if __name__ == "__main__":
    unittest.main()
