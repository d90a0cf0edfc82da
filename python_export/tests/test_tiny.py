# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of the tiny models, of what the reference computes on them, and of the committed fixtures."""
import json
import os
import tempfile
import unittest

import numpy as np
import torch

from python_export import archive, dump_reference, make_tiny
from python_export.models import autoencoder_kl
from python_export.models.autoencoder_kl import AutoencoderKL
from python_export.models.clip import CLIP, Attention, hugging_face_names
from python_export.models.tokenizer import Tokenizer

DATA = os.path.join(os.path.dirname(__file__), "..", "..", "tests", "data")


class Tiny(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        make_tiny.make(cls.folder.name, seed=1)
        dump_reference.dump(cls.folder.name, seed=1)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def files(self):
        for folder, _, names in os.walk(self.folder.name):
            for name in sorted(names):
                yield os.path.relpath(os.path.join(folder, name), self.folder.name)

    def test_committed_fixtures_are_what_the_commands_write(self):
        """Weights are equal to the bit; computed values may differ in their last bits between machines."""
        for name in self.files():
            made, kept = os.path.join(self.folder.name, name), os.path.join(DATA, name)
            self.assertTrue(os.path.exists(kept), name)
            if not name.endswith(".safetensors"):
                with open(made, "rb") as a, open(kept, "rb") as b:
                    self.assertEqual(a.read(), b.read(), name)
                continue
            (a, meta_a), (b, meta_b) = archive.read(made), archive.read(kept)
            self.assertEqual(sorted(a), sorted(b))
            self.assertEqual(meta_a, meta_b)
            for key in a:
                close = 2e-4 * max(1e-6, np.abs(a[key]).max()) if ".io." in name else 0
                np.testing.assert_allclose(a[key], b[key], rtol=0, atol=close, err_msg=f"{name} {key}")

    def test_fixtures_are_small(self):
        total = sum(os.path.getsize(os.path.join(self.folder.name, name)) for name in self.files())
        self.assertLess(total, 4_000_000)

    def test_another_seed_gives_other_weights(self):
        with tempfile.TemporaryDirectory() as other:
            make_tiny.make(other, seed=2)
            a, _ = archive.read(os.path.join(other, "clip_vit_tiny.safetensors"))
            b, _ = archive.read(os.path.join(self.folder.name, "clip_vit_tiny.safetensors"))
            self.assertFalse(np.array_equal(a["visual.proj"], b["visual.proj"]))

    def test_outputs_are_alive(self):
        """No gradient vanishes and no two inputs give the same output, or the parity tests would see nothing."""
        for name in ("clip_vit_tiny", "clip_rn_tiny", "clip_folded_tiny"):
            io, _ = archive.read(os.path.join(self.folder.name, name + ".io.safetensors"))
            self.assertGreater(np.abs(io["grad_sum_cos_wrt_image_normalized"]).max(), 1e-5, name)
            for key in ("image_features", "text_features"):
                rows = io[key] / np.linalg.norm(io[key], axis=1, keepdims=True)
                self.assertLess((rows @ rows.T)[0, 1], 0.99999, f"{name} {key}")
        for name in ("vqgan_tiny", "vqgan_plain_tiny"):
            io, _ = archive.read(os.path.join(self.folder.name, name + ".io.safetensors"))
            self.assertGreater(len(np.unique(io["encoded_codes"])), 2, name)
            self.assertGreater(io["decoded"].std(), 1e-3, name)
        io, _ = archive.read(os.path.join(self.folder.name, "loop_tiny.io.safetensors"))
        self.assertLess(io["losses"][-1], io["losses"][0])
        io, _ = archive.read(os.path.join(self.folder.name, "prior_tiny.io.safetensors"))
        self.assertGreater(np.abs(io["values"] - io["values_guided"]).max(), 1e-3)


class Models(unittest.TestCase):
    def test_attention_equals_torch(self):
        torch.manual_seed(3)
        ours, theirs = Attention(12, 3), torch.nn.MultiheadAttention(12, 3, batch_first=True)
        theirs.load_state_dict(ours.state_dict())
        x, mask = torch.randn(2, 5, 12), torch.full((5, 5), float("-inf")).triu(1)
        torch.testing.assert_close(ours(x, mask), theirs(x, x, x, attn_mask=mask)[0])

    def test_hugging_face_names_keep_every_value(self):
        state = CLIP({**make_tiny.CLIP_VIT, "vocab_size": 530}).state_dict()
        renamed = hugging_face_names(state)
        self.assertEqual(sum(v.numel() for v in state.values()), sum(v.numel() for v in renamed.values()))
        self.assertEqual(renamed["visual_projection.weight"].shape, (24, 48))

    def test_diffusers_names_keep_every_value(self):
        state = AutoencoderKL(make_tiny.KL, 4).state_dict()
        for early, query in ((False, "to_q"), (True, "query")):
            renamed = autoencoder_kl.diffusers_names(state, 2, early)
            self.assertEqual(sorted(v.sum().item() for v in state.values()), sorted(v.sum().item() for v in renamed.values()))
            self.assertEqual(renamed[f"decoder.mid_block.attentions.0.{query}.weight"].shape, (16, 16))
            self.assertTrue(torch.equal(renamed["decoder.up_blocks.0.upsamplers.0.conv.weight"],
                                        state["decoder.up.1.upsample.conv.weight"]))
            for name in renamed:
                self.assertNotRegex(name, r"\.(down|up|block|attn|mid)\.|nin_shortcut|[^v]_norm_out")

    def test_tokenizer(self):
        tokenizer = Tokenizer(os.path.join(DATA, "vocab_tiny.txt.gz"), nfc=True)
        self.assertEqual(tokenizer.size, 512 + 120 + 2)
        self.assertEqual(tokenizer.encode("RED  Apple"), tokenizer.encode("red apple"))
        self.assertEqual(tokenizer.encode("e\u0301"), tokenizer.encode("\u00e9"))
        self.assertEqual(tokenizer.encode("<|endoftext|>"), [tokenizer.end])
        self.assertEqual(len(tokenizer.encode("aaaa")), 4)
        with open(os.path.join(DATA, "tokenizer_tiny.jsonl"), encoding="utf-8") as file:
            for line in map(json.loads, file):
                self.assertEqual(tokenizer.encode(line["text"]), line["ids"])


if __name__ == "__main__":
    unittest.main()
