# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of the exporters from published checkpoints."""
import contextlib
import copy
import io
import json
import os
import tempfile
import unittest
from unittest import mock

import numpy as np
import torch
import yaml

from python_export import archive, export_taesd, export_vqgan, make_tiny
from python_export.models.vqgan import VQModel

CONFIG = {**make_tiny.VQGAN, "ch_mult": [1, 2], "attn_resolutions": [16]}


def run(module, *arguments):
    """Returns the message of a failure, or None."""
    with mock.patch("sys.argv", ["x", *map(str, arguments)]), contextlib.redirect_stdout(io.StringIO()):
        with contextlib.redirect_stderr(io.StringIO()):
            try:
                module.main()
            except SystemExit as left:
                return str(left.code)
    return None


class Folder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        torch.manual_seed(1)

    def path(self, name):
        return os.path.join(self.folder, name)


class Vqgan(Folder):
    def setUp(self):
        super().setUp()
        self.state = VQModel(CONFIG, 48, 12).state_dict()
        self.yaml = {"model": {"base_learning_rate": 4.5e-6, "target": "taming.models.vqgan.VQModel",
                               "params": {"embed_dim": 12, "n_embed": 48, "ddconfig": copy.deepcopy(CONFIG),
                                          "lossconfig": {"target": "x"}}}}
        self.save()

    def save(self, **changes):
        state = {**self.state, "loss.discriminator.main.0.weight": torch.ones(3), **changes}
        torch.save({"state_dict": {k: v for k, v in state.items() if v is not None}, "global_step": 7}, self.path("a.ckpt"))

    def export(self, *flags, with_yaml=True):
        with open(self.path("a.yaml"), "w", encoding="utf-8") as file:
            yaml.safe_dump(self.yaml, file)
        files = [self.path("a.ckpt")] + ([self.path("a.yaml")] if with_yaml else [])
        return run(export_vqgan, *files, "-o", self.path("out.safetensors"), *flags)

    def result(self):
        tensors, metadata = archive.read(self.path("out.safetensors"))
        return tensors, {k: json.loads(metadata[k]) for k in ("ddconfig", "n_embed", "embed_dim")}, metadata["kind"]

    def refused(self, *words, **keywords):
        message = self.export(**keywords)
        self.assertIsNotNone(message)
        for word in words:
            self.assertIn(word, message)
        self.assertFalse(os.path.exists(self.path("out.safetensors")))

    def test_with_its_yaml(self):
        self.assertIsNone(self.export())
        tensors, described, kind = self.result()
        self.assertEqual(kind, "vqgan")
        self.assertEqual(described, {"ddconfig": CONFIG, "n_embed": 48, "embed_dim": 12})
        self.assertEqual(sorted(tensors), sorted(self.state))
        for name, value in self.state.items():
            np.testing.assert_array_equal(tensors[name], value.numpy())

    def test_without_a_yaml_the_tensors_tell(self):
        self.assertIsNone(self.export("--resolution", 32, with_yaml=False))
        self.assertEqual(self.result()[1], {"ddconfig": CONFIG, "n_embed": 48, "embed_dim": 12})
        self.assertIsNone(self.export(with_yaml=False))
        described = self.result()[1]["ddconfig"]
        self.assertEqual((described["resolution"], described["attn_resolutions"]), (256, [128]))

    def test_half(self):
        self.assertIsNone(self.export("--half"))
        self.assertEqual(self.result()[0]["encoder.conv_in.weight"].dtype, np.float16)

    def test_gumbel(self):
        book = self.state.pop("quantize.embedding.weight")
        self.state.update({"quantize.embed.weight": book, "quantize.proj.weight": torch.ones(48, 16, 1, 1),
                           "quantize.proj.bias": torch.ones(48)})
        self.save()
        self.yaml["model"]["target"] = "taming.models.vqgan.GumbelVQ"
        self.assertIsNone(self.export())
        self.assertEqual(self.result()[2], "gumbel")
        self.yaml["model"]["target"] = "taming.models.vqgan.VQModel"
        os.unlink(self.path("out.safetensors"))
        self.refused("target", "'VQModel'", "'GumbelVQ'")

    def test_the_first_stage_of_a_larger_model(self):
        inner = {f"first_stage_model.{k}": v for k, v in self.state.items()}
        torch.save({"state_dict": {**inner, "transformer.tok_emb.weight": torch.ones(2, 2)}}, self.path("a.ckpt"))
        self.yaml = {"model": {"target": "taming.models.cond_transformer.Net2NetTransformer",
                               "params": {"first_stage_config": self.yaml["model"]}}}
        self.assertIsNone(self.export())
        self.assertEqual(sorted(self.result()[0]), sorted(self.state))

    def test_a_yaml_of_another_model(self):
        for key, value in (("ch", 64), ("ch_mult", [1, 1]), ("num_res_blocks", 2), ("z_channels", 8), ("n_embed", 1024),
                           ("embed_dim", 256), ("attn_resolutions", []), ("attn_resolutions", [32]), ("resolution", 64),
                           ("double_z", True), ("in_channels", 1), ("out_ch", 4)):
            with self.subTest(key=key, value=value):
                original = copy.deepcopy(self.yaml)
                params = self.yaml["model"]["params"]
                (params if key in params else params["ddconfig"])[key] = value
                self.refused("attn_resolutions" if key == "resolution" else key, "expected", "a.yaml", "a.ckpt")
                self.yaml = original

    def test_a_yaml_that_is_none(self):
        del self.yaml["model"]["params"]["n_embed"]
        self.refused("n_embed", "a.yaml")
        for text in ("a: [", "just text", "", "model: 3", "model: {params: {ddconfig: 3, n_embed: 1, embed_dim: 1}}",
                     "model: !!python/object/apply:os.system ['true']"):
            with self.subTest(text), open(self.path("b.yaml"), "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                message = run(export_vqgan, self.path("a.ckpt"), self.path("b.yaml"), "-o", self.path("out.safetensors"))
                self.assertIn("b.yaml", message)
        self.assertFalse(os.path.exists(self.path("out.safetensors")))

    def test_checkpoints_of_something_else(self):
        torch.save({"conv.weight": torch.ones(2)}, self.path("a.ckpt"))
        self.refused("conv.weight", "encoder.*")
        self.save(**{"quantize.embedding.weight": None})
        self.refused("quantize.embedding.weight", "AutoencoderKL")
        self.save(**{"encoder.conv_out.weight": torch.ones(32, 64, 3, 3)})
        self.refused("double_z", with_yaml=False)
        self.save(**{"encoder.conv_in.weight": None})
        self.refused("encoder.conv_in.weight")
        self.save(**{"decoder.conv_in.bias": torch.full((64,), float("nan"))})
        self.refused("decoder.conv_in.bias", "finite")
        os.unlink(self.path("a.ckpt"))
        self.refused("a.ckpt")


class Taesd(Folder):
    def save(self, name, tensors):
        torch.save(tensors, self.path(name))
        return self.path(name)

    def encoder(self, latent=4, name="tae_encoder.pth"):
        return self.save(name, {"0.weight": torch.ones(8, 3, 3, 3), "1.conv.0.weight": torch.ones(8, 8, 3, 3),
                                "2.weight": torch.ones(latent, 8, 3, 3), "2.bias": torch.ones(latent)})

    def decoder(self, latent=4, name="tae_decoder.pth"):
        return self.save(name, {"1.weight": torch.ones(8, latent, 3, 3), "3.pool.0.weight": torch.ones(32, 8, 1, 1),
                                "5.weight": torch.ones(3, 8, 3, 3), "5.bias": torch.ones(3)})

    def test_both_parts(self):
        out = self.path("out")
        self.assertIsNone(run(export_taesd, self.decoder(32), self.encoder(32), "-o", out, "--half"))
        for part in ("encoder", "decoder"):
            tensors, metadata = archive.read(os.path.join(out, f"tae_{part}.safetensors"))
            self.assertEqual((metadata["kind"], metadata["part"], metadata["latent_channels"]), ("taesd", part, "32"))
            self.assertEqual({v.dtype for v in tensors.values()}, {np.dtype(np.float16)})

    def test_the_name_says_the_part(self):
        self.assertIsNone(run(export_taesd, self.decoder(name="x.pth"), "-o", self.folder))
        self.assertTrue(os.path.exists(self.path("x_decoder.safetensors")))

    def test_what_does_not_fit(self):
        strange = self.save("s.pth", {"0.weight": torch.ones(8, 3, 3, 3), "encoder.layers.0.weight": torch.ones(2)})
        four = self.save("f.pth", {"0.weight": torch.ones(8, 4, 3, 3), "2.weight": torch.ones(4, 8, 3, 3)})
        flat = self.save("l.pth", {"0.weight": torch.ones(8), "2.weight": torch.ones(4)})
        cases = [((self.encoder(), self.encoder(name="b_encoder.pth")), "one decoder"),
                 ((self.encoder(4), self.decoder(16)), "do not belong together"), ((strange,), "encoder.layers.0.weight"),
                 ((four,), "expected 3"), ((flat,), "no two convolutions"), ((self.path("none.pth"),), "none.pth")]
        for files, word in cases:
            with self.subTest(word):
                self.assertIn(word, run(export_taesd, *files, "-o", self.path("out")))
        self.assertFalse(os.path.exists(self.path("out")))


if __name__ == "__main__":
    unittest.main()
