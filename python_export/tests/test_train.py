# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""The trainers' parts that have a right answer: vocabulary, colours, quantiser, patches, determinism."""
import os
import tempfile
import unittest
from unittest import mock

import numpy as np
import torch

from python_export.train import captions, common, compose, prior_model, text, train_clip, vqgan_model


class Vocabulary(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        path = os.path.join(self.folder.name, "vocab.txt.gz")
        words = ["a red apple", "a green apple", "빨간 사과", "an apple tree"] * 3
        text.write_vocabulary(path, text.train_vocabulary(words, 40))
        self.tokenizer = text.Tokenizer(path)

    def tearDown(self):
        self.folder.cleanup()

    def test_frequent_words_are_one_token_and_ids_fit(self):
        ids = self.tokenizer.encode("An  APPLE", 8)
        self.assertEqual(len(ids), 8)
        self.assertEqual(ids[0], self.tokenizer.start)
        self.assertEqual(self.tokenizer.word("apple"), [self.tokenizer.ids["apple</w>"]])
        self.assertEqual(max(ids), self.tokenizer.end)

    def test_composed_and_decomposed_korean_are_the_same(self):
        import unicodedata
        word = "사과"
        self.assertEqual(self.tokenizer.encode(word, 12), self.tokenizer.encode(unicodedata.normalize("NFD", word), 12))

    def test_long_text_keeps_its_end(self):
        ids = self.tokenizer.encode("apple " * 50, 8)
        self.assertEqual(ids[-1], self.tokenizer.end)


class Colours(unittest.TestCase):
    def test_names(self):
        for name, rgb in zip(compose.COLOURS, compose.GROUND_RGB):
            got = compose.COLOURS[int(compose.colour_index(torch.tensor(rgb).float()))]
            self.assertEqual(got, name)

    def test_hsv_there_and_back(self):
        rgb = torch.rand(1000, 3, generator=torch.Generator().manual_seed(1))
        self.assertLess((compose.from_hsv(*compose.to_hsv(rgb)) - rgb).abs().max().item(), 1e-4)

    def test_same_seed_same_picture(self):
        rgba = torch.randint(0, 256, (4, 4, 32, 32), dtype=torch.uint8, generator=torch.Generator().manual_seed(2))
        make = lambda s: compose.compose(rgba, np.ones(4, bool), np.random.default_rng(s), 32)[0]
        self.assertTrue(torch.equal(make(3), make(3)))
        self.assertFalse(torch.equal(make(3), make(4)))

    def test_a_recoloured_apple_loses_its_old_colour_word(self):
        item = {"name": "red apple", "name_ko": "", "tags": [], "style": "cartoon", "concept": "red apple"}
        facts = {"colour": [4], "ground": [9], "changed": [True]}
        for s in range(20):
            said, stated = captions.caption(item, facts, 0, np.random.default_rng(s))
            self.assertIn("blue apple", said)
            self.assertNotIn("red", said)
            self.assertEqual(stated, 4)


class Models(unittest.TestCase):
    def test_rounding_is_the_nearest_code(self):
        model = vqgan_model.VQGAN()
        z = torch.randn(2, 4, 5, 5, generator=torch.Generator().manual_seed(3))
        book = vqgan_model.codebook()
        flat = z.permute(0, 2, 3, 1).reshape(-1, 4)
        near = book[torch.cdist(flat, book).argmin(1)].view(2, 5, 5, 4).permute(0, 3, 1, 2)
        self.assertLess((model.quantize(z) - near).abs().max().item(), 1e-5)
        self.assertEqual(book.shape, (1000, 4))

    def test_border_gradient(self):
        z = torch.tensor([2.0, 2.0, 0.0], requires_grad=True)
        vqgan_model.ClampWithGradient.apply(z).backward(torch.tensor([1.0, -1.0, 1.0]))
        self.assertEqual(z.grad.tolist(), [1.0, 0.0, 1.0])

    def test_patches_there_and_back(self):
        model, z = prior_model.Prior(300), torch.randn(2, 4, 16, 16)
        self.assertTrue(torch.equal(model.unpatch(model.patches(z)), z))

    def test_padding_does_not_matter(self):
        torch.manual_seed(0)
        model = prior_model.Prior(300).eval()
        args = torch.randn(1, 4, 16, 16), torch.tensor([0.3])
        words, pooled, no = torch.randint(1, 300, (1, 5)), torch.randn(1, 256), torch.tensor([False])
        padded = torch.cat([words, torch.zeros(1, 4).long()], 1)
        a = model(*args, words, torch.tensor([5]), pooled, no)
        b = model(*args, padded, torch.tensor([5]), pooled, no)
        self.assertLess((a - b).abs().max().item(), 1e-2)  # bf16

    def test_contrastive_leaves_out_alike_pairs(self):
        image = torch.eye(3)
        text_ = torch.eye(3)[[0, 1, 0]]
        loss = lambda concept: train_clip.contrastive(image, text_, torch.tensor(10.0), np.array(concept), np.array([-1] * 3))
        self.assertLess(loss([0, 1, 0]).item(), loss([0, 1, 2]).item())


class Resuming(unittest.TestCase):
    def test_a_checkpoint_continues_where_it_stopped(self):
        def trained(runs, folder):
            for steps in runs:
                torch.manual_seed(0)
                model = torch.nn.Linear(2, 1)
                average, opt = common.Average(model, 0.9), torch.optim.AdamW(model.parameters(), lr=0.1)
                run = common.Run(folder, 1e6)
                run.resume(model, average, opt)
                for _ in range(steps):
                    loss = (model(torch.full((1, 2), float(run.step))) - 1).pow(2).mean()
                    opt.zero_grad()
                    loss.backward()
                    opt.step()
                    average.update(model)
                    run.tick(model, average, opt)
                run.save(model, average, opt)
            return model.weight.detach()
        with tempfile.TemporaryDirectory() as a, tempfile.TemporaryDirectory() as b, mock.patch("signal.signal"):
            self.assertTrue(torch.equal(trained([6], a), trained([2, 4], b)))


if __name__ == "__main__":
    unittest.main()
