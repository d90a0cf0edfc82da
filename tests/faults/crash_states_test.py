#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""The harness itself: calls are read as they were, a disk forgets what it may, and a wrong order is found."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import stand_in
import trace
from crash_states import Replay, distinct_states
from disk import Disk, File, build
from folder import Untouched
from trace import Call, hexed

STAND_IN = [sys.executable, "-B", stand_in.__file__]


class Folder(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory(prefix="clipdraw-faults-")
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(os.path.realpath(holder.name))


class TraceTest(Folder):
    def read(self, *lines):
        log = self.folder / "log"
        log.write_text("".join(line + "\n" for line in lines))
        return trace.read(log, "/d")

    def test_calls_in_the_folder_are_read_and_others_left_out(self):
        out, cwd, a, ab, b = (hexed(name) for name in ("/dev/pts/1", "/else", "/d/a", "/d/a b", "/d/b"))
        found = self.read(
            f'7 openat(AT_FDCWD<{cwd}>, "{a}", O_WRONLY|O_CREAT|O_APPEND, 0666) = 3<{a}>',
            f'7 openat(AT_FDCWD<{cwd}>, "{a}", O_RDONLY) = 4<{a}>',
            f'7 openat(AT_FDCWD<{cwd}>, "{hexed("/e/a")}", O_WRONLY) = 4<{hexed("/e/a")}>',
            f'7 write(3<{a}>, "{hexed("one, (two) = 3")}", 14) = 14',
            f'7 write(3<{a}>, "{hexed("four")}", 4) = 2',
            f'7 write(3<{a}>, "{hexed("four")}", 4) = -1 ENOSPC (No space left on device)',
            f'7 pwrite64(3<{a}>, "{hexed("x")}", 1, 4096) = 1',
            f'7 writev(3<{a}>, [{{iov_base="{hexed("ab")}", iov_len=2}}, '
            f'{{iov_base="{hexed("c")}", iov_len=1}}], 2) = 3',
            f'8 fsync(3<{a}> <unfinished ...>',
            f'7 write(1<{out}>, "{hexed("a.png")}", 5) = 5',
            '8 <... fsync resumed>) = 0',
            f'7 ftruncate(3<{a}>, 20) = 0',
            f'7 rename("{a}", "{ab}") = 0',
            f'7 renameat2(AT_FDCWD<{hexed("/d")}>, "{hexed("a b")}", AT_FDCWD<{cwd}>, "{b}", RENAME_NOREPLACE) = 0',
            f'7 mkdir("{hexed("/d/f")}", 0777) = 0',
            f'7 mkdir("{hexed("/e/f")}", 0777) = 0',
            f'7 unlinkat(AT_FDCWD<{cwd}>, "{b}", 0) = 0',
            f'7 write(3<{a}>, "{hexed("killed")}" <unfinished ...>',
            '7 +++ killed by SIGKILL +++')
        self.assertEqual(found, [
            Call("open", "/d/a", flags="O_WRONLY|O_CREAT|O_APPEND"),
            Call("write", "/d/a", data=b"one, (two) = 3"), Call("write", "/d/a", data=b"fo"),
            Call("write", "/d/a", data=b"x", offset=4096), Call("write", "/d/a", data=b"abc"),
            Call("tell", "/dev/pts/1", data=b"a.png"), Call("sync", "/d/a"), Call("truncate", "/d/a", offset=20),
            Call("rename", "/d/a", "/d/a b"), Call("rename", "/d/a b", "/d/b"), Call("mkdir", "/d/f"),
            Call("remove", "/d/b")])

    def test_what_the_model_does_not_know_is_an_error(self):
        with self.assertRaises(trace.TraceError):
            self.read(f'7 link("{hexed("/d/a")}", "{hexed("/d/b")}") = 0')
        with self.assertRaises(trace.TraceError):
            self.read(f'7 mmap(NULL, 4096, PROT_READ|PROT_WRITE, MAP_SHARED, 3<{hexed("/d/a")}>, 0) = 0')
        self.assertEqual(self.read(f'7 link("{hexed("/e/a")}", "{hexed("/e/b")}") = 0'), [])


class DiskTest(Folder):
    def states(self, *calls):
        """What may be found after the last of these calls."""
        disk = Disk(self.folder)
        for call in calls:
            disk.apply(call)
        return {tuple(state) for state in disk.after_crash()}

    def at(self, name):
        return str(self.folder / name)

    def test_what_was_not_synced_is_gone_cut_or_there(self):
        (self.folder / "a").write_bytes(b"old")
        opened, wrote = Call("open", self.at("a"), flags="O_WRONLY|O_APPEND"), Call("write", self.at("a"), data=b"new")
        found = self.states(opened, wrote)
        self.assertEqual(found, {(("a", content),) for content in (b"old", b"oldnew", b"old\0\0\0")})
        self.assertEqual(self.states(opened, wrote, Call("sync", self.at("a"))), {(("a", b"oldnew"),)})

    def test_large_writes_are_cut_at_every_page_and_small_ones_at_every_sector(self):
        file = File()
        file.write(b"x" * 1200)
        self.assertEqual({len(content) for content in file.after_crash()}, {0, 512, 1024, 1200})
        file = File()
        file.write(b"x" * 10000)
        found = file.after_crash()
        self.assertEqual({len(content) for content in found}, {0, 4096, 8192, 10000})
        self.assertIn(b"x" * 4096 + b"\0" * 4096 + b"x" * 1808, found)  # the second page alone did not get there

    def test_each_name_that_was_not_synced_may_be_there_alone(self):
        calls = [Call("open", self.at("t"), flags="O_CREAT|O_WRONLY"), Call("write", self.at("t"), data=b"x"),
                 Call("sync", self.at("t"))]
        self.assertEqual(self.states(*calls), {(), (("t", b"x"),)})  # a synced file may be without its name
        calls.append(Call("rename", self.at("t"), self.at("a")))
        self.assertEqual(self.states(*calls), {(), (("t", b"x"),), (("a", b"x"),)})
        calls += [Call("mkdir", self.at("f"))]
        self.assertEqual(len(self.states(*calls)), 6)
        calls += [Call("sync", self.at("."))]
        self.assertEqual(self.states(*calls), {(("a", b"x"), ("f", None))})

    def test_states_are_told_once_and_built_as_they_are(self):
        calls = [Call("mkdir", self.at("f")), Call("sync", self.at(".")), Call("sync", self.at(".")),
                 Call("open", self.at("f/a"), flags="O_CREAT|O_WRONLY"), Call("write", self.at("f/a"), data=b"x")]
        found = [state for state, _ in distinct_states(calls, Disk(self.folder))]
        # Nothing; the folder; the file in it empty, a zero, written.
        self.assertEqual(len(found), 5)
        build((("f", None), ("f/a", b"x")), self.folder)
        self.assertIn((("f", None), ("f/a", b"x")), found)
        self.assertEqual((self.folder / "f" / "a").read_bytes(), b"x")


class DamageTest(Folder):
    """Whatever may be wrong with a folder is found, and called what it is."""

    def setUp(self):
        super().setUp()
        jobs = self.folder / "jobs.txt"
        jobs.write_text("a red apple\na boat\n")
        self.out = self.folder / "out"
        subprocess.run([*STAND_IN, jobs, "-o", self.out], check=True, capture_output=True)
        self.right = Untouched(self.out)
        self.journal, = (self.out / "journal").iterdir()
        self.boat = "0002-a-boat.png"

    def damage(self, told=()):
        """Numbers of pictures lost, lines wrong, other things."""
        damage = self.right.complete(self.out).add(self.right.at_any_time(self.out, told))
        return tuple(len(set(kind)) for kind in damage.kinds())

    def replace(self, path, old, new):
        path.write_bytes(path.read_bytes().replace(old, new))

    def test_what_is_right(self):
        self.assertEqual(self.damage([self.boat]), (0, 0, 0))
        with open(self.journal, "ab") as journal:
            journal.write(b'\0\0\n{"job": "torn')  # no lines
        self.assertEqual(self.damage([self.boat]), (0, 0, 0))

    def test_a_picture_that_is_gone_or_torn(self):
        (self.out / self.boat).write_bytes(b"torn")
        self.assertEqual(self.damage(), (1, 1, 0))
        (self.out / self.boat).unlink()
        self.assertEqual(self.damage([self.boat]), (1, 1, 0))

    def test_a_line_that_is_not_true_or_not_there(self):
        self.replace(self.journal, b'"place": 1', b'"place": 2')
        self.assertEqual(self.damage(), (0, 1, 0))
        self.journal.write_bytes(b"")
        self.assertEqual(self.damage(), (0, 0, 0))  # results.jsonl says it all
        self.assertEqual(self.damage([self.boat]), (0, 1, 0))
        self.replace(self.out / "results.jsonl", b'"status": "drawn"', b'"status": "failed"')
        self.assertEqual(self.damage()[:2], (2, 2))

    def test_what_is_left_over(self):
        (self.out / "0002-a-boat.png.aB3xYz").write_bytes(b"")
        self.assertEqual(self.damage(), (0, 0, 1))


@unittest.skipIf(trace.why_not(), trace.why_not())
class OrderTest(Folder):
    """The stand-in writes as the command has to, or not."""

    def replay(self, *flags):
        jobs = self.folder / "jobs.txt"
        jobs.write_text("a red apple\na boat\n")
        work = self.folder / "-".join(("work", *flags))
        work.mkdir()
        return Replay(STAND_IN, flags, jobs, work)

    def test_the_right_order_passes_and_every_state_is_completed(self):
        replay = self.replay()
        self.assertEqual((replay.broken, replay.pictures, replay.lines), ([], 2, 2))
        states = replay.states()
        self.assertGreater(len(states), 50)
        damage = replay.replay(states)
        self.assertEqual([str(one) for one in damage if one], [])

    def test_every_wrong_order_is_found_in_the_calls_and_on_the_disk(self):
        for wrong in stand_in.WRONG:
            with self.subTest(wrong):
                replay = self.replay("--wrong", wrong)
                self.assertTrue(replay.broken)
                self.assertTrue(any(replay.look(*pair, again=False) for pair in replay.states()))


if __name__ == "__main__":
    unittest.main()
