# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Writes tiny models with random weights for the tests, under the names of published files.

    /usr/bin/python3 -m python_export.make_tiny --out tests/data --seed 1

`tiny/` is a whole weights folder (CLIP, VQGAN, prior, vocabulary) in the layout of weights/embedded. The
*_tiny files beside it are one model each for the parity tests; dump_reference.py writes what they compute.
"""
import argparse
import collections
import gzip
import json
import os

import torch

from . import archive
from .models import autoencoder_kl, tiny_autoencoder
from .models.clip import CLIP, hugging_face_names
from .models.prior import Prior
from .models.tokenizer import WORD_END, byte_symbols
from .models.vqgan import VQModel

# Words for the vocabulary: enough that merges of every kind happen.
WORDS = ("a an the red green blue yellow orange pink black white brown apple banana tree car fish dog cat flower heart "
         "star house boat sun moon mushroom rocket strawberry umbrella bicycle snowman painting photo of on in with "
         "two three background illustration 사과 바나나 나무 빨간 파란 노란 고양이 강아지 집 배 해 달 별 꽃 물고기").split()

TEXT = {"context_length": 16, "transformer_width": 32, "transformer_heads": 2, "transformer_layers": 2}
CLIP_VIT = {"embed_dim": 24, "image_resolution": 24, "vision_layers": 2, "vision_width": 48, "vision_patch_size": 6,
            "vision_heads": 3, **TEXT}
CLIP_RN = {"embed_dim": 24, "image_resolution": 64, "vision_layers": [1, 2, 1, 1], "vision_width": 4,
           "vision_patch_size": None, "vision_heads": 4, **TEXT}
CLIP_FOLDED = {"embed_dim": 24, "image_resolution": 32, "vision_layers": [1, 2, 1], "vision_width": 8,
               "vision_patch_size": None, "vision_heads": 4, "batch_norm": False, "mean": [0.5, 0.5, 0.5],
               "std": [0.5, 0.5, 0.5], "activation": "quick_gelu", "normalize": "nfc", **TEXT}
VQGAN = {"double_z": False, "z_channels": 16, "resolution": 32, "in_channels": 3, "out_ch": 3, "ch": 32,
         "ch_mult": [1, 1], "num_res_blocks": 1, "attn_resolutions": [16], "dropout": 0.0}
VQGAN_PLAIN = {"double_z": False, "z_channels": 4, "resolution": 32, "in_channels": 3, "out_ch": 3, "ch": 8,
               "ch_mult": [1, 2, 3], "num_res_blocks": 1, "decoder_res_blocks": 1, "attn_resolutions": [],
               "dropout": 0.0, "norm": "none", "activation": "relu", "mid_attention": False, "native_size": 32}
VQGAN_GUMBEL = {**VQGAN_PLAIN, "ch": 4, "resolution": 16, "z_channels": 6}
KL = {"z_channels": 4, "resolution": 16, "ch": 8, "ch_mult": [1, 2], "num_res_blocks": 1, "attn_resolutions": [],
      "groups": 4}
KL_CONFIG = {"_class_name": "AutoencoderKL", "act_fn": "silu", "block_out_channels": [8, 16], "in_channels": 3,
             "latent_channels": 4, "layers_per_block": 1, "norm_num_groups": 4, "out_channels": 3, "sample_size": 16,
             "latents_mean": None, "latents_std": None}
TAESD = {"channels": 5, "widths": (8, 8, 8), "blocks": (2, 1, 1), "pool": True}
TAESD_CONFIG = {"_class_name": "AutoencoderTiny", "act_fn": "relu", "latent_channels": 5, "scaling_factor": 1.0,
                "shift_factor": 0.0, "upsample_fn": "nearest"}
PRIOR = {"width": 32, "layers": 2, "heads": 4, "mlp": 80, "patch": 2, "channels": 4, "grid": 8, "context_length": 16,
         "token_width": 16, "embed_dim": 24, "activation": "gelu", "mean": [0.1, -0.2, 0.3, 0.0], "std": [0.6, 0.7, 0.5, 0.4]}


def write_vocabulary(path, merges=120):
    """Trains a byte-pair vocabulary on WORDS and writes it in OpenAI's file format."""
    symbols = byte_symbols()
    words = [[symbols[b] for b in w.encode("utf-8")] for w in WORDS]
    for word in words:
        word[-1] += WORD_END
    lines = ["#version: clipdraw tiny vocabulary"]
    for _ in range(merges):
        counts = collections.Counter(p for w in words for p in zip(w, w[1:]))
        best = max(counts, key=lambda p: (counts[p], p))
        lines.append(" ".join(best))
        for word in words:
            i = 0
            while i + 1 < len(word):
                if (word[i], word[i + 1]) == best:
                    word[i:i + 2] = ["".join(best)]
                i += 1
    with open(path, "wb") as file, gzip.GzipFile(fileobj=file, mode="wb", mtime=0) as packed:
        packed.write(("\n".join(lines) + "\n").encode("utf-8"))
    return 512 + merges + 2


