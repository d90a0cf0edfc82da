# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Cut-outs -> training pictures: recolour, scale, flip, repeat, pair, put on a ground; and the facts to say in words.

Everything is one batch of tensors; the only loop over pictures is the wording of captions.
"""
import numpy as np
import torch
import torch.nn.functional as F

from .colours import WHITE, dominant_colour, recolour
from .grounds import OWN, ground

LEFT, RIGHT, ABOVE, BELOW = range(4)   # where the first of two things stands, seen from the second
# Centres, -1..1, and scale of the things in a picture of one to four.
_PLACES = {2: [([-.5, .5], [0, 0], .5), ([-.45, .45], [-.35, .35], .5)],
           3: [([-.66, 0, .66], [0, 0, 0], .34), ([0, -.5, .5], [-.5, .42, .42], .46)],
           4: [([-.5, .5, -.5, .5], [-.5, -.5, .5, .5], .46)]}


def place(rgba, rng, out, whole, x, y, scale, turn=0.12, flips=True):
    """Premultiplied rgba [B, 4, H, W] -> [B, 4, out, out]: half of them flipped, turned, `scale` of the frame's side, centred at x, y.

    x, y, scale: float32 [B], -1..1. Where whole [B] the picture is a photograph and fills the frame, neither turned nor moved.
    """
    n = rgba.shape[0]
    as_tensor = lambda v: torch.from_numpy(np.asarray(v, np.float32))
    a, x, y = (torch.where(whole, torch.zeros(()), as_tensor(v)) for v in (rng.uniform(-turn, turn, n), x, y))
    z = 1 / torch.where(whole, as_tensor(rng.uniform(1.02, 1.3, n)), as_tensor(scale))
    flip = torch.where(torch.from_numpy(rng.random(n) < 0.5 * flips), -1.0, 1.0)
    m = torch.stack([flip * z * a.cos(), -flip * z * a.sin(), z * a.sin(), z * a.cos()], 1).view(n, 2, 2)
    shift = -(m @ torch.stack([x, y], 1)[..., None])
    grid = F.affine_grid(torch.cat([m, shift], 2), [n, 4, out, out], align_corners=False)
    return F.grid_sample(rgba, grid, align_corners=False, padding_mode="zeros")


def over(front, back):
    """Premultiplied pictures, one over the other."""
    return front + back * (1 - front[:, 3:])


def several(rgba, rng, out, rows, count, second, relation, turn=0.12, flips=True):
    """Pictures of two to four of a thing, or of two things, premultiplied [M, 4, out, out].

    rgba [B, 4, H, W] premultiplied; rows [M]: which of them come first; count [M]; second [M]: the other thing's row or -1;
    relation [M]: where the first stands then.
    """
    m = len(rows)
    x, y, scale = np.zeros((m, 4)), np.zeros((m, 4)), np.ones(m)
    slots = np.where(second >= 0, 2, count)
    source = np.repeat(rows[:, None], 4, 1)
    source[:, 1] = np.where(second >= 0, second, rows)
    for i in range(m):
        if second[i] >= 0:
            along, across = rng.uniform(.44, .56, 2) * [-1, 1], rng.uniform(-.15, .15, 2)
            if relation[i] in (RIGHT, BELOW):
                along = along[::-1]
            x[i, :2], y[i, :2] = (along, across) if relation[i] in (LEFT, RIGHT) else (across, along)
            scale[i] = rng.uniform(.44, .54)
        else:
            options = _PLACES[count[i]]
            px, py, s = options[rng.integers(len(options))]
            k = count[i]
            mirror = rng.choice([-1, 1])
            x[i, :k], y[i, :k] = np.array(px) * mirror + rng.normal(0, .03, k), py + rng.normal(0, .03, k)
            scale[i] = s * rng.uniform(.88, 1.04)
    small = F.avg_pool2d(rgba, 2)
    result = torch.zeros(m, 4, out, out)
    for k in range(4):
        at = np.flatnonzero(slots > k)
        if len(at):
            whole = torch.zeros(len(at), dtype=torch.bool)
            one = place(small[source[at, k]], rng, out, whole, x[at, k], y[at, k], scale[at] * rng.uniform(.95, 1.05, len(at)), turn, flips)
            result[at] = over(one, result[at])
    return result


def compose(rgba, cutout, rng, out, white=0.6, recoloured=0.3, scale=(0.72, 1.05), shift=0.14, turn=0.12, mono=None,
            scenery=0.0, photos=None, counted=0.0, paired=0.0, small=0.0, kinds=None, flips=True):
    """uint8 rgba [B, 4, H, W] + cutout [B] bool -> picture [B, 3, out, out] float 0..1 and facts for the caption.

    mono [B] bool: drawn in one colour. scenery, photos: see ground(). counted, paired, small: shares of the cut-outs shown two
    to four times, beside another one, or small in the frame; kinds [B] int: pictures of one kind are not paired. flips: half of
    the pictures are mirrored.
    facts: arrays [B]: colour (index or -1), changed (recoloured), ground (grounds.py), count 1..4, second (row in the batch or
    -1), relation (-1 or that of the first to the second), size (0 small, 1 large, -1 neither).
    """
    x = rgba.float() / 255
    n, wide = len(x), x.shape[-1]
    cut = torch.from_numpy(np.asarray(cutout))
    flat = torch.zeros(n, dtype=torch.bool) if mono is None else torch.from_numpy(np.asarray(mono))
    rgb, changed = recolour(x[:, :3], x[:, 3:], cut, flat, rng, recoloured)
    colour = dominant_colour(torch.cat([rgb, x[:, 3:]], 1))
    pre = torch.cat([rgb * x[:, 3:], x[:, 3:]], 1)
    if wide >= 2 * out:
        pre = F.avg_pool2d(pre, wide // out)
    is_cut, kind = cut.numpy(), rng.random(n)
    partner, relation = rng.permutation(n), rng.integers(0, 4, n)
    two = is_cut & is_cut[partner] & (kind < paired) & (partner != np.arange(n))
    if kinds is not None:
        two &= kinds[partner] != kinds
    many = is_cut & ~two & (kind >= paired) & (kind < paired + counted)
    tiny = is_cut & ~two & ~many & (kind > 1 - small)
    count = np.where(many, rng.integers(2, 5, n), 1)
    size = rng.uniform(*scale, n)
    size = np.where(tiny, rng.uniform(.3, .42, n), size)
    reach = np.where(tiny, 1 - size, shift)
    y = place(pre, rng, out, ~cut, rng.uniform(-1, 1, n) * reach, rng.uniform(-1, 1, n) * reach, size, turn, flips)
    rows = np.flatnonzero(two | many)
    if len(rows):
        y[rows] = several(pre, rng, out, rows, count[rows], np.where(two[rows], partner[rows], -1), relation[rows], turn, flips)
    mono_or_vivid = flat.numpy() | (colour.numpy() != WHITE)   # white things have outlines
    g, named = ground(n, out, rng, white, scenery, photos, avoid=np.where(mono_or_vivid, colour.numpy(), -1))
    picture = torch.addcmul(y[:, :3], 1 - y[:, 3:], g).clamp_(0, 1)
    colour = torch.where(cut, colour, torch.full_like(colour, -1))
    large = is_cut & ~two & ~many & ~tiny & (size > 0.98)
    return picture, {"colour": colour.numpy(), "changed": changed.numpy(), "ground": np.where(is_cut, named, OWN),
                     "count": count, "second": np.where(two, partner, -1), "relation": np.where(two, relation, -1),
                     "size": np.where(tiny, 0, np.where(large, 1, -1))}
