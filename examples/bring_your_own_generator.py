# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Writes a generator of one's own for clipdraw: a TorchScript module and the file that describes it.

    python3 bring_your_own_generator.py washes.pt
    clipdraw "a red apple" --generator washes.pt

This one paints washes of colour: Z has the colours of three layers of paper, and how far each covers the one below.
Any module with decode(z), and encode(image) where that is possible, works the same way: see docs/generators.md.
"""
import json
import pathlib
import sys

import torch
import torch.nn.functional as F

FACTOR = 8  # pixels along a side for one place of Z
LAYERS = 3
CHANNELS = 3 + 4 * (LAYERS - 1)  # the paper's colour, then a colour and a cover each


class Washes(torch.nn.Module):
    @torch.jit.export
    def decode(self, z):
        """z: [N, CHANNELS, h, w] float, about unit normal -> [N, 3, 8 h, 8 w] float, 0..1."""
        z = F.interpolate(z, scale_factor=8.0, mode="bilinear", align_corners=False)
        picture = torch.sigmoid(z[:, :3])
        for layer in range(2):
            first = 3 + 4 * layer
            cover = torch.sigmoid(4 * z[:, first + 3:first + 4])  # steep: washes have edges
            picture = picture + cover * (torch.sigmoid(z[:, first:first + 3]) - picture)
        return picture

    @torch.jit.export
    def encode(self, image):
        """image: [N, 3, 8 h, 8 w] float, 0..1 -> [N, CHANNELS, h, w]: all of it in the lowest layer."""
        colours = torch.logit(F.avg_pool2d(image, 8), 0.01)
        rest = torch.full_like(colours[:, :1], -2.0)
        return torch.cat([colours, torch.cat([rest] * 8, 1)], 1)


def write(path):
    torch.jit.script(Washes()).save(str(path))
    description = {"generator": "torchscript", "latent_channels": CHANNELS, "factor": FACTOR, "native_size": 256,
                   "output_range": "0..1", "low": -6, "high": 6, "learning_rate": 0.1, "steps": 150}
    pathlib.Path(path).with_suffix(".json").write_text(json.dumps(description, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: bring_your_own_generator.py FILE.pt")
    write(sys.argv[1])
