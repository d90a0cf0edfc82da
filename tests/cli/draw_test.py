# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Drawing with the command: files, records, seeds, progress, signals."""

import glob
import json
import os
import pathlib
import pty
import re
import signal
import subprocess
import unittest

from command import CLI, QUICK, TINY, CommandTest

LONG = ["--weights", TINY, "--steps", "2000", "--cutouts", "2", "--candidates", "1",
           "--prior-steps", "1", "--threads", "1"]


class FileTest(CommandTest):
    def test_name_from_prompt_is_numbered_and_never_overwrites(self):
        first = self.draw("A red apple!")
        self.assertEqual(first.name, "a-red-apple.png")
        before = first.read_bytes()
        second = self.draw("A red apple!")
        self.assertEqual(second.name, "a-red-apple-2.png")
        self.assertEqual(first.read_bytes(), before)
        self.assertEqual(self.draw("A red apple!").name, "a-red-apple-3.png")

    def test_names_keep_other_scripts_and_stay_short(self):
        self.assertEqual(self.draw("빨간 사과").name, "빨간-사과.png")
        self.assertEqual(self.draw("../../etc/x").name, "etc-x.png")
        self.assertEqual(self.draw("?!").name, "picture.png")

    def test_extensions_and_force(self):
        for name, magic in [("a.png", b"\x89PNG"), ("a.jpg", b"\xff\xd8"), ("a.WEBP", b"RIFF")]:
            picture = self.draw("a cat", "-o", name)
            self.assertEqual(picture.name, name)
            self.assertTrue(picture.read_bytes().startswith(magic))
        (self.folder / "b.png").write_bytes(b"old")
        self.assertTrue(self.draw("a cat", "-o", "b.png", "--force").read_bytes().startswith(b"\x89PNG"))

    def test_prompts_that_look_like_something_else(self):
        self.assertEqual(self.draw("--prompt", "inspect").name, "inspect.png")
        code, out, err = self.run_command(*QUICK, "--", "inspect")
        self.assertEqual((code, out), (0, "inspect-2.png\n"), err)
        code, out, err = self.run_command(*QUICK, "--", "--help me")
        self.assertEqual((code, out), (0, "help-me.png\n"), err)
        self.assertEqual(self.draw("Mars: a poster").name, "mars-a-poster.png")
        self.assertEqual(self.draw("[a cat, a dog]").name, "a-cat-a-dog.png")


class LimitTest(CommandTest):
    """--memory: predicted, kept to, recorded, refused."""

    LARGE = ["a cat", *QUICK, "--seed", "1", "--start", "random", "--size", "512x512",
             "--precision", "fp32"]

    def plan_of(self, picture):
        code, record, err = self.run_command("inspect", picture)
        self.assertEqual(code, 0, err)
        record = json.loads(record)
        return record["options"]["memory"], record["plan"]

    def test_limit(self):
        code, out, err = self.run_command(*self.LARGE, "-o", "free.png", env={"CLIPDRAW_LOG": "info"})
        self.assertEqual(code, 0, err)
        usual = {"views_at_once": 32, "recompute": "none"}
        self.assertEqual(self.plan_of("free.png"), (0, usual))
        most = int(re.search(r"memory: (\d+) MiB at most, 32 views at once, recomputing none", err)[1])
        err = self.refuse(2, "memory = 100: 512x512 with 2 cutouts needs", *self.LARGE, "--memory", "100")
        least = int(re.search(r"use --memory (\d+)", err)[1])
        self.assertLess(least, most)
        code, out, err = self.run_command(*self.LARGE, "--memory", least, "-o", "small.png")
        self.assertEqual(code, 0, err)
        limit, plan = self.plan_of("small.png")
        self.assertEqual(limit, least)
        self.assertNotEqual(plan, usual)
        code, out, err = self.run_command("again", "small.png", "--weights", TINY, "-o", "again.png")
        self.assertEqual(code, 0, err)
        self.assertEqual((self.folder / "again.png").read_bytes(), (self.folder / "small.png").read_bytes())


DATA = pathlib.Path(TINY).parent


