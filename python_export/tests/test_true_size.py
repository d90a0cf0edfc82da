# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of the models of published formats with random weights, at tiny sizes."""
import hashlib
import json
import os
import tempfile
import unittest

import numpy as np
import torch

from python_export import archive, checkpoint, export_vqgan, make_tiny
from python_export import make_true_size as true_size
from python_export import reference_clip
from python_export.models import clip as plain
from python_export.models.tokenizer import Tokenizer

SHARED = os.environ.get("CLIPDRAW_PARITY_DIR") or os.path.join(os.path.dirname(__file__), "..", "..", "..", "shared",
                                                              "parity")


def load(model, state):
    state = {k: torch.from_numpy(np.asarray(v)).float() for k, v in state.items()}
    sizes = {k: v for k, v in model.state_dict().items() if k in ("input_resolution", "context_length", "vocab_size")}
    model.load_state_dict({**state, **sizes})
    return model.eval().requires_grad_(False)


class Reference(unittest.TestCase):
    def test_equals_the_plain_model(self):
        for config in (true_size.TINY["vit"], true_size.TINY["rn"]):
            torch.manual_seed(2)
            heads = config["vision_width"] // (64 if config["vision_patch_size"] else 2)
            config = {**config, "vocab_size": 50, "vision_heads": heads}
            theirs = make_tiny.shake(plain.CLIP(config)).requires_grad_(False)
            ours = load(reference_clip.CLIP(config), theirs.state_dict())
            image, text = torch.randn(2, 3, 64, 64), torch.randint(50, (2, 77))
            torch.testing.assert_close(ours.encode_image(image), theirs.encode_image(image), rtol=1e-4, atol=1e-4)
            torch.testing.assert_close(ours.encode_text(text), theirs.encode_text(text), rtol=1e-4, atol=1e-4)

    def test_equals_the_original_implementation(self):
        for name in ("clip_vit_tiny", "clip_rn_tiny"):
            path = os.path.join(SHARED, name)
            if not os.path.exists(path + ".safetensors"):
                self.skipTest(f"{path}.safetensors is not there")
            state, metadata = archive.read(path + ".safetensors", single=True)
            model = load(reference_clip.CLIP(json.loads(metadata["config"])), state)
            io = {k: torch.from_numpy(v) for k, v in archive.read(path + ".io.safetensors")[0].items()}
            for found, expected in ((model.encode_image(io["image_normalized"]), io["image_features"]),
                                    (model.encode_text(io["tokens"]), io["text_features"])):
                self.assertLess(((found - expected).norm() / expected.norm()).item(), 1e-5, name)


class Made(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.holder = tempfile.TemporaryDirectory()
        cls.folder = cls.holder.name
        true_size.make(cls.folder, true_size.TINY)

    @classmethod
    def tearDownClass(cls):
        cls.holder.cleanup()

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def test_the_seed_decides_the_weights(self):
        def digest(folder):
            names = [true_size.OPENAI, "RN50.safetensors", true_size.VQGAN + ".safetensors"]
            digests = []
            for name in names:
                with open(os.path.join(folder, name), "rb") as file:
                    digests.append(hashlib.sha256(file.read()).hexdigest())
            return digests

        for seed, same in ((1, True), (2, False)):
            with tempfile.TemporaryDirectory() as other:
                true_size.make(other, true_size.TINY, seed)
                for a, b in zip(digest(other), digest(self.folder)):
                    (self.assertEqual if same else self.assertNotEqual)(a, b)

    def test_the_torchscript_archive_is_like_openais(self):
        for name, twin in ((true_size.VIT, true_size.OPENAI), (true_size.RN, "RN50.safetensors")):
            model, (expected, _) = torch.jit.load(self.path(name)), archive.read(self.path(twin))
            state = model.state_dict()
            for key in ("input_resolution", "context_length", "vocab_size"):
                self.assertEqual(state.pop(key).shape, ())
            self.assertEqual(sorted(state), sorted(expected))
            for key, value in expected.items():
                np.testing.assert_array_equal(state[key].numpy(), value)
            self.assertEqual(state["visual.conv1.weight"].dtype, torch.float16)
            self.assertEqual(state["transformer.resblocks.0.ln_1.weight"].dtype, torch.float32)
            self.assertEqual(state["token_embedding.weight"].dtype, torch.float32)
            self.assertTrue(callable(model.encode_image) and callable(model.encode_text))

    def test_shards_hold_what_the_single_file_holds(self):
        whole, _ = archive.read(self.path(true_size.FOLDER, "model.safetensors"))
        with open(self.path(true_size.SHARDED, "model.safetensors.index.json"), encoding="utf-8") as file:
            index = json.load(file)
        self.assertGreater(len(set(index["weight_map"].values())), 2)
        self.assertEqual(sorted(index["weight_map"]), sorted(whole))
        parts = {}
        for name in set(index["weight_map"].values()):
            parts.update(archive.read(self.path(true_size.SHARDED, name))[0])
        for name, value in whole.items():
            np.testing.assert_array_equal(parts[name], value)
        self.assertEqual(index["metadata"]["total_size"], sum(v.nbytes for v in whole.values()))

    def test_vocabularies_agree(self):
        tokenizer = Tokenizer(self.path(true_size.VOCABULARY))
        with open(self.path(true_size.FOLDER, "vocab.json"), encoding="utf-8") as file:
            ids = json.load(file)
        self.assertEqual((len(ids), ids["<|endoftext|>"]), (tokenizer.size, tokenizer.end))
        with open(self.path(true_size.FOLDER, "merges.txt"), encoding="utf-8") as file:
            self.assertEqual(len(file.read().splitlines()) - 1, tokenizer.size - 514)

    def test_a_made_up_vocabulary_has_openais_size(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "v.txt.gz")
            true_size.write_vocabulary(path)
            tokenizer = Tokenizer(path)
            self.assertEqual((tokenizer.size, tokenizer.end), (49408, 49407))
            self.assertGreater(len(tokenizer.encode(true_size.PROMPT)), 5)

    def test_the_checkpoint_exports_to_its_twin(self):
        stem, out = self.path(true_size.VQGAN), self.path("out.safetensors")
        found = checkpoint.read(stem + ".ckpt")
        self.assertIn("pytorch_lightning.callbacks.model_checkpoint.ModelCheckpoint", found.left_out)
        self.assertTrue(any(name.startswith("loss.") for name in found.tensors))
        export_vqgan.export(stem + ".ckpt", out, stem + ".yaml")
        (a, metadata_a), (b, metadata_b) = archive.read(out), archive.read(stem + ".safetensors")
        self.assertEqual(metadata_a, metadata_b)
        self.assertEqual(sorted(a), sorted(b))
        for name, value in b.items():
            np.testing.assert_array_equal(a[name], value)

    def test_outputs_are_alive_and_finite(self):
        for name in ("clip_vit_tiny", "clip_rn_tiny"):
            io, _ = archive.read(self.path("parity", name + ".io.safetensors"))
            for key in ("image_features", "text_features", "grad_sum_cos_wrt_image_normalized"):
                self.assertTrue(np.isfinite(io[key]).all() and np.abs(io[key]).max() > 1e-6, f"{name} {key}")
            self.assertLess(io["grad_noise"], 0.05)
        io, _ = archive.read(self.path("parity", "vqgan_tiny.io.safetensors"))
        self.assertGreater(io["decoded"].std(), 1e-3)


if __name__ == "__main__":
    unittest.main()
