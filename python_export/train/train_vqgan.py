# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Trains the embedded autoencoder: python3 -m python_export.train.train_vqgan --data DIR --out DIR --steps 8000

With --decoder-only the codes of a checkpoint stay as they are, so that a prior trained on them still fits; the
decoder then also sees slightly wrong codes, as a prior and the loop make them. --features adds a distance in the
early layers of a trained CLIP.
"""
import os

import numpy as np
import torch
import torch.nn.functional as F

from .ahead import Ahead
from .common import Average, Run, arguments, prepare, train
from .compose import compose
from .layers import pixels
from .pack import Pack, Sampler
from .start import take_over
from .vqgan_model import VQGAN


def psnr(a, b):
    """a, b: [B, 3, H, W] 0..1 -> mean over pictures, dB."""
    return (-10 * ((a - b) ** 2).flatten(1).mean(1).clamp_min(1e-8).log10()).mean().item()


def batch(pack, sampler, photos, step, n, crop):
    """Half the batch: crops of pictures at full size; half: whole pictures at the crop's size."""
    rng = sampler.rng(step)
    rows = sampler.rows(rng, n)
    x = pack.rgba(rows)
    h = n // 2
    how = {"white": 0.5, "scenery": 0.4, "counted": 0.05, "paired": 0.1, "photos": photos}
    whole, _ = compose(x[:h], pack.cutout[rows[:h]], rng, crop, mono=pack.mono[rows[:h]],
                       **{**how, "photos": None if photos is None else F.interpolate(photos, (crop, crop), mode="area")})
    full, _ = compose(x[h:], pack.cutout[rows[h:]], rng, x.shape[-1], mono=pack.mono[rows[h:]], **how)
    at = rng.integers(0, x.shape[-1] - crop + 1, (n - h, 2))
    cut = torch.stack([p[:, i:i + crop, j:j + crop] for p, (i, j) in zip(full, at)])
    return torch.cat([whole, cut])


def slopes(x):
    return x[..., 1:] - x[..., :-1], x[..., 1:, :] - x[..., :-1, :]


def difference(out, image):
    """Mean absolute, squared and edge difference of two pictures, 0..1."""
    d = out - image
    edges = sum((a - b).abs().mean() for a, b in zip(slopes(out), slopes(image)))
    return d.abs().mean() + 2 * (d * d).mean() + edges


def loss_of(model, image):
    z = model.encode(image)
    out = model.decode(model.quantize(z)) / 2 + 0.5
    return difference(out, image) + 0.05 * F.relu(z.abs() - 1).pow(2).mean()


class Features:
    """Normalised activations of the stem and the first two stages of a CLIP run, as in LPIPS (Zhang et al. 2018)."""

    def __init__(self, run, device):
        from .train_clip import load_clip
        self.net = load_clip(run)[0].visual.to(device)

    def __call__(self, image):
        net, out = self.net, []
        x = pixels(image * 2 - 1)
        for conv in (net.conv1, net.conv2, net.conv3):
            x = F.relu(conv(x))
            out.append(x)
        x = F.avg_pool2d(x, 2)
        for stage in (net.layer1, net.layer2):
            x = stage(x)
            out.append(x)
        return [F.normalize(f.float(), dim=1) for f in out[1:]]


def decoder_loss(model, image, features, rng):
    """The decoder alone, on codes of which a few are off by a level."""
    with torch.no_grad():
        z = model.quantize(model.encode(image))
        off = torch.from_numpy(rng.integers(-1, 2, z.shape) * (rng.random(z.shape) < 0.05)).float().to(z.device)
        z = (z + off / model.steps).clamp(-1, 1)
    out = model.decode(z) / 2 + 0.5
    loss = difference(out, image)
    if features:
        loss = loss + 0.5 * sum((a - b).pow(2).sum(1).mean() for a, b in zip(features(out), features(image)))
    return loss


@torch.no_grad()
def evaluate(model, pack, rows, size=128, count=96):
    """Held-out pictures put on grounds, through encode, round and decode. Returns PSNR in dB."""
    rng, device = np.random.default_rng(7), next(model.parameters()).device
    rows = rows[rng.permutation(len(rows))[:count]]
    total = []
    for i in range(0, len(rows), 32):
        r = rows[i:i + 32]
        image = compose(pack.rgba(r), pack.cutout[r], rng, size, recoloured=0.0)[0].to(device)
        out = model.decode(model.quantize(model.encode(image))) / 2 + 0.5
        total.append(psnr(out.clamp(0, 1), image))
    return float(np.mean(total))


def of_new_things(pack, photo):
    """Rows of held-out concepts: photographs, or all others."""
    return pack.concept[[(pack.items[r]["style"] == "photo") == photo for r in pack.concept]]


def main():
    a = arguments(__doc__, "--data", "--out", steps=8000, batch=48, rate=1.0e-3, seed=1)
    a.add_argument("--crop", type=int, default=64)
    a.add_argument("--decoder-only", action="store_true")
    a.add_argument("--features", help="a CLIP run")
    a.add_argument("--start", help="a run or weights/embedded, to start from where there is no checkpoint yet")
    o = a.parse_args()
    device = prepare(o)
    pack = Pack(o.data)
    sampler, photos = Sampler(pack, o.seed), pack.landscapes()
    model = VQGAN()
    if o.start and not os.path.exists(os.path.join(o.out, "checkpoint.pt")):
        take_over(model, o.start, "vqgan")
    model.to(device)
    average = Average(model, 0.998)
    features = Features(o.features, device) if o.features else None
    trained = model.parameters()
    if o.decoder_only:
        if not os.path.exists(os.path.join(o.out, "checkpoint.pt")):
            raise SystemExit(f"{o.out}: no checkpoint.pt; copy the run whose codes stay there first")
        for k, p in model.named_parameters():
            p.requires_grad_(k.startswith(("decoder.", "post_quant_conv.")))
        trained = [*model.decoder.parameters(), *model.post_quant_conv.parameters()]
    optimizer = torch.optim.AdamW(trained, lr=o.rate, betas=(0.9, 0.98), weight_decay=0.01)
    run = Run(o.out, o.steps)

    ahead = Ahead(lambda step: ((batch(pack, sampler, photos, step, o.batch, o.crop) * 255).round().byte(),), o.workers)

    def loss_at(step):
        image = ahead(step)[0].to(device).float() / 255
        return decoder_loss(model, image, features, sampler.rng(step)) if o.decoder_only else loss_of(model, image)

    def figures():
        held_out = {"psnr_family": pack.family, "psnr_concept": of_new_things(pack, False), "psnr_photo": of_new_things(pack, True)}
        return {name: evaluate(model, pack, rows) for name, rows in held_out.items() if len(rows)}

    train(run, model, average, optimizer, o.rate, loss_at, figures=figures)
    ahead.close()


if __name__ == "__main__":
    main()
