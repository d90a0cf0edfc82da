# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Runs clipdraw bench and the reference loop in turn, A B A B, each in a process of its own, and prints the ratios.

    CLIPDRAW_CLI=build/release/bin/clipdraw /usr/bin/python3 -m python_export.bench_compare [options]

scripts/bench_compare builds the command first. Both judge with ViT-B/32 and draw with VQGAN f16-16384, from the same
files of random weights; same size, views and threads. --max-isa holds both to older instructions.
"""
import argparse
import datetime
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
# What oneDNN, PyTorch's own kernels and OpenBLAS read; clipdraw has no variable of its own.
CAPS = {"avx2": {"ONEDNN_MAX_CPU_ISA": "AVX2", "DNNL_MAX_CPU_ISA": "AVX2", "ATEN_CPU_CAPABILITY": "avx2",
                 "OPENBLAS_CORETYPE": "Haswell"},
        "avx512": {"ONEDNN_MAX_CPU_ISA": "AVX512_CORE", "DNNL_MAX_CPU_ISA": "AVX512_CORE", "ATEN_CPU_CAPABILITY": "avx512",
                   "OPENBLAS_CORETYPE": "SkylakeX"}}
# What is compared: its name, how it is had from each report, and whether more of it is better.
ROWS = [("steps/s", lambda run: run["steps_per_second"], True),
        ("peak memory, MB", lambda run: run["peak_bytes"] / 1e6, False),
        ("models loaded after, s", lambda run: run["loaded_seconds"], False),
        ("first step done after, s", lambda run: run["first_step_seconds"], False)]


def say(text):
    print(text, file=sys.stderr, flush=True)


def run(command, environment):
    done = subprocess.run(command, env={**os.environ, **environment}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          text=True, cwd=ROOT)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}\nended with {done.returncode}")
    return json.loads(done.stdout)


def has_option(cli, flag):
    """Whether the bench knows a flag."""
    return flag in subprocess.run([cli, "bench", "--help"], capture_output=True, text=True, check=True).stdout


def run_clipdraw(options, environment, matrix):
    """Returns the bench's whole report, of one run."""
    command = [options.cli, "bench", "--json", "--matrix", str(matrix), "--sizes", options.size, "--views", str(options.views),
               "--steps", str(options.steps), "--threads", str(options.threads)]
    if options.tiny:
        command += ["--weights", os.path.join(ROOT, "tests", "data", "tiny"), "--set", "start=random"]
    else:
        command += ["--perceptor", "vit-b32", "--generator", "vqgan-f16-16384", "--keep", options.models]
    if options.precision:
        command += ["--precision", options.precision]
    for setting in options.set:
        command += ["--set", setting]
    return run(command, environment)


def run_reference(options, environment):
    command = ["/usr/bin/python3", "-B", "-m", "python_export.reference_loop", "--size", options.size, "--views",
               str(options.views), "--steps", str(options.steps), "--threads", str(options.threads)]
    command += ["--tiny"] if options.tiny else ["--models", options.models]
    found = run(command, {**environment, "OMP_NUM_THREADS": str(options.threads)})
    found["steps_per_second"] = 1 / statistics.median(found["steps"])
    return found


def compare(ours, theirs):
    """A row for each thing that is compared: medians of both, and the median, least and greatest of the ratios pair by pair,
    above 1 where clipdraw is better."""
    rows = []
    for name, value, more in ROWS:
        pairs = [(value(a), value(b)) for a, b in zip(ours, theirs)]
        ratios = [a / b if more else b / a for a, b in pairs]
        rows.append({"what": name, "clipdraw": statistics.median(a for a, _ in pairs),
                     "reference": statistics.median(b for _, b in pairs), "ratio": statistics.median(ratios),
                     "low": min(ratios), "high": max(ratios)})
    return rows


