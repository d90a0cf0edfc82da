# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""A sheet of held-out pictures above their reconstructions: python3 -m python_export.train.show_vqgan --data DIR --vqgan RUN --out FILE"""
import argparse

import numpy as np
import torch
from PIL import Image

from .compose import compose
from .encode_latents import load_vqgan
from .pack import Pack


def sheet(pictures, columns):
    """pictures [N, 3, H, W] 0..1 -> one PIL image, row by row."""
    n, _, h, w = pictures.shape
    rows = -(-n // columns)
    out = np.full((rows * h, columns * w, 3), 255, np.uint8)
    for i, p in enumerate((pictures.clamp(0, 1) * 255).round().byte().permute(0, 2, 3, 1).numpy()):
        r, c = divmod(i, columns)
        out[r * h:r * h + h, c * w:c * w + w] = p
    return Image.fromarray(out)


@torch.no_grad()
def main():
    a = argparse.ArgumentParser(description=__doc__)
    for name in ("--data", "--vqgan", "--out"):
        a.add_argument(name, required=True)
    o = a.parse_args()
    torch.set_num_threads(1)
    pack, model = Pack(o.data), load_vqgan(o.vqgan)
    rng = np.random.default_rng(1)
    rows = np.concatenate([rng.choice(pack.family, 10), rng.choice(pack.concept, 10)])
    image, _ = compose(pack.rgba(rows), pack.cutout[rows], rng, pack.pictures.shape[1], recoloured=0.0)
    out = model.decode(model.quantize(model.encode(image))) / 2 + 0.5
    both = torch.cat([image[:10], out[:10], image[10:], out[10:]])
    sheet(both, 10).save(o.out)


if __name__ == "__main__":
    main()
