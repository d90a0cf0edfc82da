# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Training pictures -> codes for the prior: one shard a round, each picture composed anew, but in its place.

python3 -m python_export.train.encode_latents --data DIR --vqgan RUN --out DIR --rounds 2
"""
import argparse
import os

import numpy as np
import torch

from .compose import compose
from .layers import set_precision
from .pack import Pack
from .vqgan_model import LEVELS, VQGAN


def load_vqgan(run):
    model = VQGAN()
    model.load_state_dict(torch.load(os.path.join(run, "checkpoint.pt"), map_location="cpu")["average"])
    return model.eval().requires_grad_(False)


def drawn_from(pack, photos):
    """Rows of what the prior learns to draw: at most so many photographs of a concept, and what has one colour only where its
    concept has nothing in colour."""
    coloured, seen, keep = {pack.items[r]["concept"] for r in pack.train if not pack.mono[r]}, {}, []
    for r in pack.train:
        c = pack.items[r]["concept"]
        if pack.items[r]["style"] == "photo":
            seen[c] = seen.get(c, 0) + 1
        if seen.get(c, 0) <= photos or pack.items[r]["style"] != "photo":
            if not pack.mono[r] or c not in coloured:
                keep.append(r)
    return np.array(keep)


# In the middle and as they are: things that lie on each other are learned sooner than things that have moved.
PLACED = {"scale": (0.88, 0.96), "shift": 0.02, "turn": 0.0, "flips": False, "scenery": 0.5, "counted": 0.12, "paired": 0.14, "small": 0.0}
FACTS = ("colour", "changed", "ground", "count", "second", "relation", "size")   # columns of "facts"; see compose()


def main():
    a = argparse.ArgumentParser(description=__doc__)
    a.add_argument("--data", required=True)
    a.add_argument("--vqgan", required=True)
    a.add_argument("--out", required=True)
    a.add_argument("--rounds", type=int, default=2)
    a.add_argument("--first", type=int, default=0, help="number of the first round")
    a.add_argument("--photos", type=int, default=12, help="photographs of a concept, at most")
    a.add_argument("--white", type=float, default=0.7)
    a.add_argument("--recoloured", type=float, default=0.4)
    a.add_argument("--name", default="latents")
    a.add_argument("--seed", type=int, default=3)
    o = a.parse_args()
    torch.set_num_threads(1)
    set_precision("auto")
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    pack, model = Pack(o.data), load_vqgan(o.vqgan).to(device)
    photos = pack.landscapes()
    rows = drawn_from(pack, o.photos)
    os.makedirs(o.out, exist_ok=True)
    half = torch.tensor([(n - 1) / 2 for n in LEVELS], device=device).view(1, -1, 1, 1)
    for k in range(o.first, o.first + o.rounds):
        path = os.path.join(o.out, f"{o.name}_{k}.npz")
        if os.path.exists(path):
            continue
        rng, codes, facts = np.random.default_rng((o.seed, k)), [], []
        order = rng.permutation(rows)
        for i in range(0, len(order), 64):
            r = order[i:i + 64]
            image, f = compose(pack.rgba(r), pack.cutout[r], rng, pack.pictures.shape[1], white=o.white,
                               recoloured=o.recoloured, mono=pack.mono[r], kinds=pack.concept_id[r], photos=photos, **PLACED)
            with torch.no_grad():
                z = model.encode(image.to(device)).clamp(-1, 1)
            codes.append(((z + 1) * half).round().byte().cpu().numpy())
            f["second"] = np.where(f["second"] >= 0, f["second"] + i, -1)   # places in the shard
            facts.append(np.stack([f[k] for k in FACTS], 1).astype(np.int32))
        np.savez(path + ".part.npz", rows=order, codes=np.concatenate(codes), facts=np.concatenate(facts))
        os.replace(path + ".part.npz", path)
        print(path, len(rows), flush=True)


if __name__ == "__main__":
    main()
