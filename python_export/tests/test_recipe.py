# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""The whole recipe of the embedded set, a step or two of each trainer, on a picture set of 24 made-up pictures."""
import contextlib
import io
import json
import os
import shutil
import sys
import tempfile
import unittest
from unittest import mock

import numpy as np
import torch

from python_export import archive
from python_export.train import (align_korean, encode_latents, export_embedded, freeze_codes, import_embedded, record, train_clip, train_prior,
                                 train_vqgan)

THINGS = [("red apple", "빨간 사과", "food"), ("cat", "고양이", "animals"), ("house", "집", "travel"), ("key", "열쇠", "objects")]


def make_set(folder):
    """Four things, each drawn by five hands of which one is held out, one more as icon, and landscapes."""
    rng, items, pictures = np.random.default_rng(0), [], np.zeros((24, 128, 128, 4), np.uint8)
    for i in range(24):
        name, korean, group = THINGS[i % 4]
        landscape, split = i >= 20, "family" if i < 4 else "concept" if i == 19 else "train"
        items.append({"id": str(i), "source": "landscapes" if landscape else "s", "family": "f", "name": "sea" if landscape else name,
                      "style": "photo" if landscape else "silhouette icon" if 12 <= i < 16 else "cartoon",
                      "concept": "sea" if landscape else name, "tags": ["thing"], "name_ko": korean, "tags_ko": [], "synonyms": [],
                      "synonyms_ko": [], "broader": [], "broader_ko": [], "group": group, "cutout": not landscape, "split": split})
        pictures[i, 24:104, 24:104] = [*rng.integers(0, 256, 3), 255]
        if landscape:
            pictures[i, ..., 3] = 255
    np.save(os.path.join(folder, "pictures.npy"), pictures)
    with open(os.path.join(folder, "items.jsonl"), "w", encoding="utf-8") as f:
        f.writelines(json.dumps(i) + "\n" for i in items)


def run(module, *args):
    with mock.patch.object(sys, "argv", ["x", *args]), mock.patch("signal.signal"), contextlib.redirect_stdout(io.StringIO()):
        module.main()


def log(folder):
    with open(os.path.join(folder, "log.jsonl")) as f:
        return [json.loads(line) for line in f]


class Recipe(unittest.TestCase):
    def test_from_pictures_to_weights(self):
        with tempfile.TemporaryDirectory() as top:
            at = lambda name: os.path.join(top, name)
            make_set(top)
            plan = ("--data", top, "--steps", "2", "--batch", "8")
            run(train_clip, *plan, "--out", at("clip"))
            figures = log(at("clip"))[-1]
            self.assertEqual(figures["step"], 2)
            self.assertTrue(0 <= figures["r1"] <= figures["r5"] <= 1)
            run(align_korean, *plan, "--clip", at("clip"), "--out", at("korean"))
            taught, before = (torch.load(at(f"{name}/checkpoint.pt")) for name in ("korean", "clip"))
            moved = [k for k, v in before["average"].items() if not torch.equal(v, taught["module"][k])]
            self.assertTrue(moved and not any(k.startswith("visual.") or k == "logit_scale" for k in moved), moved)
            run(train_clip, *plan, "--out", at("robust"), "--start", at("korean"), "--robust", "0.5", "--freeze-text",
                "--vocabulary", at("clip/vocab.txt.gz"))
            before = torch.load(at("korean/checkpoint.pt"))["average"]
            after = torch.load(at("robust/checkpoint.pt"))["module"]
            moved = [k for k in before if not torch.equal(before[k], after[k])]
            self.assertTrue(moved and all(k.startswith("visual.") or k == "logit_scale" for k in moved), moved)
            run(train_clip, *plan, "--out", at("judge"), "--judge", "--vocabulary", at("clip/vocab.txt.gz"))
            run(train_vqgan, *plan, "--out", at("vqgan"), "--workers", "2")
            run(encode_latents, "--data", top, "--vqgan", at("vqgan"), "--out", at("latents"), "--rounds", "2")
            run(train_prior, *plan, "--latents", at("latents"), "--clip", at("robust"), "--out", at("prior"))
            freeze_codes.main(at("vqgan"), at("decoder"))
            run(train_vqgan, *plan, "--out", at("decoder"), "--decoder-only", "--features", at("clip"))
            run(export_embedded, "--clip", at("robust"), "--judge", at("judge"), "--vqgan", at("decoder"), "--prior", at("prior"),
                "--out", at("weights"))
            for name in ("clip", "judge", "vqgan", "prior"):
                tensors, metadata = archive.read(at(f"weights/{name}.safetensors"))
                self.assertTrue(tensors and json.loads(metadata["config"]), name)
                self.assertTrue(all(np.isfinite(t).all() for t in tensors.values()), name)
            import_embedded.main(at("weights"), at("from"))
            run(export_embedded, *(x for kind in ("clip", "judge", "vqgan", "prior") for x in ("--" + kind, at("from/" + kind))),
                "--out", at("same"))
            for name in ("clip", "judge", "vqgan", "prior"):
                (one, said), (two, says) = (archive.read(at(f"{folder}/{name}.safetensors")) for folder in ("weights", "same"))
                self.assertEqual(said, says)
                for k, v in one.items():
                    np.testing.assert_allclose(v.astype(np.float32), two[k].astype(np.float32), rtol=2e-3, atol=1e-4, err_msg=name + k)
            with open(at("sources.json"), "w") as f:
                json.dump({"s": {"count": 24, "licence": "CC0-1.0", "attribution": "nobody", "origin": "here", "version": ""}}, f)
            run(record, "--data", top, "--clip", at("clip"), at("robust"), "--judge", at("judge"), "--vqgan", at("vqgan"), "--decoder",
                at("decoder"), "--prior", at("prior"), "--out", at("DATA.md"))
            with open(at("DATA.md")) as f:
                written = f.read()
            self.assertIn("| judge, picture to caption, R@1 |", written)
            self.assertIn("| CLIP, robust |", written)
            for start in ("prior", "from/prior", "weights"):
                run(train_prior, *plan, "--latents", at("latents"), "--clip", at("robust"), "--start", at(start), "--out", at("on"))
                shutil.rmtree(at("on"))
            again = ("--data", top, "--steps", "3", "--batch", "8")
            run(train_clip, *again, "--out", at("clip"))
            self.assertEqual(log(at("clip"))[-1]["step"], 3)   # goes on where it stopped


if __name__ == "__main__":
    unittest.main()
