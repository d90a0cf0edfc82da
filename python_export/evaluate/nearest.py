# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Which training picture is nearest to each drawn one, and how many are near copies.

/usr/bin/python3 -m python_export.evaluate.nearest --data DIR --pictures build/evaluation/sheet --out build/evaluation/nearest

Distance: the root of the mean squared difference of pixels at 32 x 32, at the best of three sizes, both ways round. A near copy is
as near as nineteen of twenty training pictures are to themselves when they are placed anew. Held-out pictures, which cannot be copies, show how near pictures are by chance.
"""
import argparse
import glob
import json
import os

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

from ..train.compose import compose
from ..train.pack import Pack

SIDE = 32
SCALES = (0.82, 0.92, 1.02)
PLACED = {"white": 1.0, "recoloured": 0.0, "scale": (0.82, 1.02), "shift": 0.06, "turn": 0.05}   # more than encode_latents moves them


def shrink(x):
    """[B, 3, H, W] 0..1 -> [B, 3 * SIDE * SIDE]"""
    return F.adaptive_avg_pool2d(x, SIDE).flatten(1)


def on_white(rgba, scale):
    """uint8 rgba [B, 4, H, W] in the middle of a white frame of the same size."""
    x = rgba.float() / 255
    n, _, h, w = x.shape
    grid = F.affine_grid(torch.eye(2, 3)[None].repeat(n, 1, 1) / scale, [n, 4, h, w], align_corners=False)
    x = F.grid_sample(torch.cat([x[:, :3] * x[:, 3:], x[:, 3:]], 1), grid, align_corners=False)
    return x[:, :3] + 1 - x[:, 3:]


class Training:
    """The training pictures in colour, small, in every size and both ways round."""

    def __init__(self, pack, step=256):
        self.rows = pack.train[~pack.mono[pack.train]]
        parts = []
        for i in range(0, len(self.rows), step):
            rgba = pack.rgba(self.rows[i:i + step])
            sizes = [on_white(rgba, s) for s in SCALES]
            parts.append(torch.stack([shrink(v) for x in sizes for v in (x, x.flip(3))], 1))
        self.small = torch.cat(parts)   # [N, 6, D]

    def nearest(self, small):
        """small [B, D] -> (distance [B], index of the row [B])"""
        variants = self.small.flatten(0, 1)
        square = (variants ** 2).sum(1) + (small ** 2).sum(1, keepdim=True) - 2 * small @ variants.T
        best = square.min(1)
        return (best.values.clamp_min(0) / small.shape[1]).sqrt(), best.indices // self.small.shape[1]


def read(path, size):
    with Image.open(path) as image:
        x = np.asarray(image.convert("RGB").resize((size, size), Image.LANCZOS))
    return torch.from_numpy(x.copy()).permute(2, 0, 1).float() / 255


def pairs(drawn, found, path, columns=10, side=96, gap=4):
    """Each drawn picture above the training picture that is nearest."""
    rows = -(-len(drawn) // columns)
    out = Image.new("RGB", (columns * (side + gap) + gap, rows * (2 * side + 3 * gap) + gap), "#bbb")
    for i, both in enumerate(zip(drawn, found)):
        r, c = divmod(i, columns)
        for k, x in enumerate(both):
            image = Image.fromarray((x.permute(1, 2, 0).numpy() * 255).round().astype(np.uint8)).resize((side, side), Image.LANCZOS)
            out.paste(image, (gap + c * (side + gap), gap + r * (2 * side + 3 * gap) + k * side))
    out.save(path)


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--data", "--pictures", "--out"):
        a.add_argument(name, required=True)
    a.add_argument("--seed", type=int, default=23)
    o = a.parse_args()
    torch.set_num_threads(1)
    pack, rng = Pack(o.data), np.random.default_rng(o.seed)
    training = Training(pack)

    def placed(rows):
        return compose(pack.rgba(rows), pack.cutout[rows], rng, pack.pictures.shape[1], **PLACED)[0]

    itself = training.nearest(shrink(placed(rng.choice(training.rows[pack.cutout[training.rows]], 300, replace=False))))[0]
    held = pack.family[~pack.mono[pack.family] & pack.cutout[pack.family]]
    chance = training.nearest(shrink(placed(rng.choice(held, min(300, len(held)), replace=False))))[0]
    files = sorted(glob.glob(os.path.join(o.pictures, "*.png")))
    drawn = torch.stack([read(f, pack.pictures.shape[1]) for f in files])
    distance, index = training.nearest(shrink(drawn))
    bound = float(itself.quantile(0.95))
    figures = {"pictures": len(files), "near_copies": int((distance <= bound).sum()), "bound": bound,
               "copies_median": float(itself.median()), "held_out_median": float(chance.median()),
               "held_out_within_bound": float((chance <= bound).float().mean()), "drawn_median": float(distance.median()),
               "each": [{"file": os.path.basename(f), "distance": round(float(d), 4), "nearest": pack.items[training.rows[k]]["id"]}
                        for f, d, k in zip(files, distance, index)]}
    os.makedirs(o.out, exist_ok=True)
    with open(os.path.join(o.out, "nearest.json"), "w", encoding="utf-8") as f:
        json.dump(figures, f, indent=1, ensure_ascii=False)
    pairs(drawn, on_white(pack.rgba(training.rows[index.numpy()]), 0.92), os.path.join(o.out, "nearest.png"))
    print(json.dumps({k: v for k, v in figures.items() if k != "each"}, indent=1))


if __name__ == "__main__":
    main()
