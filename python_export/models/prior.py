# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""The prior: words -> first Z, a flow-matching transformer (Lipman et al. 2022; all tokens, Bao et al. 2022)."""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F

from .clip import ResidualAttentionBlock


class Prior(nn.Module):
    """c: width, layers, heads, mlp, patch, channels, grid, context_length, token_width, vocab_size, embed_dim,
    activation, mean, std."""

    def __init__(self, c):
        super().__init__()
        self.c, width = c, c["width"]
        places, size = (c["grid"] // c["patch"]) ** 2, c["channels"] * c["patch"] ** 2
        self.time_in, self.time_out = nn.Linear(width, width), nn.Linear(width, width)
        self.pooled = nn.Linear(c["embed_dim"], width)
        self.token_embedding = nn.Embedding(c["vocab_size"], c["token_width"])
        self.token_in = nn.Linear(c["token_width"], width)
        self.token_position = nn.Parameter(torch.randn(c["context_length"], width) * 0.3)
        self.null = nn.Parameter(torch.randn(width) * 0.3)
        self.patch_in, self.patch_out = nn.Linear(size, width), nn.Linear(width, size)
        self.position = nn.Parameter(torch.randn(places, width) * 0.3)
        self.blocks = nn.ModuleList(ResidualAttentionBlock(width, c["heads"], c["mlp"], c["activation"]) for _ in range(c["layers"]))
        self.ln_final = nn.LayerNorm(width)

    def forward(self, z, t, tokens, embedding):
        """z: [K, C, G, G]; t: float 0 noise .. 1 clean; tokens: [1, n] int64, or None;
        embedding: [1, D] of unit length. Returns the clean z."""
        c, width = self.c, self.c["width"]
        frequencies = torch.exp(-math.log(10000) * torch.arange(width // 2) / (width // 2))
        angles = 1000 * t * frequencies
        head = self.time_out(F.silu(self.time_in(torch.cat([angles.cos(), angles.sin()]))))[None]
        if tokens is None:
            told = self.null[None, None]
        else:
            told = self.token_in(self.token_embedding(tokens)) + self.token_position[:tokens.shape[1]]
            head = head + self.pooled(embedding)
        told = torch.cat([head[:, None], told], 1).expand(len(z), -1, -1)
        patches = F.unfold(z, c["patch"], stride=c["patch"]).transpose(1, 2)
        x = torch.cat([told, self.patch_in(patches) + self.position], 1)
        for block in self.blocks:
            x = block(x)
        x = self.patch_out(self.ln_final(x[:, told.shape[1]:]))
        return F.fold(x.transpose(1, 2), (c["grid"], c["grid"]), c["patch"], stride=c["patch"])

    def sample(self, noise, tokens, embedding, steps, guidance):
        """noise: [K, C, G, G] -> values of codes, the same shape. Euler steps at even times."""
        z, embedding = noise, embedding / embedding.norm()
        for i in range(steps):
            t = i / steps
            clean = self(z, t, tokens, embedding)
            if guidance != 1:
                without = self(z, t, None, embedding)
                clean = without + guidance * (clean - without)
            z = z + (clean - z) / (1 - t) / steps
        view = lambda values: torch.tensor(values).view(1, -1, 1, 1)
        return z * view(self.c["std"]) + view(self.c["mean"])
