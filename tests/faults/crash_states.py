# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Every state that a power cut may leave of a batch, and what running again makes of it.

A run is traced (trace.py); its order is checked (order.py); after each of its calls the disk may hold one of several
states (disk.py). Each state that differs from all others is built, looked at, run again and compared with a run that
nothing disturbed (folder.py).
"""

import concurrent.futures
import copy
import hashlib
import os
import pathlib
import shutil
import subprocess

import folder as folders
import order
import trace
from disk import Disk, build

WORKERS = int(os.environ.get("JOBS") or len(os.sched_getaffinity(0)))  # processes at once


def digest(state):
    result = hashlib.sha256()
    for path, content in state:
        result.update(os.fsencode(path) + b"\0")
        result.update(b"folder" if content is None else hashlib.sha256(content).digest())
    return result.hexdigest()


def distinct_states(calls, before):
    """What the disk may hold after each of the calls, every state once, as (state, names that were told before its
    last appearance). `before`: the Disk as the calls found it."""
    model = copy.deepcopy(before)
    found, told = {}, []
    for call in [None, *calls]:
        if call is not None and call.name == "tell":
            told += folders.told_names(call.data)
        elif call is not None:
            model.apply(call)
        found.update((digest(state), (state, tuple(told))) for state in model.after_crash())
    return list(found.values())


class Replay:
    """A traced run of one list, and the crash states of it."""

    def __init__(self, command, flags, jobs, work, code=0, prepare=None):
        """Runs the words of `command`, the list `jobs`, -o FOLDER and `flags`, which has to end with `code`, in `work`,
        an empty folder. `broken` says then what of the order was. `prepare`: leaves in FOLDER what the run finds."""
        self.words = lambda out: [*map(str, command), str(jobs), "-o", str(out), *map(str, flags)]
        self.work = pathlib.Path(work)
        self.code = code
        root = self.work / "traced"
        root.mkdir()
        if prepare:
            prepare(root / "out")
        self.before = Disk(root)
        with open(self.work / "told", "wb") as told, open(self.work / "errors", "wb") as errors:
            found, self.calls = trace.record(self.words(root / "out"), root, self.work / "strace", stdout=told,
                                             stderr=errors)
        if found != code:
            said = (self.work / "errors").read_text(errors="replace")
            raise AssertionError(f"the traced run ended with {found}, not {code}: {said[-500:]}")
        self.broken, self.pictures, self.lines = order.check(self.calls, copy.deepcopy(self.before), root / "out")
        self.untouched = folders.Untouched(root / "out")

    def states(self):
        return distinct_states(self.calls, self.before)

    def look(self, state, told=(), again=True):
        """The damage of a state: as it is found, and after running again."""
        root = self.work / digest(state)[:16]
        root.mkdir()
        build(state, root)
        damage = self.untouched.at_any_time(root / "out", told)
        if again:
            result = subprocess.run(self.words(root / "out"), stdin=subprocess.DEVNULL, capture_output=True,
                                    timeout=600, check=False)
            if result.returncode != self.code:
                damage.rest.append(f"running again ended with {result.returncode}: {result.stderr[-300:]!r}")
            damage.add(self.untouched.complete(root / "out"), "after running again")
        shutil.rmtree(root)
        return damage

    def replay(self, states, workers=WORKERS):
        """The damage of each of these states, which are run again."""
        with concurrent.futures.ThreadPoolExecutor(workers) as pool:
            return list(pool.map(lambda pair: self.look(*pair), states))
