# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Cut-outs -> training pictures: recolour, move, scale, flip, put on a ground; and say so in words.

Everything is one batch of tensors; the only loop over pictures is the wording of captions.
"""
import numpy as np
import torch
import torch.nn.functional as F

COLOURS = ["red", "orange", "yellow", "green", "blue", "purple", "pink", "brown", "black", "white", "gray"]
COLOURS_KO = ["빨간", "주황", "노란", "초록", "파란", "보라", "분홍", "갈색", "검은", "흰", "회색"]
GROUND_RGB = [(.85, .12, .12), (.95, .55, .1), (.97, .85, .2), (.2, .65, .25), (.2, .4, .85), (.5, .25, .7),
              (.96, .6, .75), (.5, .32, .18), (.05, .05, .06), (1, 1, 1), (.55, .55, .55)]
WHITE = COLOURS.index("white")
ALIASES = {"grey": "gray", "violet": "purple"}


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


def recolour(rgb, cut, rng, share):
    """rgb [B, 3, H, W]; turns the hue of `share` of the cut-outs and greys a few. Returns rgb, changed [B] bool."""
    n = rgb.shape[0]
    kind = torch.from_numpy(rng.random(n))
    turn = torch.from_numpy(rng.random(n).astype(np.float32)) * 5 + 0.5
    changed = (kind < share * 1.25) & cut
    if not changed.any():
        return rgb, changed
    kind, turn = kind[changed].view(-1, 1, 1), turn[changed].view(-1, 1, 1)
    h, s, v = to_hsv(rgb[changed].permute(0, 2, 3, 1))
    dark, light = (kind >= share) & (kind < share * 1.16), kind >= share * 1.16
    h = torch.where(kind < share, (h + turn) % 6, h)
    s = torch.where(dark | light, s * 0.08, s)
    v = torch.where(dark, v * 0.28, torch.where(light, 0.75 + 0.25 * v, v))
    out = rgb.clone()
    out[changed] = from_hsv(h, s, v).permute(0, 3, 1, 2)
    return out, changed


def place(rgba, cut, rng, out, scale=(0.72, 1.05), shift=0.14, turn=0.12):
    """Premultiplied rgba [B, 4, H, W] -> [B, 4, out, out]: flipped, turned, scaled and moved at random.

    Where cut [B] is false the picture is a whole photograph and always fills the frame.
    """
    n = rgba.shape[0]
    draw = lambda lo, hi: torch.from_numpy(rng.uniform(lo, hi, n).astype(np.float32))
    z = 1 / torch.where(cut, draw(*scale), draw(1.02, 1.3))
    a, dx, dy = (v * cut for v in (draw(-turn, turn), draw(-shift, shift), draw(-shift, shift)))
    flip = torch.where(torch.from_numpy(rng.random(n) < 0.5), -1.0, 1.0)
    rows = torch.stack([flip * z * a.cos(), -z * a.sin(), dx, flip * z * a.sin(), z * a.cos(), dy], 1).view(n, 2, 3)
    if rgba.shape[-1] >= 2 * out:
        rgba = F.avg_pool2d(rgba, rgba.shape[-1] // out)
    grid = F.affine_grid(rows, [n, 4, out, out], align_corners=False)
    return F.grid_sample(rgba, grid, align_corners=False, padding_mode="zeros")


def ground(n, size, rng, white):
    """Grounds [n, 3, size, size] and their colour index (or -1: a gradient nobody names)."""
    idx = np.where(rng.random(n) < white, WHITE, rng.integers(0, len(COLOURS), n))
    base = np.array(GROUND_RGB, np.float32)[idx]
    jitter = np.where(idx[:, None] == WHITE, 0, rng.uniform(-.08, .08, (n, 3)))
    a = torch.from_numpy((base + jitter).clip(0, 1).astype(np.float32))
    graded = (rng.random(n) < 0.25) & (idx != WHITE)
    b = torch.where(torch.from_numpy(graded)[:, None], torch.rand(n, 3, generator=seeded(rng)), a)
    t = torch.linspace(0, 1, size).view(1, 1, size, 1)
    out = a.view(n, 3, 1, 1) * (1 - t) + b.view(n, 3, 1, 1) * t
    return out.expand(n, 3, size, size), np.where(graded, -1, idx)


def seeded(rng):
    g = torch.Generator()
    g.manual_seed(int(rng.integers(1 << 62)))
    return g


def compose(rgba, cutout, rng, out, white=0.6, recoloured=0.3, **placing):
    """uint8 rgba [B, 4, H, W] + cutout [B] bool -> picture [B, 3, out, out] float 0..1 and facts for the caption.

    facts: colour [B] (index or -1), changed [B] (recoloured), ground [B] (index, -1 gradient, -2 a photograph's own).
    """
    x = rgba.float() / 255
    cut = torch.from_numpy(np.asarray(cutout))
    rgb, changed = recolour(x[:, :3], cut, rng, recoloured)
    colour = dominant_colour(torch.cat([rgb, x[:, 3:]], 1))
    pre = torch.cat([rgb * x[:, 3:], x[:, 3:]], 1)
    y = place(pre, cut, rng, out, **placing)
    g, named = ground(len(x), out, rng, white)
    picture = torch.addcmul(y[:, :3], 1 - y[:, 3:], g).clamp_(0, 1)
    named = np.where(cut.numpy(), named, -2)
    colour = torch.where(cut, colour, torch.full_like(colour, -1))
    return picture, {"colour": colour.numpy(), "changed": changed.numpy(), "ground": named}
