# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Writes models with random weights at the sizes and in the formats of published files: CLIP ViT-B/32 and RN50, VQGAN
f16-16384.

    /usr/bin/python3 -m python_export.make_true_size --out FOLDER [--tiny] [--seed 1]

FOLDER/parity holds the same files under the names of the parity fixtures, with what PyTorch computes on them in fp32:
CLIPDRAW_PARITY_DIR=FOLDER/parity makes the parity tests use them. Takes 4 GB on the disk.
"""
import argparse
import gzip
import json
import os
import sys
import types

import torch

from . import archive, dump_reference, make_tiny
from .models import clip as plain
from .models.tokenizer import WORD_END, Tokenizer, byte_symbols
from .models.vqgan import VQModel
from .reference_clip import CLIP, save_archive, to_half

TEXT = {"context_length": 77, "vocab_size": 49408, "transformer_width": 512, "transformer_heads": 8, "transformer_layers": 12}
TINY_TEXT = {"context_length": 77, "transformer_width": 64, "transformer_heads": 1, "transformer_layers": 2}
# Of the published files. "perceptual": widths of the loss's network, which lies in the checkpoint too.
TRUE = {
    "vit": {"embed_dim": 512, "image_resolution": 224, "vision_layers": 12, "vision_width": 768, "vision_patch_size": 32, **TEXT},
    "rn": {"embed_dim": 1024, "image_resolution": 224, "vision_layers": [3, 4, 6, 3], "vision_width": 64,
           "vision_patch_size": None, **TEXT},
    "vqgan": {"double_z": False, "z_channels": 256, "resolution": 256, "in_channels": 3, "out_ch": 3, "ch": 128,
              "ch_mult": [1, 1, 2, 2, 4], "num_res_blocks": 2, "attn_resolutions": [16], "dropout": 0.0},
    "codes": (16384, 256), "shard": 200_000_000, "perceptual": [64, 128, 256, 512, 512]}
TINY = {
    "vit": {"embed_dim": 64, "image_resolution": 64, "vision_layers": 2, "vision_width": 128, "vision_patch_size": 16, **TINY_TEXT},
    "rn": {"embed_dim": 64, "image_resolution": 64, "vision_layers": [1, 1, 1, 1], "vision_width": 16,
           "vision_patch_size": None, **TINY_TEXT},
    "vqgan": {"double_z": False, "z_channels": 32, "resolution": 64, "in_channels": 3, "out_ch": 3, "ch": 32,
              "ch_mult": [1, 1, 2], "num_res_blocks": 1, "attn_resolutions": [16], "dropout": 0.0},
    "codes": (64, 32), "shard": 500_000, "perceptual": [8]}

VOCABULARY = "bpe_simple_vocab_16e6.txt.gz"
VIT, RN, VQGAN = "ViT-B-32.pt", "RN50.pt", "vqgan_imagenet_f16_16384"
FOLDER, SHARDED, OPENAI = "clip-vit-base-patch32", "clip-vit-base-patch32-sharded", "ViT-B-32.safetensors"
ROUNDING = 3e-6
PROMPT = "a watercolour painting of a lighthouse"


def write_vocabulary(path, merges=49152 - 256 - 2):
    """A vocabulary of OpenAI's size in its file format; every merge is of two single letters, so it is no good one."""
    letters = list(byte_symbols().values())
    pairs = [f"{a} {b}" for ending in (WORD_END, "") for a in letters for b in (c + ending for c in letters)]
    with open(path, "wb") as file, gzip.GzipFile(fileobj=file, mode="wb", mtime=0) as packed:
        packed.write(("\n".join(["#version: of random weights", *pairs[:merges]]) + "\n").encode("utf-8"))


def write_tokenizer(folder, vocabulary):
    """The same vocabulary as vocab.json and merges.txt, as Hugging Face folders have it."""
    with gzip.open(vocabulary, "rt", encoding="utf-8") as file:
        lines = [line for line in file.read().split("\n")[1:49152 - 256 - 2 + 1] if line]
    letters = list(byte_symbols().values())
    symbols = letters + [c + WORD_END for c in letters] + ["".join(line.split()) for line in lines]
    ids = {symbol: i for i, symbol in enumerate(symbols + ["<|startoftext|>", "<|endoftext|>"])}
    write_json(folder, "vocab.json", ids)
    with open(os.path.join(folder, "merges.txt"), "w", encoding="utf-8") as file:
        file.write("\n".join(["#version: 0.2", *lines]) + "\n")


def write_json(folder, name, content):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        json.dump(content, file, indent=2, ensure_ascii=False)


