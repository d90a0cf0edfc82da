# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Trains the embedded CLIP: python3 -m python_export.train.train_clip --data DIR --out DIR --minutes 40

With --image-only the text side of a checkpoint stays as it is, so that models trained on its features still fit.
With --text-from RUN that run's text side is taken over and stays: another image side, such as a judge, for the same words.
"""
import json
import os
import shutil

import numpy as np
import torch
import torch.nn.functional as F

from .captions import caption
from .clip_model import CLIP, CONFIG
from .common import Average, Run, arguments, prepare, train
from .compose import compose
from .pack import Pack, Sampler
from .text import Tokenizer, train_vocabulary, write_vocabulary


def load_clip(run):
    """A run's averaged weights, frozen, and its tokenizer."""
    tokenizer = Tokenizer(os.path.join(run, "vocab.txt.gz"))
    config, path = CONFIG, os.path.join(run, "config.json")
    if os.path.exists(path):
        with open(path) as f:
            config = json.load(f)
    model = CLIP(tokenizer.size, config)
    model.load_state_dict(torch.load(os.path.join(run, "checkpoint.pt"), map_location="cpu")["average"])
    return model.eval().requires_grad_(False), tokenizer


def make_vocabulary(pack, path, merges=2600, rounds=6):
    """Trains the byte-pair vocabulary on wordings of all training captions."""
    rng, lines = np.random.default_rng(0), []
    for _ in range(rounds):
        for i in pack.train:
            facts = {"colour": [rng.integers(-1, 11)], "ground": [rng.integers(-1, 11)], "changed": [False]}
            lines.append(caption(pack.items[i], facts, 0, rng, korean=0.3)[0])
    write_vocabulary(path, train_vocabulary(lines, merges))


def batch(pack, sampler, tokenizer, step, n, size, context):
    """Returns image [n, 3, size, size], tokens [n, L], concept ids [n], stated colours [n]."""
    rng = sampler.rng(step)
    rows = sampler.rows(rng, n)
    image, facts = compose(pack.rgba(rows), pack.cutout[rows], rng, size, white=0.45)
    noise = torch.from_numpy(rng.uniform(0.75, 1.25, (n, 3, 1, 1)).astype(np.float32))
    plain = torch.from_numpy(rng.random((n, 1, 1, 1)) < 0.7)
    image = torch.where(plain, image, ((image - 0.5) * noise + 0.5).clamp(0, 1))
    said = [caption(pack.items[r], facts, i, rng) for i, r in enumerate(rows)]
    tokens = [tokenizer.encode(t, context) for t, _ in said]
    longest = max(t.index(tokenizer.end) for t in tokens) + 1
    return image, torch.tensor(tokens)[:, :longest], pack.concept_id[rows], np.array([c for _, c in said])


def contrastive(image, text, scale, concept, colour):
    """Symmetric cross entropy; pairs of one concept that do not state different colours are left out."""
    logits = scale * F.normalize(image, dim=1) @ F.normalize(text, dim=1).T
    same = torch.from_numpy(concept[:, None] == concept[None])
    differ = torch.from_numpy((colour[:, None] != colour[None]) & (colour[:, None] >= 0) & (colour[None] >= 0))
    eye = torch.eye(len(logits), dtype=torch.bool)
    logits = logits.masked_fill(same & ~differ & ~eye, -1e4)
    target = torch.arange(len(logits))
    return (F.cross_entropy(logits, target, label_smoothing=0.0) + F.cross_entropy(logits.T, target)) / 2


@torch.no_grad()
def retrieval(model, pack, tokenizer, rows, count=600, size=64, seed=5):
    """Picture -> caption among `count` pairs of distinct concepts ("a NAME"). Returns R@1, R@5."""
    rng = np.random.default_rng(seed)
    rows = rows[rng.permutation(len(rows))]
    _, first = np.unique(pack.concept_id[rows], return_index=True)
    rows = rows[np.sort(first)][:count]
    images, texts = [], []
    for i in range(0, len(rows), 100):
        r = rows[i:i + 100]
        image, _ = compose(pack.rgba(r), pack.cutout[r], rng, size, white=1.0, recoloured=0.0,
                           scale=(0.9, 0.9), shift=0.0, turn=0.0)
        images.append(model.encode_image(image))
        texts.append(model.encode_text(torch.tensor(
            [tokenizer.encode("a " + pack.items[k]["name"], model.config["context_length"]) for k in r])))
    s = F.normalize(torch.cat(images), dim=1) @ F.normalize(torch.cat(texts), dim=1).T
    rank = (s > s.diag()[:, None]).sum(1)
    return len(rows), (rank < 1).float().mean().item(), (rank < 5).float().mean().item()


def main():
    a = arguments(__doc__, "--data", "--out", minutes=40, batch=192, rate=1.5e-3, seed=2)
    a.add_argument("--image-only", action="store_true")
    a.add_argument("--text-from", help="a CLIP run")
    a.add_argument("--width", type=int, default=CONFIG["vision_width"], help="of the image side; another for a judge")
    a.add_argument("--layers", type=int, nargs="+", default=CONFIG["vision_layers"])
    a.add_argument("--vocabulary", help="a vocabulary file to use; made from the captions when absent")
    o = a.parse_args()
    prepare(o)
    pack = Pack(o.data, 64)
    os.makedirs(o.out, exist_ok=True)
    vocabulary = os.path.join(o.out, "vocab.txt.gz")
    if o.vocabulary:
        shutil.copyfile(o.vocabulary, vocabulary)
    elif not os.path.exists(vocabulary):
        make_vocabulary(pack, vocabulary)
    config = {**CONFIG, "vision_width": o.width, "vision_layers": o.layers, "vision_heads": o.width // 4}
    with open(os.path.join(o.out, "config.json"), "w") as f:
        json.dump(config, f)
    tokenizer = Tokenizer(vocabulary)
    sampler = Sampler(pack, o.seed)
    model = CLIP(tokenizer.size, config)
    if o.text_from:
        known = {k: v for k, v in load_clip(o.text_from)[0].state_dict().items() if not k.startswith("visual.")}
        model.load_state_dict(known, strict=False)
    if o.image_only or o.text_from:
        for k, p in model.named_parameters():
            p.requires_grad_(k.startswith("visual.") or k == "logit_scale")
    decay, plain = [], []
    for k, p in model.named_parameters():
        if p.requires_grad:
            (decay if p.ndim > 1 and "embedding" not in k else plain).append(p)
    optimizer = torch.optim.AdamW([{"params": decay, "weight_decay": 0.05}, {"params": plain, "weight_decay": 0.0}],
                                  lr=o.rate, betas=(0.9, 0.98))
    average = Average(model, 0.998)
    run = Run(o.out, o.minutes)

    def loss_at(step):
        image, tokens, concept, colour = batch(pack, sampler, tokenizer, step, o.batch, 64, config["context_length"])
        return contrastive(model.encode_image(image), model.encode_text(tokens),
                           model.logit_scale.exp().clamp(max=60), concept, colour)

    def figures():
        n, r1, r5 = retrieval(model, pack, tokenizer, pack.family)
        m, c1, c5 = retrieval(model, pack, tokenizer, pack.concept)
        return {"family_pairs": n, "r1": r1, "r5": r5, "concept_pairs": m, "concept_r1": c1, "concept_r5": c5}

    train(run, model, average, optimizer, o.rate, loss_at, norm=2.0, figures=figures)


if __name__ == "__main__":
    main()
