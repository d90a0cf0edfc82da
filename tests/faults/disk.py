# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""What a disk may hold when the power goes, call by call.

The model promises no more than POSIX does. What was not synced since it was written may be gone, there, cut at any
page (what is smaller than two pages: at any sector), there as zeros, or there but for one page. Syncing a file says
nothing of its name. A name that was given, changed or removed since its folder was last synced may have changed on
the disk or not, each one alone, whatever came before or after.
"""

import itertools
import os

SECTOR = 512
PAGE = 4096
ALL_SUBSETS = 5  # as many unsynced names of a folder; of more, those in order, each missing alone, each alone


class ModelError(Exception):
    pass


class File:
    def __init__(self, durable=b""):
        self.durable = durable
        self.pending = []  # (offset, bytes), or (length, None) for a cut
        self.position = 0
        self.append = False

    @staticmethod
    def changed(content, change):
        offset, data = change
        if data is None:
            return content[:offset].ljust(offset, b"\0")
        content = content.ljust(offset, b"\0")
        return content[:offset] + data + content[offset + len(data):]

    def content(self, count=None):
        """As a reader sees it, or after the first count changes since the last sync."""
        content = self.durable
        for change in self.pending[:count]:
            content = self.changed(content, change)
        return content

    def write(self, data, offset=None):
        if offset is None:
            offset = len(self.content()) if self.append else self.position
            self.position = offset + len(data)
        self.pending.append((offset, data))

    def sync(self):
        self.durable, self.pending = self.content(), []

    def after_crash(self):
        """Every content that may be found, without repetition."""
        found = {self.durable: None}
        for count, (offset, data) in enumerate(self.pending):
            before = self.content(count)
            if data is not None:
                step = SECTOR if len(data) < 2 * PAGE else PAGE
                for cut in range(offset - offset % step + step, offset + len(data), step):
                    found[self.changed(before, (offset, data[:cut - offset]))] = None
            found[self.content(count + 1)] = None
        if self.pending:
            last = self.content()
            kept = self.durable[:len(last)]
            found[kept.ljust(len(last), b"\0")] = None
            for page in range(0, len(last), PAGE) if len(last) > PAGE else ():
                old = kept[page:page + PAGE].ljust(min(PAGE, len(last) - page), b"\0")
                found[last[:page] + old + last[page + PAGE:]] = None
        return list(found)


class Folder:
    def __init__(self):
        self.durable = {}
        self.pending = []  # {name: File, Folder or None for one that is gone}, all of it at once

    def entries(self, changes=None):
        entries = dict(self.durable)
        for change in self.pending if changes is None else changes:
            entries.update(change)
        return {name: node for name, node in entries.items() if node is not None}

    def sync(self):
        self.durable, self.pending = self.entries(), []

    def after_crash(self):
        """Every content that may be found: tuples of (path, bytes; None for a folder). May repeat itself."""
        count = len(self.pending)
        if count <= ALL_SUBSETS:
            chosen = list(itertools.product((False, True), repeat=count))
        else:
            order = range(count)
            chosen = [[place < last for place in order] for last in range(count + 1)]
            chosen += [[(place == one) == alone for place in order] for one in order for alone in (True, False)]
        for choice in chosen:
            entries = self.entries([change for change, there in zip(self.pending, choice) if there])
            names = sorted(entries)
            parts = []
            for name in names:
                if isinstance(entries[name], File):
                    parts.append([((name, content),) for content in entries[name].after_crash()])
                else:
                    parts.append([((name, None), *((f"{name}/{path}", content) for path, content in inner))
                                  for inner in entries[name].after_crash()])
            for combination in itertools.product(*parts):
                yield tuple(itertools.chain.from_iterable(combination))


class Disk:
    """A folder and what calls make of it. What it holds at the beginning is taken to be on the disk."""

    def __init__(self, root):
        self.root = os.path.realpath(root)
        self.top = self._load(self.root)

    def _load(self, path):
        folder = Folder()
        with os.scandir(path) as entries:
            for entry in entries:
                if entry.is_dir():
                    folder.durable[entry.name] = self._load(entry.path)
                else:
                    with open(entry.path, "rb") as file:
                        folder.durable[entry.name] = File(file.read())
        return folder

    def _folder_and_name(self, path):
        folder, name = os.path.split(os.path.normpath(path))
        return self.find(folder), name

    def find(self, path):
        """The File or Folder as a reader sees it now."""
        node = self.top
        for name in os.path.relpath(path, self.root).split("/"):
            if name != ".":
                node = node.entries().get(name) if isinstance(node, Folder) else None
        return node

    def is_durable(self, path):
        """Whether the file as it is now, and each name that leads to it, would outlive a crash."""
        node = self.top
        for name in os.path.relpath(path, self.root).split("/"):
            changed = any(name in change for change in node.pending)
            node = None if changed else node.durable.get(name)
            if node is None:
                return False
        return not node.pending

    def apply(self, call):
        if call.name == "tell":
            return
        if call.name == "sync":
            self.find(call.path).sync()
        elif call.name in ("write", "truncate", "seek"):
            file = self.find(call.path)
            if not isinstance(file, File):
                raise ModelError(f"{call.path}: written to, and there is no such file")
            if call.name == "write":
                file.write(call.data, call.offset)
            elif call.name == "seek":
                file.position = call.offset
            else:
                file.pending.append((call.offset, None))
        else:
            self._rename(call)

    def _rename(self, call):
        folder, name = self._folder_and_name(call.path)
        if call.name == "open":
            file = folder.entries().get(name)
            if file is None:
                file = File()
                folder.pending.append({name: file})
            elif "O_TRUNC" in call.flags:
                file.pending.append((0, None))
            file.position, file.append = 0, "O_APPEND" in call.flags
        elif call.name == "mkdir":
            folder.pending.append({name: Folder()})
        elif call.name == "remove":
            folder.pending.append({name: None})
        else:
            target, new = self._folder_and_name(call.target)
            if target is not folder:
                raise ModelError(f"{call.path}: moved to another folder, which the model does not know")
            folder.pending.append({name: None, new: folder.entries()[name]})

    def after_crash(self):
        return self.top.after_crash()


def build(state, folder):
    """Makes a state's files in an empty folder."""
    for path, content in state:
        if content is None:
            os.mkdir(os.path.join(folder, path))
        else:
            with open(os.path.join(folder, path), "wb") as file:
                file.write(content)
