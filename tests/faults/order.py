# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""The order in which a batch has to write, checked on its calls: picture written, synced, named, folder synced; then
its line written and synced; then it may be told."""

import json
import os

from disk import File
from folder import PICTURES, told_names


def drawn_lines(data):
    """The result lines of drawn pictures in these bytes; a line that is not whole is none."""
    for line in data.split(b"\n")[:-1]:
        try:
            found = json.loads(line)
        except ValueError:
            continue
        if isinstance(found, dict) and found.get("status") == "drawn":
            yield found


class Order:
    """Follows the calls on a folder of results. `broken` says in words what was done too early."""

    def __init__(self, disk, folder):
        self.disk = disk
        self.folder = os.path.realpath(folder)
        self.broken = []
        self.pictures = 0
        self.lines = 0
        self.unsynced = {}  # journal: its result lines that were not synced yet

    def inside(self, path):
        return os.path.join(self.folder, path)

    def before(self, call):
        """Looks at a call that the disk has not seen yet."""
        name = os.path.basename(call.path)
        if call.name == "rename":
            file = self.disk.find(call.path)
            if isinstance(file, File) and file.pending:
                self.broken.append(f"{os.path.basename(call.target)}: gets its name before it is synced")
            self.pictures += call.target.endswith(PICTURES)
        elif call.name == "write" and name.endswith(PICTURES + ("results.jsonl",)):
            self.broken.append(f"{name}: written in its place")
        elif call.name == "write" and os.path.dirname(call.path) == self.inside("journal"):
            for line in drawn_lines(call.data):
                self.lines += 1
                self.unsynced.setdefault(call.path, []).append(line["file"])
                if not self.disk.is_durable(self.inside(line["file"])):
                    self.broken.append(f"{line['file']}: its line is written before the picture is on the disk")
        elif call.name == "remove" or name.endswith(".checkpoint"):
            self._lines_are_synced(f"{name} is removed")
        elif call.name == "tell":
            for told in told_names(call.data):
                self._lines_are_synced(f"{told} is told")
                if not self.disk.is_durable(self.inside(told)):
                    self.broken.append(f"{told}: told before it is on the disk")

    def _lines_are_synced(self, moment):
        for journal, files in self.unsynced.items():
            if not self.disk.is_durable(journal):
                self.broken.append(f"{' '.join(files)}: no line on the disk yet when {moment}")
        self.unsynced.clear()

    def at_the_end(self):
        self._lines_are_synced("the run ends")
        if not self.lines:
            self.broken.append("no result line was written")
        if self.lines != self.pictures:
            self.broken.append(f"{self.pictures} pictures were named, {self.lines} lines written")


def check(calls, disk, folder):
    """Returns (what was broken, pictures, lines) of a whole run; the disk, as the run found it, follows its calls."""
    order = Order(disk, folder)
    for call in calls:
        order.before(call)
        disk.apply(call)
    order.at_the_end()
    return order.broken, order.pictures, order.lines
