# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""What the checks of lists drawn by many processes share: a list, the command, and how two folders compare."""
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
CLIPDRAW = ROOT / "build/release/bin/clipdraw"
TINY = ["--weights", str(ROOT / "tests/data/tiny"), "--size", "32x32", "--steps", "4", "--candidates", "1",
        "--prior-steps", "1", "--cutouts", "2"]
COLOURS = ("red", "blue", "green", "yellow", "black", "white", "violet")
THINGS = ("apple", "car", "house", "lighthouse", "cat", "ship", "tree", "mountain", "clock", "rose", "bridge")
FAILED = 6  # the exit code when some jobs failed


def build(*packages):
    """Builds the command, installs Debian packages that are missing, and ends the check where that cannot be."""
    script = '. scripts/long/common.sh; need "$@"; scripts/setup test; scripts/configure . ON; compile build/release clipdraw_cli clipdraw_engine'
    code = subprocess.run(["sh", "-euc", script, "sh", *packages], cwd=ROOT, env={**os.environ, "RUNLEVEL": "1"}).returncode
    if code != 0:
        sys.exit(code)


def write_list(path, count, long_jobs=(), long_steps=0):
    """A list in which content repeats, one job (the last) cannot be drawn, and those at some places take long."""
    jobs = [{"prompt": f"a {COLOURS[place % 7]} {THINGS[place % 11]}"} for place in range(count)]
    for place in long_jobs:
        jobs[place]["steps"] = long_steps
    jobs[-1]["start-image"] = "missing.png"
    path.write_text("".join(json.dumps(job) + "\n" for job in jobs), encoding="utf-8")


def plan(path, *flags):
    """What the command would do for each job of the list, in its order."""
    done = subprocess.run([CLIPDRAW, "batch", path, "--plan", *TINY, *flags], stdout=subprocess.PIPE, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def journal_lines(folder):
    """(journal, line) of all that the processes have noted so far."""
    for path in sorted((folder / "journal").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").split("\n")[:-1]:
            yield path, json.loads(line)


def results(folder):
    """The lines of results.jsonl, without what a clock says."""
    lines = (folder / "results.jsonl").read_text(encoding="utf-8").splitlines()
    return [{name: value for name, value in json.loads(line).items() if name not in ("seconds", "finished")} for line in lines]


def compare(folder, single):
    """Ends the check unless both folders hold the same pictures, byte for byte, the same results, and nothing that was
    on its way. Returns the number of pictures."""
    def files(where):
        return {path.name: path.read_bytes() for path in where.iterdir() if path.is_file() and path.name != "results.jsonl"}

    ours, theirs = files(folder), files(single)
    odd = sorted(name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name))
    if odd:
        sys.exit(f"failed: {len(odd)} files of {folder.name} are not those of {single.name}, {odd[0]} for one")
    if results(folder) != results(single):
        different = [(a, b) for a, b in zip(results(folder), results(single)) if a != b]
        sys.exit(f"failed: the results of {folder.name} are not those of {single.name}: {different[:1] or 'another number of lines'}")
    drawn = [line["file"] for line in results(folder) if line["status"] == "drawn"]
    if sorted(drawn) != sorted(ours):
        sys.exit(f"failed: {len(drawn)} results, but {len(ours)} pictures in {folder.name}")
    left = list((folder / "checkpoints").glob("*")) if (folder / "checkpoints").is_dir() else []
    if left:
        sys.exit(f"failed: {left[0]} is left")
    return len(ours)
