# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Looks at a folder that a batch drew into: which pictures are lost, which lines are wrong.

All is measured against a run of the same list that nothing disturbed.
"""

import dataclasses
import hashlib
import json
import os
import pathlib
import re

PICTURES = (".png", ".jpg", ".jpeg", ".webp")
OF_THE_RUN = ("seconds", "finished")   # what two runs of one list say differently
OF_THE_LIST = ("id", "place", "file")  # what a list in another order says differently


@dataclasses.dataclass
class Damage:
    lost: list = dataclasses.field(default_factory=list)   # pictures that are missing or not whole
    wrong: list = dataclasses.field(default_factory=list)  # lines that are not true
    rest: list = dataclasses.field(default_factory=list)   # what else is not as it has to be

    def add(self, other, moment=""):
        for mine, others in zip(self.kinds(), other.kinds()):
            mine += [f"{moment}: {one}" if moment else one for one in others]
        return self

    def kinds(self):
        return self.lost, self.wrong, self.rest

    def __bool__(self):
        return any(self.kinds())

    def __str__(self):
        return "; ".join([*self.lost, *self.wrong, *self.rest])


def read_lines(path):
    """The result lines of a file: whole ones that say drawn or failed."""
    try:
        data = pathlib.Path(path).read_bytes()
    except FileNotFoundError:
        return []
    lines = []
    for text in data.split(b"\n")[:-1]:
        try:
            line = json.loads(text)
        except ValueError:
            continue
        if isinstance(line, dict) and line.get("status") in ("drawn", "failed"):
            lines.append(line)
    return lines


def journal_lines(folder):
    journals = sorted(pathlib.Path(folder, "journal").glob("*.jsonl"))
    return [line for journal in journals for line in read_lines(journal)]


def pictures(folder):
    """Name and SHA-256 of each file with a picture's name."""
    found = {}
    for path in pathlib.Path(folder).iterdir() if os.path.isdir(folder) else ():
        if path.name.endswith(PICTURES):
            found[path.name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def told_names(output):
    """The pictures that standard output says are finished, one path a line."""
    return [os.path.basename(line) for line in os.fsdecode(output).splitlines() if line.endswith(PICTURES)]


def leftovers(folder):
    """Files that nobody needs any more: begun ones, and checkpoints."""
    names = []
    for place, _, files in os.walk(folder):
        names += [os.path.relpath(os.path.join(place, name), folder) for name in files
                  if re.search(r"\.(png|jpe?g|webp|jsonl|checkpoint)\.\w{6}$|\.tmp$|\.checkpoint$", name)]
    return sorted(names)


class Untouched:
    """What the same list gives when nothing disturbs it."""

    def __init__(self, folder):
        self.order = [line["job"] for line in read_lines(pathlib.Path(folder, "results.jsonl"))]
        self.lines = {line["job"]: line for line in read_lines(pathlib.Path(folder, "results.jsonl"))}
        self.pictures = pictures(folder)
        damage = self.complete(folder)
        if damage or not self.pictures:
            raise AssertionError(f"a run that nothing disturbed: {damage or 'no pictures'}")

    def differences(self, line, found, renamed):
        """Why a line is not true, in words; empty when it is."""
        right = self.lines.get(line.get("job"))
        if right is None:
            return "of no job of the list"
        if line["status"] == "failed" and "cannot be read" in (line.get("error") or "") and right["status"] == "drawn":
            return ""  # said of a picture that could not be looked at
        aside = OF_THE_RUN + OF_THE_LIST if renamed else OF_THE_RUN
        differs = [name for name in {**right, **line} if name not in aside and line.get(name) != right.get(name)]
        if differs:
            return "says otherwise: " + ", ".join(f"{name} {line.get(name)!r}" for name in differs)
        if line["status"] == "drawn" and found.get(line["file"]) != line["sha256"]:
            return "its picture is not there"
        return ""

    def at_any_time(self, folder, told=(), renamed=False):
        """What has to hold whenever a run is cut off: every file with a picture's name is whole, every line is true,
        and what was told is there. `renamed`: the list's order was another one, and with it names and places."""
        damage = Damage()
        found = pictures(folder)
        whole = set(self.pictures.values())
        damage.lost = [f"{name} is not whole" for name, digest in found.items()
                       if (digest not in whole if renamed else self.pictures.get(name) != digest)]
        lines = journal_lines(folder)
        for line in lines + read_lines(pathlib.Path(folder, "results.jsonl")):
            why = self.differences(line, found, renamed)
            if why:
                damage.wrong.append(f"the line of {line.get('id')}: {why}")
        named = {line["file"] for line in lines if line["status"] == "drawn"}
        for name in told:
            if name not in found:
                damage.lost.append(f"{name} was told and is gone")
            elif name not in named:
                damage.wrong.append(f"{name} was told without a line")
        return damage

    def complete(self, folder, order=None):
        """What has to hold after a run that went through: the whole set, a true line for each job in the order of the
        list, and nothing begun left over. `order`: keys of a list that is another one of the same jobs."""
        damage = self.at_any_time(folder, renamed=order is not None)
        lines = read_lines(pathlib.Path(folder, "results.jsonl"))
        drawn = {line["job"] for line in lines if line["status"] == "drawn"}
        wanted = self.order if order is None else order
        damage.lost += [f"{self.lines[key]['file']} is missing" for key in wanted
                        if self.lines[key]["status"] == "drawn" and key not in drawn]
        if [line["job"] for line in lines] != wanted:
            damage.wrong.append(f"results.jsonl: {len(lines)} lines, not the list's {len(wanted)} in its order")
        damage.rest = [f"{name} is left over" for name in leftovers(folder)]
        return damage
