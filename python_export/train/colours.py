# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Eleven colour words: telling them from pixels, and giving a cut-out another one."""
import math

import numpy as np
import torch
import torch.nn.functional as F

COLOURS = ["red", "orange", "yellow", "green", "blue", "purple", "pink", "brown", "black", "white", "gray"]
WHITE = COLOURS.index("white")
ALIASES = {"grey": "gray", "violet": "purple"}
# hue 0..6, saturation, value that a grey or one-coloured cut-out gets; hue None: no colour
_TARGET = [(0.0, .85, .85), (.52, .9, .95), (.92, .85, .97), (2.2, .75, .65), (3.7, .75, .8), (4.6, .6, .7), (5.55, .45, .97),
           (.42, .65, .5), (None, 0, .12), (None, 0, .97), (None, 0, .55)]
# factor on saturation, offset and factor on value of a coloured cut-out
_CHANGE = [(1, 0, 1), (1, .1, .9), (1, .15, .85), (1, 0, .9), (1, 0, 1), (.9, 0, .9), (.5, .35, .65), (.8, 0, .6),
           (.1, 0, .28), (.06, .72, .28), (.06, .25, .5)]


def to_hsv(rgb):
    """rgb [..., 3] 0..1 -> h 0..6, s 0..1, v 0..1."""
    r, g, b = rgb.unbind(-1)
    v, _ = rgb.max(-1)
    low, _ = rgb.min(-1)
    c = v - low
    d = c.clamp_min(1e-6)
    h = torch.where(v == r, ((g - b) / d) % 6, torch.where(v == g, (b - r) / d + 2, (r - g) / d + 4))
    return h, c / v.clamp_min(1e-6), v


def from_hsv(h, s, v):
    k = lambda n: (n + h) % 6
    f = lambda n: v - v * s * torch.minimum(k(n), 4 - k(n)).clamp(0, 1)
    return torch.stack([f(5), f(3), f(1)], -1)


def colour_index(rgb):
    """rgb [..., 3] 0..1 -> index into COLOURS, by hue with brown, pink and the greys set apart."""
    h, s, v = to_hsv(rgb)
    out = torch.full_like(h, 4).long()  # blue
    out[(h < 0.33) | (h >= 5.6)] = 0
    out[(h >= 0.33) & (h < 0.72)] = 1
    out[(h >= 0.72) & (h < 1.12)] = 2
    out[(h >= 1.12) & (h < 2.75)] = 3
    out[(h >= 4.25) & (h < 5.0)] = 5
    out[(h >= 5.0) & (h < 5.6)] = 6
    warm = (h < 0.85) | (h >= 5.6)
    out[warm & (v < 0.68) & (h > 0.15) & (h < 0.85)] = 7
    out[(h < 0.15) & (s < 0.62) & (v < 0.6)] = 7
    out[((h >= 5.4) | (h < 0.2)) & (s < 0.55) & (v > 0.8)] = 6
    grey = s < 0.15
    out[grey & (v > 0.85)] = 9
    out[grey & (v <= 0.85)] = 10
    out[(v < 0.25) | (grey & (v < 0.3))] = 8
    return out


def dominant_colour(rgba):
    """rgba [B, 4, H, W] float 0..1 -> [B] index into COLOURS, -1 where no colour covers 45 % of the object."""
    small = F.adaptive_avg_pool2d(rgba, 24)
    a = small[:, 3].flatten(1)
    idx = colour_index(small[:, :3].permute(0, 2, 3, 1)).flatten(1)
    weight = (a > 0.6).float()
    votes = torch.stack([(weight * (idx == c)).sum(1) for c in range(len(COLOURS))], 1)
    share = votes / votes.sum(1, keepdim=True).clamp_min(1)
    best = share.max(1)
    return torch.where(best.values > 0.45, best.indices, torch.full_like(best.indices, -1))


def recolour(rgb, alpha, cut, mono, rng, share):
    """rgb [B, 3, H, W], alpha [B, 1, H, W] 0..1, cut and mono [B] bool: gives `share` of the cut-outs, and all that are
    drawn in one colour (mono), one of the eleven colours. Returns rgb, changed [B] bool.
    """
    n = rgb.shape[0]
    chosen = cut & (mono | torch.from_numpy(rng.random(n) < share))
    target = torch.from_numpy(rng.integers(0, len(COLOURS), n))
    jitter = torch.from_numpy(rng.normal(0, 1, (n, 3)).astype(np.float32))
    if not chosen.any():
        return rgb, chosen
    at = chosen.nonzero()[:, 0]
    small = F.adaptive_avg_pool2d(torch.cat([rgb[at] * alpha[at], alpha[at]], 1), 12)
    h, s, v = to_hsv((small[:, :3] / small[:, 3:].clamp_min(1e-3)).clamp(0, 1).permute(0, 2, 3, 1))
    weight = small[:, 3]
    vivid = weight * s * v
    angle = h * (math.pi / 3)
    mean = torch.atan2((vivid * angle.sin()).sum((1, 2)), (vivid * angle.cos()).sum((1, 2))) * (3 / math.pi)
    plain = (vivid.sum((1, 2)) < 0.15 * weight.sum((1, 2))) | mono[at]
    column = lambda rows, k: torch.tensor([float(r[k] or 0) for r in rows])[target[at]].view(-1, 1, 1)
    hued = torch.tensor([t[0] is not None for t in _TARGET])[target[at]].view(-1, 1, 1)
    to_hue = column(_TARGET, 0) + 0.1 * jitter[at, 0].view(-1, 1, 1).clamp(-1.5, 1.5)
    h, s, v = to_hsv(rgb[at].permute(0, 2, 3, 1))
    turned = torch.where(hued, (h + to_hue - mean.view(-1, 1, 1)) % 6, h)
    bent_s = (s * column(_CHANGE, 0)).clamp(0, 1)
    bent_v = (column(_CHANGE, 1) + v * column(_CHANGE, 2)).clamp(0, 1)
    flat = (column(_TARGET, 2) * (1 + 0.08 * jitter[at, 1].view(-1, 1, 1))).clamp(0, 1)
    drawn = torch.where(mono[at].view(-1, 1, 1), flat, (flat * (0.45 + 0.55 * v)).clamp(0, 1))
    plain = plain.view(-1, 1, 1)
    out = rgb.clone()
    out[at] = from_hsv(torch.where(plain, to_hue % 6, turned), torch.where(plain, column(_TARGET, 1), bent_s),
                       torch.where(plain, drawn, bent_v)).permute(0, 3, 1, 2)
    return out, chosen
