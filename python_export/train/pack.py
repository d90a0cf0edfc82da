# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""The data set of python_export.dataset as batches: pictures, items, sampling weights."""
import json
import os

import numpy as np
import torch

from ..dataset.everyday import everyday

# How often a source is drawn, a picture, before the concept's size is evened out.
STYLE_WEIGHT = {"flat icon": 1.0, "shaded icon": 1.0, "cartoon": 1.0, "outlined cartoon": 0.8, "3d": 1.2, "icon": 0.7,
                "clip art": 0.6, "photo": 0.3, "round icon": 0.4, "hand drawing": 0.4, "line drawing": 0.3,
                "blue icon": 0.25, "black and white drawing": 0.3, "black silhouette": 0.25, "silhouette icon": 0.35,
               "outline icon": 0.2}
SOURCE_WEIGHT = {"landscapes": 3.0}
MONO = {"silhouette icon", "outline icon", "black silhouette"}   # given a colour whenever they are shown
EVERYDAY = 2.0


class Pack:
    """pictures: uint8 [N, H, W, 4] memory map; items: N dicts; rows of each split as index arrays."""

    def __init__(self, folder, size=None):
        """size: 64 halves the 128 px pictures once and keeps them beside the originals."""
        self.pictures = np.load(os.path.join(folder, "pictures.npy"), mmap_mode="r")
        if size and size != self.pictures.shape[1]:
            self.pictures = shrunk(self.pictures, folder, size)
        with open(os.path.join(folder, "items.jsonl"), encoding="utf-8") as f:
            self.items = [json.loads(l) for l in f]
        assert len(self.items) == len(self.pictures), folder
        self.cutout = np.array([i["cutout"] for i in self.items])
        split = np.array([i["split"] for i in self.items])
        self.train, self.family, self.concept = (np.flatnonzero(split == s) for s in ("train", "family", "concept"))
        self.mono = np.array([i["style"] in MONO for i in self.items])
        self.concept_id = np.unique([i["concept"] for i in self.items], return_inverse=True)[1]

    def weights(self):
        """Probability of each training row: style weight, divided by the root of its concept's count; more for everyday things."""
        items = [self.items[i] for i in self.train]
        w = np.array([STYLE_WEIGHT.get(i["style"], 0.5) * SOURCE_WEIGHT.get(i["source"], 1.0) *
                      (EVERYDAY if everyday(i["name"], i.get("group")) else 1.0) for i in items])
        ids = self.concept_id[self.train]
        w = w / np.sqrt(np.maximum(np.bincount(ids)[ids], 4))
        return w / w.sum()

    def landscapes(self):
        """float [P, 3, H, W] 0..1: photographs of landscapes for grounds, or None."""
        rows = np.array([i for i in self.train if self.items[i]["source"] == "landscapes"])
        return self.rgba(rows)[:, :3].float() / 255 if len(rows) else None

    def rgba(self, rows):
        """uint8 [B, 4, H, W] of the given rows, read in file order."""
        x = torch.from_numpy(np.ascontiguousarray(self.pictures[np.sort(rows)])).permute(0, 3, 1, 2)
        order = np.argsort(np.argsort(rows, kind="stable"), kind="stable")
        return x[torch.from_numpy(order)]


def shrunk(pictures, folder, size):
    """uint8 [N, H, W, 4] -> [N, size, size, 4], colours weighted by alpha; cached in the folder."""
    path = os.path.join(folder, f"pictures_{size}.npy")
    if not os.path.exists(path):
        k, n = pictures.shape[1] // size, len(pictures)
        out = np.empty((n, size, size, 4), np.uint8)
        for i in range(0, n, 512):
            x = pictures[i:i + 512].astype(np.float32).reshape(-1, size, k, size, k, 4)
            a = x[..., 3:].mean((2, 4))
            rgb = (x[..., :3] * x[..., 3:]).mean((2, 4)) / np.maximum(a, 1e-3)
            out[i:i + 512] = np.concatenate([rgb, a], -1).round().clip(0, 255)
        np.save(path + f".{os.getpid()}.npy", out)
        os.replace(path + f".{os.getpid()}.npy", path)
    return np.load(path, mmap_mode="r")


class Sampler:
    """Draws training rows by weight; the draw of a step depends on (seed, step) alone."""

    def __init__(self, pack, seed):
        self.pack, self.seed = pack, seed
        self.cumulative = np.cumsum(pack.weights())

    def rng(self, step):
        return np.random.default_rng((self.seed, step))

    def rows(self, rng, n):
        i = np.searchsorted(self.cumulative, rng.random(n)).clip(max=len(self.cumulative) - 1)
        return self.pack.train[i]
