# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""What options are worth: the compared prompts drawn with each list of options, side by side.

python3 -m python_export.evaluate.choose --out DIR "" "steps=8 cutouts=16" "size=256x256 coarse=0.7" ...

Prints a line for each as soon as it is known, and writes DIR/choose.json. Stopped, the same command goes on.
"""
import argparse
import json
import os
import re

import numpy as np

from . import draw, score
from .__main__ import command_of, eyes_of
from .sets import FIRST_SEED, Set

HEAD = "| options | judge R@1 / R@5 | judge's margin | guide R@1 / R@5 | right colour | seconds each |\n| --- | --- | --- | --- | --- | --- |"


def options_of(text):
    """"steps=8 pull=2" -> {"steps": 8, "pull": 2}"""
    pairs = dict(part.split("=", 1) for part in text.split())
    return {name: json.loads(value) if re.fullmatch(r"-?[\d.]+(e-?\d+)?", value) else value for name, value in pairs.items()}


def worth(one, results, eyes):
    """The figures of a set, from draw()'s results."""
    rows, paths = one.prompts() * len(one.seeds), [r["path"] for r in results]
    out = {"options": one.options, "count": len(rows), "seconds": sum(r["seconds"] for r in results) / len(results)}
    for name, eye in eyes.items():
        leads = [eye.leads(eye.picture(path), row) for path, row in zip(paths, rows)]
        out[name] = score.recall([(one <= 0).sum() for one in leads])
        out[name]["margin"] = float(np.mean([one.min() for one in leads]))   # over the nearest distractor
    right, of, _ = score.right_colours(rows, paths)
    return {**out, "colours": [right, of]}


def line(text, found):
    """A row of the table."""
    judge, guide, (right, of) = found["judge"], found["guide"], found["colours"]
    return (f"| `{text or 'as they are'}` | {judge['r1']:.2f} / {judge['r5']:.2f} | {judge['margin']:+.4f} | "
            f"{guide['r1']:.2f} / {guide['r5']:.2f} | {right} of {of} | {found['seconds']:.2f} |")


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("--out", required=True)
    a.add_argument("--weights", help="a folder of weights; the built-in one when absent")
    a.add_argument("--all", action="store_true", help="all 200 English prompts, not the 40 that are marked for comparing")
    a.add_argument("--seeds", type=int, default=1, help="how many pictures of each prompt")
    a.add_argument("options", nargs="+")
    o = a.parse_args()
    os.makedirs(o.out, exist_ok=True)
    command, eyes, found = command_of(o.weights), eyes_of(o.weights), {}
    print(HEAD, flush=True)
    for text in o.options:
        one = Set(re.sub(r"[^\w.-]+", "_", text) or "normal", text, ["en.jsonl"], options_of(text),
                  tuple(range(FIRST_SEED, FIRST_SEED + o.seeds)), not o.all)
        found[text] = worth(one, draw.draw(one, command, o.out), eyes)
        print(line(text, found[text]), flush=True)
    with open(os.path.join(o.out, "choose.json"), "w", encoding="utf-8") as f:
        json.dump(found, f, indent=1)


if __name__ == "__main__":
    main()
