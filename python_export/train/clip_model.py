# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""The embedded CLIPs: OpenAI's layout (Radford et al. 2021), a text transformer and a ModifiedResNet of three stages (the
guide) or a vision transformer (the judge).

The ModifiedResNet has no batch norm: its convolutions are weight-standardised (Brock et al. 2021, "Characterizing
signal propagation...") with a gain and a bias, and are written out as plain convolutions with biases.
"""
import torch
import torch.nn as nn
import torch.nn.functional as F

from .layers import ACTIVATIONS, Block, Linear, convolve, pixels

_COMMON = {"embed_dim": 256, "image_resolution": 64, "context_length": 24, "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5],
           "activation": "relu", "normalize": "nfc"}   # any GELU takes as long as the products of a block
CONFIG = {**_COMMON, "vision_layers": [2, 4, 4], "vision_width": 32, "vision_patch_size": None, "vision_heads": 8,
          "transformer_width": 192, "transformer_heads": 3, "transformer_layers": 3}
# The judge is built differently on purpose: it must not share the guide's blind spots.
JUDGE = {**_COMMON, "vision_layers": 5, "vision_width": 128, "vision_patch_size": 8, "vision_heads": 2,
         "transformer_width": 128, "transformer_heads": 2, "transformer_layers": 2}


class StandardConv(nn.Module):
    """Weight-standardised convolution: weight rows have mean 0 and variance gain^2 / fan-in."""

    def __init__(self, i, o, k, stride=1, gain=2 ** 0.5):
        super().__init__()
        self.raw = nn.Parameter(torch.randn(o, i, k, k))
        self.gain = nn.Parameter(torch.full((o,), float(gain)))
        self.bias = nn.Parameter(torch.zeros(o))
        self.stride, self.padding = stride, k // 2

    def weight(self):
        rows = self.raw.flatten(1)
        n = rows.shape[1]
        rows = F.layer_norm(rows, [n], eps=1e-6 / n) * (self.gain * n ** -0.5).view(-1, 1)
        return rows.view_as(self.raw)

    def forward(self, x):
        return convolve(x, self.weight(), self.bias, self.stride, self.padding)


class Bottleneck(nn.Module):
    def __init__(self, i, planes, stride):
        super().__init__()
        o = planes * 4
        self.stride = stride
        self.conv1, self.conv2 = StandardConv(i, planes, 1), StandardConv(planes, planes, 3)
        self.conv3 = StandardConv(planes, o, 1, gain=0.3)
        if stride > 1 or i != o:
            self.downsample = StandardConv(i, o, 1, gain=1.0)

    def forward(self, x):
        h = F.relu(self.conv2(F.relu(self.conv1(x))))
        if self.stride > 1:
            h, x = F.avg_pool2d(h, self.stride), F.avg_pool2d(x, self.stride)
        return F.relu(self.conv3(h) + (self.downsample(x) if hasattr(self, "downsample") else x))


class AttentionPool(nn.Module):
    """One query, the mean of all places, attends to the places (OpenAI's AttentionPool2d)."""

    def __init__(self, places, c, heads, out):
        super().__init__()
        self.positional_embedding = nn.Parameter(torch.randn(places + 1, c) / c ** 0.5)
        self.q_proj, self.k_proj, self.v_proj = (Linear(c, c) for _ in range(3))
        self.c_proj = Linear(c, out)
        self.heads = heads

    def forward(self, x):
        x = x.flatten(2).transpose(1, 2).float()
        x = torch.cat([x.mean(1, keepdim=True), x], 1) + self.positional_embedding
        q, k, v = self.q_proj(x[:, :1]), self.k_proj(x), self.v_proj(x)
        b, n, c = k.shape
        a = (q * k).view(b, n, self.heads, -1).sum(-1, keepdim=True) * (c // self.heads) ** -0.5
        return self.c_proj((a.softmax(1) * v.view(b, n, self.heads, -1)).sum(1).flatten(1))


class ModifiedResNet(nn.Module):
    def __init__(self, c):
        super().__init__()
        w = c["vision_width"]
        self.conv1, self.conv2 = StandardConv(3, w // 2, 3, 2), StandardConv(w // 2, w // 2, 3)
        self.conv3 = StandardConv(w // 2, w, 3)
        i = w
        for n, blocks in enumerate(c["vision_layers"]):
            planes, rows = w * 2 ** n, []
            for b in range(blocks):
                rows.append(Bottleneck(i, planes, 2 if n and not b else 1))
                i = planes * 4
            setattr(self, f"layer{n + 1}", nn.Sequential(*rows))
        self.stages = len(c["vision_layers"])
        side = c["image_resolution"] // (2 ** (self.stages + 1))
        self.attnpool = AttentionPool(side * side, i, c["vision_heads"], c["embed_dim"])

    def forward(self, x):
        x = pixels(x)
        for conv in (self.conv1, self.conv2, self.conv3):
            x = F.relu(conv(x))
        x = F.avg_pool2d(x, 2)
        for n in range(self.stages):
            x = getattr(self, f"layer{n + 1}")(x)
        return self.attnpool(x)


class VisionTransformer(nn.Module):
    """OpenAI's ViT: patches and a class token."""

    def __init__(self, c):
        super().__init__()
        w, self.patch = c["vision_width"], c["vision_patch_size"]
        places = (c["image_resolution"] // self.patch) ** 2
        self.conv1 = Linear(3 * self.patch ** 2, w, bias=False)
        self.class_embedding = nn.Parameter(torch.randn(w) * 0.02)
        self.positional_embedding = nn.Parameter(torch.randn(places + 1, w) * 0.02)
        self.ln_pre, self.ln_post = nn.LayerNorm(w), nn.LayerNorm(w)
        act = ACTIVATIONS[c["activation"]]
        self.blocks = nn.ModuleList(Block(w, c["vision_heads"], activation=act, small=0.3) for _ in range(c["vision_layers"]))
        self.proj = nn.Parameter(torch.randn(w, c["embed_dim"]) * w ** -0.5)

    def forward(self, x):
        x = self.conv1(F.unfold(x, self.patch, stride=self.patch).transpose(1, 2))
        x = torch.cat([self.class_embedding.expand(len(x), 1, -1), x], 1) + self.positional_embedding
        x = self.ln_pre(x)
        for block in self.blocks:
            x = block(x)
        return self.ln_post(x[:, 0]) @ self.proj


class CLIP(nn.Module):
    def __init__(self, vocabulary, config=CONFIG):
        super().__init__()
        c, w = config, config["transformer_width"]
        self.config = {**c, "vocab_size": vocabulary}
        self.visual = VisionTransformer(c) if c["vision_patch_size"] else ModifiedResNet(c)
        self.token_embedding = nn.Embedding(vocabulary, w)
        self.positional_embedding = nn.Parameter(torch.randn(c["context_length"], w) * 0.01)
        act = ACTIVATIONS[c["activation"]]
        self.blocks = nn.ModuleList(Block(w, c["transformer_heads"], activation=act) for _ in range(c["transformer_layers"]))
        self.ln_final = nn.LayerNorm(w)
        self.text_projection = nn.Parameter(torch.randn(w, c["embed_dim"]) * w ** -0.5)
        self.logit_scale = nn.Parameter(torch.tensor(2.66))
        nn.init.normal_(self.token_embedding.weight, std=0.02)
        n = c["context_length"]
        self.register_buffer("mask", torch.full((n, n), -1e9).triu(1), persistent=False)

    def text_sequence(self, tokens):
        """tokens: [B, L] int64 -> [B, L, W] float after ln_final. L may be shorter than the context."""
        n = tokens.shape[1]
        x = self.token_embedding(tokens) + self.positional_embedding[:n]
        for b in self.blocks:
            x = b(x, self.mask[:n, :n])
        return self.ln_final(x)

    def encode_text(self, tokens):
        """tokens: [B, L] int64 -> [B, D] float, not normalised; the end token has the highest id."""
        x = self.text_sequence(tokens)
        return x[torch.arange(len(x), device=x.device), tokens.argmax(1)] @ self.text_projection

    def encode_texts(self, tokens, parts=3):
        """encode_text() of many texts of different lengths, padded with zeros: short ones are not computed as long."""
        length = tokens.argmax(1) + 1
        order = length.argsort()
        done = [self.encode_text(tokens[rows, :int(length[rows].max())]) for rows in order.chunk(parts)]
        return torch.cat(done)[order.argsort()]

    def encode_image(self, image):
        """image: [B, 3, R, R] float 0..1 -> [B, D] float, not normalised."""
        return self.visual(image * 2 - 1)
