# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Writes a tiny OpenCLIP folder with random weights, and what OpenCLIP's own code computes on it.

    python3 -m python_export.dump_open_clip --out tests/data --seed 1

Needs the package `open_clip_torch`, which is not Debian's; only making the fixture anew needs it. The model has what
OpenCLIP's configurations may differ in from OpenAI's: GELU, heads of another width, epsilons, mean and std, an end token
that is not the highest id, the text side under a name of its own.
"""
import argparse
import json
import os

import torch

from . import archive

MODEL = {"embed_dim": 24, "custom_text": True,
         "vision_cfg": {"image_size": 24, "layers": 2, "width": 48, "head_width": 16, "patch_size": 6, "mlp_ratio": 3.0,
                        "norm_kwargs": {"eps": 1e-4}},
         "text_cfg": {"context_length": 16, "vocab_size": 600, "width": 32, "heads": 4, "layers": 2,
                      "norm_kwargs": {"eps": 1e-3}, "pool_type": "eos", "eos_id": 7}}
PREPROCESS = {"mean": [0.5, 0.4, 0.45], "std": [0.25, 0.3, 0.27], "interpolation": "bicubic", "resize_mode": "shortest"}


def unit(x):
    return x / x.norm(dim=1, keepdim=True)


def make(out, seed=1):
    from open_clip.model import CustomTextCLIP
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    model = CustomTextCLIP(**{k: v for k, v in MODEL.items() if k != "custom_text"}).eval().requires_grad_(False)
    for value in model.parameters():  # no gain stays 1, no bias 0
        if value.ndim > 0:
            value.add_(torch.randn_like(value) * (0.1 if value.ndim == 1 else 0.02))
    folder = os.path.join(out, "open_clip_tiny")
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, "open_clip_model.safetensors")
    archive.write(path, model.state_dict(), half=True)
    with open(os.path.join(folder, "open_clip_config.json"), "w", encoding="utf-8") as file:
        json.dump({"model_cfg": MODEL, "preprocess_cfg": PREPROCESS}, file, indent=2)
        file.write("\n")
    tensors, _ = archive.read(path, single=True)
    model.load_state_dict({k: torch.from_numpy(v) for k, v in tensors.items()})

    side = MODEL["vision_cfg"]["image_size"]
    mean, std = (torch.tensor(PREPROCESS[key]).view(1, 3, 1, 1) for key in ("mean", "std"))
    image = torch.rand(2, 3, side, side)
    tokens = torch.randint(8, MODEL["text_cfg"]["vocab_size"], (3, MODEL["text_cfg"]["context_length"]))
    for row, place in enumerate((5, 9, 15)):
        tokens[row, place] = MODEL["text_cfg"]["eos_id"]
    tokens[0, 6:] = MODEL["text_cfg"]["eos_id"]  # padded with the end token, of which the first counts
    normalized = ((image - mean) / std).requires_grad_()
    features, text = model.encode_image(normalized), model.encode_text(tokens)
    cosines = unit(features) @ unit(text).T
    cosines.sum().backward()
    archive.write(os.path.join(out, "open_clip_tiny.io.safetensors"), {
        "image_01": image, "image_normalized": normalized, "tokens": tokens, "image_features": features,
        "text_features": text, "logits_per_image": model.logit_scale.exp() * cosines,
        "grad_sum_cos_wrt_image_normalized": normalized.grad})


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", required=True, help="folder to write to, for example tests/data")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    make(options.out, options.seed)


if __name__ == "__main__":
    main()
