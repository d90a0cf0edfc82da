# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Everything that can be wrong before or instead of drawing: message, exit code, no file."""

import os
import pathlib
import resource
import shutil
import subprocess
import unittest

from command import CLI, QUICK, TINY, CommandTest


class HelpTest(CommandTest):
    def test_help_names_every_flag(self):
        code, out, err = self.run_command("--help")
        self.assertEqual((code, err), (0, ""))
        for flag in ["-o,--output", "-s,--size", "-i,--steps", "--seed", "--start", "--cutouts",
                     "--learning-rate", "--optimizer", "--weights", "--threads", "--quiet",
                     "--help", "--version", "--force", "--clip", "--generator",
                     "--vocabulary", "--config", "--print-config", "--save-every",
                     "--image-prompt", "--start-image", "inspect", "again", "score", "models", "130"]:
            self.assertIn(flag, out)
        # Grouped by stage, with range, unit and default.
        words = " ".join(out.split())
        self.assertRegex(words, r"Options of the latent: -s,--size WxH [^-]*; 16\.\.4096 pixels\. Default: the model's own")
        self.assertRegex(words, r"Options of the cutouts: --cutouts 1\.\.1024 [^-]*\. Default: 12")
        self.assertLessEqual(max(map(len, out.splitlines())), 100)

    def test_version(self):
        code, out, _ = self.run_command("--version")
        self.assertEqual(code, 0)
        self.assertRegex(out, r"^clipdraw \d+\.\d+\.\d+\n$")

    def test_help_also_beside_a_bad_value(self):
        code, out, err = self.run_command("--size", "big", "--help")
        self.assertEqual((code, err), (0, ""))
        self.assertIn("--size WxH", out)

    def test_help_of_commands(self):
        for command, flags in [("inspect", ["FILE"]), ("again", ["FILE", "--output", "--force", "--clip FILE "]),
                               ("score", ["IMAGE", "--prompt", "--json", "--clip FILE[:WEIGHT]", "guide"])]:
            code, out, err = self.run_command(command, "--help")
            self.assertEqual((code, err), (0, ""))
            for flag in flags:
                self.assertIn(flag, out)


class UsageTest(CommandTest):
    def test_prompt(self):
        self.refuse(2, "no prompt")
        self.refuse(2, "prompt is empty", "", *QUICK)
        self.refuse(2, "prompt is empty", "  \t ", *QUICK)
        self.refuse(2, "in quotes", "a", "red", "apple", *QUICK)
        self.refuse(2, ["in quotes", "did you mean clipdraw inspect?"], "inspekt", "a.png", *QUICK)
        self.refuse(2, "twice", "a cat", "--prompt", "a dog", *QUICK)
        self.refuse(2, "empty", "a cat | ", *QUICK)
        self.refuse(2, "weight", "a cat:0", *QUICK)
        self.refuse(2, "UTF-8", b"\xff\xfe".decode("utf-8", "surrogateescape"), *QUICK)

    def test_prompt_longer_than_the_context(self):
        self.refuse(2, ["tokens", "at most"], " ".join(["apple"] * 300), *QUICK)

    def test_unknown_option(self):
        self.refuse(2, ["unknown option --cutuots", "--cutouts"], "a cat", "--cutuots", "4")
        self.refuse(2, ["unknown option --sead=3", "--seed"], "a cat", "--sead=3")
        self.refuse(2, ["unknown option --outptu", "--output"], "a cat", "--outptu", "a.png")
        self.refuse(2, ["unknown option --zzzzzzzzzz", "--help"], "a cat", "--zzzzzzzzzz")
        self.refuse(2, "unknown option -z", "a cat", "-z")
        self.refuse(2, "unknown option", "inspect", "--nonsense", "a.png")

    def test_values(self):
        for size in ["0", "0x0", "70000", "70000x70000", "big", "64x", "-64x64"]:
            self.refuse(2, ["--size", "\""], "a cat", f"--size={size}")
        for steps in ["-1", "many", "1.5", "99999999999"]:
            self.refuse(2, "--steps", "a cat", "--steps", steps)
        self.refuse(2, "--seed", "a cat", "--seed", "-1")
        self.refuse(2, "--seed", "a cat", "--seed", "18446744073709551616")
        self.refuse(2, ["--start", "prior", "random"], "a cat", "--start", "middle")
        self.refuse(2, ["--optimizer", "adam"], "a cat", "--optimizer", "addam")
        self.refuse(2, "--learning-rate", "a cat", "--learning-rate", "nan")
        self.refuse(2, "--cutouts", "a cat", "--cutouts", "0")
        self.refuse(2, "--threads", "a cat", "--threads", "-2")
        self.refuse(2, "--seed", "a cat", "--seed")
        self.refuse(2, "--size", "a cat", "--size=")
        self.refuse(2, "--weights is empty", "a cat", "--weights", "")


class ModelTest(CommandTest):
    def test_clip_and_generator(self):
        self.refuse(2, "--clip is empty", "a cat", "--clip", "")
        self.refuse(2, "--generator is empty", "a cat", "--generator", "")
        self.refuse(2, "--vocabulary is empty", "a cat", "--vocabulary", "")
        self.refuse(2, ["--clip", "above 0"], "a cat", "--clip", "x.pt:0")
        self.refuse(2, ["--clip", "above 0"], "a cat", "--clip", "x.pt:-1")
        self.refuse(2, "none.pt", "a cat", "--clip", "none.pt")
        self.refuse(2, "none.ckpt", "a cat", "--generator", "none.ckpt")
        (self.folder / "web.pt").write_text("<!DOCTYPE html><html>404</html>")
        self.refuse(3, "web.pt", "a cat", "--clip", "web.pt")

    def test_import(self):
        self.refuse(2, "source and a target", "models-import", "a.pt")
        self.refuse(3, "none.pt", "models-import", "none.pt", "b.safetensors")
        code, out, err = self.run_command("models-import", f"{TINY}/clip.safetensors", "c.safetensors")
        self.assertEqual((code, out, err), (0, "c.safetensors\n", ""))
        self.refuse(2, "exists", "models-import", f"{TINY}/clip.safetensors", "c.safetensors")


