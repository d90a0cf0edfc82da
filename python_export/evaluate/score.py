# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""What pictures are worth: found among distractors by a CLIP, the right colour by their pixels, unlike each other."""
import collections
import itertools

import numpy as np
import torch
from PIL import Image

from ..train.colours import COLOURS, dominant_colour

UNLIKE = 0.15   # of a pixel and the ground, in the channel that differs most: what is drawn on it


class Eyes:
    """A CLIP of the library: texts are encoded once."""

    def __init__(self, model):
        """model: the examples' clipdraw.Model."""
        self.model, self.texts = model, {}

    def text(self, text):
        if text not in self.texts:
            self.texts[text] = self.model.encode_text(text)
        return self.texts[text]

    def picture(self, path):
        """[D] of length 1"""
        with Image.open(path) as image:
            return self.model.encode_image(np.asarray(image.convert("RGB")).copy())

    def leads(self, seen, row):
        """By how much the prompt is nearer to the picture than each of its distractors, in cosines; seen: picture(...)."""
        return self.text(row["prompt"]) @ seen - np.stack([self.text(t) for t in row["distractors"]]) @ seen

    def rank(self, seen, row):
        """How many of a prompt's distractors are at least as near to the picture as the prompt."""
        return int((self.leads(seen, row) <= 0).sum())


def recall(ranks):
    """{"count", "r1", "r5"} of ranks from 0."""
    ranks = np.asarray(ranks)
    return {"count": len(ranks), "r1": float((ranks < 1).mean()), "r5": float((ranks < 5).mean())}


def by_kind(rows, ranks):
    """recall() of each kind of prompt."""
    kinds = collections.defaultdict(list)
    for row, rank in zip(rows, ranks):
        kinds[row["kind"]].append(rank)
    return {kind: recall(values) for kind, values in kinds.items()}


def drawn_colour(pixels):
    """The dominant colour word of what stands on the ground, or None. pixels: uint8 [H, W, 3].

    The ground is the median of the frame's outermost pixels; what differs from it is the thing.
    """
    x = torch.from_numpy(pixels.astype(np.float32) / 255).permute(2, 0, 1)
    frame = torch.cat([x[:, 0], x[:, -1], x[:, :, 0], x[:, :, -1]], 1)
    ground = frame.median(1).values[:, None, None]
    thing = ((x - ground).abs().amax(0, keepdim=True) > UNLIKE).float()
    found = int(dominant_colour(torch.cat([x, thing])[None])[0])
    return COLOURS[found] if found >= 0 else None


def right_colours(rows, paths):
    """Of the prompts that ask for a colour alone: (how many pictures have it, how many there are, what each has)."""
    found = {}
    for row, path in zip(rows, paths):
        if row["kind"] == "coloured":
            with Image.open(path) as image:
                found[row["id"]] = (row["colour"], drawn_colour(np.asarray(image.convert("RGB"))))
    return sum(asked == seen for asked, seen in found.values()), len(found), found


def spread(eyes, pictures):
    """How unlike the pictures of one prompt are: mean of 1 - cosine, and of the pixels' difference (0..1), over all pairs.

    pictures: [paths of one prompt's pictures, ...]
    """
    seen, shown = [], []
    for paths in pictures:
        vectors = [eyes.picture(p) for p in paths]
        pixels = [np.asarray(Image.open(p).convert("RGB")).astype(np.float32) / 255 for p in paths]
        seen += [1 - float(a @ b) for a, b in itertools.combinations(vectors, 2)]
        shown += [float(np.abs(a - b).mean()) for a, b in itertools.combinations(pixels, 2)]
    return {"prompts": len(pictures), "judge": float(np.mean(seen)), "pixels": float(np.mean(shown))}
