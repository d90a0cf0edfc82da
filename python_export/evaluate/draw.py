# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Draws a set by `clipdraw batch`, which goes on where it was stopped."""
import json
import os
import re
import statistics
import subprocess
import time


class Failed(Exception):
    """A picture that could not be drawn."""


def draw(one, command, folder):
    """one: a Set; command: the clipdraw command with what every set has; folder: of all sets. Returns the results: one dict
    for each job, in the list's order, "path" among them."""
    where = os.path.join(folder, one.name)
    os.makedirs(where, exist_ok=True)
    text = "".join(json.dumps(job, ensure_ascii=False) + "\n" for job in one.jobs())
    with open(os.path.join(where, "jobs.jsonl"), "w", encoding="utf-8") as f:
        f.write(text)
    code = subprocess.run([command[0], "batch", os.path.join(where, "jobs.jsonl"), "-o", where, "--name", "{id}", *command[1:]],
                          stdout=subprocess.DEVNULL).returncode
    if code:
        raise Failed(f"{one.name}: clipdraw batch ended with {code}")
    with open(os.path.join(where, "results.jsonl"), encoding="utf-8") as f:
        rows = [json.loads(line) for line in f]
    return [{**row, "path": os.path.join(where, row["file"])} for row in rows]


def seconds_alone(command, folder, prompt="a red apple", options=(), times=3):
    """The whole of `clipdraw PROMPT`, start to picture, by the wall clock: the median, and its steps."""
    path, taken = os.path.join(folder, "timed.png"), []
    for _ in range(times + 1):
        began = time.monotonic()
        subprocess.run([command[0], prompt, "--seed", "1", "--quiet", "--force", "-o", path, *command[1:], *options], check=True,
                       stdout=subprocess.DEVNULL)
        taken.append(time.monotonic() - began)
    record = subprocess.run([command[0], "inspect", path], check=True, capture_output=True, text=True).stdout
    return statistics.median(taken[1:]), int(re.search(r'"steps": (\d+)', record)[1])