def as_markdown(report):
    machine = report["machine"]
    cap = f", both held to {report['max_isa']}" if report["max_isa"] else ""
    precision = f", precision {report['precision']}" if report["precision"] else ""
    lines = [f"{report['date']}, {machine['name']}, {report['threads']} threads, {machine['library']}, load "
             f"{report['load']:.2f} before; {report['size']}, {report['views']} views{precision}{cap}; "
             f"{report['rounds']} rounds of {report['steps']} steps.", "",
             "| what | clipdraw | reference loop | times better | least and most |", "| --- | ---: | ---: | ---: | ---: |"]
    for row in report["rows"]:
        lines.append(f"| {row['what']} | {row['clipdraw']:.3g} | {row['reference']:.3g} | {row['ratio']:.2f} | "
                     f"{row['low']:.2f} to {row['high']:.2f} |".replace("e+03", " thousand"))
    ceilings = machine.get("ceilings")
    if ceilings:
        step = next(row for row in report["clipdraw"][0]["stages"] if row["stage"] == "step")
        parts = [f"{name} {ceilings[key]:.0f} GFLOP/s" for name, key in (("fp32", "fp32_gflops"), ("bf16", "bf16_gflops"))
                 if ceilings[key]]
        shares = [f"{100 * step[key]:.0f} % of {name}" for name, key in (("fp32", "of_fp32"), ("bf16", "of_bf16")) if key in step]
        lines += ["", f"Ceilings in the same run: {', '.join(parts)}; copy {ceilings['copy_gbytes']:.1f} GB/s. The whole step: "
                  f"{step['gflop'] / 1000:.2f} TFLOP, {step['gflops']:.0f} GFLOP/s, {', '.join(shares)}."]
    return "\n".join(lines) + "\n"


def measure(options):
    environment = CAPS[options.max_isa] if options.max_isa else {}
    report = {"date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
              "load": os.getloadavg()[0], "size": options.size, "views": options.views, "threads": options.threads,
              "precision": options.precision, "max_isa": options.max_isa, "rounds": options.rounds, "steps": options.steps,
              "clipdraw": [], "reference": []}
    for number in range(options.rounds):
        for name in ("clipdraw", "reference"):
            say(f"round {number + 1} of {options.rounds}: {name}, load {os.getloadavg()[0]:.2f}")
            begin = time.perf_counter()
            if name == "reference":
                report[name].append(run_reference(options, environment))
            else:
                found = run_clipdraw(options, environment, options.matrix if number == 0 else 0)
                if number == 0:
                    report["machine"] = {**found["machine"], "ceilings": found["ceilings"]}
                report[name].append(found["runs"][0])
            say(f"  {report[name][-1]['steps_per_second']:.3g} steps/s, whole {time.perf_counter() - begin:.0f} s")
    return {**report, "rows": compare(report["clipdraw"], report["reference"])}


def main():
    parser = argparse.ArgumentParser(prog="bench_compare", description=__doc__.split("\n")[0])
    parser.add_argument("--size", default="256x256", help="WIDTHxHEIGHT; default 256x256")
    parser.add_argument("--views", type=int, default=32, help="default 32")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)), help="default: all cores")
    parser.add_argument("--rounds", type=int, default=2, help="how often both are run; default 2")
    parser.add_argument("--steps", type=int, default=3, help="measured ones of a run, after two others; default 3")
    parser.add_argument("--max-isa", choices=sorted(CAPS), help="hold both to these instructions; clipdraw computes in fp32 then")
    parser.add_argument("--precision", help="of clipdraw; default: its own, fp32 with --max-isa")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="another option of clipdraw's drawing")
    parser.add_argument("--matrix", type=int, default=4096, help="side of the ceilings' product, 0 for none; default 4096")
    parser.add_argument("--models", help="folder where the weights are made and stay; default: a temporary one")
    parser.add_argument("--json", metavar="FILE", help="write all that was measured there")
    parser.add_argument("--markdown", metavar="FILE", help="write the table there, too")
    parser.add_argument("--tiny", action="store_true", help="tiny models, not the same on both sides: a quick test")
    options = parser.parse_args()
    options.cli = os.environ.get("CLIPDRAW_CLI")
    if not options.cli:
        parser.error("CLIPDRAW_CLI does not say where the command is; scripts/bench_compare builds it")
    options.cli = os.path.abspath(options.cli)
    if options.max_isa and not options.precision and has_option(options.cli, "--precision"):
        options.precision = "fp32"
    made = None if options.models or options.tiny else tempfile.mkdtemp(prefix="clipdraw-compare-")
    options.models = made or (os.path.abspath(options.models) if options.models else None)
    try:
        if options.models:  # before the first round, so that writing them disturbs nothing
            say("making models of random weights")
            run_clipdraw(argparse.Namespace(**{**vars(options), "steps": 1, "size": "32x32", "views": 1}), {}, 0)
        report = measure(options)
    except (RuntimeError, OSError) as error:
        sys.exit(f"bench_compare: {error}")
    finally:
        if made:
            shutil.rmtree(made, ignore_errors=True)
    text = as_markdown(report)
    for file, content in ((options.json, json.dumps(report, indent=1) + "\n"), (options.markdown, text)):
        if file:
            with open(file, "w", encoding="utf-8") as out:
                out.write(content)
    print(text, end="")


if __name__ == "__main__":
    main()