def write_hugging_face(folder, state, c, vocabulary, shard=None):
    """state: under OpenAI's names. shard: bytes a file, or one file."""
    os.makedirs(folder, exist_ok=True)
    tensors = {k: v.float() for k, v in plain.hugging_face_names(state).items()}
    for side, places in (("text_model", c["context_length"]), ("vision_model", (c["image_resolution"] // c["vision_patch_size"]) ** 2 + 1)):
        tensors[f"{side}.embeddings.position_ids"] = torch.arange(places)[None]
    common = {"hidden_act": "quick_gelu", "layer_norm_eps": 1e-5, "projection_dim": c["embed_dim"]}
    write_json(folder, "config.json", {
        "architectures": ["CLIPModel"], "model_type": "clip", "projection_dim": c["embed_dim"], "logit_scale_init_value": 2.6592,
        "text_config": {**common, "model_type": "clip_text_model", "hidden_size": c["transformer_width"],
                        "intermediate_size": 4 * c["transformer_width"], "num_attention_heads": c["transformer_heads"],
                        "num_hidden_layers": c["transformer_layers"], "max_position_embeddings": c["context_length"],
                        "vocab_size": c["vocab_size"], "bos_token_id": 0, "eos_token_id": 2, "pad_token_id": 1},
        "vision_config": {**common, "model_type": "clip_vision_model", "hidden_size": c["vision_width"],
                          "intermediate_size": 4 * c["vision_width"], "num_attention_heads": c["vision_width"] // 64,
                          "num_hidden_layers": c["vision_layers"], "patch_size": c["vision_patch_size"],
                          "image_size": c["image_resolution"], "num_channels": 3}})
    side = c["image_resolution"]
    write_json(folder, "preprocessor_config.json", {
        "feature_extractor_type": "CLIPFeatureExtractor", "do_resize": True, "do_center_crop": True, "do_normalize": True,
        "size": side, "crop_size": side, "resample": 3, "image_mean": list(plain.MEAN), "image_std": list(plain.STD)})
    write_tokenizer(folder, vocabulary)
    if not shard:
        archive.write(os.path.join(folder, "model.safetensors"), tensors)
        return
    groups, size = [{}], 0
    for name, value in tensors.items():
        bytes_ = value.numel() * value.element_size()
        if groups[-1] and size + bytes_ > shard:
            groups.append({})
            size = 0
        groups[-1][name] = value
        size += bytes_
    places = {}
    for i, group in enumerate(groups):
        file = f"model-{i + 1:05}-of-{len(groups):05}.safetensors"
        archive.write(os.path.join(folder, file), group)
        places.update({name: file for name in group})
    total = sum(v.numel() * v.element_size() for v in tensors.values())
    write_json(folder, "model.safetensors.index.json", {"metadata": {"total_size": total}, "weight_map": places})


def write_lightning(path, state, perceptual):
    """What PyTorch Lightning's ModelCheckpoint leaves: beside the weights those of the loss, the optimizers' state, and
    objects of classes that a reader without Lightning does not have."""
    names = ["pytorch_lightning", "pytorch_lightning.callbacks", "pytorch_lightning.callbacks.model_checkpoint"]
    checkpointer = type("ModelCheckpoint", (), {"__module__": names[-1]})
    sys.modules.update({name: types.ModuleType(name) for name in names})  # pickle looks the class up
    sys.modules[names[-1]].ModelCheckpoint = checkpointer
    try:
        loss, inside = {}, 3
        for i, width in enumerate(perceptual):
            for j in range(3):
                loss[f"loss.perceptual_loss.net.slice{i + 1}.{j}.weight"] = torch.randn(width, inside, 3, 3)
                inside = width
        loss["loss.discriminator.main.0.weight"] = torch.randn(perceptual[0], 3, 4, 4)
        moments = {i: {"step": 1000, "exp_avg": torch.zeros_like(v), "exp_avg_sq": torch.zeros_like(v)}
                   for i, v in enumerate(state.values())}
        torch.save({"epoch": 12, "global_step": 7, "pytorch-lightning_version": "1.0.8",
                    "callbacks": {checkpointer: {"best_model_score": torch.tensor(0.5), "best_model_path": "last.ckpt"}},
                    "optimizer_states": [{"state": moments, "param_groups": [{"lr": 4.5e-6, "params": list(moments)}]}],
                    "lr_schedulers": [], "state_dict": {**state, **loss}}, path)
    finally:
        for name in names:
            del sys.modules[name]


def dump_clip(model, tokens):
    """model: fp32. One picture, one sentence. Returns the tensors of clip_*.io.safetensors, and grad_noise: how far the
    gradient moves, relatively, when the picture moves by what fp32 rounds away in a deep model. Where rectifiers meet
    their kink it jumps, in PyTorch too, and nobody can ask for more."""
    side = int(model.input_resolution)
    view = lambda values: torch.tensor(values).view(1, 3, 1, 1)
    image = torch.rand(1, 3, side, side)
    normalized = (image - view(plain.MEAN)) / view(plain.STD)
    text = model.encode_text(tokens)

    def gradient(picture):
        picture = picture.clone().requires_grad_()
        features = model.encode_image(picture)
        cosines = dump_reference.unit(features) @ dump_reference.unit(text).T
        cosines.sum().backward()
        return features, cosines, picture.grad

    features, cosines, slope = gradient(normalized)
    moved = [gradient(normalized + ROUNDING * torch.randn_like(image))[2] for _ in range(3)]
    return {"image_01": image, "image_normalized": normalized, "tokens": tokens, "image_features": features,
            "text_features": text, "logits_per_image": model.logit_scale.exp() * cosines,
            "grad_sum_cos_wrt_image_normalized": slope,
            "grad_noise": torch.stack([(other - slope).abs().max() / slope.abs().max() for other in moved]).max()}


def link(folder, name, target):
    path = os.path.join(folder, "parity", name)
    if os.path.lexists(path):
        os.unlink(path)
    os.symlink(os.path.join("..", target), path)


def make_clip(folder, kind, c, vocabulary, tokens, say, shard):
    name, fixture = (VIT, "clip_vit_tiny") if kind == "vit" else (RN, "clip_rn_tiny")
    model = to_half(make_tiny.shake(CLIP(c))).requires_grad_(False)
    state = {k: v.detach().clone() for k, v in model.state_dict().items()}
    say(f"{name}: {sum(v.numel() for v in state.values()) / 1e6:.1f} M numbers")
    save_archive(model, os.path.join(folder, name))  # leaves the model in fp32
    io = dump_clip(model, tokens)
    archive.write(os.path.join(folder, "parity", fixture + ".io.safetensors"), io)
    for key in ("input_resolution", "context_length", "vocab_size"):
        del state[key]
    heads = {"vision_heads": c["vision_width"] // (64 if kind == "vit" else 2)}
    config = {"config": {**c, **heads, "activation": "quick_gelu"}}
    plain_name = OPENAI if kind == "vit" else "RN50.safetensors"
    archive.write(os.path.join(folder, plain_name), state, config)
    link(folder, fixture + ".jit.pt", name)
    link(folder, fixture + ".safetensors", plain_name)
    if kind == "vit":
        for target, size in ((FOLDER, None), (SHARDED, shard)):
            write_hugging_face(os.path.join(folder, target), state, c, vocabulary, size)
        link(folder, fixture + ".hf.safetensors", FOLDER + "/model.safetensors")


def make_vqgan(folder, c, codes, perceptual, say):
    state = make_tiny.shake(VQModel(c, *codes)).state_dict()
    say(f"{VQGAN}: {sum(v.numel() for v in state.values()) / 1e6:.1f} M numbers")
    stem = os.path.join(folder, VQGAN)
    metadata = {"kind": "vqgan", "ddconfig": c, "n_embed": codes[0], "embed_dim": codes[1]}
    archive.write(stem + ".safetensors", state, metadata)
    write_lightning(stem + ".ckpt", state, perceptual)
    with open(stem + ".yaml", "w", encoding="utf-8") as file:  # JSON is YAML too
        json.dump({"model": {"base_learning_rate": 4.5e-6, "target": "taming.models.vqgan.VQModel",
                             "params": {"embed_dim": codes[1], "n_embed": codes[0], "ddconfig": c}}}, file, indent=2)
    for ending in (".safetensors", ".ckpt", ".yaml"):
        link(folder, "vqgan_tiny" + ending, VQGAN + ending)
    archive.write(os.path.join(folder, "parity", "vqgan_tiny.io.safetensors"), dump_reference.dump_vqgan(stem + ".safetensors"))


def make(folder, sizes, seed=1, vocabulary=None, say=lambda text: None):
    """Writes everything to folder. vocabulary: a file in OpenAI's format of the models' size, or one is made up."""
    os.makedirs(os.path.join(folder, "parity"), exist_ok=True)
    target = os.path.join(folder, VOCABULARY)
    sizes = json.loads(json.dumps(sizes))
    if "vocab_size" not in sizes["vit"]:
        size = make_tiny.write_vocabulary(target)
        for kind in ("vit", "rn"):
            sizes[kind]["vocab_size"] = size
    elif vocabulary:
        with open(vocabulary, "rb") as source, open(target, "wb") as file:
            file.write(source.read())
    else:
        write_vocabulary(target)
    tokens = torch.tensor([Tokenizer(target).encode_padded(PROMPT, sizes["vit"]["context_length"])])
    for number, kind in enumerate(("vit", "rn")):
        torch.manual_seed(seed * 100 + number)
        make_clip(folder, kind, sizes[kind], target, tokens, say, sizes["shard"])
    torch.manual_seed(seed * 100 + 10)
    make_vqgan(folder, sizes["vqgan"], sizes["codes"], sizes["perceptual"], say)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", required=True, help="folder to write to")
    parser.add_argument("--tiny", action="store_true", help="the same formats at tiny sizes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--vocabulary", help="OpenAI's bpe_simple_vocab_16e6.txt.gz; without it one is made up")
    options = parser.parse_args()
    make(options.out, TINY if options.tiny else TRUE, options.seed, options.vocabulary, print)


if __name__ == "__main__":
    main()
