# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Checkpoints -> weights/embedded/*.safetensors (fp16) in the published families' tensor names.

python3 -m python_export.train.export_embedded --clip RUN --vqgan RUN --prior RUN --out weights/embedded
"""
import argparse
import json
import os
import shutil

import torch

from .. import archive
from .clip_model import StandardConv
from .prior_model import load_prior
from .train_clip import load_clip
from .vqgan_model import CONFIG as VQGAN_CONFIG, LEVELS, codebook

SCHEMA = "1"
LICENCE = "Apache-2.0; training data: see weights/embedded/DATA.md"


def averaged(run):
    return torch.load(os.path.join(run, "checkpoint.pt"), map_location="cpu")["average"]


def block(out, source, target, s):
    """One transformer block into OpenAI's names."""
    for ours, theirs in (("ln_1.weight", "ln_1.weight"), ("ln_1.bias", "ln_1.bias"), ("ln_2.weight", "ln_2.weight"),
                         ("ln_2.bias", "ln_2.bias"), ("in_proj.weight", "attn.in_proj_weight"),
                         ("in_proj.bias", "attn.in_proj_bias"), ("out_proj.weight", "attn.out_proj.weight"),
                         ("out_proj.bias", "attn.out_proj.bias"), ("c_fc.weight", "mlp.c_fc.weight"),
                         ("c_fc.bias", "mlp.c_fc.bias"), ("c_proj.weight", "mlp.c_proj.weight"),
                         ("c_proj.bias", "mlp.c_proj.bias")):
        out[f"{target}.{theirs}"] = s[f"{source}.{ours}"]


def clip_tensors(model):
    """Returns tensors, config of a trained CLIP: standardised convolutions written out as plain ones."""
    state, out = model.state_dict(), {}
    for name, module in model.named_modules():
        if isinstance(module, StandardConv):
            name = name + ".0" if name.endswith("downsample") else name
            out[name + ".weight"], out[name + ".bias"] = module.weight().detach(), module.bias.detach()
    if model.config["vision_patch_size"]:
        vision = model.visual
        for k in ("class_embedding", "positional_embedding", "proj", "ln_pre.weight", "ln_pre.bias", "ln_post.weight", "ln_post.bias"):
            out["visual." + k] = state["visual." + k]
        side = vision.patch
        out["visual.conv1.weight"] = state["visual.conv1.weight"].view(-1, 3, side, side)
        for i in range(len(vision.blocks)):
            block(out, f"visual.blocks.{i}", f"visual.transformer.resblocks.{i}", state)
    for k, v in state.items():
        if k.startswith("visual.attnpool") or k.split(".")[0] in (
                "token_embedding", "positional_embedding", "ln_final", "text_projection", "logit_scale"):
            out[k] = v
    for i in range(len(model.blocks)):
        block(out, f"blocks.{i}", f"transformer.resblocks.{i}", state)
    return out, model.config


def vqgan_tensors(run):
    out = dict(averaged(run))
    out["quantize.embedding.weight"] = codebook()
    return out, VQGAN_CONFIG


def prior_tensors(run):
    model = load_prior(run)
    state = model.state_dict()
    out = {k: v for k, v in state.items() if not k.startswith("blocks.")}
    for i in range(len(model.blocks)):
        block(out, f"blocks.{i}", f"blocks.{i}", state)
    scale = torch.load(os.path.join(run, "scale.pt"))
    config = {**model.config, "mean": scale["mean"].flatten().tolist(), "std": scale["std"].flatten().tolist()}
    return out, config


def write(path, kind, tensors, config, extra=None, eight=()):
    """eight: names of matrices that are stored in 8 bits; all others are in half precision."""
    half = archive.quantized({k: v.detach().float().contiguous().numpy() for k, v in tensors.items()}, eight)
    half = {k: v.astype("float16") if v.dtype == "float32" and not k.endswith(".scale") else v for k, v in half.items()}
    meta = {"clipdraw.schema": SCHEMA, "clipdraw.kind": kind, "licence": LICENCE, "config": json.dumps(config)}
    archive.write(path, half, {**meta, **(extra or {})})
    print(f"{path}: {len(half)} tensors, {sum(v.size for v in half.values()) / 1e6:.2f} M, "
          f"{os.path.getsize(path) / 2**20:.2f} MiB")


def main():
    a = argparse.ArgumentParser(description=__doc__)
    for name in ("--clip", "--judge", "--vqgan", "--prior"):
        a.add_argument(name)
    a.add_argument("--out", required=True)
    o = a.parse_args()
    os.makedirs(o.out, exist_ok=True)
    at = lambda name: os.path.join(o.out, name)
    if o.clip:
        write(at("clip.safetensors"), "clip", *clip_tensors(load_clip(o.clip)[0]))
        shutil.copyfile(os.path.join(o.clip, "vocab.txt.gz"), at("vocab.txt.gz"))
    if o.judge:
        write(at("judge.safetensors"), "clip", *clip_tensors(load_clip(o.judge)[0]))
    if o.vqgan:
        tensors, config = vqgan_tensors(o.vqgan)
        write(at("vqgan.safetensors"), "vqgan", tensors, config,
              {"ddconfig": json.dumps(config), "n_embed": str(len(tensors["quantize.embedding.weight"])),
               "embed_dim": str(len(LEVELS))})
    if o.prior:
        tensors, config = prior_tensors(o.prior)
        write(at("prior.safetensors"), "prior", tensors, config, eight=[k for k, v in tensors.items() if v.ndim == 2 and k.endswith("weight")])


if __name__ == "__main__":
    main()
