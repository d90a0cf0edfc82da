# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Writes what the plain PyTorch models compute on the tiny weights: the expected values of the parity tests.

    /usr/bin/python3 -m python_export.dump_reference --data tests/data --seed 1

Beside every NAME.safetensors of make_tiny.py a NAME.io.safetensors with inputs, outputs and gradients.
"""
import argparse
import json
import os

import torch

from . import archive, make_tiny
from .models import tiny_autoencoder
from .models.autoencoder_kl import AutoencoderKL, diffusers_names
from .models.clip import CLIP
from .models.prior import Prior
from .models.tokenizer import Tokenizer
from .models.vqgan import VQModel

PROMPTS = ["a red apple", "two stars on blue", "빨간 사과"]
LINES = PROMPTS + ["", "  lots   of\twhite\nspace ", "it's the cat's, they'll, I'D", "ALL CAPS 1234 5.6",
                   "e\u0301clair caf\u00e9", "\u1112\u1161\u11ab\u1100\u1173\u11af", "&lt;b&gt; &amp;amp; &eacute;",
                   "<|startoftext|> a <|endoftext|>", "emoji 🍎🐱‍👤", "\u039f\u0394\u039f\u03a3", "a\u00a0b\u3000c",
                   "x'\u017f \u2167 \u00bd \u0e01\u0e49", "don't|stop:1.5", "\u0130stanbul", "\u1e9e\u212a", "a\x1cb \x1f", "!\u0345?"]


def load(path, model):
    """Loads an archive strictly; batch norm counters are the only tensors that may be absent."""
    tensors, _ = archive.read(path, single=True)
    model.load_state_dict({k: torch.from_numpy(v) for k, v in archive.dequantized(tensors).items()})
    return model.eval().requires_grad_(False)


def read_json(path, key):
    return json.loads(archive.read(path)[1][key])


def unit(x):
    return x / x.norm(dim=1, keepdim=True)


def dump_clip(path, tokenizer):
    config = read_json(path, "config")
    tensors, _ = archive.read(path)
    config["batch_norm"] = "visual.bn1.weight" in tensors
    model = load(path, CLIP(config))
    side = config["image_resolution"]
    image = torch.rand(2, 3, side, side)
    tokens = torch.tensor([tokenizer.encode_padded(p, config["context_length"]) for p in PROMPTS])
    normalized = model.normalize(image).requires_grad_()
    features, text = model.encode_image(normalized), model.encode_text(tokens)
    cosines = unit(features) @ unit(text).T
    cosines.sum().backward()
    return {"image_01": image, "image_normalized": normalized, "tokens": tokens, "image_features": features,
            "text_features": text, "text_sequence": model.text_sequence(tokens),
            "logits_per_image": model.logit_scale.exp() * cosines,
            "grad_sum_cos_wrt_image_normalized": normalized.grad}


def dump_vqgan(path):
    config, n_embed, embed_dim = (read_json(path, key) for key in ("ddconfig", "n_embed", "embed_dim"))
    gumbel = "quantize.embed.weight" in archive.read(path)[0]
    model = load(path, VQModel(config, n_embed, embed_dim, gumbel))
    factor, height, width = 2 ** (len(config["ch_mult"]) - 1), 5, 7
    codes = torch.randint(n_embed, (1, height, width))
    z_q = model.quantize.look_up(codes).clone().requires_grad_()
    decoded = model.decode(z_q)
    decoded.pow(2).mean().backward()
    image = torch.rand(1, 3, height * factor, width * factor) * 2 - 1
    continuous = model.encode(image)
    nearest = model.quantize.nearest(continuous)
    return {"codes": codes.flatten(1), "z_q": z_q, "decoded": decoded, "grad_mean_square_wrt_z_q": z_q.grad,
            "image_pm1": image, "encoded_pre_quant": continuous, "encoded_codes": nearest.flatten(),
            "encoded_quantized": model.quantize.look_up(nearest)}


def dump_halves(encode, decode, channels, factor):
    z = torch.randn(1, channels, 3, 5).requires_grad_()
    decoded = decode(z)
    decoded.pow(2).mean().backward()
    image = torch.rand(1, 3, 4 * factor, 3 * factor)
    return {"z": z, "decoded_01": decoded, "grad_mean_square_wrt_z": z.grad, "image_01": image, "encoded": encode(image)}


def dump_kl(path):
    """Z is the latent of the published weights, scaled and shifted as the description says."""
    quant = "compvis" in path
    model = AutoencoderKL(make_tiny.KL, 4, quant)
    if quant:
        tensors, _ = archive.read(path, single=True)
        model.load_state_dict({k.replace("first_stage_model.", ""): torch.from_numpy(v) for k, v in tensors.items()})
    else:
        # the same weights under the names of the halves: what make_tiny.py renamed, in the same order
        tensors, _ = archive.read(os.path.join(path.replace(".safetensors", ""), "diffusion_pytorch_model.safetensors"), single=True)
        names = model.state_dict()
        renamed = diffusers_names({k: torch.tensor(i) for i, k in enumerate(names)}, 2)
        by_number = {int(i): k for k, i in renamed.items()}
        model.load_state_dict({k: torch.from_numpy(tensors[by_number[i]]).view(names[k].shape) for i, k in enumerate(names)})
    model.eval().requires_grad_(False)
    scale, shift = (0.18215, 0.0) if quant else (0.3611, 0.1159)
    return dump_halves(lambda image: (model.encode(image * 2 - 1) - shift) * scale,
                       lambda z: (model.decode(z / scale + shift) + 1) / 2, 4, 2)


def dump_taesd(path):
    halves = []
    for half in ("encoder", "decoder"):
        halves.append(load(path.replace("decoder", half), getattr(tiny_autoencoder, half)(**make_tiny.TAESD)))
    return dump_halves(*halves, make_tiny.TAESD["channels"], 4)


def dump_prior(path):
    config = read_json(path, "config")
    model = load(path, Prior(config))
    steps, guidance = 6, 2.5
    tokens, embedding = torch.randint(config["vocab_size"], (1, 5)), torch.randn(1, config["embed_dim"])
    noise = torch.randn(3, config["channels"], config["grid"], config["grid"])
    return {"tokens": tokens, "text_embedding": embedding, "steps": torch.tensor(steps),
            "guidance": torch.tensor(guidance), "noise": noise,
            "values": model.sample(noise, tokens, embedding, steps, 1.0),
            "values_guided": model.sample(noise, tokens, embedding, steps, guidance)}


class ClampBorderAware(torch.autograd.Function):
    """Clamps; the gradient survives outside of the range when it points back inside."""

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x.clamp(0, 1)

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return gradient * (gradient * (x - x.clamp(0, 1)) >= 0)


def dump_loop(clip_path, vqgan_path):
    """Ten steps of the loop with one view: see the parity test of the session."""
    clip_config = read_json(clip_path, "config")
    clip = load(clip_path, CLIP(clip_config))
    config, n_embed, embed_dim = (read_json(vqgan_path, key) for key in ("ddconfig", "n_embed", "embed_dim"))
    vqgan = load(vqgan_path, VQModel(config, n_embed, embed_dim))
    book = vqgan.quantize.embedding.weight
    low, high = (f(0).values.view(1, -1, 1, 1) for f in (book.min, book.max))
    side = clip_config["image_resolution"]
    targets, weights = unit(torch.randn(2, clip_config["embed_dim"])), torch.tensor([1.0, -0.5])
    pair = [vqgan.quantize.look_up(torch.randint(n_embed, (1, 8, 10))) for _ in range(2)]
    # between codes, so that codes change early; not halfway, where rounding decides which is nearer
    z = (0.55 * pair[0] + 0.45 * pair[1]).clone().requires_grad_()
    optimizer = torch.optim.Adam([z], lr=0.1)
    out = {"z_start": z.detach().clone(), "targets": targets, "weights": weights}
    losses = []
    for step in range(10):
        optimizer.zero_grad()
        rounded = vqgan.quantize.look_up(vqgan.quantize.nearest(z))
        image = ClampBorderAware.apply((vqgan.decode(z + (rounded - z).detach()) + 1) / 2)
        view = torch.nn.functional.adaptive_avg_pool2d(image, (side, side))
        embedding = unit(clip.encode_image(clip.normalize(view)))
        loss = 0
        for target, weight in zip(targets, weights):
            distance = 2 * (embedding - target).norm(dim=1).div(2).arcsin().pow(2)
            loss = loss + weight.abs() * (distance * weight.sign()).mean()
        loss.backward()
        if step == 0:
            out.update(image_step0=image.detach().clone(), grad_step0=z.grad.clone())
        losses.append(loss.detach())
        optimizer.step()
        with torch.no_grad():
            z.copy_(z.maximum(low).minimum(high))
    return {**out, "losses": torch.stack(losses), "z_end": z.detach()}


def dump(data, seed=1):
    torch.set_num_threads(1)
    tokenizer = Tokenizer(os.path.join(data, "vocab_tiny.txt.gz"), nfc=True)
    with open(os.path.join(data, "tokenizer_tiny.jsonl"), "w", encoding="utf-8") as file:
        for line in LINES:
            file.write(json.dumps({"text": line, "ids": tokenizer.encode(line)}, ensure_ascii=False) + "\n")
    jobs = {"clip_vit_tiny": lambda p: dump_clip(p, tokenizer), "clip_rn_tiny": lambda p: dump_clip(p, tokenizer),
            "clip_folded_tiny": lambda p: dump_clip(p, tokenizer), "vqgan_tiny": dump_vqgan,
            "vqgan_plain_tiny": dump_vqgan, "prior_tiny": dump_prior,
            "loop_tiny": lambda p: dump_loop(p.replace("loop_tiny", "clip_vit_tiny"), p.replace("loop_tiny", "vqgan_tiny")),
            "vqgan_gumbel_tiny": dump_vqgan, "kl_tiny": dump_kl, "kl_compvis_tiny": dump_kl, "taesd_tiny_decoder": dump_taesd}
    for number, (name, job) in enumerate(jobs.items()):
        torch.manual_seed(seed * 100 + 50 + number)
        archive.write(os.path.join(data, name + ".io.safetensors"), job(os.path.join(data, name + ".safetensors")))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", required=True, help="folder that make_tiny.py wrote to")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    dump(options.data, options.seed)


if __name__ == "__main__":
    main()
