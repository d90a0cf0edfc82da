# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Groups and shards of a list of clipdraw batch, as --plan shows them."""

import json
import unittest

from batch_plan import SLURM, PlanTest


class GroupTest(PlanTest):
    def grouped(self, jobs, size, **keywords):
        text = "".join(json.dumps(job) + "\n" for job in jobs)
        found = self.plan(text, "--group", str(size), name="list.jsonl", **keywords)
        return [job["group"] for job in found]

    def test_neighbours_that_match(self):
        alike = [{"prompt": f"p{i}", **({"seed": i} if i % 2 else {})} for i in range(7)]
        self.assertEqual(self.grouped(alike, 3), [0, 0, 0, 1, 1, 1, 2])
        self.assertEqual(self.grouped(alike, 1), [0, 1, 2, 3, 4, 5, 6])
        mixed = [{"prompt": "a"}, {"prompt": "b", "steps": 3}, {"prompt": "c", "steps": 3.0},
                 {"prompt": "d", "steps": 3, "cutouts": 4}, {"prompt": "e"}, {"image-prompt": "p.png"},
                 {"prompt": "f", "start-image": "p.png"}, {"prompt": "g", "start-image": "p.png"},
                 {"prompt": "h", "start-image": "q.png"}, {"prompt": "i"}, {"prompt": "j", "steps": -1}, {"prompt": "k"},
                 {"prompt": "l", "image-prompt": "none.png"}]
        groups = self.grouped(mixed, 8, files={"p.png": b"1", "q.png": b"2"})
        self.assertEqual(groups, [0, 1, 1, 2, 3, 3, 4, 4, 5, 6, 7, 8, 8])
        # Whether a picture is there now is nothing to groups.
        self.assertEqual(self.grouped(mixed, 8, files={"none.png": b"3"}), groups)

    def test_shards_take_whole_groups(self):
        text = "".join(f"p{i}\n" for i in range(25))
        whole = self.plan(text, "--group", "4")
        parts = [self.plan(text, "--group", "4", "--shard", f"{i}/3") for i in (1, 2, 3)]
        self.assertEqual(sorted((job for part in parts for job in part), key=lambda job: job["id"]), whole)
        self.assertEqual([sorted({job["group"] for job in part}) for part in parts], [[0, 3, 6], [1, 4], [2, 5]])


class ShardTest(PlanTest):
    TEXT = "".join(f"p{i}\n" for i in range(20))

    def test_shards_are_a_partition(self):
        whole = self.plan(self.TEXT)
        for count in range(1, 10):
            # Of many parts one: the others differ in nothing but their number.
            for index in range(1, count + 1) if count <= 3 else [count // 2 + 1]:
                part = self.plan(self.TEXT, "--shard", f"{index}/{count}")
                self.assertEqual(part, whole[index - 1::count], f"{index}/{count}")
        self.assertEqual(self.plan(self.TEXT, "--shard", "30/30"), [])

    def test_slurm(self):
        whole = self.plan(self.TEXT)
        for values, index, count in [("0 0 7 1 8", 1, 8), ("13 10 16 3 3", 2, 3), ("12 0 15 4 4", 4, 4)]:
            env = dict(zip(SLURM, values.split()))
            part = self.plan(self.TEXT, env=env, said=f"clipdraw: shard {index}/{count}, as Slurm's job array says\n")
            self.assertEqual(part, whole[index - 1::count], values)
        self.assertEqual(self.plan(self.TEXT, "--quiet", env=env), whole[index - 1::count])
        gaps = dict(zip(SLURM, "3 1 7 1 3".split()))
        self.refuse_list(2, ["gaps", "--shard"], self.TEXT, env=gaps)
        self.assertEqual(self.plan(self.TEXT, "--shard", "2/3", env=gaps), whole[1::3])
        self.refuse_list(2, ["SLURM_ARRAY_TASK_MIN", "not set", "--shard"], self.TEXT, env={SLURM[0]: "3"})
        self.refuse_list(2, ["SLURM_ARRAY_TASK_ID", "\"x\""], self.TEXT, env={**gaps, SLURM[0]: "x"})

    def test_what_is_no_shard(self):
        for shard in ["0/3", "4/3", "3", "1/3x"]:
            with self.subTest(shard=shard):
                self.refuse_list(2, ["--shard", "I/N"], self.TEXT, "--shard=" + shard)


if __name__ == "__main__":
    unittest.main()
