# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Runs clipdraw bench with each optimisation off and on in turn, A B A B, and prints what each gives.

    CLIPDRAW_CLI=build/release/bin/clipdraw /usr/bin/python3 -m python_export.bench_switches [options]

scripts/bench_switches builds the command first. Models and options are those of bench_compare.
"""
import argparse
import datetime
import os
import shutil
import sys
import tempfile

from python_export import bench_compare

SWITCHES = ["step-memory", "layouts", "attention", "norms", "upsample", "resample"]  # as in lib/src/base/switches.cpp
IN_FP32 = ["packed", "winograd"]  # those that are for fp32 alone


def fastest_ms(found):
    """Its fastest step, which what else the machine does disturbs least, and the most memory in MB."""
    run = found["runs"][0]
    step = next(row for row in run["stages"] if row["stage"] == "step")
    return 1000 * step["seconds"]["low"], run["peak_bytes"] / 1e6


def measure(options, off):
    """Returns a row: the fastest steps of all rounds off and on, their ratio, and those of the rounds."""
    environment = {} if off == "bf16" else {"CLIPDRAW_OFF": off}
    without = argparse.Namespace(**{**vars(options), "precision": "fp32" if off in ["bf16", *IN_FP32] else None})
    on = without if off in IN_FP32 else options
    pairs = []
    for _ in range(options.rounds):
        pairs.append((fastest_ms(bench_compare.run_clipdraw(without, environment, 0)),
                      fastest_ms(bench_compare.run_clipdraw(on, {}, 0))))
        bench_compare.say(f"{off}: {pairs[-1][0][0]:.0f} ms a step off, {pairs[-1][1][0]:.0f} on")
    ratios = [without[0] / with_it[0] for without, with_it in pairs]
    best = [min(pair[side][value] for pair in pairs) for value in (0, 1) for side in (0, 1)]
    return (f"| `{off}` | {best[0]:.0f} | {best[1]:.0f} | {best[0] / best[1]:.2f} | {min(ratios):.2f} to {max(ratios):.2f} | "
            f"{best[2]:.0f} | {best[3]:.0f} |")


def main():
    parser = argparse.ArgumentParser(prog="bench_switches", description=__doc__.split("\n")[0])
    parser.add_argument("--size", default="256x256", help="WIDTHxHEIGHT; default 256x256")
    parser.add_argument("--views", type=int, default=32, help="default 32")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)), help="default: all cores")
    parser.add_argument("--rounds", type=int, default=2, help="how often both are run; default 2")
    parser.add_argument("--steps", type=int, default=4, help="measured ones of a run, after two others; default 4")
    parser.add_argument("--only", help="one optimisation; default: each")
    parser.add_argument("--models", help="folder where the weights are made and stay; default: a temporary one")
    parser.add_argument("--tiny", action="store_true", help="tiny models: a quick test")
    options = parser.parse_args()
    options.cli = os.environ.get("CLIPDRAW_CLI")
    if not options.cli:
        parser.error("CLIPDRAW_CLI does not say where the command is; scripts/bench_switches builds it")
    options.cli = os.path.abspath(options.cli)
    options.precision, options.set = None, []
    made = None if options.models or options.tiny else tempfile.mkdtemp(prefix="clipdraw-switches-")
    options.models = made or (os.path.abspath(options.models) if options.models else None)
    try:
        if options.models:
            bench_compare.say("making models of random weights")
            once = argparse.Namespace(**{**vars(options), "steps": 1, "size": "32x32", "views": 1})
            bench_compare.run_clipdraw(once, {}, 0)
        load = os.getloadavg()[0]
        rows = [measure(options, off) for off in ([options.only] if options.only else ["bf16", *SWITCHES, *IN_FP32])]
    except (RuntimeError, OSError) as error:
        sys.exit(f"bench_switches: {error}")
    finally:
        if made:
            shutil.rmtree(made, ignore_errors=True)
    date = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC")
    print(f"{date}, {options.threads} threads, load {load:.2f} before; {options.size}, {options.views} views; {options.rounds} "
          f"rounds of {options.steps} steps; times are those of the fastest step.\n")
    print("| what | ms a step off | on | times faster | in single rounds | MB off | on |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    print("\n".join(rows))


if __name__ == "__main__":
    main()
