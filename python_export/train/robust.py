# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Pictures changed a little so that a CLIP errs: training on them makes its gradients draw (Santurkar et al. 2019).

One step from a random place is nearly as good as several (Wong et al. 2020, "Fast is better than free"), and a third of their cost.
"""
import torch


def _norm(x):
    return x.flatten(1).norm(dim=1).clamp_min(1e-12).view(-1, 1, 1, 1)


def attack(image, loss_of, radius, steps=1, generator=None):
    """image [B, 3, H, W] 0..1 -> the same within `radius` (L2, a picture), where loss_of(picture) is larger.

    loss_of: picture -> scalar; every picture's gradient is scaled to its own length, so batch means do not matter.
    """
    change = torch.randn(image.shape, generator=generator, device=image.device)
    change = change / _norm(change) * radius * 0.5
    for _ in range(steps):
        moved = (image + change).clamp(0, 1).detach().requires_grad_()
        (gradient,) = torch.autograd.grad(loss_of(moved), moved)
        change = moved.detach() - image + gradient / _norm(gradient) * (1.5 * radius / steps)
        change = change * (radius / _norm(change)).clamp(max=1)
    return (image + change).clamp(0, 1).detach()
