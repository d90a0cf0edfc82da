# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Injects every fault of the table and says what became of it: table.py [--record] [--quick] [NAME ...]

Prints a row a fault, and the result of all in the last line; exits with 1 when anything was lost, wrong or not as it
has to be. --record writes the table into docs/faults.md. scripts/long/faults builds what is needed and calls this.
"""

import argparse
import concurrent.futures
import dataclasses
import datetime
import importlib.machinery
import importlib.util
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading

import between
import calls
import disks
import lists
import memory
import trace
from batch import BAD, CLI, PROMPTS, TINY, Batch, Running
from crash_states import WORKERS, Replay
from folder import Damage
from kills import MODES, Kills

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "faults.md"
BEGIN, END = "<!-- table -->\n", "<!-- end of the table -->\n"
SEED = 20261122
COMPLETED = "running again completes the set"


@dataclasses.dataclass
class Row:
    """One fault. `inject(work)` returns (how often, damage, and where it needs more words than `outcome`, those)."""
    name: str
    fault: str
    inject: object
    outcome: str = COMPLETED
    why_not: object = lambda: None
    alone: bool = False  # it keeps all cores busy by itself


def kills(mode, count):
    def inject(work):
        killed = Kills(work, mode, SEED)
        damage = killed.until(count)
        return killed.count, damage
    return inject


def power_cut(flags, killed=False):
    """Every crash state of a run with these flags, all of them run again. `killed`: of one that goes on from a kill."""
    def inject(work):
        batch = Batch(work, [*PROMPTS[:3], BAD], *flags)

        def kill_one(out):
            run = Running(batch, out)
            run.wait_for(lambda: len(run.told()) >= 2)
            run.kill()

        (work / "replay").mkdir()
        replay = Replay([CLI, "batch"], batch.flags, batch.jobs, work / "replay", batch.code,
                        kill_one if killed else None)
        damage = Damage(rest=replay.broken)
        states = replay.states()
        for one in replay.replay(states):
            damage.add(one)
        return len(states), damage, f"{len(replay.calls)} calls, in the right order; {COMPLETED}"
    return inject


def failing_calls(fault):
    def inject(work):
        return calls.Calls(Batch(work, [*PROMPTS[:2], BAD], "--checkpoint-every", "2").untouched()).fail(fault)
    return inject


def on_a_disk(inject, argument, *more):
    def with_batch(work):
        return inject(Batch(work, [*PROMPTS[:12], BAD]).untouched(), argument, *more)
    return with_batch


CUTS = (("one run", [], False), ("with --checkpoint-every 2", ["--checkpoint-every", "2"], False),
        ("with --group 2", ["--group", "2"], False), ("of a run that goes on from a kill", [], True))
LAST = "after two deaths all others are drawn before it; " + COMPLETED
STOPS = "the run stops with exit code 5 and says so; " + COMPLETED


def rows(quick):
    """The table. `quick`: few of each, to try the script itself."""
    def number(many, few=2):
        return few if quick else many

    for mode, count in zip(MODES, (70, 50, 50, 60)):
        yield Row("kill", f"`kill -9` at a random moment, {mode}", kills(mode, number(count, 4)))
    for run, flags, killed in CUTS[:number(len(CUTS), 1)]:
        yield Row("power", f"power cut after each call, {run}", power_cut(flags, killed), why_not=trace.why_not,
                  alone=True)
    for fault in list(calls.FAULTS)[:number(9, 1)]:
        yield Row("calls", fault, failing_calls(fault), STOPS, trace.why_not, alone=True)
    yield Row("disk", "disk full, by bytes", on_a_disk(disks.full_disk, "size",
                                                       range(4096, number(30, 3) * 4096, 4096)), STOPS, disks.why_not)
    yield Row("disk", "disk full, by number of files", on_a_disk(disks.full_disk, "nr_inodes", range(2, number(19, 4))),
              STOPS, disks.why_not)
    yield Row("disk", "folder read-only", on_a_disk(disks.read_only, range(0, number(12))), STOPS, disks.why_not)
    yield Row("memory", "one job too large for the memory (RLIMIT_AS)",
              lambda work: memory.refused(work, memory.LIMITS[:number(9, 1)]),
              "that job fails and says why, all others are drawn")
    yield Row("memory", "the process killed in one job each time",
              lambda work: memory.killed(work, memory.LONG, memory.by_hand, number(4, 1)), LAST)
    yield Row("memory", "the kernel kills the process for its memory in one job each time",
              lambda work: memory.killed(work, memory.LARGE, memory.by_the_kernel, number(2, 1)), LAST,
              memory.why_no_group)
    yield Row("list", "the list changes under the run", lambda work: lists.change(work, number(12), SEED),
              "the run draws the list it has read, running again the new one; nothing is drawn twice")
    yield Row("two", "two runs in one folder at once", lambda work: between.two_at_once(work, number(20), SEED),
              "one picture and one line each")
    yield Row("between", "a picture deleted or spoiled between runs",
              lambda work: between.spoiled_pictures(work, number(12), SEED), "it is drawn again, the same bytes")
    yield Row("between", "journals and `results.jsonl` torn, emptied or overwritten in part",
              lambda work: between.torn_journals(work, number(30), SEED))


def inject(row, number, work, told, to_page):
    """Returns a line of the table and whether all was well, None where the fault cannot be injected here."""
    why = row.why_not()
    if why:
        with told:
            print(f"skipped: {row.fault}: {why}", flush=True)
        return None, None
    place = work / f"{number:02}-{row.name}"
    try:
        count, damage, *words = row.inject(place)
    except Exception as error:  # one fault that cannot be shown does not hide the others
        count, damage, words = 0, Damage(rest=[f"{type(error).__name__}: {error}"]), []
    shutil.rmtree(place, ignore_errors=True)
    well = count > 0 and not damage
    outcome = (words or [row.outcome])[0] if well else f"NOT AS IT HAS TO BE: {str(damage)[:300] or 'never injected'}"
    cells = [row.fault, count, len(damage.lost), len(damage.wrong), outcome.replace("|", "/").replace("\n", " ")]
    line = "| " + " | ".join(map(str, cells)) + " |"
    with told:
        print(line, flush=True)
        if damage:
            print(*[f"    {one}" for kind in damage.kinds() for one in kind], sep="\n", flush=True)
        if to_page:  # after each: an interrupted run keeps what it has found
            record([cells], [row.fault for row in rows(False)])
    return cells, well


def machine():
    """As docs/long_checks.md says it."""
    loader = importlib.machinery.SourceFileLoader("check_long", str(ROOT / "scripts" / "check-long"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("check_long", loader))
    loader.exec_module(module)
    return module.machine()


def stamp():
    version = subprocess.run([CLI, "--version"], capture_output=True, text=True, check=True).stdout.split("\n")[0]
    return f"{datetime.date.today().isoformat()}, {version}, {machine()}."


def record(cells, order):
    """Writes these rows into the page, beside those of the same day, version and machine; all others go. `order`: all
    faults that there are."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    old, _, after = rest.partition(END)
    made = stamp()
    table = {}
    for line in old.splitlines() if made in old else ():
        row = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and row[0] in order:
            table[row[0]] = row
    table.update({row[0]: list(map(str, row)) for row in cells})
    lines = ["", "| fault | injected | pictures lost | lines wrong | outcome |", "| --- | ---: | ---: | ---: | --- |",
             *["| " + " | ".join(table[fault]) + " |" for fault in order if fault in table], "", made, "", ""]
    PAGE.write_text(before + BEGIN + "\n".join(lines) + END + after, encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--record", action="store_true",
                        help="write the rows into docs/faults.md, where those of today on this machine stay")
    parser.add_argument("--quick", action="store_true", help="few faults of each kind")
    parser.add_argument("names", nargs="*", metavar="NAME",
                        help="only these: " + " ".join(dict.fromkeys(row.name for row in rows(True))))
    arguments = parser.parse_args()
    if arguments.record and arguments.quick:
        parser.error("--quick is no measurement: not to be recorded")
    if not os.access(CLI, os.X_OK) or not os.path.isdir(TINY):
        parser.error("CLIPDRAW_CLI and CLIPDRAW_TINY have to name the command and the tiny models")
    chosen = [row for row in rows(arguments.quick) if not arguments.names or row.name in arguments.names]
    told = threading.Lock()
    results = {}
    with tempfile.TemporaryDirectory(prefix="clipdraw-faults-") as work:
        work = pathlib.Path(os.path.realpath(work))
        together = [(number, row) for number, row in enumerate(chosen) if not row.alone]
        with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
            done = pool.map(lambda pair: inject(pair[1], pair[0], work, told, arguments.record), together)
            results.update(zip([number for number, _ in together], done))
        for number, row in enumerate(chosen):
            if row.alone:
                results[number] = inject(row, number, work, told, arguments.record)
    table = [results[number] for number in sorted(results) if results[number][0] is not None]
    cells = [row for row, _ in table]
    skipped = len(chosen) - len(table)
    failed = [row[0] for row, well in table if not well]
    injected, lost, wrong = (sum(row[column] for row in cells) for column in (1, 2, 3))
    print(f"{injected:,} faults of {len(cells)} kinds: {lost} pictures lost, {wrong} lines wrong" +
          (f"; NOT AS IT HAS TO BE: {', '.join(failed)}" if failed else ", every set completed by running again") +
          (f"; {skipped} kinds skipped" if skipped else ""))
    return 1 if failed or not cells else 0


if __name__ == "__main__":
    sys.exit(main())
