# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""A disk that is full or read-only: a file system of its own in memory (tmpfs), which only root can mount."""

import contextlib
import os
import subprocess
import tempfile

from batch import NOT_WRITTEN, Running
from folder import Damage


def mount(path, options):
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", path], check=True, capture_output=True)


def remount(path, options):
    subprocess.run(["mount", "-o", f"remount,{options}", path], check=True, capture_output=True)


def why_not():
    """Why nothing can be mounted here, or None."""
    if os.geteuid() != 0:
        return "only root can mount"
    with tempfile.TemporaryDirectory() as place:
        try:
            mount(place, "size=64k")
        except (OSError, subprocess.CalledProcessError) as error:
            return f"nothing can be mounted here: {error}"
        subprocess.run(["umount", place], check=True)
    return None


@contextlib.contextmanager
def disk(batch, options):
    """A new file system; gives the folder that it is mounted at."""
    place = batch.fresh()
    place.mkdir()
    mount(place, options)
    try:
        yield place
    finally:
        subprocess.run(["umount", place], check=True)


def cannot_write(batch, out, damage, moment):
    """Runs where nothing or not all can be written: that is said, and what is there stays true. Returns whether the
    disk was in the way at all."""
    code, told, err = batch.run(out)
    if code == batch.code:
        damage.add(batch.right.complete(out), moment)
        return False
    if code != NOT_WRITTEN or "goes on" not in err:
        damage.rest.append(f"{moment}: ended with {code}: {err[-300:]}")
    damage.add(batch.right.at_any_time(out, told), moment)
    return True


def full_disk(batch, unit, sizes):
    """Draws into disks of these sizes (`unit`: size in bytes, nr_inodes in files), which get enough room afterwards.
    Returns how many were full, and the damage."""
    count, damage = 0, Damage()
    for size in sizes:
        options = {"size": "64m", "nr_inodes": "1000", unit: str(size)}
        with disk(batch, ",".join(f"{name}={value}" for name, value in options.items())) as place:
            out = place / "out"
            count += cannot_write(batch, out, damage, f"{unit} {size}")
            remount(place, "size=64m,nr_inodes=1000")
            damage.add(batch.finish(out), f"{unit} {size}")
    return count, damage


def read_only(batch, pictures):
    """A run is killed after so many pictures, for each of these numbers; then the disk is read-only, then it is not.
    The last is asked for nothing, as all is there. Returns how often it was in the way, and the damage."""
    count, damage = 0, Damage()
    for wanted in pictures:
        with disk(batch, "size=64m") as place:
            out = place / "out"
            if wanted:
                run = Running(batch, out)
                run.wait_for(lambda run=run, wanted=wanted: len(run.told()) >= wanted)
                run.kill()
            remount(place, "ro")
            count += cannot_write(batch, out, damage, f"read-only after {wanted} pictures")
            remount(place, "rw")
            damage.add(batch.finish(out, keep=True), f"read-only after {wanted} pictures")
            remount(place, "ro")
            code, told, _ = batch.run(out)  # nothing to write: no reason to fail
            if code != batch.code or told:
                damage.rest.append(f"a finished set that is read-only: ended with {code}")
            remount(place, "rw")
    return count, damage
