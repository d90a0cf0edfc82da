# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""VQGAN (Esser et al. 2021) under taming-transformers' tensor names, and the plain variant of our own models.

Keys of the description that taming does not have: "norm" ("group" or "none"), "activation" ("swish" or "relu"),
"mid_attention" and "decoder_res_blocks"; "groups" is for autoencoder_kl.py, whose norms may have other than 32.
"""
import torch
import torch.nn as nn
import torch.nn.functional as F


def normalization(channels, c):
    return nn.GroupNorm(c.get("groups", 32), channels, eps=1e-6) if c.get("norm", "group") == "group" else nn.Identity()


def activation(c):
    return {"swish": F.silu, "relu": F.relu}[c.get("activation", "swish")]


class ResnetBlock(nn.Module):
    def __init__(self, inside, out, c):
        super().__init__()
        self.norm1, self.conv1 = normalization(inside, c), nn.Conv2d(inside, out, 3, padding=1)
        self.norm2, self.conv2 = normalization(out, c), nn.Conv2d(out, out, 3, padding=1)
        if inside != out:
            self.nin_shortcut = nn.Conv2d(inside, out, 1)
        self.act = activation(c)

    def forward(self, x):
        h = self.conv1(self.act(self.norm1(x)))
        h = self.conv2(self.act(self.norm2(h)))
        return (self.nin_shortcut(x) if hasattr(self, "nin_shortcut") else x) + h


class AttnBlock(nn.Module):
    def __init__(self, channels, c):
        super().__init__()
        self.norm = normalization(channels, c)
        self.q, self.k, self.v, self.proj_out = (nn.Conv2d(channels, channels, 1) for _ in range(4))

    def forward(self, x):
        h = self.norm(x)
        q, k, v = (p(h).flatten(2) for p in (self.q, self.k, self.v))
        w = torch.einsum("bci,bcj->bij", q, k) * x.shape[1] ** -0.5
        h = torch.einsum("bij,bcj->bci", w.softmax(2), v).reshape(x.shape)
        return x + self.proj_out(h)


class Resample(nn.Module):
    def __init__(self, channels, up):
        super().__init__()
        self.up = up
        self.conv = nn.Conv2d(channels, channels, 3, padding=1) if up else nn.Conv2d(channels, channels, 3, 2)

    def forward(self, x):
        if self.up:
            return self.conv(F.interpolate(x, scale_factor=2.0, mode="nearest"))
        return self.conv(F.pad(x, (0, 1, 0, 1)))


class Level(nn.Module):
    def __init__(self, inside, out, blocks, attention, c, resample=None):
        super().__init__()
        self.block = nn.ModuleList(ResnetBlock(inside if not i else out, out, c) for i in range(blocks))
        self.attn = nn.ModuleList(AttnBlock(out, c) for _ in range(blocks if attention else 0))
        if resample is not None:
            setattr(self, "upsample" if resample else "downsample", Resample(out, resample))

    def forward(self, x):
        for i, block in enumerate(self.block):
            x = block(x)
            if len(self.attn):
                x = self.attn[i](x)
        resample = getattr(self, "upsample", getattr(self, "downsample", None))
        return x if resample is None else resample(x)


class Middle(nn.Module):
    def __init__(self, channels, c):
        super().__init__()
        self.block_1 = ResnetBlock(channels, channels, c)
        self.attn_1 = AttnBlock(channels, c) if c.get("mid_attention", True) else nn.Identity()
        self.block_2 = ResnetBlock(channels, channels, c)

    def forward(self, x):
        return self.block_2(self.attn_1(self.block_1(x)))


def has_attention(level, c):
    return c["resolution"] >> level in c["attn_resolutions"]


class Encoder(nn.Module):
    def __init__(self, c):
        super().__init__()
        widths = [c["ch"] * m for m in c["ch_mult"]]
        self.conv_in = nn.Conv2d(3, c["ch"], 3, padding=1)
        self.down = nn.ModuleList(
            Level(inside, out, c["num_res_blocks"], has_attention(i, c), c, False if i + 1 < len(widths) else None)
            for i, (inside, out) in enumerate(zip([c["ch"]] + widths, widths)))
        self.mid = Middle(widths[-1], c)
        self.norm_out = normalization(widths[-1], c)
        self.conv_out = nn.Conv2d(widths[-1], c["z_channels"], 3, padding=1)
        self.act = activation(c)

    def forward(self, x):
        h = self.conv_in(x)
        for level in self.down:
            h = level(h)
        return self.conv_out(self.act(self.norm_out(self.mid(h))))


class Decoder(nn.Module):
    def __init__(self, c):
        super().__init__()
        widths = [c["ch"] * m for m in c["ch_mult"]]
        blocks = c.get("decoder_res_blocks", c["num_res_blocks"] + 1)
        self.conv_in = nn.Conv2d(c["z_channels"], widths[-1], 3, padding=1)
        self.mid = Middle(widths[-1], c)
        self.up = nn.ModuleList(
            Level(inside, out, blocks, has_attention(i, c), c, True if i else None)
            for i, (inside, out) in enumerate(zip(widths[1:] + widths[-1:], widths)))
        self.norm_out = normalization(widths[0], c)
        self.conv_out = nn.Conv2d(widths[0], 3, 3, padding=1)
        self.act = activation(c)

    def forward(self, z):
        h = self.mid(self.conv_in(z))
        for level in reversed(self.up):
            h = level(h)
        return self.conv_out(self.act(self.norm_out(h)))


class Quantizer(nn.Module):
    def __init__(self, codes, dim):
        super().__init__()
        self.embedding = nn.Embedding(codes, dim)

    def nearest(self, z):
        """z: [N, C, h, w] -> [N, h, w] int64: the nearest code in the Euclidean distance."""
        difference = z.permute(0, 2, 3, 1).unsqueeze(-2) - self.embedding.weight
        return difference.pow(2).sum(-1).argmin(-1)

    def look_up(self, codes):
        return self.embedding(codes).permute(0, 3, 1, 2)


class GumbelQuantizer(nn.Module):
    """The encoder scores the codes itself."""

    def __init__(self, codes, dim, inside):
        super().__init__()
        self.proj, self.embed = nn.Conv2d(inside, codes, 1), nn.Embedding(codes, dim)

    def nearest(self, z):
        """z: [N, C, h, w] -> [N, h, w] int64: the code with the highest score."""
        return self.proj(z).argmax(1)

    def look_up(self, codes):
        return self.embed(codes).permute(0, 3, 1, 2)


class VQModel(nn.Module):
    """c: taming's ddconfig. gumbel: GumbelVQ instead."""

    def __init__(self, c, n_embed, embed_dim, gumbel=False):
        super().__init__()
        self.encoder, self.decoder = Encoder(c), Decoder(c)
        self.quantize = GumbelQuantizer(n_embed, embed_dim, embed_dim) if gumbel else Quantizer(n_embed, embed_dim)
        self.quant_conv = nn.Conv2d(c["z_channels"], embed_dim, 1)
        self.post_quant_conv = nn.Conv2d(embed_dim, c["z_channels"], 1)

    def encode(self, image):
        """image: [N, 3, H, W] float -1..1 -> [N, C, h, w], before the codes."""
        return self.quant_conv(self.encoder(image))

    def decode(self, z_q):
        return self.decoder(self.post_quant_conv(z_q))
