# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Grounds that cut-outs are put on: plain, graded, made-up scenes, photographs."""
import functools

import numpy as np
import torch
import torch.nn.functional as F

from .colours import COLOURS, WHITE

RGB = [(.85, .12, .12), (.95, .55, .1), (.97, .85, .2), (.2, .65, .25), (.2, .4, .85), (.5, .25, .7),
       (.96, .6, .75), (.5, .32, .18), (.05, .05, .06), (1, 1, 1), (.55, .55, .55)]
SCENES = ["sky", "grass", "sea", "night", "snow", "beach"]   # numbered behind the colours
PHOTO = len(COLOURS) + len(SCENES)                            # a photograph, whatever it shows
GRADED, OWN = -1, -2                                          # a gradient nobody names; a photograph's own


def _noise(g, n, size, cells, channels=1):
    return F.interpolate(torch.rand(n, channels, cells, cells, generator=g), (size, size), mode="bicubic", align_corners=False)


def _mix(a, b, t):
    """Colours a, b (three numbers each or [n, 3, 1, 1]) mixed by t [n, 1, size, size] 0..1."""
    a, b = (torch.tensor(c).view(1, 3, 1, 1) if isinstance(c, tuple) else c for c in (a, b))
    t = t.clamp(0, 1)
    return a * (1 - t) + b * t


@functools.lru_cache(maxsize=4)
def scenes(size, each=48, seed=11):
    """Made-up scenes, float [len(SCENES), each, 3, size, size]; the same for the same arguments."""
    g = torch.Generator().manual_seed(seed)
    y = torch.linspace(0, 1, size).view(1, 1, size, 1).expand(each, 1, size, size)
    vary = lambda amount: 1 + amount * (torch.rand(each, 3, 1, 1, generator=g) - 0.5)
    horizon = 0.35 + 0.35 * torch.rand(each, 1, 1, 1, generator=g) + 0.06 * (_noise(g, each, size, 4) - 0.5)
    below = ((y - horizon) * size).sigmoid()
    sky = _mix((.35, .6, .95), (.78, .9, 1.), y * 1.3) * vary(.15)
    cloudy = _mix(sky, torch.ones(1, 3, 1, 1), (_noise(g, each, size, 6) - 0.55) * 4 * (torch.rand(each, 1, 1, 1, generator=g) < .6))
    fine = _noise(g, each, size, max(size // 2, 2))
    grass = _mix((.12, .42, .1), (.45, .75, .25), fine * .7 + .3 * _noise(g, each, size, 5)) * vary(.2)
    stripes = 0.5 + 0.5 * torch.sin(y * (40 + 40 * torch.rand(each, 1, 1, 1, generator=g)) + 6 * _noise(g, each, size, 6))
    sea = _mix((.05, .25, .55), (.2, .55, .8), stripes * .6 + .4 * (1 - y)) * vary(.2)
    dark = _mix((.02, .03, .12), (.1, .12, .35), y) * vary(.3)
    stars = (torch.rand(each, 1, size, size, generator=g) > 1 - 0.012 * (64 / size)).float() * torch.rand(each, 1, size, size, generator=g)
    snow = _mix((.86, .9, .96), (1., 1., 1.), fine) * vary(.04)
    sand = _mix((.85, .72, .48), (.96, .87, .66), fine) * vary(.1)
    water = ((y - horizon + .18) * size).sigmoid()
    out = [cloudy, _mix(cloudy, grass, torch.where(torch.rand(each, 1, 1, 1, generator=g) < .4, torch.ones(()), below)),
           _mix(cloudy, sea, torch.where(torch.rand(each, 1, 1, 1, generator=g) < .3, torch.ones(()), below)),
           _mix(dark, torch.ones(1, 3, 1, 1), stars),
           _mix(_mix((.6, .75, .9), (.85, .92, 1.), y), snow, below), _mix(_mix(cloudy, sea, water), sand, below)]
    return torch.stack(out).clamp(0, 1)


def ground(n, size, rng, white, scenery=0.0, photos=None, avoid=None):
    """Grounds [n, 3, size, size] and their index: a colour's, a scene's, PHOTO or GRADED.

    white: share of plain white; scenery: of the others, share of scenes and photographs.
    photos: float [P, 3, size, size] or None. avoid [n]: the colours of what stands there.
    """
    kind = rng.random(n)
    idx = np.where(kind < white, WHITE, rng.integers(0, len(COLOURS), n))
    if avoid is not None:
        idx = np.where(idx == avoid, (idx + rng.integers(1, len(COLOURS), n)) % len(COLOURS), idx)
    base = np.array(RGB, np.float32)[idx]
    jitter = np.where(idx[:, None] == WHITE, 0, rng.uniform(-.08, .08, (n, 3)))
    a = torch.from_numpy((base + jitter).clip(0, 1).astype(np.float32))
    graded = (rng.random(n) < 0.25) & (idx != WHITE)
    b = torch.where(torch.from_numpy(graded)[:, None], torch.rand(n, 3, generator=seeded(rng)), a)
    t = torch.linspace(0, 1, size).view(1, 1, size, 1)
    out = (a.view(n, 3, 1, 1) * (1 - t) + b.view(n, 3, 1, 1) * t).expand(n, 3, size, size)
    idx = np.where(graded, GRADED, idx)
    which = np.where(rng.random(n) < 0.25, len(SCENES), rng.integers(0, len(SCENES), n))
    number, mirrored = rng.integers(0, 1 << 30, n), rng.random(n) < 0.5
    pictured = (kind >= white) & (rng.random(n) < scenery)
    if photos is None:
        pictured &= which < len(SCENES)
    if pictured.any():
        out = out.contiguous()
        made = scenes(size)
        for i in np.flatnonzero(pictured):
            one = made[which[i]][number[i] % made.shape[1]] if which[i] < len(SCENES) else photos[number[i] % len(photos)]
            out[i] = one.flip(-1) if mirrored[i] else one
        idx = np.where(pictured, which + len(COLOURS), idx)
    return out, idx


def seeded(rng):
    g = torch.Generator()
    g.manual_seed(int(rng.integers(1 << 62)))
    return g
