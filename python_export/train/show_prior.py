# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""First pictures of the prior: several candidates for each prompt, the best by CLIP first.

python3 -m python_export.train.show_prior --clip RUN --vqgan RUN --prior RUN --out FILE [PROMPT ...]
"""
import argparse
import os

import torch
import torch.nn.functional as F

from .encode_latents import load_vqgan
from .prior_model import load_prior
from .show_vqgan import sheet
from .train_clip import load_clip

PROMPTS = ["red apple", "yellow banana", "green tree", "blue car", "orange fish", "brown dog", "black cat", "pink flower",
           "red heart", "yellow star", "house", "boat", "sun", "moon", "mushroom", "rocket", "strawberry", "umbrella",
           "bicycle", "snowman"]


@torch.no_grad()
def main():
    a = argparse.ArgumentParser(description=__doc__)
    for name in ("--clip", "--vqgan", "--prior", "--out"):
        a.add_argument(name, required=True)
    a.add_argument("--steps", type=int, default=20)
    a.add_argument("--guidance", type=float, default=2.5)
    a.add_argument("--candidates", type=int, default=8)
    a.add_argument("--shown", type=int, default=3)
    a.add_argument("--live", action="store_true", help="the last weights instead of their average")
    a.add_argument("prompts", nargs="*", default=PROMPTS)
    o = a.parse_args()
    torch.set_num_threads(1)
    clip, tokenizer = load_clip(o.clip)
    vqgan, model = load_vqgan(o.vqgan), load_prior(o.prior, "module" if o.live else "average")
    scale = torch.load(os.path.join(o.prior, "scale.pt"))
    out, g = [], torch.Generator().manual_seed(0)
    for prompt in o.prompts:
        ids = tokenizer.encode("a " + prompt, clip.config["context_length"])
        tokens = torch.tensor([ids[:ids.index(tokenizer.end) + 1]])
        pooled = F.normalize(clip.encode_text(tokens), dim=1)
        n = o.candidates
        z = model.sample(torch.randn(n, 4, 16, 16, generator=g), tokens.expand(n, -1),
                         torch.full((n,), tokens.shape[1]), pooled.expand(n, -1), o.steps, o.guidance)
        image = vqgan.decode(vqgan.quantize(z * scale["std"] + scale["mean"])) / 2 + 0.5
        score = F.normalize(clip.encode_image(F.avg_pool2d(image.clamp(0, 1), 2)), dim=1) @ pooled[0]
        out.append(image[score.argsort(descending=True)[:o.shown]])
        print(prompt, [round(v, 3) for v in score.sort(descending=True).values[:o.shown].tolist()], flush=True)
    columns = 10
    rows = [torch.stack([p[k] for p in out[i:i + columns]]) for i in range(0, len(out), columns) for k in range(o.shown)]
    sheet(torch.cat(rows), min(columns, len(out))).save(o.out)


if __name__ == "__main__":
    main()
