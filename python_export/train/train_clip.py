# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Trains an embedded CLIP: python3 -m python_export.train.train_clip --data DIR --out DIR --steps 30000

The guide, or with --judge another one that is built and seeded differently and never guides. --start takes over what fits of
another run or of committed weights: tensors by name and shape, words by their spelling.
"""
import json
import os
import shutil

import numpy as np
import torch
import torch.nn.functional as F

from . import negatives
from .ahead import Ahead
from .captions import caption
from .clip_model import CLIP, CONFIG, JUDGE
from .common import Average, Run, arguments, prepare, train
from .compose import compose
from .pack import Pack, Sampler
from .robust import attack
from .start import take_over
from .text import Tokenizer, train_vocabulary, write_vocabulary

COMPOSED = {"white": 0.4, "recoloured": 0.45, "scenery": 0.35, "counted": 0.14, "paired": 0.22, "small": 0.05}
ALIKE = 0.25      # share of a batch that shows the same things again, composed anew
KOREAN = 0.3


def load_clip(run):
    """A run's averaged weights, frozen, and its tokenizer."""
    tokenizer = Tokenizer(os.path.join(run, "vocab.txt.gz"))
    with open(os.path.join(run, "config.json")) as f:
        model = CLIP(tokenizer.size, json.load(f))
    model.load_state_dict(torch.load(os.path.join(run, "checkpoint.pt"), map_location="cpu")["average"])
    return model.eval().requires_grad_(False), tokenizer


def imagined_facts(rng, n):
    """compose()'s facts of n pictures that nobody composes, drawn so that captions say all there is to say."""
    kind = rng.random(n)
    return {"colour": rng.integers(-1, 11, n), "ground": rng.integers(-1, 18, n), "changed": kind < 0.3,
            "count": np.where(kind > 0.8, rng.integers(1, 5, n), 1), "relation": rng.integers(0, 4, n),
            "second": np.where(kind < 0.15, rng.permutation(n), -1), "size": rng.integers(-1, 2, n)}


def captions_of(pack, rounds=4):
    """Wordings of all training pictures, `rounds` times each, as if they had been composed in every way."""
    rng = np.random.default_rng(0)
    for _ in range(rounds):
        order = rng.permutation(pack.train)
        for i in range(0, len(order) - 64, 64):
            items, facts = [pack.items[k] for k in order[i:i + 64]], imagined_facts(rng, 64)
            yield from (caption(items, facts, k, rng, korean=0.4)[0] for k in range(64))


def make_vocabulary(pack, path, merges=3000):
    """Trains the byte-pair vocabulary on wordings of all training captions."""
    write_vocabulary(path, train_vocabulary(captions_of(pack), merges))


class Batches:
    """Composed pictures, their captions and for some a caption that is wrong; a function of the seed and the step."""

    def __init__(self, pack, tokenizer, seed, size, context):
        self.pack, self.tokenizer, self.size, self.context = pack, tokenizer, size, context
        self.sampler, self.photos = Sampler(pack, seed), pack.landscapes()

    def tokens(self, texts):
        rows = [self.tokenizer.encode(t, self.context) for t in texts]
        longest = max(t.index(self.tokenizer.end) for t in rows) + 1
        return torch.tensor(rows)[:, :longest]

    def __call__(self, step, n):
        """Returns image uint8 [n, 3, size, size], tokens [n + m, L] (m wrong captions behind the right ones), which [m] pictures
        they are wrong for, and outside [n, n] bool: pairs that say nothing, as the text may be true of the picture."""
        rng, pack = self.sampler.rng(step), self.pack
        rows = self.sampler.rows(rng, n)
        again = int(n * ALIKE)
        rows[n - again:] = rows[:again]
        image, facts = compose(pack.rgba(rows), pack.cutout[rows], rng, self.size, mono=pack.mono[rows], photos=self.photos,
                               kinds=pack.concept_id[rows], **COMPOSED)
        noise = torch.from_numpy(rng.uniform(0.75, 1.25, (n, 3, 1, 1)).astype(np.float32))
        plain = torch.from_numpy(rng.random((n, 1, 1, 1)) < 0.7)
        image = torch.where(plain, image, ((image - 0.5) * noise + 0.5).clamp(0, 1))
        items = [pack.items[r] for r in rows]
        texts, said = zip(*(caption(items, facts, i, rng, KOREAN) for i in range(n)))
        wrong = [(i, t) for i in range(n) for t in [negatives.wrong_caption(items, facts, i, said[i], rng, KOREAN)] if t]
        tokens = self.tokens([*texts, *(t for _, t in wrong)])
        outside = negatives.undecided(pack.concept_id[rows], facts, said)
        return (image * 255).round().byte(), tokens, torch.tensor([i for i, _ in wrong], dtype=torch.long), torch.from_numpy(outside)


