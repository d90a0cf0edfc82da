# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""The autoencoder of latent diffusion (Rombach et al. 2022) under its own tensor names, on VQGAN's two halves, and the
renaming to diffusers' AutoencoderKL."""
import re

import torch.nn as nn

from .vqgan import Decoder, Encoder

# Names of one attention in taming-transformers, in diffusers, and in diffusers before its version 0.18.
PROJECTIONS = (("q", "k", "v", "proj_out"), ("to_q", "to_k", "to_v", "to_out.0"), ("query", "key", "value", "proj_attn"))


class AutoencoderKL(nn.Module):
    """c: ddconfig of the halves; quant: whether there are 1x1 convolutions around the latents."""

    def __init__(self, c, embed_dim, quant=True):
        super().__init__()
        self.encoder, self.decoder = Encoder({**c, "z_channels": 2 * c["z_channels"]}), Decoder(c)
        self.embed_dim = embed_dim
        if quant:
            self.quant_conv = nn.Conv2d(2 * c["z_channels"], 2 * embed_dim, 1)
            self.post_quant_conv = nn.Conv2d(embed_dim, c["z_channels"], 1)

    def encode(self, image):
        """image: [N, 3, H, W] float -1..1 -> the mean of each place, [N, embed_dim, h, w]."""
        moments = self.encoder(image)
        if hasattr(self, "quant_conv"):
            moments = self.quant_conv(moments)
        return moments[:, :self.embed_dim]

    def decode(self, z):
        """z: [N, embed_dim, h, w] float -> [N, 3, H, W], nominally -1..1."""
        return self.decoder(self.post_quant_conv(z) if hasattr(self, "post_quant_conv") else z)


def diffusers_names(state, levels, early=False):
    """Returns the same tensors under the names of diffusers: attention is linear there, and the decoder's levels are
    numbered in the order they run."""
    renamed = {}
    for name, value in state.items():
        name = re.sub(r"encoder\.down\.(\d+)\.block\.", r"encoder.down_blocks.\1.resnets.", name)
        name = re.sub(r"encoder\.down\.(\d+)\.downsample\.", r"encoder.down_blocks.\1.downsamplers.0.", name)
        name = re.sub(r"decoder\.up\.(\d+)\.", lambda m: f"decoder.up_blocks.{levels - 1 - int(m[1])}.", name)
        name = re.sub(r"(up_blocks\.\d+)\.block\.", r"\1.resnets.", name)
        name = re.sub(r"(up_blocks\.\d+)\.upsample\.", r"\1.upsamplers.0.", name)
        name = re.sub(r"mid\.block_(\d)", lambda m: f"mid_block.resnets.{int(m[1]) - 1}", name)
        name = name.replace("mid.attn_1", "mid_block.attentions.0").replace("nin_shortcut", "conv_shortcut")
        name = name.replace("norm_out", "conv_norm_out")
        if ".attentions.0." in name:
            name = name.replace(".norm.", ".group_norm.")
            for ours, theirs in zip(PROJECTIONS[0], PROJECTIONS[2 if early else 1]):
                name = re.sub(rf"\.attentions\.0\.{ours}\.(weight|bias)$", rf".attentions.0.{theirs}.\1", name)
            value = value.flatten(1) if value.ndim == 4 else value
        renamed[name] = value
    return renamed
