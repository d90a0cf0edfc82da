# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""The prior: words -> first Z, a flow-matching transformer (Lipman et al. 2022; all-as-tokens as in U-ViT, Bao et al. 2022).

Z is cut into patches; the tokens are [time + CLIP's text embedding, words, patches]; the blocks are CLIP's with
GELU and without a mask. It predicts the clean Z (x-prediction); sampling follows the straight path from noise to it.
"""
import json
import math
import os

import torch
import torch.nn as nn
import torch.nn.functional as F

from .layers import ACTIVATIONS, Block, Linear, compute

CONFIG = {"width": 256, "layers": 6, "heads": 4, "mlp": 672, "patch": 4, "channels": 4, "grid": 16,
          "context_length": 24, "token_width": 128, "embed_dim": 256, "activation": "relu"}


def time_features(t, width):
    """t [B] 0..1 -> [B, width]: cosines and sines of 1000 t at geometric frequencies 1 .. 1/10000."""
    f = torch.exp(-math.log(10000) * torch.arange(width // 2, device=t.device) / (width // 2))
    a = 1000 * t[:, None] * f
    return torch.cat([a.cos(), a.sin()], 1)


class Prior(nn.Module):
    def __init__(self, vocabulary, config=CONFIG):
        super().__init__()
        c, w = config, config["width"]
        self.config = {**c, "vocab_size": vocabulary}
        n, p = (c["grid"] // c["patch"]) ** 2, c["channels"] * c["patch"] ** 2
        self.time_in, self.time_out = Linear(w, w), Linear(w, w)
        self.pooled = Linear(c["embed_dim"], w)
        self.token_embedding = nn.Embedding(vocabulary, c["token_width"])
        self.token_in = Linear(c["token_width"], w)
        self.token_position = nn.Parameter(torch.randn(c["context_length"], w) * 0.02)
        self.null = nn.Parameter(torch.randn(w) * 0.02)
        self.patch_in, self.patch_out = Linear(p, w), Linear(w, p)
        self.position = nn.Parameter(torch.randn(n, w) * 0.02)
        act = ACTIVATIONS[c["activation"]]
        self.blocks = nn.ModuleList(Block(w, c["heads"], c["mlp"], act, small=0.2) for _ in range(c["layers"]))
        self.ln_final = nn.LayerNorm(w)
        self.patch_out.weight.data.mul_(0.1)

    def patches(self, z):
        """[B, C, G, G] -> [B, n, C p p], places row by row."""
        return F.unfold(z, self.config["patch"], stride=self.config["patch"]).transpose(1, 2)

    def unpatch(self, x):
        g, p = self.config["grid"], self.config["patch"]
        return F.fold(x.transpose(1, 2), (g, g), p, stride=p)

    def forward(self, z, t, tokens, length, pooled, drop):
        """z [B, C, G, G] noisy; t [B] 0 noise .. 1 clean; tokens [B, L] int64; length [B] tokens that count;
        pooled [B, D] unit, CLIP's text embedding; drop [B] bool: no text. Returns the clean z."""
        b, n = tokens.shape
        keep = (~drop).float()[:, None]
        head = self.time_out(F.silu(self.time_in(time_features(t, self.config["width"])))) + self.pooled(pooled) * keep
        words = torch.where(drop[:, None, None], self.null.expand(b, n, -1),
                            self.token_in(self.token_embedding(tokens)) + self.token_position[:n])
        count = torch.where(drop, torch.ones_like(length), length)
        x = torch.cat([head[:, None], words, self.patch_in(self.patches(z)) + self.position], 1)
        mask = torch.zeros(b, 1, 1, x.shape[1], device=x.device)
        mask[:, 0, 0, 1:1 + n] = torch.where(torch.arange(n, device=x.device)[None] < count[:, None], 0.0, -1e9)
        mask = compute(mask)
        for block in self.blocks:
            x = block(x, mask)
        return self.unpatch(self.patch_out(self.ln_final(x[:, 1 + n:])))

    @torch.no_grad()
    def sample(self, noise, tokens, length, pooled, steps=24, guidance=2.5):
        """noise [B, C, G, G] ~ N(0,1) -> z, the same; Euler steps at even times."""
        z, b = noise, len(noise)
        no, yes = torch.zeros(b, dtype=torch.bool), torch.ones(b, dtype=torch.bool)
        for i in range(steps):
            t = torch.full((b,), i / steps)
            x = self(z, t, tokens, length, pooled, no)
            if guidance != 1:
                u = self(z, t, tokens, length, pooled, yes)
                x = u + guidance * (x - u)
            z = z + (x - z) / (1 - i / steps) / steps
        return z


def load_prior(run, weights="average"):
    """A run's prior. weights: "average", or "module" for the last ones. A run without config.json is of the time of GELU."""
    state = torch.load(os.path.join(run, "checkpoint.pt"), map_location="cpu")[weights]
    config, path = {**CONFIG, "activation": "gelu"}, os.path.join(run, "config.json")
    if os.path.exists(path):
        with open(path) as f:
            config = json.load(f)
    model = Prior(len(state["token_embedding.weight"]), config)
    model.load_state_dict(state)
    return model.eval().requires_grad_(False)
