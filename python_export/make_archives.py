# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Writes small files in the containers that PyTorch has for weights, good and bad, for the tests of the C++ reader.

    /usr/bin/python3 -m python_export.make_archives --out tests/data/archives

The values are simple sequences, which tests/unit/weights/pickle_test.cpp knows. Nothing here is ever loaded with
pickle again, and `attack_*` would do no more than print a word.
"""
import argparse
import collections
import os
import pickle
import re
import sys
import types
import warnings
import zipfile

import numpy
import torch
from torch import nn


def sequence(*shape, dtype=torch.float32):
    count = 1
    for size in shape:
        count *= size
    return torch.arange(count).reshape(shape).to(dtype)


def tensors():
    """Returns a state dict with every element type and with tensors that share or skip parts of their storages."""
    state = collections.OrderedDict()
    for dtype in (torch.float32, torch.float16, torch.bfloat16, torch.float64, torch.int64, torch.int32, torch.int16,
                  torch.int8, torch.uint8, torch.bool):
        state["plain." + str(dtype).split(".")[1]] = sequence(2, 3, dtype=dtype)
    state["scalar"] = torch.tensor(2.5)
    state["empty"] = torch.empty(0, 4)
    whole = sequence(3, 4)
    state["view.whole"] = whole
    state["view.row"] = whole[1]
    state["view.transposed"] = whole.t()
    state["view.stepped"] = sequence(20)[3::4]
    state["view.expanded"] = torch.tensor(7.0).expand(2, 3)
    state["parameter"] = nn.Parameter(sequence(4))
    return state


def absent(module, name, bases=(object,)):
    """Returns a class of a module that readers do not have."""
    parts = module.split(".")
    for i in range(len(parts)):
        sys.modules.setdefault(".".join(parts[:i + 1]), types.ModuleType(parts[i]))
    made = type(name, bases, {"__module__": module})
    setattr(sys.modules[module], name, made)
    return made


def lightning():
    """Returns a checkpoint as PyTorch Lightning writes it, with its classes among keys and values."""
    config = absent("omegaconf.dictconfig", "DictConfig")()
    config.target, config.content = "taming.models.vqgan.VQModel", {"n_embed": 16}
    callback = absent("pytorch_lightning.callbacks.model_checkpoint", "ModelCheckpoint")
    namespace = argparse.Namespace(batch_size=4, names=["a", "b"], nothing=None)
    state = tensors()
    state._metadata = collections.OrderedDict(version=1)
    return {"epoch": 3, "global_step": 1 << 70, "pytorch-lightning_version": "1.0.8", "rate": 4.5e-6,
            "callbacks": {callback: {"best": torch.tensor(0.5), "path": b"x.ckpt"}, "set": {1, 2}},
            "hyper_parameters": config, "options": namespace, "score": numpy.float64(0.25),
            "optimizer_states": [{"state": {0: {"step": 7, "exp_avg": torch.zeros(4)}}, "param_groups": []}],
            "state_dict": state}


class Attack:
    """Asks its reader to run a command."""

    def __reduce__(self):
        return os.system, ("echo clipdraw",)


class QuickGELU(nn.Module):
    def forward(self, x):
        return x * torch.sigmoid(1.702 * x)


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.attn = nn.MultiheadAttention(width, heads)
        self.act = QuickGELU()
        self.register_buffer("input_resolution", torch.tensor(32))

    def forward(self, x):
        # Training's path through attention is written out in the trace, as it was when CLIP was published.
        return self.act(self.attn(x, x, x, need_weights=False)[0])


def script():
    """Returns a traced module with an attention of 4 heads, its weights in half precision."""
    QuickGELU.__module__ = Block.__module__ = "tiny.model"  # however this file is run
    torch.manual_seed(1)
    block = Block(8, 4).train()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        traced = torch.jit.trace(block, torch.zeros(3, 2, 8), check_trace=False)
    return traced.half()


def with_code(source, target, change):
    """Copies a TorchScript archive and changes the text of its code."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            if item.filename.endswith(".debug_pkl"):
                continue
            data = old.read(item)
            if item.filename.endswith(".py"):
                data = change(data.decode()).encode()
            new.writestr(zipfile.ZipInfo(item.filename), data, item.compress_type)


def make(folder):
    os.makedirs(folder, exist_ok=True)

    def save(name, value, **options):
        torch.save(value, os.path.join(folder, name), **options)

    old = {"_use_new_zipfile_serialization": False}
    save("zip.pt", {"state_dict": tensors()})
    save("zip4.pt", {"module." + name: value for name, value in tensors().items()}, pickle_protocol=4)
    save("old.pt", tensors(), **old)
    save("lightning.ckpt", lightning())
    save("nested.pt", {"encoder": {"w": sequence(2)}, "decoder": {"w": sequence(3)}, "step": 5, 6: sequence(1)}, **old)
    model = absent("my_project.models", "Net", (nn.Module,))()
    model.linear = nn.Linear(2, 1)
    model.linear.weight = nn.Parameter(sequence(1, 2))
    model.linear.bias = nn.Parameter(sequence(1))
    model.register_buffer("count", sequence(2, dtype=torch.int64))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        save("module.pt", model)
    traced = os.path.join(folder, "script.pt")
    script().save(traced)
    # The code as PyTorch 1.7 wrote it, and as a trace leaves it that knew all sizes.
    with_code(traced, os.path.join(folder, "script17.pt"), lambda text: re.sub(
        r'torch.div\((embed_dim), (CONSTANTS.c\d+), rounding_mode="trunc"\)', r"torch.floor_divide(\1, \2)", text))
    with_code(traced, os.path.join(folder, "folded.pt"), lambda text: re.sub(
        r"torch.div\(embed_dim, .*\)", "CONSTANTS.c0", re.sub(r"torch.mul\(bsz, CONSTANTS.c\d+\)", "8", text)))
    torch.jit.freeze(script().eval()).save(os.path.join(folder, "frozen.pt"))

    save("attack_zip.pt", {"state_dict": tensors(), "run": Attack()})
    save("attack_old.pt", {"state_dict": {"w": sequence(2), "run": Attack()}}, **old)
    with open(os.path.join(folder, "attack.pkl"), "wb") as file:
        pickle.dump(Attack(), file)
    with open(os.path.join(folder, "attack0.pkl"), "wb") as file:
        pickle.dump(Attack(), file, protocol=0)
    save("numpy.pt", {"w": numpy.arange(3.0), "b": numpy.arange(2.0)})
    save("tensor.pt", sequence(3))
    save("config.pt", {"width": 8, "names": ["a"]}, **old)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", required=True)
    make(parser.parse_args().out)


if __name__ == "__main__":
    main()
