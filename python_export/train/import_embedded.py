# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Committed weights -> runs, as far as the exporter, freeze_codes, encode_latents and other trainers' --clip, --start and
--features read them: what training goes on from where nothing is left but the weights.

python3 -m python_export.train.import_embedded weights/embedded DIR      makes DIR/clip, judge, vqgan and prior

They hold averaged weights alone; a trainer begins a new run with `--start DIR/clip`.
"""
import json
import os
import shutil
import sys

import torch

from .. import archive
from .start import archived

VOCABULARY = "vocab.txt.gz"
NOT_TRAINED = {"quantize.embedding.weight"}    # follows from the levels


def main(source, target):
    for kind in ("clip", "judge", "vqgan", "prior"):
        path, run = os.path.join(source, kind + ".safetensors"), os.path.join(target, kind)
        config = json.loads(archive.read(path)[1]["config"])
        os.makedirs(run, exist_ok=True)
        if kind != "vqgan":
            shutil.copyfile(os.path.join(source, VOCABULARY), os.path.join(run, VOCABULARY))
        if kind == "prior":
            scale = {k: torch.tensor(config.pop(k)).view(1, -1, 1, 1) for k in ("mean", "std")}
            torch.save(scale, os.path.join(run, "scale.pt"))
        with open(os.path.join(run, "config.json"), "w") as f:
            json.dump(config, f)
        state = {k: v for k, v in archived(path).items() if k not in NOT_TRAINED}
        torch.save({"average": state}, os.path.join(run, "checkpoint.pt"))


if __name__ == "__main__":
    main(*sys.argv[1:])