class OutputTest(CommandTest):
    def test_names(self):
        self.refuse(2, ["a.gif", ".png"], "a cat", "-o", "a.gif", *QUICK)
        self.refuse(2, "no extension", "a cat", "-o", "noextension", *QUICK)
        self.refuse(2, "folder", "a cat", "-o", ".", *QUICK)
        self.refuse(2, "empty", "a cat", "-o", "", *QUICK)
        self.refuse(5, "No such file or directory", "a cat", "-o", "none/a.png", *QUICK)
        self.refuse(5, "not a folder", "a cat", "-o", "/dev/null/a.png", *QUICK)
        self.refuse(5, "name too long", "a cat", "-o", "a" * 300 + ".png", *QUICK)

    def test_an_existing_file_is_kept(self):
        kept = self.folder / "kept.png"
        kept.write_bytes(b"precious")
        self.refuse(2, ["kept.png", "exists", "--force"], "a cat", "-o", "kept.png", *QUICK)
        self.assertEqual(kept.read_bytes(), b"precious")

    def test_a_folder_without_permission(self):
        if os.geteuid() != 0:
            self.folder.chmod(0o555)
            self.addCleanup(self.folder.chmod, 0o755)
            self.refuse(5, "Permission denied", "a cat", *QUICK)
            return
        # root may write everywhere but into /proc and /sys
        self.refuse(5, "/proc", "a cat", "-o", "/proc/a.png", *QUICK)


class WeightsTest(CommandTest):
    def test_missing(self):
        self.refuse(3, ["none", "no such folder"], "a cat", "--weights", "none")
        self.refuse(3, "no such folder", "a cat", env={"CLIPDRAW_WEIGHTS": "/no/such"})

    def test_empty(self):
        (self.folder / "empty").mkdir()
        self.refuse(3, "empty", "a cat", "--weights", "empty")

    def test_no_folder(self):
        (self.folder / "file").write_bytes(b"")
        self.refuse(3, "not a folder", "a cat", "--weights", "file")

    def test_damaged(self):
        names = sorted(path.name for path in pathlib.Path(TINY).iterdir() if path.is_file())
        for name in [name for name in names if name.endswith((".safetensors", ".gz"))]:
            for damage in ("cut", "text", "gone"):
                if damage == "gone" and name.startswith("prior"):
                    continue  # a model set may have none
                broken = self.folder / "broken"
                shutil.copytree(TINY, broken)
                target = broken / name
                if damage == "cut":
                    target.write_bytes(target.read_bytes()[:-100])
                elif damage == "text":
                    target.write_bytes(b"no weights at all " * 20)
                else:
                    target.unlink()
                with self.subTest(name=name, damage=damage):
                    self.refuse(3, name, "a cat", "--weights", "broken")
                shutil.rmtree(broken)


class InspectTest(CommandTest):
    def test_bad_files(self):
        self.refuse(2, "one file", "inspect")
        self.refuse(2, "one file", "inspect", "a.png", "b.png")
        self.refuse(3, "no such file", "inspect", "none.png")
        (self.folder / "text.png").write_text("no picture")
        self.refuse(3, "not a PNG", "inspect", "text.png")
        self.refuse(3, "not a file", "inspect", ".")


class MemoryTest(CommandTest):
    @unittest.skipIf(os.environ.get("CLIPDRAW_SANITIZE"), "a sanitizer wants all address space")
    def test_out_of_memory(self):
        def limit():
            resource.setrlimit(resource.RLIMIT_AS, (2500 << 20, 2500 << 20))

        self.refuse(4, ["out of memory", "--size"], "a cat", *QUICK, "--start", "random", "--size",
                    "4096x4096", preexec_fn=limit)


class FullDiskTest(CommandTest):
    """A file system of 64 KiB in a mount namespace of its own, where that is allowed; the same
    calls fail on a limit of the file size everywhere else."""

    def test_no_space_left(self):
        disk = self.folder / "disk"
        disk.mkdir()
        # One file fills the disk but for a page.
        script = ('mount -t tmpfs -o size=64k tmpfs "$1" || exit 99; cd "$1" || exit 99; '
                  'head -c 61440 /dev/zero > full; shift; "$@"; code=$?; ls -A >&2; exit $code')
        probe = subprocess.run(["unshare", "-rm", "sh", "-c", script, "sh", disk, "true"],
                               capture_output=True)
        if probe.returncode != 0:
            self.skipTest("mount is not permitted here")
        done = subprocess.run(["unshare", "-rm", "sh", "-c", script, "sh", disk, CLI, "a cat", *QUICK,
                               "--size", "96x96", "-o", "a.png"], capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertIn("No space left on device", done.stderr)
        self.assertEqual(done.stderr.splitlines()[-1], "full")  # nothing half-written stays
        self.assertEqual(done.stdout, "")

    def test_file_too_large(self):
        code = 'ulimit -f 1; trap "" XFSZ; exec "$@"'
        done = subprocess.run(["bash", "-c", code, "bash", CLI, "a cat", *QUICK, "--size", "96x96",
                               "-o", "a.png"], cwd=self.folder, capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertIn("File too large", done.stderr)
        self.assertEqual(list(self.folder.iterdir()), [])


if __name__ == "__main__":
    unittest.main()
