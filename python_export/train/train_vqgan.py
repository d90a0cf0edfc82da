# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Trains the embedded autoencoder: python3 -m python_export.train.train_vqgan --data DIR --out DIR --minutes 40"""
import argparse

import numpy as np
import torch
import torch.nn.functional as F

from .common import Average, Run, learning_rate
from .compose import compose
from .pack import Pack, Sampler
from .vqgan_model import VQGAN


def psnr(a, b):
    """a, b: [B, 3, H, W] 0..1 -> mean over pictures, dB."""
    return (-10 * ((a - b) ** 2).flatten(1).mean(1).clamp_min(1e-8).log10()).mean().item()


def batch(pack, sampler, step, n, crop):
    """Half the batch: crops of pictures at full size; half: whole pictures at the crop's size."""
    rng = sampler.rng(step)
    rows = sampler.rows(rng, n)
    x = pack.rgba(rows)
    h = n // 2
    whole, _ = compose(x[:h], pack.cutout[rows[:h]], rng, crop)
    full, _ = compose(x[h:], pack.cutout[rows[h:]], rng, x.shape[-1])
    at = rng.integers(0, x.shape[-1] - crop + 1, (n - h, 2))
    cut = torch.stack([p[:, i:i + crop, j:j + crop] for p, (i, j) in zip(full, at)])
    return torch.cat([whole, cut])


def slopes(x):
    return x[..., 1:] - x[..., :-1], x[..., 1:, :] - x[..., :-1, :]


def loss_of(model, image):
    z = model.encode(image)
    out = model.decode(model.quantize(z)) / 2 + 0.5
    d = out - image
    edges = sum((a - b).abs().mean() for a, b in zip(slopes(out), slopes(image)))
    outside = F.relu(z.abs() - 1).pow(2).mean()
    return d.abs().mean() + 2 * (d * d).mean() + edges + 0.05 * outside


@torch.no_grad()
def evaluate(model, pack, rows, size=128, count=96):
    """Held-out pictures put on grounds, through encode, round and decode. Returns PSNR in dB."""
    rng = np.random.default_rng(7)
    rows = rows[rng.permutation(len(rows))[:count]]
    total = []
    for i in range(0, len(rows), 32):
        r = rows[i:i + 32]
        image, _ = compose(pack.rgba(r), pack.cutout[r], rng, size, recoloured=0.0)
        out = model.decode(model.quantize(model.encode(image))) / 2 + 0.5
        total.append(psnr(out.clamp(0, 1), image))
    return float(np.mean(total))


def main():
    a = argparse.ArgumentParser(description=__doc__)
    a.add_argument("--data", required=True)
    a.add_argument("--out", required=True)
    a.add_argument("--minutes", type=float, default=40)
    a.add_argument("--batch", type=int, default=48)
    a.add_argument("--crop", type=int, default=64)
    a.add_argument("--rate", type=float, default=1.0e-3)
    a.add_argument("--seed", type=int, default=1)
    a.add_argument("--threads", type=int, default=1)
    o = a.parse_args()
    torch.set_num_threads(o.threads)
    torch.manual_seed(o.seed)
    pack = Pack(o.data)
    sampler = Sampler(pack, o.seed)
    model = VQGAN()
    average = Average(model, 0.998)
    optimizer = torch.optim.AdamW(model.parameters(), lr=o.rate, betas=(0.9, 0.98), weight_decay=0.01)
    run = Run(o.out, o.minutes)
    run.resume(model, average, optimizer)
    losses, go = [], True
    while go:
        for g in optimizer.param_groups:
            g["lr"] = learning_rate(run.progress, o.rate)
        loss = loss_of(model, batch(pack, sampler, run.step, o.batch, o.crop))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        average.update(model)
        losses.append(loss.item())
        go = run.tick(model, average, optimizer)
        if run.step % 50 == 0:
            run.log(loss=float(np.mean(losses[-50:])))
        if run.step % 500 == 0 or not go:
            live = {k: v.clone() for k, v in model.state_dict().items()}
            model.load_state_dict(average.shadow)
            run.log(psnr_family=evaluate(model, pack, pack.family), psnr_concept=evaluate(model, pack, pack.concept))
            model.load_state_dict(live)


if __name__ == "__main__":
    main()