class PublishedTest(CommandTest):
    """Models that are named one by one, as people have them."""

    FEW = ["--steps", "2", "--cutouts", "2", "--threads", "1"]
    WORDS = ["--vocabulary", DATA / "vocab_tiny.txt.gz"]

    def record_of(self, *arguments):
        code, out, err = self.run_command("a cat", *arguments, *self.FEW, env={"CLIPDRAW_LOG": "info"})
        self.assertEqual(code, 0, err)
        self.assertIn("loaded the models in ", err)
        code, record, err = self.run_command("inspect", out.strip())
        self.assertEqual(code, 0, err)
        return json.loads(record)

    def test_two_clips_and_a_generator(self):
        record = self.record_of("--clip", DATA / "clip_vit_tiny.safetensors", "--clip",
                                f"{DATA}/clip_rn_tiny.safetensors:0.25", "--generator",
                                DATA / "vqgan_tiny.safetensors", *self.WORDS)
        self.assertEqual(record["models"], {
            "clips": [{"name": "clip_vit_tiny.safetensors", "share": 0.8},
                      {"name": "clip_rn_tiny.safetensors", "share": 0.2}],
            "generator": {"name": "vqgan_tiny.safetensors", "kind": "vqgan"}, "prior": False})
        self.assertEqual(sorted(record["weights"]),
                         ["clip_rn_tiny.safetensors", "clip_vit_tiny.safetensors",
                          "vocab_tiny.txt.gz", "vqgan_tiny.safetensors"])
        self.assertEqual(record["options"]["start"], "random")

    def test_the_prior_stays_with_its_own_generator(self):
        record = self.record_of("--weights", TINY, "--clip", DATA / "clip_vit_tiny.safetensors",
                                *self.WORDS, "--candidates", "1", "--prior-steps", "1")
        self.assertTrue(record["models"]["prior"])
        self.assertEqual(record["options"]["start"], "prior")

    def test_a_clip_with_a_colon_in_its_name(self):
        for name in ["mine:2", "a:b"]:
            (self.folder / name).write_bytes((DATA / "clip_vit_tiny.safetensors").read_bytes())
            record = self.record_of("--clip", name, "--clip", f"{DATA}/clip_rn_tiny.safetensors",
                                    "--generator", "fft", "--size", "32x32", *self.WORDS)
            self.assertEqual([clip["share"] for clip in record["models"]["clips"]], [0.5, 0.5])

    def test_a_clip_without_words(self):
        clip = self.folder / "clip.safetensors"
        clip.write_bytes((DATA / "clip_vit_tiny.safetensors").read_bytes())
        self.refuse(3, ["clip.safetensors", "--vocabulary", "clipdraw models fetch"], "a cat",
                    "--clip", clip, env={"CLIPDRAW_MODELS": str(self.folder / "none"), "XDG_DATA_DIRS": "/none"})


class RecordTest(CommandTest):
    def test_inspect_prints_the_record(self):
        self.draw("a cat:1.5 | rain:-0.4", "--seed", "18446744073709551615", "-o", "a.png")
        code, out, err = self.run_command("inspect", "a.png")
        self.assertEqual((code, err), (0, ""))
        record = json.loads(out)
        self.assertEqual(record["prompt"], "a cat:1.5 | rain:-0.4")
        self.assertEqual([p["text"] for p in record["prompts"]], ["a cat", "rain"])
        self.assertEqual([p["weight"] for p in record["prompts"]], [1.5, -0.4])
        self.assertEqual(record["seed"], 18446744073709551615)
        self.assertEqual(record["options"]["steps"], 2)
        self.assertEqual(record["steps_run"], 2)
        self.assertEqual(record["outcome"], "completed")
        self.assertIn("clip.safetensors", record["weights"])
        self.assertIn(b"iTXt", (self.folder / "a.png").read_bytes())
        self.assertIn(b"Description", (self.folder / "a.png").read_bytes())

    def test_a_picture_is_drawn_again_from_its_record(self):
        picture = self.draw("a blue car")  # with a random seed
        record = json.loads(self.run_command("inspect", picture.name)[1])
        flags = []
        for name, value in record["options"].items():
            flags += [f"--{name}", str(value)]
        code, _, err = self.run_command(record["prompt"], "--weights", TINY, *flags, "-o", "again.png")
        self.assertEqual(code, 0, err)
        self.assertEqual((self.folder / "again.png").read_bytes(), picture.read_bytes())


