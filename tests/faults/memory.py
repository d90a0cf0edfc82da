# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""A job that is too large for the memory: refused by the system, or the process dies of it each time."""

import itertools
import json
import os
import pathlib
import subprocess
import time

from batch import BAD, KILLED, PROMPTS, SOME_FAILED, Batch, Running
from folder import Damage, journal_lines, pictures, read_lines

HUGE = {"prompt": "a huge castle", "size": "2048x2048", "id": "huge"}  # more than the largest of LIMITS
LONG = {"prompt": "a long way", "steps": 400, "id": "long"}        # long enough to be killed in
LARGE = {"prompt": "a large hall", "size": "1024x1024", "steps": 2, "id": "large"}
LIMIT_OF_THE_GROUP = 500                                           # MiB; the large job takes 900, the others 200
MEBIBYTE = 1 << 20
LIMITS = (1200, 1600, 2000)                                        # MiB of address space


def refused(work, limits):
    """Runs under these limits of address space, in MiB, with the huge job first, in the middle and last. That one has
    to fail, saying why, and all others have to be drawn. Returns how often, and the damage."""
    count, damage = 0, Damage()
    prompts = PROMPTS[:4]
    for place in (0, 2, len(prompts)):
        # What is right for the others, with a job that the list has wrong in the huge one's place.
        right = Batch(work / f"right{place}", [*prompts[:place], BAD, *prompts[place:]]).untouched().right
        wanted = [line["sha256"] for line in right.lines.values() if line["status"] == "drawn"]
        batch = Batch(work / f"huge{place}", [*prompts[:place], HUGE, *prompts[place:]])
        for limit, again in itertools.product(limits, (False, True)):
            moment = f"{limit} MiB, place {place}, {'again' if again else 'first'}"
            out = batch.work / f"out-{limit}"  # running again tries it again, and leaves the others alone
            code, told, err = batch.run(out, before=["prlimit", f"--as={limit * MEBIBYTE}"])
            if code != SOME_FAILED or len(told) != (0 if again else len(prompts)):
                damage.rest.append(f"{moment}: ended with {code}, {len(told)} drawn: {err[-300:]}")
            lines = read_lines(out / "results.jsonl")
            failed = [line for line in lines if line["status"] == "failed"]
            if [line["id"] for line in failed] != ["huge"] or "memory" not in failed[0]["error"]:
                damage.wrong.append(f"{moment}: the huge job's line: {failed}")
            found = pictures(out)
            drawn = [found.get(line["file"]) for line in lines if line["status"] == "drawn"]
            if drawn != wanted:
                damage.lost.append(f"{moment}: not all of the others are there")
            count += 1
    return count, damage


class MemoryGroup:
    """A control group whose processes the kernel kills when they take more than this many MiB."""

    V1, V2 = pathlib.Path("/sys/fs/cgroup/memory"), pathlib.Path("/sys/fs/cgroup")

    def __init__(self, limit):
        one = (self.V1 / "memory.limit_in_bytes").exists()
        self.folder = (self.V1 if one else self.V2) / f"clipdraw-faults-{os.getpid()}"
        self.limits = ["memory.limit_in_bytes", "memory.memsw.limit_in_bytes"] if one else ["memory.max"]
        self.limit = limit * MEBIBYTE

    def __enter__(self):
        self.folder.mkdir()
        try:
            for number, name in enumerate(self.limits):
                if number == 0 or (self.folder / name).exists():
                    (self.folder / name).write_text(str(self.limit))
            if (self.folder / "memory.swap.max").exists():
                (self.folder / "memory.swap.max").write_text("0")
        except OSError:
            self.folder.rmdir()
            raise
        return self

    def __exit__(self, *_):
        for _ in range(100):  # the last process may not be gone entirely
            try:
                return self.folder.rmdir()
            except OSError:
                time.sleep(0.05)

    def before(self):
        """Words before a command that is to be in the group."""
        return ["/bin/sh", "-c", f'echo $$ > "{self.folder}/cgroup.procs" && exec "$@"', "sh"]


def why_no_group():
    """Why no memory can be limited here, or None."""
    try:
        with MemoryGroup(64) as group:
            subprocess.run([*group.before(), "/bin/true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        return f"memory cannot be limited by a control group here: {error}"
    return None


def by_hand(batch, out, key):
    """Kills a run when it has begun the job. Returns what it told, and whether it died of that."""
    before = set((out / "journal").glob("*"))
    run = Running(batch, out)
    run.wait_for(lambda: begun_last(out, before, key))
    died = run.kill()
    return run.told(), died


def by_the_kernel(batch, out, _):
    """The same, done by the kernel for the memory that the job takes."""
    with MemoryGroup(LIMIT_OF_THE_GROUP) as group:
        run = Running(batch, out, before=group.before())
        died = run.end() == KILLED
    return run.told(), died


def killed(work, job, kill, rounds):
    """The process dies whenever it has begun a certain job, which stands first. After two deaths the others are drawn
    before it. Returns how often it died, and the damage."""
    count, damage = 0, Damage()
    batch = Batch(work / "killed", [job, *PROMPTS[:6]]).untouched()
    key = batch.right.order[0]
    others = {line["file"] for name, line in batch.right.lines.items() if name != key}
    for _ in range(rounds):
        out, told = batch.fresh(), []
        for death in range(1, 5):
            names, died = kill(batch, out, key)
            told += names
            count += died
            damage.add(batch.right.at_any_time(out, told), f"death {death}")
            drawn = {line["file"] for line in journal_lines(out) if line["status"] == "drawn"}
            if not died or drawn != (others if death > 2 else set()):
                damage.rest.append(f"death {death}: {died}, {len(drawn)} of {len(others)} others drawn")
        damage.add(batch.finish(out))
    return count, damage


def begun_last(out, before, key):
    """Whether the journal that is new ends in the beginning of the job."""
    for journal in set((out / "journal").glob("*")) - before:
        lines = journal.read_bytes().split(b"\n")[:-1]
        if lines:
            last = json.loads(lines[-1])
            return last["job"] == key and last["status"] == "begun"
    return False
