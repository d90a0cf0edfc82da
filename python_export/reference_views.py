# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""The views of VQGAN-CLIP's defaults in plain PyTorch: the pooled picture once a view, then affine, perspective, colour
jitter and erasing, each for seven views in ten, and noise. Every function: [K, 3, R, R] float 0..1 -> the same shape."""
import math

import torch
import torch.nn.functional as F

SHARE = 0.7  # of the views that an augmentation changes


def uniform(count, low, high):
    return torch.rand(count) * (high - low) + low


def on_some(change):
    """Applies a change to views drawn by lot and leaves the others."""
    def changed(views):
        chosen = (torch.rand(len(views)) < SHARE).nonzero()[:, 0]
        return views.index_copy(0, chosen, change(views[chosen])) if len(chosen) else views
    return changed


def warp(views, matrices):
    """matrices: [K, 3, 3], from places of the result to places of the view, both -1..1. Zeros outside."""
    side = views.shape[-1]
    line = torch.linspace(-1, 1, side)
    y, x = torch.meshgrid(line, line, indexing="ij")
    places = torch.stack([x, y, torch.ones_like(x)], -1).view(1, -1, 3) @ matrices.transpose(1, 2)
    grid = (places[..., :2] / places[..., 2:]).view(len(views), side, side, 2)
    return F.grid_sample(views, grid, align_corners=True)


@on_some
def affine(views):
    """Up to 15 degrees, a tenth of the side, and 5 degrees of shear."""
    k = len(views)
    angle, shear = (uniform(k, -d, d) * (math.pi / 180) for d in (15, 5))
    matrices = torch.zeros(k, 3, 3)
    matrices[:, 0, 0], matrices[:, 0, 1] = angle.cos(), -angle.sin() + shear.tan()
    matrices[:, 1, 0], matrices[:, 1, 1] = angle.sin(), angle.cos()
    matrices[:, 0, 2], matrices[:, 1, 2] = uniform(k, -0.2, 0.2), uniform(k, -0.2, 0.2)
    matrices[:, 2, 2] = 1
    return warp(views, matrices)


@on_some
def perspective(views):
    """Each corner moves inwards by up to seven tenths of half the side."""
    corners = torch.tensor([[-1.0, -1], [1, -1], [1, 1], [-1, 1]]).expand(len(views), 4, 2)
    moved = corners * (1 - 0.7 * torch.rand(len(views), 4, 2))
    x, y = moved.unbind(-1)
    u, v = corners.unbind(-1)
    one, zero = torch.ones_like(x), torch.zeros_like(x)
    rows = torch.cat([torch.stack([x, y, one, zero, zero, zero, -u * x, -u * y], -1),
                      torch.stack([zero, zero, zero, x, y, one, -v * x, -v * y], -1)], 1)
    solved = torch.linalg.solve(rows, torch.cat([u, v], 1).unsqueeze(-1))[..., 0]
    return warp(views, torch.cat([solved, torch.ones(len(views), 1)], 1).view(-1, 3, 3))


def to_hsv(rgb):
    high, _ = rgb.max(1)
    spread = high - rgb.min(1)[0]
    r, g, b = (((high.unsqueeze(1) - rgb) / (spread.unsqueeze(1) + 1e-8)).unbind(1))
    red, green = rgb[:, 0] == high, rgb[:, 1] == high
    hue = torch.where(red, b - g, torch.where(green, 2 + r - b, 4 + g - r))
    return hue / 6 % 1, spread / (high + 1e-8), high


def to_rgb(hue, saturation, value):
    parts = [(hue * 6 + shift) % 6 for shift in (5, 3, 1)]
    return torch.stack([value - value * saturation * torch.minimum(p, 4 - p).clamp(0, 1) for p in parts], 1)


@on_some
def jitter(views):
    """A tenth of brightness, contrast, saturation and hue."""
    column = lambda low, high: uniform(len(views), low, high).view(-1, 1, 1)
    views = (views + column(-0.1, 0.1).unsqueeze(1)).clamp(0, 1)
    views = (views * column(0.9, 1.1).unsqueeze(1)).clamp(0, 1)
    hue, saturation, value = to_hsv(views)
    return to_rgb((hue + column(-0.1, 0.1)) % 1, (saturation * column(0.9, 1.1)).clamp(0, 1), value)


def erase(views):
    """The same rectangle in all of the views that were drawn by lot."""
    side = views.shape[-1]
    area, ratio = (uniform(1, 0.1, 0.4) * side * side).item(), uniform(1, 0.3, 3.3).item()
    height, width = (max(1, min(side, int(x))) for x in (math.sqrt(area * ratio), math.sqrt(area / ratio)))
    top, left = (int(torch.randint(side - x + 1, ())) for x in (height, width))
    mask = torch.zeros(1, 1, side, side)
    mask[..., top:top + height, left:left + width] = 1
    chosen = (torch.rand(len(views), 1, 1, 1) < SHARE).float()
    return views * (1 - mask * chosen)


def make_views(image, count, side):
    """image: [1, 3, H, W] float 0..1 -> [count, 3, side, side] float."""
    pooled = [(F.adaptive_avg_pool2d(image, side) + F.adaptive_max_pool2d(image, side)) / 2 for _ in range(count)]
    views = torch.cat(pooled)
    for change in (affine, perspective, jitter, erase):
        views = change(views)
    return views + uniform(count, 0, 0.1).view(-1, 1, 1, 1) * torch.randn_like(views)
