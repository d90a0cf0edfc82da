# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""What is drawn for the evaluation: sets of prompts, each with the options it is drawn with."""
import json
import os
from dataclasses import dataclass, field

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROMPTS = os.path.join(ROOT, "tests", "data", "prompts")
FIRST_SEED = 1
# VQGAN-CLIP's procedure (nerdyrodent/VQGAN-CLIP, generate.py's defaults) with the models at hand.
RANDOM_CODES = {"start": "random", "steps": 500, "cutouts": 32, "optimizer": "adam", "learning-rate": 0.1,
                "schedule": "constant", "noise": 0.1}


@dataclass
class Set:
    """Pictures of some prompts, all drawn with the same options."""
    name: str
    what: str
    files: list                      # of prompts
    options: dict = field(default_factory=dict)
    seeds: tuple = (FIRST_SEED,)
    compared: bool = False           # only the prompts that are marked for it

    def prompts(self):
        """The lines of its files: dicts."""
        rows = []
        for name in self.files:
            with open(os.path.join(PROMPTS, name), encoding="utf-8") as f:
                rows += [json.loads(line) for line in f]
        return [r for r in rows if r.get("compare") or not self.compared]

    def jobs(self):
        """The lines of a list for `clipdraw batch`."""
        return [{"id": f"{row['id']}-{seed}", "prompt": row["prompt"], "seed": seed, **self.options}
                for seed in self.seeds for row in self.prompts()]


BOTH = ["en.jsonl", "ko.jsonl"]
SETS = [
    Set("normal", "as `clipdraw PROMPT` draws", BOTH),
    Set("start", "the first picture alone", BOTH, {"steps": 0}),
    Set("draft", "`--quality draft`", ["en.jsonl"], {"quality": "draft"}),
    Set("best", "`--quality best`", ["en.jsonl"], {"quality": "best"}, compared=True),
    Set("large", "256x256", ["en.jsonl"], {"size": "256x256"}, compared=True),
    Set("seeds", "three other seeds", ["en.jsonl"], seeds=(2, 3, 4), compared=True),
    Set("codes", "VQGAN-CLIP's procedure: random codes, 32 views, Adam 0.1, 500 steps", ["en.jsonl"], RANDOM_CODES, compared=True),
    Set("sheet", "the contact sheet", ["sheet.jsonl"]),
    Set("naming", "pictures to be named", ["naming.jsonl"]),
]
