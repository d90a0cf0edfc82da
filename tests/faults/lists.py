# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""A list that changes under the run: lines are edited, removed, put in and moved while it is being drawn."""

import random
import shutil

from batch import PROMPTS, Batch, Running, write_jobs
from folder import Damage, journal_lines

ALL = PROMPTS[:24]


def changed(chance, prompts):
    """Another list: some lines gone, some new, and with these an edited one; some moved."""
    others = [prompt for prompt in ALL if prompt not in prompts]
    chance.shuffle(others)
    result = list(prompts)
    for _ in range(chance.randrange(1, 4)):
        result.pop(chance.randrange(len(result)))
    result[chance.randrange(len(result))] = others.pop()
    for _ in range(chance.randrange(1, 4)):
        result.insert(chance.randrange(len(result) + 1), others.pop())
    for _ in range(chance.randrange(4)):
        result.insert(chance.randrange(len(result)), result.pop())
    if chance.random() < 0.3:
        result.reverse()
    return result


def change(work, rounds, seed):
    """Returns how many lists were changed under a run, and the damage."""
    chance = random.Random(f"lists {seed}")
    batch = Batch(work / "lists", ALL).untouched()
    keys = dict(zip(ALL, batch.right.order))
    count, damage = 0, Damage()
    for number in range(rounds):
        prompts = chance.sample(ALL, 10)
        out, told = batch.fresh(), []
        jobs = batch.work / f"list{number}.jsonl"
        write_jobs(jobs, prompts)
        for kill in (True, False):  # the next list comes on top of what the last one left
            run = Running(batch, out, jobs=jobs)
            wanted = chance.randrange(1, 5)
            count += run.wait_for(lambda run=run, wanted=wanted: len(run.told()) >= wanted)
            prompts = changed(chance, prompts)
            write_jobs(jobs, prompts)
            if kill:
                run.kill()
            else:
                run.end()
            told += run.told()
            damage.add(batch.right.at_any_time(out, told, renamed=True), f"list {number}")
        code, more, err = batch.run(out, jobs=jobs)
        if code != batch.code:
            damage.rest.append(f"list {number}: ended with {code}: {err[-300:]}")
        damage.add(batch.right.complete(out, [keys[prompt] for prompt in prompts]), f"list {number} at the end")
        damage.add(batch.right.at_any_time(out, told + more, renamed=True), f"list {number} at the end")
        drawn = [line["job"] for line in journal_lines(out) if line["status"] == "drawn"]
        damage.rest += [f"list {number}: {batch.right.lines[key]['prompt']} was drawn twice"
                        for key in set(drawn) if drawn.count(key) > 1]
        shutil.rmtree(out)
    return count, damage