class SeedTest(CommandTest):
    def test_seeds(self):
        once = self.draw("a cat", "--seed", "7").read_bytes()
        self.assertEqual(self.draw("a cat", "--seed", "7").read_bytes(), once)
        self.assertNotEqual(self.draw("a cat", "--seed", "8").read_bytes(), once)

    def test_without_a_seed_it_is_random_printed_and_recorded(self):
        seeds = []
        for name in ["a.png", "b.png"]:
            code, _, err = self.run_command("a cat", "-o", name, *QUICK)
            self.assertEqual(code, 0, err)
            seeds.append(json.loads(self.run_command("inspect", name)[1])["seed"])
            self.assertIn(f"seed {seeds[-1]}", err)
        self.assertNotEqual(seeds[0], seeds[1])


class ProgressTest(CommandTest):
    def test_plain_lines_in_a_pipe(self):
        code, out, err = self.run_command("a cat", *QUICK)
        self.assertEqual((code, out), (0, "a-cat.png\n"))
        self.assertIn("step 1/2", err)
        self.assertIn("step 2/2", err)
        self.assertIn("steps/s", err)
        self.assertNotIn("\r", err)
        self.assertNotIn("\x1b", err)

    def test_quiet(self):
        code, out, err = self.run_command("a cat", "--quiet", *QUICK)
        self.assertEqual((code, out, err), (0, "a-cat.png\n", ""))

    def test_no_steps(self):
        code, out, err = self.run_command("a cat", *QUICK, "--steps", "0")
        self.assertEqual((code, out), (0, "a-cat.png\n"), err)

    def test_a_bar_on_a_terminal(self):
        try:
            main, side = pty.openpty()
        except OSError as error:
            self.skipTest(f"this system gives no terminal: {error}")
        self.addCleanup(os.close, main)
        process = subprocess.Popen([CLI, "a cat", *QUICK], cwd=self.folder, stdout=subprocess.PIPE,
                                   stderr=side, env={**os.environ, "TERM": "xterm"})
        os.close(side)
        seen = b""
        while True:
            try:
                piece = os.read(main, 4096)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            seen += piece
        self.assertEqual(process.wait(timeout=60), 0)
        process.stdout.close()
        self.assertIn(b"[####", seen)
        self.assertIn(b"\r\x1b[K", seen)
        self.assertIn(b"left", seen)

    def test_a_reader_that_leaves_does_not_cost_the_picture(self):
        process = self.start("a cat", *QUICK)
        process.stderr.close()
        out = process.stdout.read()
        process.stdout.close()
        self.assertEqual(process.wait(timeout=60), 0)
        self.assertTrue((self.folder / out.strip()).exists())

    def test_standard_output_that_is_full(self):
        with open("/dev/full", "w") as full:
            done = subprocess.run([CLI, "a cat", *QUICK], cwd=self.folder, stdout=full,
                                  stderr=subprocess.PIPE, text=True, timeout=120)
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertTrue((self.folder / "a-cat.png").exists())


class BlasTest(CommandTest):
    def test_the_reference_blas_is_warned_about(self):
        folders = glob.glob("/usr/lib/*/blas/libblas.so.3")
        if not folders:
            self.skipTest("the reference BLAS is not installed")
        code, _, err = self.run_command("a cat", *QUICK,
                                        env={"LD_LIBRARY_PATH": os.path.dirname(folders[0])})
        self.assertEqual(code, 0, err)
        self.assertIn("apt-get install libopenblas0-openmp", err)


class SignalTest(CommandTest):
    def interrupt(self, number):
        process = self.start("a cat", *LONG, "--save-every", "50")
        while not (line := process.stderr.readline()).startswith("step"):
            self.assertNotEqual(line, "", "ended early")
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    def check(self, number, code):
        found, out, err = self.interrupt(number)
        self.assertEqual(found, code, err)
        self.assertIn("saved", err)
        record = json.loads(self.run_command("inspect", out.splitlines()[-1])[1])
        self.assertEqual(record["outcome"], "cancelled")
        self.assertGreater(record["steps_run"], 0)
        self.assertLess(record["steps_run"], 2000)
        # What was saved on the way stays.
        self.assertEqual(len(list(self.folder.glob("a-cat-step-*.png"))), record["steps_run"] // 50)

    def test_control_c_saves(self):
        self.check(signal.SIGINT, 130)

    def test_terminate_saves(self):
        self.check(signal.SIGTERM, 143)


if __name__ == "__main__":
    unittest.main()
