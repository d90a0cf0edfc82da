#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Tests what the examples of lists on many machines do, with stand-ins for the engines: scripts/long/slurm and
scripts/long/shards run them for real."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest

import yaml

EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "examples/batch"
CLIPDRAW = os.environ["CLIPDRAW_CLI"]
JOBS = 20


class BatchTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name) / "a place with spaces"
        (self.folder / "bin").mkdir(parents=True)
        (self.folder / "prompts.txt").write_text("".join(f"number {i}\n" for i in range(JOBS)))
        self.calls = self.folder / "calls"
        self.calls.touch()

    def stand_in(self, name, script):
        """Puts a program first on the path, which writes down its words, one call a line."""
        path = self.folder / "bin" / name
        path.write_text(f'#!/bin/sh\nprintf "%s|" {name} "$@" >> "$CALLS"\necho >> "$CALLS"\n{script}\n')
        path.chmod(0o755)

    def run_example(self, *command, **environment):
        environment = {**os.environ, "PATH": f"{self.folder}/bin:{os.environ['PATH']}", "CALLS": str(self.calls), **environment}
        return subprocess.run(command, cwd=self.folder, env=environment, text=True, capture_output=True, check=False, timeout=60)

    def called(self):
        return [line.rstrip("|").split("|") for line in self.calls.read_text().splitlines()]

    def run_task(self, code, state="RUNNING", **environment):
        """The Slurm script, whose command ends with a code. Returns its own code, and whether it had itself requeued."""
        self.calls.write_text("")
        self.stand_in("srun", f"exit {code}")
        self.stand_in("scontrol", f'[ "$1" = requeue ] || echo "JobId=12 JobState={state} Reason=None"')
        done = self.run_example("bash", EXAMPLES / "slurm_array.sbatch", "my prompts.txt", "night", "--name", "{id} {seed}",
                                SLURM_JOB_ID="12", SLURM_ARRAY_TASK_ID="3", SLURM_CPUS_PER_TASK="2", **environment)
        return done.returncode, ["scontrol", "requeue", "12"] in self.called()

    def test_slurm_task_runs_the_command_with_its_processors(self):
        self.assertEqual(self.run_task(0), (0, False))
        self.assertEqual(self.called(), [["srun", "--cpus-per-task=2", "clipdraw", "batch", "my prompts.txt", "-o", "night", "--threads",
                                          "2", "--checkpoint-every", "20", "--quiet", "--name", "{id} {seed}"]])

    def test_slurm_task_that_was_interrupted_is_requeued(self):
        for code in (130, 137, 138, 143):
            self.assertEqual(self.run_task(code), (code, True))

    def test_slurm_task_that_ended_by_itself_is_not_requeued(self):
        for code in (2, 3, 5, 6):
            self.assertEqual(self.run_task(code), (code, False))

    def test_slurm_task_that_was_cancelled_stays_so(self):
        self.assertEqual(self.run_task(143, state="CANCELLED"), (143, False))

    def test_slurm_task_that_is_killed_again_and_again_gives_up(self):
        self.assertEqual(self.run_task(137, SLURM_RESTART_COUNT="4"), (137, True))
        self.assertEqual(self.run_task(137, SLURM_RESTART_COUNT="5"), (137, False))
        self.assertEqual(self.run_task(143, SLURM_RESTART_COUNT="99"), (143, True))

    def test_slurm_asks_for_its_own_words(self):
        done = self.run_example("bash", EXAMPLES / "slurm_array.sbatch", "prompts.txt")
        self.assertEqual(done.returncode, 2)
        self.assertIn("usage: sbatch", done.stderr)

    def test_parallel_starts_every_shard_and_merges(self):
        # As GNU parallel does: the words behind its own flags, for each line.
        self.stand_in("parallel", 'while [ "$1" != clip ]; do shift; done\nwhile read -r line; do\n'
                                  '  for word in "$@"; do case $word in "{}"*) word=$line${word#"{}"} ;; esac; printf "%s|" "$word" >> "$CALLS"; done\n'
                                  '  echo >> "$CALLS"\ndone\nexit "$ENDS"')
        self.stand_in("clip", "")
        self.stand_in("nproc", "echo 8")
        for ends, code in (("0", 0), ("2", 1)):
            self.calls.write_text("")
            done = self.run_example(EXAMPLES / "gnu_parallel.sh", "3", "my prompts.txt", "night", "--steps", "9", CLIPDRAW="clip", ENDS=ends)
            self.assertEqual(done.returncode, code, done.stderr)
            shards = [call for call in self.called() if call[:2] == ["clip", "batch"] and call[2] != "merge"]
            self.assertEqual(shards, [["clip", "batch", "my prompts.txt", "-o", "night", "--shard", f"{i}/3", "--threads", "2",
                                       "--checkpoint-every", "20", "--quiet", "--steps", "9"] for i in (1, 2, 3)])
            self.assertEqual(self.called()[-1], ["clip", "batch", "merge", "night"])

    def test_indices_of_the_kubernetes_job_share_the_list(self):
        job = yaml.safe_load((EXAMPLES / "kubernetes_job.yaml").read_text(encoding="utf-8"))
        self.assertEqual((job["apiVersion"], job["kind"], job["spec"]["completionMode"]), ("batch/v1", "Job", "Indexed"))
        pod = job["spec"]["template"]["spec"]
        self.assertEqual(pod["restartPolicy"], "Never")  # what a podFailurePolicy asks for
        container, = pod["containers"]
        for rule in job["spec"]["podFailurePolicy"]["rules"]:
            self.assertEqual(rule.get("onExitCodes", {}).get("containerName", container["name"]), container["name"])
        self.assertEqual([mount["name"] for mount in container["volumeMounts"]], [volume["name"] for volume in pod["volumes"]])
        self.assertEqual(container["workingDir"], container["volumeMounts"][0]["mountPath"])
        self.assertIn(f"--threads {container['resources']['limits']['cpu']} ", container["command"][-1])

        self.stand_in("clipdraw", f'exec "{CLIPDRAW}" "$@" --plan')
        seen = []
        for index in range(job["spec"]["completions"]):
            done = self.run_example(*container["command"], JOB_COMPLETION_INDEX=str(index))
            self.assertEqual(done.returncode, 0, done.stderr)
            seen += [json.loads(line)["prompt"] for line in done.stdout.splitlines()]
        self.assertEqual(sorted(seen), sorted(f"number {i}" for i in range(JOBS)))


if __name__ == "__main__":
    unittest.main()
