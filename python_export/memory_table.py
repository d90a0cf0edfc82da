# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Draws a few steps with models of several sizes and prints, as a Markdown table, what memory was predicted and measured.

    CLIPDRAW_CLI=build/release/bin/clipdraw /usr/bin/python3 -m python_export.memory_table [--dir DIR] [--only TEXT] [--tiny]

scripts/memory-table builds the command first. --dir is a folder of scripts/true-size, whose files are made where they
are missing. Ends with 1 when a prediction was below what was measured, or more than a third above it.
"""
import argparse
import os
import re
import subprocess
import sys
import tempfile
import time

from . import make_true_size as files
from . import true_size

MOST_OVER = 4 / 3
VIT = "ViT-B/32 + VQGAN f16"
RN = "RN50 + VQGAN f16"
MODELS = {  # what is said of it: options of the command; {dir} is the folder of true-size
    "embedded": [],
    VIT: ["--clip", "{dir}/" + files.VIT, "--generator", "{dir}/" + files.VQGAN + ".ckpt", "--vocabulary",
          "{dir}/" + files.VOCABULARY],
    RN: ["--clip", "{dir}/" + files.RN, "--generator", "{dir}/" + files.VQGAN + ".safetensors", "--vocabulary",
         "{dir}/" + files.VOCABULARY],
    "ViT-B/32 + TAESD": ["--clip", "{dir}/" + files.VIT, "--generator", "{taesd}", "--vocabulary",
                         "{dir}/" + files.VOCABULARY],
    "embedded CLIP + fft": ["--generator", "fft"],
}
ROWS = [  # models, size, cutouts, limit in MiB: of bf16 and of fp32 where they differ
    ("embedded", "128x128", 24, 0), ("embedded", "256x256", 24, 0), ("embedded", "512x512", 24, 0),
    ("embedded", "1024x1024", 24, 0), ("embedded CLIP + fft", "512x512", 32, 0),
    (VIT, "256x256", 4, 0), (VIT, "256x256", 32, 0), (VIT, "256x256", 64, 0), (VIT, "256x256", 32, (1900, 2600)),
    (VIT, "256x256", 32, (1600, 2300)), (VIT, "512x512", 32, 0), (VIT, "512x512", 32, (2600, 3200)), (RN, "256x256", 32, 0),
    (RN, "256x256", 32, (2000, 2800)), ("ViT-B/32 + TAESD", "256x256", 32, 0), ("ViT-B/32 + TAESD", "512x512", 32, 0),
    (VIT, "1024x1024", 32, 6144),
]
TINY_ROWS = [("embedded", "64x64", 4, 0), ("embedded", "128x128", 8, 0)]
TOLD = re.compile(r"memory: ([0-9]+) MiB at most, ([0-9]+) views at once, recomputing (\w+)")


def peak_of(process):
    """The most MiB that a process had in memory so far, 0 when it is over. What wait4 tells counts this program as well."""
    try:
        with open(f"/proc/{process}/status", encoding="ascii", errors="replace") as file:
            return next((int(line.split()[1]) / 1024 for line in file if line.startswith("VmHWM")), 0)
    except OSError:
        return 0


def run(cli, models, size, cutouts, limit, steps, precision):
    """Returns predicted MiB, the plan, measured MiB, and seconds of the last step."""
    with tempfile.TemporaryDirectory(prefix="clipdraw-memory-") as folder:
        command = [cli, files.PROMPT, *models, "--size", size, "--cutouts", str(cutouts), "--steps", str(steps), "--memory",
                   str(limit), "--precision", precision, "-o", os.path.join(folder, "out.png")]
        environment = {**os.environ, "CLIPDRAW_LOG": "info", "TERM": "dumb"}
        process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE, text=True)
        text, ends, most = [], [time.perf_counter()], 0
        for line in process.stderr:
            text.append(line)
            most = max(most, peak_of(process.pid))
            if re.match(r"step \d+/", line):
                ends.append(time.perf_counter())
        process.wait()
    told = TOLD.search("".join(text))
    if process.returncode != 0 or told is None:
        raise RuntimeError(f"{' '.join(command)}\nexit code {process.returncode}\n{''.join(text)}")
    plan = f"{told[2]} views, {told[3]}"
    return int(told[1]), plan, most, ends[-1] - ends[-2]


def main():
    parser = argparse.ArgumentParser(prog="memory-table", description=__doc__.split("\n")[0])
    parser.add_argument("--dir", help="folder of scripts/true-size --keep; default: no models of true size")
    parser.add_argument("--taesd", help="a decoder of the TAESD family; default: none")
    parser.add_argument("--only", default="", help="rows that contain this text")
    parser.add_argument("--precision", default="fp32", choices=["fp32", "bf16"])
    parser.add_argument("--steps", type=int, default=2)
    parser.add_argument("--tiny", action="store_true", help="two small rows: a quick test")
    options = parser.parse_args()
    cli = os.environ.get("CLIPDRAW_CLI")
    if not cli:
        parser.error("CLIPDRAW_CLI does not say where the command is; scripts/memory-table builds it")
    bad = []
    try:
        if options.dir:
            os.makedirs(options.dir, exist_ok=True)
            true_size.prepare(options.dir, False, None)
        print(true_size.machine())
        print("\n| models | size | cutouts | limit, MiB | plan | predicted, MiB | measured, MiB | ratio | a step, s |")
        print("| --- | --- | ---: | ---: | --- | ---: | ---: | ---: | ---: |", flush=True)
        for name, size, cutouts, limit in TINY_ROWS if options.tiny else ROWS:
            limit = limit[options.precision == "fp32"] if isinstance(limit, tuple) else limit
            what = f"{name} {size} {cutouts} {limit}"
            models = [part.format(dir=options.dir, taesd=options.taesd) for part in MODELS[name]]
            missing = any("{dir}" in part for part in MODELS[name]) and not options.dir
            if options.only not in what or missing or ("{taesd}" in MODELS[name] and not options.taesd):
                continue
            told, plan, found, seconds = run(os.path.abspath(cli), models, size, cutouts, limit, options.steps,
                                                options.precision)
            print(f"| {name} | {size} | {cutouts} | {limit or ''} | {plan} | {told} | {found:.0f} | {told / found:.2f} | "
                  f"{seconds:.2f} |", flush=True)
            if not found <= told <= MOST_OVER * found or limit and found > limit:
                bad.append(what)
    except (RuntimeError, OSError) as error:
        sys.exit(f"memory-table: {error}")
    if bad:
        sys.exit("memory-table: predicted too little or too much: " + "; ".join(bad))


if __name__ == "__main__":
    main()
