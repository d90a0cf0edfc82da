# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Mean distance of pictures to their prompts, seen by a CLIP that did not guide them.

python3 -m python_export.train.judge_pictures --judge RUN FOLDER ...      FOLDER/red-apple.png is of "red apple"
"""
import argparse
import glob
import os

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

from .train_clip import load_clip


def picture(path, side):
    image = Image.open(path).convert("RGB").resize((side, side), Image.BOX)
    return torch.from_numpy(np.asarray(image).copy()).permute(2, 0, 1).float() / 255


@torch.no_grad()
def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("--judge", required=True)
    a.add_argument("folders", nargs="+")
    o = a.parse_args()
    torch.set_num_threads(1)
    judge, tokenizer = load_clip(o.judge)
    for folder in o.folders:
        files = sorted(glob.glob(os.path.join(folder, "*.png")))
        names = [os.path.basename(f)[:-4].replace("-", " ") for f in files]
        images = torch.stack([picture(f, judge.config["image_resolution"]) for f in files])
        tokens = torch.tensor([tokenizer.encode("a " + n, judge.config["context_length"]) for n in names])
        a, b = F.normalize(judge.encode_image(images), dim=1), F.normalize(judge.encode_text(tokens), dim=1)
        distance = 2 * ((a - b).norm(dim=1) / 2).asin() ** 2
        best = ((a @ b.T).argmax(1) == torch.arange(len(files))).sum().item()
        print(f"{folder}: mean distance {distance.mean():.4f} of {len(files)} pictures; own prompt nearest for {best}")


if __name__ == "__main__":
    main()
