# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""The embedded autoencoder: taming-transformers' VQModel layout (Esser et al. 2021) with no norms and ReLU.

Quantisation is finite scalar (Mentzer et al. 2023) with a hard clamp instead of tanh, so that the
nearest entry of the product codebook is the rounded value and it exports as a plain codebook.
"""
import itertools

import torch
import torch.nn as nn
import torch.nn.functional as F

from .layers import Conv, pixels

LEVELS = (8, 5, 5, 5)
CONFIG = {"double_z": False, "z_channels": 4, "resolution": 128, "in_channels": 3, "out_ch": 3, "ch": 32,
          "ch_mult": [1, 2, 3, 4], "num_res_blocks": 1, "decoder_res_blocks": 1, "attn_resolutions": [],
          "dropout": 0.0, "norm": "none", "activation": "relu", "mid_attention": False, "native_size": 128}


def conv(i, o, k=3, zero=False):
    c = Conv(i, o, k, padding=k // 2)
    nn.init.kaiming_normal_(c.weight, nonlinearity="relu")
    if zero:
        c.weight.data.mul_(0.1)
    nn.init.zeros_(c.bias)
    return c


class ResBlock(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.conv1, self.conv2 = conv(i, o), conv(o, o, zero=True)
        if i != o:
            self.nin_shortcut = conv(i, o, 1)

    def forward(self, x):
        h = self.conv2(F.relu(self.conv1(F.relu(x))))
        return (self.nin_shortcut(x) if hasattr(self, "nin_shortcut") else x) + h


class Resample(nn.Module):
    def __init__(self, c, up):
        super().__init__()
        self.up = up
        self.conv = Conv(c, c, 3, padding=1) if up else Conv(c, c, 3, stride=2)

    def forward(self, x):
        if self.up:
            return self.conv(F.interpolate(x, scale_factor=2.0, mode="nearest"))
        return self.conv(F.pad(x, (0, 1, 0, 1)))


class Level(nn.Module):
    def __init__(self, sizes, resample=None, up=False):
        super().__init__()
        self.block = nn.ModuleList(ResBlock(a, b) for a, b in zip(sizes, sizes[1:]))
        if resample:
            setattr(self, "upsample" if up else "downsample", Resample(sizes[-1], up))

    def forward(self, x):
        for b in self.block:
            x = b(x)
        r = getattr(self, "upsample", getattr(self, "downsample", None))
        return r(x) if r is not None else x


class Middle(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.block_1, self.block_2 = ResBlock(c, c), ResBlock(c, c)

    def forward(self, x):
        return self.block_2(self.block_1(x))


class Encoder(nn.Module):
    def __init__(self, c):
        super().__init__()
        w = [c["ch"] * m for m in c["ch_mult"]]
        self.conv_in = conv(3, w[0])
        ins = [w[0]] + w
        self.down = nn.ModuleList(Level([ins[i]] + [w[i]] * c["num_res_blocks"], i < len(w) - 1) for i in range(len(w)))
        self.mid = Middle(w[-1])
        self.conv_out = conv(w[-1], c["z_channels"])

    def forward(self, x):
        h = self.conv_in(x)
        for d in self.down:
            h = d(h)
        return self.conv_out(F.relu(self.mid(h)))


class Decoder(nn.Module):
    def __init__(self, c):
        super().__init__()
        w = [c["ch"] * m for m in c["ch_mult"]]
        self.conv_in = conv(c["z_channels"], w[-1])
        self.mid = Middle(w[-1])
        ins = w[1:] + [w[-1]]
        self.up = nn.ModuleList(Level([ins[i]] + [w[i]] * c["decoder_res_blocks"], i > 0, up=True) for i in range(len(w)))
        self.conv_out = conv(w[0], c["out_ch"])

    def forward(self, z):
        h = self.mid(self.conv_in(z))
        for u in reversed(self.up):
            h = u(h)
        return self.conv_out(F.relu(h))


def values(levels=LEVELS):
    """The values of each channel: evenly spaced in [-1, 1]."""
    return [torch.linspace(-1, 1, n) for n in levels]


def codebook():
    """[1000, 4] float, the product of the channels' values."""
    return torch.tensor(list(itertools.product(*[v.tolist() for v in values()])))


class ClampWithGradient(torch.autograd.Function):
    """Clamps to [-1, 1]; the gradient survives at the border when it points back inside."""

    @staticmethod
    def forward(ctx, z):
        ctx.save_for_backward(z)
        return z.clamp(-1, 1)

    @staticmethod
    def backward(ctx, g):
        (z,) = ctx.saved_tensors
        return g * (g * (z - z.clamp(-1, 1)) >= 0)


class VQGAN(nn.Module):
    def __init__(self, config=CONFIG):
        super().__init__()
        c = config["z_channels"]
        self.encoder, self.decoder = Encoder(config), Decoder(config)
        self.quant_conv, self.post_quant_conv = conv(c, c, 1), conv(c, c, 1)
        self.register_buffer("steps", torch.tensor([(n - 1) / 2 for n in LEVELS]).view(1, -1, 1, 1), persistent=False)

    def encode(self, image):
        """image: [B, 3, H, W] float 0..1 -> z [B, 4, H/8, W/8] float, not yet clamped."""
        return self.quant_conv(self.encoder(pixels(image * 2 - 1))).float()

    def quantize(self, z):
        """Rounds each channel to its levels; straight-through gradient."""
        z = ClampWithGradient.apply(z)
        return z + (((z + 1) * self.steps).round() / self.steps - 1 - z).detach()

    def decode(self, z):
        """z: [B, 4, h, w] float -> image [B, 3, 8h, 8w] float, nominally -1..1."""
        return self.decoder(self.post_quant_conv(pixels(z))).float()
