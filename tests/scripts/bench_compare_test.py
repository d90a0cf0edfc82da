#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Tests scripts/bench_compare with tiny models: both sides run, in turn, and the ratios are those of what was measured."""

import json
import os
import pathlib
import stat
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from python_export import bench_compare  # noqa: E402

TINY = ["--tiny", "--size", "32x32", "--views", "1", "--steps", "1", "--threads", "1"]
# A command that says what it was told by the environment, as a time.
STAND_IN = """#!/usr/bin/python3
import json, os, sys
if "--help" in sys.argv: sys.exit(print("--precision"))
assert sys.argv[sys.argv.index("--precision") + 1] == "fp32", sys.argv
assert os.environ["ONEDNN_MAX_CPU_ISA"] == "AVX2" and os.environ["ATEN_CPU_CAPABILITY"] == "avx2"
run = {"steps_per_second": 4, "peak_bytes": 1, "loaded_seconds": 1, "first_step_seconds": 2, "stages": []}
print(json.dumps({"runs": [run], "ceilings": None, "machine": {"name": "none", "library": "none"}}))
"""


class BenchCompareTest(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory(prefix="clipdraw-compare-")
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(holder.name)

    def compare(self, *arguments, **environment):
        done = subprocess.run([ROOT / "scripts" / "bench_compare", *TINY, "--json", self.folder / "all.json", *arguments],
                              env={**os.environ, **environment}, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done, json.loads((self.folder / "all.json").read_text())

    def test_both_run_in_turn(self):
        done, report = self.compare("--matrix", "64", "--markdown", self.folder / "table.md")
        turns = [line.split(": ")[1].split(",")[0] for line in done.stderr.splitlines() if line.startswith("round")]
        self.assertEqual(turns, ["clipdraw", "reference"] * 2)
        self.assertEqual((self.folder / "table.md").read_text(), done.stdout)
        self.assertEqual([row["what"] for row in report["rows"]], [row[0] for row in bench_compare.ROWS])
        pairs = [(a["steps_per_second"], b["steps_per_second"]) for a, b in zip(report["clipdraw"], report["reference"])]
        self.assertAlmostEqual(report["rows"][0]["low"], min(a / b for a, b in pairs))
        self.assertAlmostEqual(report["rows"][0]["high"], max(a / b for a, b in pairs))
        self.assertIn("| steps/s |", done.stdout)
        self.assertIn("Ceilings in the same run", done.stdout)

    def test_older_instructions_hold_for_the_command(self):
        stand_in = self.folder / "clipdraw"
        stand_in.write_text(STAND_IN)
        stand_in.chmod(stat.S_IRWXU)
        done, _ = self.compare("--max-isa", "avx2", "--rounds", "1", CLIPDRAW_CLI=str(stand_in))
        self.assertIn("both held to avx2", done.stdout)

    def test_an_optimisation_is_measured_off_and_on(self):
        done = subprocess.run([ROOT / "scripts" / "bench_switches", "--tiny", "--size", "32x32", "--views", "2", "--steps", "1",
                               "--rounds", "1", "--only", "upsample"], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"(?m)^\| `upsample` \| \d+ \| \d+ \| [\d.]+ \| [\d.]+ to [\d.]+ \| \d+ \| \d+ \|$")

    def test_an_optimisation_that_is_none_is_refused(self):
        done = subprocess.run([os.environ["CLIPDRAW_CLI"], "x", "--weights", ROOT / "tests" / "data" / "tiny", "-o",
                               self.folder / "x.png"], env={**os.environ, "CLIPDRAW_OFF": "attention,warp"},
                              capture_output=True, text=True, check=False)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn('CLIPDRAW_OFF: unknown name "warp"; known are step-memory, packed, layouts, attention, norms, upsample, winograd, resample', done.stderr)

    def test_more_is_better_for_steps_and_less_for_the_rest(self):
        run = {"steps_per_second": 4, "peak_bytes": 2e9, "loaded_seconds": 1, "first_step_seconds": 3}
        slow = {"steps_per_second": 1, "peak_bytes": 4e9, "loaded_seconds": 3, "first_step_seconds": 3}
        rows = bench_compare.compare([run, run, run], [slow, {**slow, "steps_per_second": 2}, {**slow, "steps_per_second": 4}])
        self.assertEqual([row["ratio"] for row in rows], [2, 2, 3, 1])
        self.assertEqual((rows[0]["low"], rows[0]["high"], rows[0]["reference"]), (1, 4, 2))


if __name__ == "__main__":
    unittest.main()
