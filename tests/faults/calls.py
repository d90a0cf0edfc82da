# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Calls of the system that fail: one after the other, each of those with which a run writes into its folder is made to
fail by strace, once or from then on, as on a disk that is full, breaks, or becomes read-only."""

import concurrent.futures
import re
import shutil

import trace
from batch import NOT_WRITTEN
from crash_states import WORKERS
from folder import Damage

# Fault: how it is told to strace, and what it strikes.
FAULTS = {
    "one call fails (EIO)": ("EIO", "{}", ("write", "fsync", "rename", "renameat2", "openat", "mkdir", "fchmod")),
    "no space from one call on (ENOSPC)": ("ENOSPC", "{}+", ("write", "fsync", "rename", "renameat2", "mkdir")),
    "read-only from one call on (EROFS)": ("EROFS", "{}+", ("rename", "renameat2", "mkdir", "unlink")),
}


def strace(log, call, *options):
    return ["strace", "-f", "-y", "-xx", "-s", "0", "--seccomp-bpf", "-e", "signal=none", "-o", str(log),
            "-e", f"trace={call}", *options, "--"]


def strikes(line, call, folder):
    """Whether a line of a log is such a call, and writes in the folder."""
    return (line.startswith(call + "(") and trace.hexed(folder) in line and
            (call != "openat" or re.search("O_WRONLY|O_RDWR|O_CREAT", line) is not None))


class Calls:
    def __init__(self, batch):
        """`batch` knows what is right."""
        self.batch = batch
        self.places = {}

    def _ordinals(self, call):
        """Which of the process's calls of this name write in the folder, counted from 1."""
        if call not in self.places:
            out = self.batch.fresh()
            log = self.batch.work / f"strace-{call}"
            self.batch.run(out, before=strace(log, call))
            with open(log, encoding="ascii", errors="replace") as lines:
                calls = [line for _, line in trace.whole_lines(lines) if line.startswith(call + "(")]
            shutil.rmtree(out)
            self.places[call] = [place for place, line in enumerate(calls, 1) if strikes(line, call, self.batch.work)]
        return self.places[call]

    def _one(self, call, reason, when):
        """One fault. Returns (whether it struck, the damage)."""
        out = self.batch.fresh()
        log = self.batch.work / f"{out.name}.strace"
        fault = f"inject={call}:error={reason}:when={when}"
        code, told, err = self.batch.run(out, before=strace(log, call, "-e", fault))
        with open(log, encoding="ascii", errors="replace") as lines:
            hit = [line for _, line in trace.whole_lines(lines) if "(INJECTED)" in line]
        log.unlink()
        struck = any(strikes(line, call, self.batch.work) for line in hit)
        if code == self.batch.code and struck:  # what the run can do without; then all has to be there
            damage = self.batch.right.complete(out)
            if call == "unlink":
                damage.rest.clear()  # what could not be removed is left over, now
        else:
            damage = self.batch.right.at_any_time(out, told)
        if code not in (self.batch.code, NOT_WRITTEN):
            damage.rest.append(f"ended with {code}: {err[-300:]}")
        elif code == NOT_WRITTEN and struck and "goes on" not in err and not (call == "write" and "+" in when):
            # With no write at all nothing can be said either.
            damage.rest.append(f"does not say how to go on: {err[-300:]}")
        damage.add(self.batch.finish(out))
        return struck, Damage().add(damage, fault) if damage else damage

    def fail(self, fault):
        """Returns (how often the fault struck, the damage)."""
        reason, when, calls = FAULTS[fault]
        cases = [(call, reason, when.format(place)) for call in calls for place in self._ordinals(call)]
        with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
            results = list(pool.map(lambda case: self._one(*case), cases))
        damage = Damage()
        for _, one in results:
            damage.add(one)
        return sum(struck for struck, _ in results), damage
