# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Draws the prompts of tests/data/prompts and says what the pictures are worth: scripts/evaluate [--out DIR] [--sets NAME,NAME]

Writes DIR/results.json and DIR/table.md. Stopped, the same command goes on where it was. docs/evaluation.md says what the
figures mean.
"""
import argparse
import datetime
import json
import os
import sys

import torch

from . import draw, report, score
from .sets import ROOT, SETS
from .sheet import sheet

BUILD = os.path.join(ROOT, "build", "release")
ALONE = {"--quality draft": ["--quality", "draft"], "": [], "--quality best": ["--quality", "best"], "--size 256x256": ["--size", "256x256"],
         "--size 256x256 --quality draft": ["--size", "256x256", "--quality", "draft"]}


def library():
    """The examples' Python binding, for the library of the build."""
    sys.path.insert(0, os.path.join(ROOT, "examples", "python"))
    import clipdraw
    clipdraw.load_library(os.path.join(BUILD, "lib", "libclipdraw.so"))
    return clipdraw


def command_of(weights):
    """The build's clipdraw command, for a folder of weights or None, the built-in one."""
    return [os.path.join(BUILD, "bin", "clipdraw"), *(["--weights", weights] if weights else [])]


def eyes_of(weights):
    """{"judge": Eyes, "guide": Eyes} of the same."""
    model = library().Model(weights)
    return {"judge": score.Eyes(model.judge()), "guide": score.Eyes(model)}


def judged(rows, paths, eyes):
    """Ranks of pictures by each of the eyes. eyes: {"judge": Eyes, "guide": Eyes}"""
    return {name: [one.rank(one.picture(path), row) for row, path in zip(rows, paths)] for name, one in eyes.items()}


def figures_of(one, results, eyes):
    """What a set of pictures is worth; results: draw()'s."""
    rows, paths = one.prompts() * len(one.seeds), [r["path"] for r in results]
    out = {"what": one.what, "options": one.options, "seeds": list(one.seeds), "count": len(results),
           "seconds": sum(r["seconds"] for r in results) / len(results), "steps": sum(r["steps"] for r in results) / len(results)}
    if "distractors" not in rows[0]:
        return out
    ranks = judged(rows, paths, eyes)
    at = lambda chosen: {name: score.recall([r for r, yes in zip(values, chosen) if yes]) for name, values in ranks.items()}
    languages = sorted({row["lang"] for row in rows})
    out["languages"] = {}
    for language in languages:
        chosen = [row["lang"] == language for row in rows]
        part = [(row, rank) for row, rank, yes in zip(rows, ranks["judge"], chosen) if yes]
        out["languages"][language] = {**at(chosen), "kinds": score.by_kind(*zip(*part))}
    compared = [bool(row.get("compare")) for row in rows]
    if any(compared):
        out["compared"] = at(compared)
    right, of, found = score.right_colours(rows, paths)
    if of:
        out["colours"] = {"right": right, "of": of, "found": found}
    out["pictures"] = [{"prompt": row["prompt"], "file": os.path.basename(path), **{k: v[i] + 1 for k, v in ranks.items()}}
                       for i, (row, path) in enumerate(zip(rows, paths))]
    return out


def spread_of(results, sets, eyes):
    """How unlike the seeds of the same prompts are."""
    one = next(s for s in sets if s.name == "seeds")
    count = len(one.prompts())
    pictures = [[results["seeds"][k * count + i]["path"] for k in range(len(one.seeds))] for i in range(count)]
    return {**score.spread(eyes["judge"], pictures), "seeds": list(one.seeds)}


def machine():
    """The processor's name and how many of its cores are at hand."""
    with open("/proc/cpuinfo", encoding="ascii", errors="replace") as f:
        name = next((line.split(":")[1].strip() for line in f if line.startswith("model name")), "an unknown processor")
    return f"{name}, {len(os.sched_getaffinity(0))} cores"


def main():
    a = argparse.ArgumentParser(prog="scripts/evaluate", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("--out", default=os.path.join(ROOT, "build", "evaluation"))
    a.add_argument("--sets", default=",".join(s.name for s in SETS), help="of: %(default)s")
    a.add_argument("--weights", help="a folder of weights; the built-in one when absent")
    a.add_argument("--data", help="a folder of the dataset: the judge is asked for real pictures too")
    a.add_argument("--group", type=int, default=1, help="how many pictures are drawn together")
    a.add_argument("--no-timing", action="store_true", help="do not time whole programs")
    o = a.parse_args()
    names = o.sets.split(",")
    unknown = set(names) - {s.name for s in SETS}
    if unknown:
        a.error(f"--sets: {', '.join(sorted(unknown))}: no such set; there are {', '.join(s.name for s in SETS)}")
    os.makedirs(o.out, exist_ok=True)
    command = command_of(o.weights)
    sets, results = [s for s in SETS if s.name in names], {}
    for one in sets:
        print(f"{one.name}: {len(one.jobs())} pictures, {one.what}", file=sys.stderr, flush=True)
        results[one.name] = draw.draw(one, [*command, "--group", str(o.group)], o.out)
    torch.set_num_threads(1)
    eyes = eyes_of(o.weights)
    figures = {"when": datetime.date.today().isoformat(), "version": library().version(), "machine": machine(), "group": o.group, "sets": {}}
    for one in sets:
        print(f"{one.name}: judging", file=sys.stderr, flush=True)
        figures["sets"][one.name] = figures_of(one, results[one.name], eyes)
        sheet([r["path"] for r in results[one.name]], os.path.join(o.out, one.name + ".png"))
    if "seeds" in results:
        figures["spread"] = spread_of(results, sets, eyes)
    if o.data:
        from .ceiling import real_pictures
        real = real_pictures(o.data, next(s for s in SETS if s.name == "draft").prompts())
        ranks = [eyes["judge"].rank(eyes["judge"].model.encode_image(picture), row) for row, picture in real]
        figures["real"] = {**score.recall(ranks), "kinds": score.by_kind([row for row, _ in real], ranks)}
    if not o.no_timing:
        figures["alone"] = {}
        for name, options in ALONE.items():
            seconds, steps = draw.seconds_alone(command, o.out, options=options)
            figures["alone"][name] = {"seconds": seconds, "steps": steps}
    with open(os.path.join(o.out, "results.json"), "w", encoding="utf-8") as f:
        json.dump(figures, f, indent=1, ensure_ascii=False)
    text = report.markdown(figures)
    with open(os.path.join(o.out, "table.md"), "w", encoding="utf-8") as f:
        f.write(text)
    print(text)


if __name__ == "__main__":
    try:
        main()
    except draw.Failed as error:
        sys.exit(f"evaluate: {error}")
