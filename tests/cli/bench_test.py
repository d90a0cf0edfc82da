# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""clipdraw bench: what a step costs. What it finds depends on the machine; that it adds up does not."""

import json
import unittest

from command import TINY, CommandTest

STAGES = [("generator", "forward"), ("generator", "backward"), ("cutouts", "forward"), ("cutouts", "backward"),
          ("clip", "forward"), ("clip", "backward"), ("optimizer", "all"), ("rest", "all"), ("step", "all")]
SMALL = ["--weights", TINY, "--steps", "1", "--views", "1", "--threads", "1", "--set", "start=random", "--matrix", "0"]


class BenchTest(CommandTest):
    def bench(self, *arguments, code=0):
        found, out, err = self.run_command("bench", *arguments)
        self.assertEqual(found, code, err)
        return out, err

    def test_report(self):
        text, _ = self.bench("--weights", TINY, "--steps", "3", "--sizes", "32x32", "--views", "2", "--threads", "1",
                             "--matrix", "64", "-o", "report.json")
        report = json.loads((self.folder / "report.json").read_text())
        self.assertEqual(report["machine"]["threads"], 1)
        self.assertGreater(report["ceilings"]["copy_gbytes"], 0)
        self.assertGreater(report["libraries_seconds"]["low"], 0)
        run, = report["runs"]
        self.assertEqual([run[key] for key in ("perceptor", "generator", "size", "views", "threads", "group", "steps")],
                         ["tiny", "tiny", "32x32", 2, 1, 1, 3])
        self.assertEqual([(row["stage"], row["pass"]) for row in run["stages"]], STAGES)
        for row in run["stages"]:
            seconds = row["seconds"]
            self.assertLessEqual(seconds["low"], seconds["median"])
            self.assertLessEqual(seconds["median"], seconds["high"])
        whole = run["stages"][-1]["seconds"]
        self.assertAlmostEqual(run["steps_per_second"] * whole["median"], 1)
        # No step is shorter than what was measured inside it.
        self.assertLess(sum(row["seconds"]["low"] for row in run["stages"][:-2]), whole["high"])
        self.assertLess(run["loaded_seconds"], run["started_seconds"])
        self.assertLess(run["started_seconds"], run["first_step_seconds"])
        self.assertGreater(run["peak_bytes"], 1 << 20)
        for words in (["tiny, 32x32, 2 views"], ["ceilings"], ["step ", "all "], ["steps/s"]):
            self.assertTrue(any(all(word in line for word in words) for line in text.splitlines()), words)

    def test_every_combination_and_comparison(self):
        text, _ = self.bench(*SMALL, "--sizes", "32x32,16x32", "--groups", "1,2", "--json", "-o", "first.json")
        report = json.loads(text)
        self.assertEqual(report, json.loads((self.folder / "first.json").read_text()))
        self.assertEqual([(run["size"], run["group"]) for run in report["runs"]],
                         [("32x32", 1), ("32x32", 2), ("16x32", 1), ("16x32", 2)])
        self.assertIsNone(report["ceilings"])
        # An earlier run that took twice as long.
        for run in report["runs"]:
            run["peak_bytes"] *= 2
        (self.folder / "slow.json").write_text(json.dumps(report))
        text, _ = self.bench(*SMALL, "--sizes", "16x32", "--compare", "slow.json")
        after = text[text.index("compared with slow.json"):]
        self.assertEqual(after.count("16x32"), 1)
        self.assertNotIn("32x32", after)
        self.assertRegex(after, r"peak memory, MB .* [12]\.\d\dx less")
        self.assertRegex(after, r"step +all +[\d.]+ +[\d.]+ +[\d.]+x")

    def test_models_that_are_made_up(self):
        text, _ = self.bench(*SMALL, "--sizes", "16x16", "--generator", "taesd-f8", "--keep", "models", "--json")
        run, = json.loads(text)["runs"]
        self.assertEqual((run["perceptor"], run["generator"]), ("tiny", "taesd-f8"))
        self.assertEqual([path.name for path in (self.folder / "models").iterdir()], ["taesd-f8.safetensors"])

    def test_refusals(self):
        self.refuse(2, ["takes no words", "clipdraw -- \"bench apples\""], "bench", "apples")
        self.refuse(2, ["--sizes: size = \"32x\"", "256x192"], "bench", "--sizes", "32x")
        self.refuse(2, "--views = \"0\"", "bench", "--views", "8,0")
        self.refuse(2, ["--set steps=3", "--steps"], "bench", "--set", "steps=3")
        self.refuse(2, ["--set noise", "NAME=VALUE"], "bench", "--set", "noise")
        self.refuse(2, ["--set noise=2", "from 0 to 1"], "bench", "--set", "noise=2")
        self.refuse(2, "vit-b31", "bench", "--perceptor", "vit-b31")
        self.refuse(3, "none.json", "bench", "--compare", "none.json")
        (self.folder / "text.json").write_text("{}")
        self.refuse(3, ["text.json", "no JSON of clipdraw bench"], "bench", *SMALL, "--compare", "text.json")
        self.refuse(3, "weights folder none", "bench", *SMALL[2:], "--weights", "none")
        self.refuse(2, "17x16 does not fit", "bench", *SMALL, "--sizes", "17x16")


if __name__ == "__main__":
    unittest.main()
