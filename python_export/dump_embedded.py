# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Writes what the plain PyTorch models compute on a folder of weights, as fixtures of the parity tests.

    /usr/bin/python3 -m python_export.dump_embedded --weights weights/embedded --out DIR

$CLIPDRAW_PARITY_DIR=DIR makes the test program parity_models compare the library with it.
"""
import argparse
import os

import torch

from . import archive
from .dump_reference import dump_clip, dump_prior, dump_vqgan
from .models.tokenizer import Tokenizer

# What the fixtures of each kind are called.
FIXTURES = {"clip": "clip_folded_tiny", "judge": "clip_vit_tiny", "vqgan": "vqgan_plain_tiny", "prior": "prior_tiny"}


def dump(weights, out):
    """Returns the names of the weights that were there."""
    torch.set_num_threads(1)
    tokenizer = Tokenizer(os.path.join(weights, "vocab.txt.gz"), nfc=True)
    jobs = {"clip": lambda p: dump_clip(p, tokenizer), "judge": lambda p: dump_clip(p, tokenizer), "vqgan": dump_vqgan,
            "prior": dump_prior}
    done = []
    for number, (name, job) in enumerate(jobs.items()):
        source = os.path.abspath(os.path.join(weights, name + ".safetensors"))
        if os.path.exists(source):
            torch.manual_seed(200 + number)
            target = os.path.join(out, FIXTURES[name])
            os.symlink(source, target + ".safetensors")
            archive.write(target + ".io.safetensors", job(source))
            done.append(name)
    return done


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", required=True)
    parser.add_argument("--out", required=True, help="an empty folder")
    options = parser.parse_args()
    os.makedirs(options.out, exist_ok=True)
    print(" ".join(dump(options.weights, options.out)))


if __name__ == "__main__":
    main()
