# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Where a training starts from: another run, or committed weights (the exporter's tensors, turned back)."""
import json
import os
import re

import torch

from .. import archive
from .text import Tokenizer

_BLOCK = {"attn.in_proj_weight": "in_proj.weight", "attn.in_proj_bias": "in_proj.bias", "attn.out_proj.": "out_proj.",
          "mlp.c_fc.": "c_fc.", "mlp.c_proj.": "c_proj."}


def trained_name(name):
    """An exported tensor's name -> the trained parameter's."""
    name = name.replace("transformer.resblocks.", "blocks.")
    match = re.match(r"((?:visual\.)?blocks\.\d+\.)(.*)", name)
    if match:
        for theirs, ours in _BLOCK.items():
            if match[2].startswith(theirs):
                return match[1] + ours + match[2][len(theirs):]
    return name


def archived(path):
    """Parameters of committed weights, as far as they are trained: {name: float tensor}."""
    tensors, _ = archive.read(path)
    out = {}
    for name, value in archive.dequantized(tensors).items():
        value = torch.from_numpy(value.copy()).float()
        if name.startswith("visual.") and value.ndim == 4 and "visual.attnpool.q_proj.weight" in tensors and name.endswith(".weight"):
            stem = name[:-len("weight")].replace("downsample.0.", "downsample.")
            out[stem + "raw"], out[stem + "gain"] = value, value.flatten(1).norm(dim=1)
            continue
        if name == "visual.conv1.weight":
            value = value.flatten(1)
        out[trained_name(name).replace("downsample.0.", "downsample.")] = value
    return out


def parameters(source, kind):
    """source: a run's folder, or a folder of committed weights. kind: "clip", "judge", "vqgan", "prior"."""
    run = os.path.join(source, "checkpoint.pt")
    if os.path.exists(run):
        return torch.load(run, map_location="cpu")["average"]
    return archived(os.path.join(source, kind + ".safetensors"))


def take_over(model, source, kind, tokenizer=None):
    """Copies what fits by name and shape; the rows of a token embedding by the tokens' spelling. Returns the count of both."""
    state, mine = parameters(source, kind), model.state_dict()
    words = "token_embedding.weight"
    fits = {k: v for k, v in state.items() if k in mine and mine[k].shape == v.shape and (k != words or not tokenizer)}
    model.load_state_dict(fits, strict=False)
    rows = 0
    if tokenizer and words in state and state[words].shape[1] == mine[words].shape[1]:
        known = Tokenizer(os.path.join(source, "vocab.txt.gz"))
        pairs = [(i, known.ids[t]) for t, i in tokenizer.ids.items() if t in known.ids]
        to, taken = (torch.tensor(c) for c in zip(*pairs))
        model.token_embedding.weight.data[to] = state[words][taken]
        rows = len(pairs)
    print(f"{source}: {len(fits)} of {len(mine)} tensors" + (f", {rows} of {tokenizer.size} tokens" if tokenizer else ""), flush=True)
    return len(fits), rows
