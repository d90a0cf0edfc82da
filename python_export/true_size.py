# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Draws with models of published sizes and formats (random weights) and prints what it costs, as a Markdown table.

    CLIPDRAW_CLI=build/release/bin/clipdraw /usr/bin/python3 -m python_export.true_size [--dir DIR] [--keep] [--tiny]

scripts/true-size builds the command first. Without --dir the files (3 GB) lie in a temporary folder.
"""
import argparse
import datetime
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

from . import make_true_size as files

CHUNK = 1 << 24
LOADS = 3
PAIRS = [  # what is said of it, perceptors, generator
    ("ViT-B/32 `.pt` + VQGAN `.ckpt`", [files.VIT], files.VQGAN + ".ckpt"),
    ("RN50 `.pt` + VQGAN `.ckpt`", [files.RN], files.VQGAN + ".ckpt"),
    ("ViT-B/32 Hugging Face folder + VQGAN `.safetensors`", [files.FOLDER], files.VQGAN + ".safetensors"),
    ("the same folder in shards + VQGAN `.safetensors`", [files.SHARDED], files.VQGAN + ".safetensors"),
    ("ViT-B/32 `.safetensors` (fp16) + VQGAN `.safetensors`", [files.OPENAI], files.VQGAN + ".safetensors"),
    ("ViT-B/32 `.pt` + RN50 `.pt` + VQGAN `.safetensors`", [files.VIT, files.RN + ":0.5"], files.VQGAN + ".safetensors"),
]


def weight_files(path):
    """The files of weights that a perceptor or a generator is read from."""
    if not os.path.isdir(path):
        return [path]
    return sorted(os.path.join(path, name) for name in os.listdir(path) if name.endswith(".safetensors"))


def read_seconds(paths):
    """Seconds to read the files when they are in the page cache: the best of two times after a first one."""
    times = []
    for _ in range(3):
        begin = time.perf_counter()
        for path in paths:
            with open(path, "rb", buffering=0) as file:
                while file.read(CHUNK):
                    pass
        times.append(time.perf_counter() - begin)
    return min(times[1:])


def processor_seconds(pid):
    """User and system time that a running process has taken."""
    with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Run:
    """One run of the command: seconds of loading, times at which steps ended, peak memory in bytes."""

    def __init__(self, command):
        self.loading, self.ends, self.peak, text = None, [], 0, []
        environment = {**os.environ, "CLIPDRAW_LOG": "info", "TERM": "dumb"}
        process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE, text=True)
        for line in process.stderr:
            text.append(line)
            loaded = re.search(r"loaded .* in ([0-9.]+) s", line)
            if loaded:
                self.loading = (self.loading or 0) + float(loaded[1])
            if re.match(r"step \d+/", line):
                self.ends.append((time.perf_counter(), processor_seconds(process.pid)))
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.peak = usage.ru_maxrss * 1024
        if process.returncode != 0 or self.loading is None:
            raise RuntimeError(f"{' '.join(command)}\nexit code {process.returncode}\n{''.join(text)}")

    def steps(self):
        """Seconds, and seconds of processor time, of each step but the first, the best first."""
        return sorted((b[0] - a[0], b[1] - a[1]) for a, b in zip(self.ends, self.ends[1:]))


def measure(cli, folder, clips, generator, tiny):
    """Returns a row's numbers: MB of the files, seconds to read them, of loading, the difference, seconds a step,
    processor seconds a step, MB of memory at most."""
    paths = [path for name in clips + [generator] for path in weight_files(os.path.join(folder, name.split(":")[0]))]
    command = [cli, files.PROMPT, "--generator", os.path.join(folder, generator), "--start", "random", "--seed", "1",
               "-o", os.path.join(folder, "out.png"), "--force"]
    for name in clips:
        command += ["--clip", os.path.join(folder, name)]
    if not os.path.isdir(os.path.join(folder, clips[0])):  # a Hugging Face folder holds its own
        command += ["--vocabulary", os.path.join(folder, files.VOCABULARY)]
    pixels, cutouts = ("64x64", "4") if tiny else ("256x256", "32")
    reading = read_seconds(paths)
    run = Run(command + ["--size", pixels, "--steps", "3", "--cutouts", cutouts])
    loads = [run.loading] + [Run(command + ["--size", "64x64", "--steps", "1", "--cutouts", "1"]).loading
                             for _ in range(0 if tiny else LOADS - 1)]
    if len(run.ends) != 3:
        raise RuntimeError(f"{len(run.ends)} steps were reported, expected 3")
    step, busy = run.steps()[0]
    size = sum(map(os.path.getsize, paths))
    return f"{size / 1e6:.0f}", *(f"{x:.2f}" for x in (reading, min(loads), min(loads) - reading)), f"{step:.1f}", \
        f"{busy:.1f}", f"{run.peak / 1e6:.0f}"


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        text = file.read()
    name = re.search(r"model name\s*:\s*(.*)", text)
    flags = set((re.search(r"flags\s*:\s*(.*)", text) or [" ", ""])[1].split())
    sets = [flag for flag in ("avx2", "avx512f", "avx512_bf16", "avx512_fp16", "amx_bf16", "amx_tile") if flag in flags]
    load = os.getloadavg()[0]
    return (f"{datetime.date.today()}, {name[1] if name else 'unknown processor'}, {len(os.sched_getaffinity(0))} cores, "
            f"{', '.join(sets) or 'no vector extensions'}, load {load:.1f} at the beginning")


def prepare(folder, tiny, vocabulary):
    """Makes the files, unless the folder has them from before."""
    sizes = files.TINY if tiny else files.TRUE
    description = json.dumps(sizes)
    done = os.path.join(folder, "made.json")
    if os.path.exists(done):
        with open(done, encoding="utf-8") as file:
            if file.read() == description:
                return
    print(f"writing random weights to {folder}", file=sys.stderr)
    files.make(folder, sizes, vocabulary=None if tiny else vocabulary, say=lambda text: print(text, file=sys.stderr))
    with open(done, "w", encoding="utf-8") as file:
        file.write(description)


def table(cli, folder, tiny):
    print(machine(), flush=True)
    print("\n| models | files, MB | reading the bytes, s | loading, s | more, s | a step, s | processor time of it, s | "
          "peak memory, MB |")
    print("| --- |" + " ---: |" * 7, flush=True)
    for text, clips, generator in PAIRS:
        print("|", " | ".join((text, *measure(cli, folder, clips, generator, tiny))), "|", flush=True)


def main():
    parser = argparse.ArgumentParser(prog="true-size", description=__doc__.split("\n")[0])
    parser.add_argument("--dir", help="folder for the files; default: a temporary one")
    parser.add_argument("--keep", action="store_true", help="leave the files there for the next time")
    parser.add_argument("--tiny", action="store_true", help="tiny models, one size down in everything: a quick test")
    parser.add_argument("--vocabulary", help="OpenAI's bpe_simple_vocab_16e6.txt.gz; default: one is made up")
    options = parser.parse_args()
    cli = os.environ.get("CLIPDRAW_CLI")
    if not cli:
        parser.error("CLIPDRAW_CLI does not say where the command is; scripts/true-size builds it")
    shared = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "shared", "weights", files.VOCABULARY)
    vocabulary = options.vocabulary or (shared if os.path.exists(shared) else None)
    folder = options.dir or tempfile.mkdtemp(prefix="clipdraw-true-size-")
    had = os.path.exists(folder) and os.listdir(folder)
    if had and not os.path.exists(os.path.join(folder, "made.json")):
        parser.error(f"{folder} holds other things, expected a new or an empty folder")
    try:
        os.makedirs(folder, exist_ok=True)
        prepare(folder, options.tiny, vocabulary)
        table(os.path.abspath(cli), os.path.abspath(folder), options.tiny)
    except (RuntimeError, OSError) as error:
        sys.exit(f"true-size: {error}")
    finally:
        if options.keep:
            print(f"kept: {folder}", file=sys.stderr)
        elif not had:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