def contrastive(image, text, scale, which, outside):
    """Symmetric cross entropy. text [n + m, D]: the last m are wrong for the pictures `which` and count for them alone."""
    n = len(image)
    image, text = F.normalize(image, dim=1), F.normalize(text, dim=1)
    logits = (scale * image @ text[:n].T).masked_fill(outside, -1e4)
    target = torch.arange(n, device=image.device)
    extra = torch.full((n, 1), -1e4, device=image.device)
    if len(which):
        extra = extra.index_put((which, torch.zeros_like(which)), scale * (image[which] * text[n:]).sum(1))
    return (F.cross_entropy(torch.cat([logits, extra], 1), target) + F.cross_entropy(logits.T, target)) / 2


def unit_rows(encode, things, device, step=100):
    return torch.cat([F.normalize(encode(things[i:i + step].to(device)), dim=1) for i in range(0, len(things), step)])


@torch.no_grad()
def retrieval(model, pack, tokenizer, rows, count=600, size=64, seed=5, language="name"):
    """Picture -> caption among `count` pairs of distinct concepts ("a NAME"). Returns pairs, R@1, R@5."""
    rng = np.random.default_rng(seed)
    rows = np.array([r for r in rows if pack.items[r].get(language) and not pack.mono[r]])
    rows = rows[rng.permutation(len(rows))]
    _, first = np.unique([pack.items[r][language] for r in rows], return_index=True)
    rows = rows[np.sort(first)][:count]
    device = next(model.parameters()).device
    image, _ = compose(pack.rgba(rows), pack.cutout[rows], rng, size, white=1.0, recoloured=0.0, scale=(0.9, 0.9), shift=0.0,
                       turn=0.0)
    said = [("a " if language == "name" else "") + pack.items[r][language] for r in rows]
    tokens = torch.tensor([tokenizer.encode(t, model.config["context_length"]) for t in said])
    s = unit_rows(model.encode_image, image, device) @ unit_rows(model.encode_text, tokens, device).T
    rank = (s > s.diag()[:, None]).sum(1)
    return len(rows), (rank < 1).float().mean().item(), (rank < 5).float().mean().item()


@torch.no_grad()
def composed_accuracy(model, pack, tokenizer, rows, count=768, seed=9):
    """How often a held-out composed picture is nearer to its caption than to one with a fact changed, by the fact."""
    rng, right = np.random.default_rng(seed), {}
    rows = rows[rng.integers(0, len(rows), count)]
    device, context = next(model.parameters()).device, model.config["context_length"]
    image, facts = compose(pack.rgba(rows), pack.cutout[rows], rng, model.config["image_resolution"], mono=pack.mono[rows],
                           kinds=pack.concept_id[rows], photos=pack.landscapes(), **COMPOSED)
    items = [pack.items[r] for r in rows]
    picked, texts, kinds = [], [], []
    for i in range(count):
        text, said = caption(items, facts, i, rng, 0.0)
        other = negatives.wrong_caption(items, facts, i, said, rng, 0.0, share=1.0)
        if other:
            picked.append(i)
            texts += [text, other]
            kinds.append(negatives.fact(said))
    encoded = unit_rows(model.encode_image, image[picked], device)
    tokens = torch.tensor([tokenizer.encode(t, context) for t in texts])
    text = unit_rows(model.encode_text, tokens, device).view(len(picked), 2, -1)
    better = ((encoded * text[:, 0]).sum(1) > (encoded * text[:, 1]).sum(1)).cpu().numpy()
    for kind in sorted(set(kinds)):
        right["said_" + kind] = float(better[np.array(kinds) == kind].mean())
    return right


