# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Makes a CLIP's Korean captions mean what its English ones do: python3 -m python_export.train.align_korean --data DIR --clip RUN --out DIR

No pictures are needed: the same facts are said in both languages, the English embedding of the CLIP as it was is the teacher, and
the text side learns to give it for both (Reimers and Gurevych 2020, "Making Monolingual Sentence Embeddings Multilingual using
Knowledge Distillation"). So English stays where it was, and with it all that was trained on it: image side, prior, decoder.
"""
import json
import os
import shutil

import numpy as np
import torch
import torch.nn.functional as F

from .ahead import Ahead
from .captions import STYLES, caption
from .captions_ko import STYLES_KO, caption_ko
from .common import Average, Run, arguments, prepare, train
from .pack import Pack, Sampler
from .train_clip import figures, imagined_facts, load_clip

TRIES = 8       # wordings of one language until it says what the other did
SCALE = 20.0    # of the cosines that tell one caption of a batch from the others


def same_style(item, english, korean):
    """Whether both captions state the item's style or neither does."""
    stated = any(f"{words} " in f"{english} " for words in STYLES.get(item["style"], ()))
    return stated == (item["style"] in STYLES_KO and STYLES_KO[item["style"]] in korean)


class Pairs:
    """English and Korean captions that state the same, of things with names in both; a function of the seed and the step."""

    def __init__(self, pack, tokenizer, seed, context):
        self.pack, self.tokenizer, self.context, self.sampler = pack, tokenizer, context, Sampler(pack, seed)

    def __call__(self, step, n):
        """Returns English tokens [m, L], Korean tokens [m, K] and same [m, m] bool, other captions about the same things; m <= n."""
        english, korean, about = self.texts(self.sampler.rng(step), n)
        same = (about[:, None] == about[None]).all(2) & ~np.eye(len(about), dtype=bool)
        return tokens_of(self.tokenizer, english, self.context), tokens_of(self.tokenizer, korean, self.context), torch.from_numpy(same)

    def texts(self, rng, n):
        """Returns two lists of texts and [m, 2] int, the concepts that they are about (-1: no second)."""
        pack = self.pack
        rows = self.sampler.rows(rng, n)
        rows = rows[[bool(pack.items[r].get("name_ko")) for r in rows]]
        items, facts = [pack.items[r] for r in rows], imagined_facts(rng, len(rows))
        # Tags and broader terms of the two languages are picked apart from each other and need not agree.
        exact = [{**item, "tags": [], "tags_ko": [], "broader": [], "broader_ko": []} for item in items]
        two = facts["second"] >= 0
        colourless = {**facts, "colour": np.full(len(rows), -1), "changed": np.zeros(len(rows), bool)}
        facts["size"] = colourless["size"] = np.full(len(rows), -1)
        english, korean, about = [], [], []
        for i in range(len(rows)):
            stating = colourless if two[i] else facts    # of two things the colours are stated by chance, one by one
            text, said = caption(exact, stating, i, rng, korean=0.0)
            for _ in range(TRIES):
                other, stated = caption_ko(exact, stating, i, rng)
                if stated == said and same_style(items[i], text, other):
                    second = int(facts["second"][i])
                    english.append(text)
                    korean.append(other)
                    about.append((pack.concept_id[rows[i]], pack.concept_id[rows[second]] if second >= 0 else -1))
                    break
        return english, korean, np.array(about)


def tokens_of(tokenizer, texts, context):
    rows = torch.tensor([tokenizer.encode(t, context) for t in texts])
    return rows[:, :int(rows.argmax(1).max()) + 1]


def teaching_loss(english, korean, teacher, same):
    """english, korean, teacher [m, D] unit; same [m, m] bool: other captions about the same things."""
    logits = (SCALE * korean @ teacher.T).masked_fill(same, -1e4)
    target = torch.arange(len(korean), device=korean.device)
    apart = (F.cross_entropy(logits, target) + F.cross_entropy(logits.T, target)) / 2
    return 4 * (2 - (korean * teacher).sum(1).mean() - (english * teacher).sum(1).mean()) + apart


def main():
    a = arguments(__doc__, "--data", "--clip", "--out", steps=800, batch=256, rate=1e-3, seed=6)
    o = a.parse_args()
    device = prepare(o)
    teacher, tokenizer = load_clip(o.clip)
    model = load_clip(o.clip)[0].requires_grad_(True)
    pack, context = Pack(o.data, model.config["image_resolution"]), model.config["context_length"]
    os.makedirs(o.out, exist_ok=True)
    for name in ("config.json", "vocab.txt.gz"):
        shutil.copyfile(os.path.join(o.clip, name), os.path.join(o.out, name))
    teacher.to(device)
    model.to(device)
    model.visual.requires_grad_(False)
    model.logit_scale.requires_grad_(False)
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=o.rate, betas=(0.9, 0.98), weight_decay=0.0)
    average, run = Average(model, 0.998), Run(o.out, o.steps)
    pairs = Pairs(pack, tokenizer, o.seed, context)
    ahead = Ahead(lambda step: pairs(step, o.batch), o.workers)

    def loss_at(step):
        english, korean, same = (v.to(device) for v in ahead(step))
        with torch.no_grad():
            target = F.normalize(teacher.encode_texts(english), dim=1)
        ours = [F.normalize(model.encode_texts(tokens), dim=1) for tokens in (english, korean)]
        return teaching_loss(*ours, target, same)

    train(run, model, average, optimizer, o.rate, loss_at, norm=1.0, figures=lambda: figures(model, pack, tokenizer))
    ahead.close()


if __name__ == "__main__":
    main()
