# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Trains the prior on codes: python3 -m python_export.train.train_prior --data DIR --latents DIR --clip RUN --out DIR"""
import glob
import json
import os
import shutil

import numpy as np
import torch
import torch.nn.functional as F

from ..dataset.everyday import everyday
from .ahead import Ahead
from .captions import caption
from .common import Average, Run, arguments, prepare, train
from .encode_latents import FACTS
from .pack import Pack
from .prior_model import Prior
from .start import take_over
from .train_clip import load_clip
from .vqgan_model import LEVELS

# What is drawn less often: many near-alike pictures that few people ask for; and more often: what they do ask for.
GROUP_WEIGHT = {"people": 0.15, "smileys": 0.2, "symbols": 0.3, "activities": 1.0, "animals": 4.0, "food": 3.0, "travel": 2.0,
                "objects": 2.0}
PHOTO_WEIGHT = 0.15
EVERYDAY_WEIGHT = 3.0
MOST_WEIGHT = 4.0       # of both together


class Latents:
    """All shards in a folder: codes uint8 [M, C, G, G], facts int32 [M, 7], rows [M]."""

    def __init__(self, folder, pack):
        shards = [np.load(p) for p in sorted(glob.glob(os.path.join(folder, "*.npz"))) if ".part" not in p]
        self.codes, self.rows = (np.concatenate([s[k] for s in shards]) for k in ("codes", "rows"))
        starts, column = np.cumsum([0] + [len(s["rows"]) for s in shards]), FACTS.index("second")
        facts = [s["facts"].copy() for s in shards]
        for f, start in zip(facts, starts):
            f[f[:, column] >= 0, column] += start
        self.facts = np.concatenate(facts)
        weight = np.zeros(len(pack.items))
        weight[pack.train] = pack.weights()
        weight *= [min(GROUP_WEIGHT.get(i.get("group"), 1.0) * (EVERYDAY_WEIGHT if everyday(i["name"], i.get("group")) else 1), MOST_WEIGHT)
                   * (PHOTO_WEIGHT if i["style"] == "photo" else 1) for i in pack.items]
        self.cumulative = np.cumsum(weight[self.rows] / weight[self.rows].sum())
        self.half = torch.tensor([(n - 1) / 2 for n in LEVELS]).view(1, -1, 1, 1)
        some = self.values(np.linspace(0, len(self.rows) - 1, 2000).astype(int))
        self.mean, self.std = some.mean((0, 2, 3), keepdim=True), some.std((0, 2, 3), keepdim=True)

    def values(self, index):
        """float [B, C, G, G], -1..1."""
        return torch.from_numpy(self.codes[index]).float() / self.half - 1

    def caption(self, pack, k, rng, korean=0.25):
        """A wording for the k-th latent."""
        second = self.facts[k, FACTS.index("second")]
        both = [k, second] if second >= 0 else [k]
        facts = {name: self.facts[both, c].copy() for c, name in enumerate(FACTS)}
        facts["second"][:] = [1, -1] if second >= 0 else -1
        return caption([pack.items[r] for r in self.rows[both]], facts, 0, rng, korean)[0]

    def draw(self, rng, n):
        return np.searchsorted(self.cumulative, rng.random(n)).clip(max=len(self.rows) - 1)


def batch(pack, latents, tokenizer, seed, step, n, context):
    rng = np.random.default_rng((seed, step))
    i = latents.draw(rng, n)
    texts = [latents.caption(pack, k, rng) for k in i]
    tokens = [tokenizer.encode(t, context) for t in texts]
    length = torch.tensor([t.index(tokenizer.end) + 1 for t in tokens])
    z = (latents.values(i) - latents.mean) / latents.std
    g = torch.Generator().manual_seed(int(rng.integers(1 << 62)))
    noise = torch.randn(z.shape, generator=g)
    t = torch.sigmoid(torch.randn(n, generator=g) - 0.7)  # the noisy end, where words decide
    drop = torch.rand(n, generator=g) < 0.1
    return z, noise, t, torch.tensor(tokens)[:, :int(length.max())], length, drop


def main():
    a = arguments(__doc__, "--data", "--latents", "--clip", "--out", steps=40000, batch=128, rate=8e-4, seed=4)
    a.add_argument("--start", help="a run or weights/embedded, to start from where there is no checkpoint yet")
    o = a.parse_args()
    device = prepare(o)
    pack = Pack(o.data)
    latents = Latents(o.latents, pack)
    followed = os.path.join(o.clip, "checkpoint.pt")  # still training? Then its text side is followed.
    loaded, (clip, tokenizer) = os.path.getmtime(followed), load_clip(o.clip)
    clip.to(device)
    model = Prior(tokenizer.size)
    if o.start and not os.path.exists(os.path.join(o.out, "checkpoint.pt")):
        take_over(model, o.start, "prior", tokenizer)
    model.to(device)
    average = Average(model, 0.9995)
    optimizer = torch.optim.AdamW(model.parameters(), lr=o.rate, betas=(0.9, 0.99), weight_decay=0.02)
    run = Run(o.out, o.steps)
    with open(os.path.join(o.out, "config.json"), "w") as f:
        json.dump(model.config, f)
    shutil.copyfile(os.path.join(o.clip, "vocab.txt.gz"), os.path.join(o.out, "vocab.txt.gz"))   # what a later --start asks for
    torch.save({"mean": latents.mean, "std": latents.std}, os.path.join(o.out, "scale.pt"))

    ahead = Ahead(lambda step: batch(pack, latents, tokenizer, o.seed, step, o.batch, clip.config["context_length"]), o.workers)

    def loss_at(step):
        nonlocal loaded, clip
        if step % 200 == 0 and os.path.getmtime(followed) > loaded:
            loaded, clip = os.path.getmtime(followed), load_clip(o.clip)[0].to(device)
        z, noise, t, tokens, length, drop = (x.to(device) for x in ahead(step))
        with torch.no_grad():
            pooled = F.normalize(clip.encode_text(tokens), dim=1)
        at = t.view(-1, 1, 1, 1)
        x = model(noise * (1 - at) + z * at, t, tokens, length, pooled, drop)
        return ((x - z) ** 2 / (1 - at).clamp_min(0.3) ** 2).mean()

    train(run, model, average, optimizer, o.rate, loss_at, every=100)
    ahead.close()


if __name__ == "__main__":
    main()