def figures(model, pack, tokenizer):
    """What is logged of a CLIP: how it finds held-out pictures, and which facts it tells apart."""
    n, r1, r5 = retrieval(model, pack, tokenizer, pack.family)
    k, k1, k5 = retrieval(model, pack, tokenizer, pack.family, language="name_ko")
    m, c1, c5 = retrieval(model, pack, tokenizer, pack.concept)
    return {"family_pairs": n, "r1": r1, "r5": r5, "ko_pairs": k, "ko_r1": k1, "ko_r5": k5, "concept_pairs": m,
            "concept_r1": c1, "concept_r5": c5, **composed_accuracy(model, pack, tokenizer, pack.family)}


def main():
    a = arguments(__doc__, "--data", "--out", steps=30000, batch=256, rate=1.5e-3, seed=2)
    a.add_argument("--judge", action="store_true", help="the other model, which never guides (give it another --seed)")
    a.add_argument("--vocabulary", help="a vocabulary file to use; made from the captions when absent")
    a.add_argument("--start", help="a run or weights/embedded, to start from where there is no checkpoint yet")
    a.add_argument("--robust", type=float, default=0.0, metavar="RADIUS",
                   help="train on changed pictures too, within this L2 distance (1.0 for 64 px): the last phase")
    a.add_argument("--freeze-text", action="store_true", help="train the image side alone: a prior of this text side stays right")
    a.add_argument("--attack-steps", type=int, default=1, help="of the search for those pictures; each costs as much as one without")
    o = a.parse_args()
    device = prepare(o)
    config = JUDGE if o.judge else CONFIG
    pack = Pack(o.data, config["image_resolution"])
    os.makedirs(o.out, exist_ok=True)
    vocabulary = os.path.join(o.out, "vocab.txt.gz")
    if not os.path.exists(vocabulary):
        if o.vocabulary:
            shutil.copyfile(o.vocabulary, vocabulary)
        else:
            make_vocabulary(pack, vocabulary)
    with open(os.path.join(o.out, "config.json"), "w") as f:
        json.dump(config, f)
    tokenizer = Tokenizer(vocabulary)
    model = CLIP(tokenizer.size, config)
    if o.start and not os.path.exists(os.path.join(o.out, "checkpoint.pt")):
        take_over(model, o.start, "judge" if o.judge else "clip", tokenizer)
    model.to(device)
    if o.freeze_text:
        for k, p in model.named_parameters():
            p.requires_grad_(k.startswith("visual.") or k == "logit_scale")
    decay, plain = [], []
    for k, p in model.named_parameters():
        (decay if p.ndim > 1 and "embedding" not in k else plain).append(p)
    optimizer = torch.optim.AdamW([{"params": decay, "weight_decay": 0.05}, {"params": plain, "weight_decay": 0.0}],
                                  lr=o.rate, betas=(0.9, 0.98))
    average = Average(model, 0.998)
    run = Run(o.out, o.steps)
    batches = Batches(pack, tokenizer, o.seed, config["image_resolution"], config["context_length"])
    ahead = Ahead(lambda step: batches(step, o.batch), o.workers)

    def loss_at(step):
        image, tokens, which, outside = (v.to(device) for v in ahead(step))
        image = image.float() / 255
        text, scale = model.encode_texts(tokens), model.logit_scale.exp().clamp(max=60)
        if o.robust:
            still, fixed = text.detach(), scale.detach()
            moved = attack(image, lambda x: contrastive(model.encode_image(x), still, fixed, which, outside), o.robust,
                           o.attack_steps, torch.Generator(device).manual_seed(step))
            moved[::4] = image[::4]   # what nobody has changed must not be forgotten
            image = moved
        return contrastive(model.encode_image(image), text, scale, which, outside)

    train(run, model, average, optimizer, o.rate, loss_at, norm=2.0, figures=lambda: figures(model, pack, tokenizer))
    ahead.close()


if __name__ == "__main__":
    main()
