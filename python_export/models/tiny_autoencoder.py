# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""The TAESD family (github.com/madebyollin/taesd) under its tensor names: numbered layers for each half."""
import torch
import torch.nn as nn


def conv(inside, out, **settings):
    return nn.Conv2d(inside, out, 3, padding=1, **settings)


class Block(nn.Module):
    """pool: what a normalised wide 1x1 layer sees is added first, as in taef2."""

    def __init__(self, inside, out, pool=False):
        super().__init__()
        self.conv = nn.Sequential(conv(inside, out), nn.ReLU(), conv(out, out), nn.ReLU(), conv(out, out))
        self.skip = nn.Conv2d(inside, out, 1, bias=False) if inside != out else nn.Identity()
        if pool:
            self.pool = nn.Sequential(nn.Conv2d(inside, 4 * inside, 1, bias=False), nn.GroupNorm(4, 4 * inside), nn.ReLU(),
                                      nn.Conv2d(4 * inside, inside, 1, bias=False))

    def forward(self, x):
        y = x + self.pool(x) if hasattr(self, "pool") else x
        return torch.relu(self.conv(y) + self.skip(y))


class Squeeze(nn.Module):
    def forward(self, x):
        return torch.tanh(x / 3) * 3


def encoder(channels, widths, blocks, pool=False):
    """widths, blocks: of each level from full size down. Takes pictures 0..1."""
    layers = []
    for i, (width, count) in enumerate(zip(widths, blocks)):
        layers.append(conv(widths[i - 1], width, stride=2, bias=False) if i else conv(3, width))
        layers += [Block(width, width, pool and i + 1 == len(widths)) for _ in range(count)]
    return nn.Sequential(*layers, conv(widths[-1], channels))


def decoder(channels, widths, blocks, pool=False):
    """widths, blocks: of each level from the smallest up. Gives pictures 0..1."""
    layers = [Squeeze(), conv(channels, widths[0]), nn.ReLU()]
    for i, (width, count) in enumerate(zip(widths, blocks)):
        layers += [Block(width, width, pool and not i) for _ in range(count)]
        if i + 1 < len(widths):
            layers += [nn.Upsample(scale_factor=2), conv(width, widths[i + 1], bias=False)]
    return nn.Sequential(*layers, conv(widths[-1], 3))


def diffusers_names(encoder_state, decoder_state):
    """Returns both halves under the names of diffusers' AutoencoderTiny, whose decoder has no squeeze in its list."""
    def number(name, shift):
        layer, rest = name.split(".", 1)
        return f"{int(layer) - shift}.{rest}"
    return {**{"encoder.layers." + k: v for k, v in encoder_state.items()},
            **{"decoder.layers." + number(k, 1): v for k, v in decoder_state.items()}}