def shake(model):
    """Moves every parameter away from its start, so that no gain is 1 and no bias is 0."""
    for name, value in list(model.named_parameters()) + list(model.named_buffers()):
        if value.is_floating_point():
            with torch.no_grad():
                if name.endswith("running_var"):
                    value.mul_(0.5 + torch.rand_like(value))
                elif "norm" in name or "ln_" in name or "bn" in name or "downsample.1" in name:
                    value.add_(torch.randn_like(value) * 0.2)
                elif value.ndim == 4:
                    value.mul_(2.0)  # keeps the signal alive through rectifiers
                elif value.ndim == 1:
                    value.add_(torch.randn_like(value) * 0.05)
    return model.eval()


def config_of(model_config, vocab_size):
    """The description that travels with the weights; "batch_norm" shows in the tensors themselves."""
    return {**{k: v for k, v in model_config.items() if k != "batch_norm"}, "vocab_size": vocab_size}


def write_json(value, *path):
    os.makedirs(os.path.dirname(os.path.join(*path)), exist_ok=True)
    with open(os.path.join(*path), "w", encoding="utf-8") as file:
        json.dump(value, file, indent=2, sort_keys=True)
        file.write("\n")


def make_continuous(out, seed):
    """Autoencoders with continuous latents, under each naming that is published."""
    weights = "diffusion_pytorch_model.safetensors"
    torch.manual_seed(seed * 100 + 30)
    state = shake(autoencoder_kl.AutoencoderKL(KL, 4, quant=False)).state_dict()
    write_json({**KL_CONFIG, "scaling_factor": 0.3611, "shift_factor": 0.1159}, out, "kl_tiny", "config.json")
    archive.write(os.path.join(out, "kl_tiny", weights), autoencoder_kl.diffusers_names(state, 2), half=True)

    torch.manual_seed(seed * 100 + 31)
    state = shake(autoencoder_kl.AutoencoderKL(KL, 4)).state_dict()
    write_json({**KL_CONFIG, "scaling_factor": 0.18215}, out, "kl_early_tiny", "config.json")
    archive.write(os.path.join(out, "kl_early_tiny", weights), autoencoder_kl.diffusers_names(state, 2, early=True), half=True)
    write_json({"norm_num_groups": 4}, out, "kl_compvis_tiny.json")
    archive.write(os.path.join(out, "kl_compvis_tiny.safetensors"),
                  {"first_stage_model." + k: v for k, v in state.items()}, half=True)

    torch.manual_seed(seed * 100 + 32)
    encoder, decoder = (shake(half(**TAESD)).state_dict() for half in (tiny_autoencoder.encoder, tiny_autoencoder.decoder))
    archive.write(os.path.join(out, "taesd_tiny_encoder.safetensors"), encoder, half=True)
    archive.write(os.path.join(out, "taesd_tiny_decoder.safetensors"), decoder, half=True)
    write_json(TAESD_CONFIG, out, "taesd_tiny", "config.json")
    archive.write(os.path.join(out, "taesd_tiny", weights), tiny_autoencoder.diffusers_names(encoder, decoder), half=True)


def make(out, seed=1):
    tiny = os.path.join(out, "tiny")
    os.makedirs(tiny, exist_ok=True)
    vocab_size = write_vocabulary(os.path.join(out, "vocab_tiny.txt.gz"))
    write_vocabulary(os.path.join(tiny, "vocab.txt.gz"))

    for number, (name, config) in enumerate([("clip_vit_tiny", CLIP_VIT), ("clip_rn_tiny", CLIP_RN),
                                                   ("clip_folded_tiny", CLIP_FOLDED)]):
        torch.manual_seed(seed * 100 + number)
        state = shake(CLIP({**config, "vocab_size": vocab_size})).state_dict()
        metadata = {"config": config_of(config, vocab_size)}
        archive.write(os.path.join(out, name + ".safetensors"), state, metadata, half=True)
        if name == "clip_vit_tiny":
            archive.write(os.path.join(out, name + ".hf.safetensors"), hugging_face_names(state), half=True)
        if name == "clip_folded_tiny":
            archive.write(os.path.join(tiny, "clip.safetensors"), state, metadata, half=True)

    for number, (name, config, codes, dim) in enumerate([("vqgan_tiny", VQGAN, 48, 12),
                                                         ("vqgan_plain_tiny", VQGAN_PLAIN, 60, 4),
                                                         ("vqgan_gumbel_tiny", VQGAN_GUMBEL, 40, 6)]):
        torch.manual_seed(seed * 100 + 10 + number)
        state = shake(VQModel(config, codes, dim, gumbel="gumbel" in name)).state_dict()
        metadata = {"ddconfig": config, "n_embed": codes, "embed_dim": dim}
        archive.write(os.path.join(out, name + ".safetensors"), state, metadata, half=True)
        if name == "vqgan_plain_tiny":
            archive.write(os.path.join(tiny, "vqgan.safetensors"), state, metadata, half=True)

    make_continuous(out, seed)
    torch.manual_seed(seed * 100 + 20)
    prior = {**PRIOR, "vocab_size": vocab_size}
    state = shake(Prior(prior)).state_dict()
    archive.write(os.path.join(out, "prior_tiny.safetensors"), state, {"config": prior}, half=True)
    archive.write(os.path.join(tiny, "prior.safetensors"), state, {"config": prior}, half=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", required=True, help="folder to write to, for example tests/data")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    make(options.out, options.seed)


if __name__ == "__main__":
    main()
