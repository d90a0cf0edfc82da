# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""The trainers' parts that have a right answer: vocabulary, colours, quantiser, patches, determinism."""
import json
import os
import tempfile
import unittest
from unittest import mock

import numpy as np
import torch

from python_export import archive
from python_export.models import clip
from python_export.train import (ahead, align_korean, captions, captions_ko, clip_model, colours, common, compose, export_embedded, grounds, layers,
                                 negatives, prior_model, robust, shards, start, text, train_clip, vqgan_model)
from python_export.train.wording import Said


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
        for name, rgb in zip(colours.COLOURS, grounds.RGB):
            got = colours.COLOURS[int(colours.colour_index(torch.tensor(rgb).float()))]
            self.assertEqual(got, name)

    def test_hsv_there_and_back(self):
        rgb = torch.rand(1000, 3, generator=torch.Generator().manual_seed(1))
        self.assertLess((colours.from_hsv(*colours.to_hsv(rgb)) - rgb).abs().max().item(), 1e-4)

    def test_same_seed_same_picture(self):
        rgba = torch.randint(0, 256, (4, 4, 32, 32), dtype=torch.uint8, generator=torch.Generator().manual_seed(2))
        make = lambda s: compose.compose(rgba, np.ones(4, bool), np.random.default_rng(s), 32)[0]
        self.assertTrue(torch.equal(make(3), make(3)))
        self.assertFalse(torch.equal(make(3), make(4)))

    def test_a_cut_out_gets_the_colour_that_is_measured(self):
        rgb, alpha = torch.full((110, 3, 16, 16), 0.0), torch.ones(110, 1, 16, 16)
        cut = torch.ones(110, dtype=torch.bool)
        for mono in (cut, ~cut):
            rgb[:, 0] = 0.0 if mono[0] else 0.8   # black silhouettes, red things
            out, changed = colours.recolour(rgb, alpha, cut, mono, np.random.default_rng(4), 1.0)
            self.assertTrue(changed.all())
            found = set(colours.dominant_colour(torch.cat([out, alpha], 1)).tolist()) - {-1}
            self.assertEqual(found, set(range(11)))


def facts(n=2, **changed):
    """What compose() says of n plain pictures."""
    plain = {"colour": -1, "changed": 0, "ground": grounds.WHITE, "count": 1, "second": -1, "relation": -1, "size": -1}
    return {k: np.array(changed.get(k, [v] * n)) for k, v in plain.items()}


APPLE = {"name": "red apple", "name_ko": "빨간 사과", "tags": [], "style": "cartoon", "concept": "red apple", "group": "food"}
CAT = {"name": "cat", "name_ko": "고양이", "tags": [], "style": "cartoon", "concept": "cat", "group": "animals"}


class Captions(unittest.TestCase):
    def said(self, items, facts_, times=60, **options):
        return [captions.caption(items, facts_, 0, np.random.default_rng(s), **options) for s in range(times)]

    def test_a_recoloured_apple_loses_its_old_colour_word(self):
        for text_, said in self.said([APPLE], facts(1, colour=[4], changed=[1]), korean=0):
            self.assertIn("blue apple", text_)
            self.assertNotIn("red", text_)
            self.assertEqual(said.colour, 4)

    def test_counts_are_said(self):
        for text_, said in self.said([CAT], facts(1, count=[3]), korean=0):
            self.assertRegex(text_, "(three|3) cats")
            self.assertEqual(said.count, 3)
        korean = {t for t, _ in self.said([CAT], facts(1, count=[3]), korean=1)}
        self.assertTrue(any("고양이 세 마리" in t for t in korean))

    def test_two_things_and_where_they_stand(self):
        two = facts(2, second=[1, -1], relation=[compose.ABOVE, -1])
        texts = {t for t, _ in self.said([CAT, APPLE], two, korean=0)}
        self.assertTrue(any(t.startswith("a cat above a red apple") for t in texts))
        self.assertFalse(any("below" in t for t in texts))
        korean = {t for t, _ in self.said([CAT, APPLE], two, korean=1)}
        self.assertTrue(any("빨간 사과 위에 있는 고양이" in t for t in korean))
        self.assertTrue(any("고양이와 빨간 사과" in t for t in korean))

    def test_plurals(self):
        for one, more in (("apple", "apples"), ("box", "boxes"), ("cherry", "cherries"), ("leaf", "leaves"), ("red fish", "red fish"),
                          ("slice of pizza", "slices of pizza"), ("glass", "glasses"), ("toy", "toys")):
            self.assertEqual(captions.plural(one), more)

    def test_particles(self):
        self.assertEqual(captions_ko.particle("사과", "을", "를"), "사과를")
        self.assertEqual(captions_ko.particle("달", "이", "가"), "달이")


class AlignKorean(unittest.TestCase):
    def test_both_languages_state_the_same(self):
        pack = mock.Mock(items=[{**APPLE, "tags_ko": ["과일"]}, CAT, {**APPLE, "style": "photo"}] * 40, concept_id=np.array([0, 1, 0] * 40),
                         train=np.arange(120))
        pack.weights.return_value = np.full(120, 1 / 120)
        pairs = align_korean.Pairs(pack, None, 3, 24)
        english, korean, about = pairs.texts(np.random.default_rng(3), 120)
        self.assertGreater(len(english), 40)
        self.assertEqual((len(korean), len(about)), (len(english), len(english)))
        for one, other, (first, second) in zip(english, korean, about):
            for thing, name, concept in (("cat", "고양이", 1), ("apple", "사과", 0)):
                here = concept in (first, second)
                self.assertEqual((thing in one, name in other), (here, here), (one, other))
            for words, wordings in zip(colours.COLOURS, captions_ko.COLOURS_KO):
                if first != 0 and second < 0 and " background" not in one:   # a red apple's name has a colour of its own
                    self.assertEqual(words in one.split(), any(w in other.split() for w in wordings), (one, other))
            self.assertEqual("photo" in one, "사진" in other, (one, other))
            self.assertNotIn("과일", other)

    def test_the_lesson(self):
        e = torch.eye(3)
        none = torch.zeros(3, 3, dtype=torch.bool)
        right = align_korean.teaching_loss(e, e, e, none)
        self.assertLess(right.item(), 1e-3)
        self.assertGreater(align_korean.teaching_loss(e, e.flip(0), e, none).item(), 1)
        self.assertGreater(align_korean.teaching_loss(e.flip(0), e, e, none).item(), 1)   # English must stay
        twice = torch.stack([e[0], e[0], e[2]])    # two captions of one thing are no mistakes of each other
        same = torch.zeros(3, 3, dtype=torch.bool)
        same[0, 1] = same[1, 0] = True
        self.assertLess(align_korean.teaching_loss(twice, twice, twice, same).item(), 1e-3)


class Shards(unittest.TestCase):
    def test_there_and_back(self):
        rng = np.random.default_rng(0)
        with tempfile.TemporaryDirectory() as folder:
            data, out, again = (os.path.join(folder, n) for n in "abc")
            os.makedirs(data)
            pictures = np.repeat(np.repeat(rng.integers(0, 256, (9, 4, 4, 4), np.uint8), 8, 1), 8, 2)
            pictures[:4, ..., 3] = 255
            np.save(os.path.join(data, "pictures.npy"), pictures)
            for name, text_ in (("items.jsonl", '{"a": 1}\n' * 9), ("sources.json", "{}")):
                with open(os.path.join(data, name), "w") as f:
                    f.write(text_)
            self.assertGreater(shards.pack(data, out, 95, limit=1500), 1)
            shards.unpack(out, again, workers=2)
            back = np.load(os.path.join(again, "pictures.npy"))
            self.assertTrue((back[..., 3] == pictures[..., 3]).all())
            seen = pictures[..., 3:] > 128
            self.assertLess(np.abs(back.astype(int) - pictures)[..., :3][np.broadcast_to(seen, seen.shape[:3] + (3,))].mean(), 12)
            os.remove(os.path.join(out, "shard_001.bin"))
            with self.assertRaisesRegex(SystemExit, "bring all shards"):
                shards.unpack(out, again)


class Negatives(unittest.TestCase):
    def test_near_misses_change_what_was_said(self):
        for s in range(40):
            rng = np.random.default_rng(s)
            f = facts(1, colour=[0], changed=[1])
            text_ = negatives.wrong_caption([APPLE], f, 0, Said(colour=0), rng, 0.0, share=1.0)
            self.assertNotIn("red", text_)
            self.assertEqual(f["colour"][0], 0)   # the facts stay as they are

    def test_what_may_be_true_is_left_out(self):
        # 0: a red apple, 1: a green apple, 2: two apples, 3: an apple left of a cat; the last text is of a cat alone
        f = facts(5, colour=[0, 3, -1, -1, -1], count=[1, 1, 2, 1, 1], second=[-1, -1, -1, 4, -1],
                  relation=[-1, -1, -1, compose.LEFT, -1])
        said = [Said(colour=0), Said(), Said(count=2), Said(second=4, relation=compose.LEFT), Said()]
        out = negatives.undecided(np.array([7, 7, 7, 7, 9]), f, said)
        self.assertTrue(out[0, 1])      # "an apple" is true of the red one
        self.assertFalse(out[1, 0])     # "a red apple" is not true of the green one
        self.assertFalse(out[0, 2])     # nor are two
        self.assertFalse(out[0, 3])     # "an apple left of a cat" of an apple
        self.assertTrue(out[3, 4])      # "a cat" of an apple and a cat
        self.assertFalse(out.diagonal().any())


class Composing(unittest.TestCase):
    def test_things_stand_where_the_facts_say(self):
        n = 64
        rgba = torch.zeros(n, 4, 32, 32, dtype=torch.uint8)
        rgba[:, 3] = 255
        rgba[torch.arange(n), torch.arange(n) % 2 * 2] = 255   # red and blue squares in turn
        picture, f = compose.compose(rgba, np.ones(n, bool), np.random.default_rng(1), 32, white=1.0, recoloured=0.0, paired=1.0,
                                     kinds=np.arange(n) % 2)
        at = np.flatnonzero(f["second"] >= 0)
        self.assertGreater(len(at), 10)
        for i in at:
            first = (picture[i, i % 2 * 2] > 0.6) & (picture[i, 2 - i % 2 * 2] < 0.4)
            y, x = (c.float().mean().item() for c in torch.nonzero(first, as_tuple=True))
            side = {compose.LEFT: x < 15.5, compose.RIGHT: x > 15.5, compose.ABOVE: y < 15.5, compose.BELOW: y > 15.5}
            self.assertTrue(side[f["relation"][i]], i)


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
        none, no = torch.tensor([], dtype=torch.long), torch.zeros(3, 3, dtype=torch.bool)
        alike = no.clone()
        alike[0, 2] = alike[2, 0] = True
        loss = lambda outside: train_clip.contrastive(image, text_, torch.tensor(10.0), none, outside)
        self.assertLess(loss(alike).item(), loss(no).item())
        wrong = torch.cat([text_, image[1:2]])
        with_wrong = train_clip.contrastive(image, wrong, torch.tensor(10.0), torch.tensor([1]), no)
        self.assertGreater(with_wrong.item(), loss(no).item())

    def test_exported_clips_are_the_published_layouts(self):
        layers.set_precision("fp32")
        self.addCleanup(layers.set_precision, "auto")
        image, tokens = torch.rand(2, 3, 64, 64), torch.randint(1, 300, (2, 5))
        for config in (clip_model.CONFIG, clip_model.JUDGE):
            model = clip_model.CLIP(300, config).eval()
            tensors, said = export_embedded.clip_tensors(model)
            twin = clip.CLIP({**said, "batch_norm": False})
            twin.load_state_dict(tensors)
            for ours, theirs in ((model.encode_image(image), twin.encode_image(twin.normalize(image))),
                                 (model.encode_text(tokens), twin.encode_text(tokens))):
                self.assertEqual(ours.shape, (2, 256))
                self.assertLess((ours - theirs).abs().max().item(), 1e-3 * theirs.abs().max().item())

    def test_texts_of_many_lengths_are_encoded_as_alone(self):
        model = clip_model.CLIP(300).eval()
        tokens = torch.zeros(7, 12, dtype=torch.long)
        for i, n in enumerate((3, 12, 5, 2, 9, 4, 7)):
            tokens[i, :n] = torch.cat([torch.randint(1, 298, (n - 1,)), torch.tensor([299])])
        a, b = model.encode_texts(tokens), model.encode_text(tokens)
        self.assertLess((a - b).abs().max().item(), 0.02 * b.abs().max().item())   # bf16

    def test_a_training_can_start_from_what_was_exported(self):
        with tempfile.TemporaryDirectory() as folder:
            text.write_vocabulary(os.path.join(folder, "vocab.txt.gz"), text.train_vocabulary(["apple pear"] * 3, 6))
            old = text.Tokenizer(os.path.join(folder, "vocab.txt.gz"))
            other = os.path.join(folder, "other.txt.gz")
            text.write_vocabulary(other, text.train_vocabulary(["pear plum"] * 3, 6))
            new = text.Tokenizer(other)
            for config, kind in ((clip_model.CONFIG, "clip"), (clip_model.JUDGE, "judge")):
                model, again = clip_model.CLIP(old.size, config), clip_model.CLIP(new.size, config)
                for p in model.parameters():
                    p.data.add_(torch.randn_like(p) * 0.05)
                tensors, said = export_embedded.clip_tensors(model)
                archive.write(os.path.join(folder, kind + ".safetensors"),
                              {k: v.detach().numpy() for k, v in tensors.items()}, {"config": json.dumps(said)})
                fits, _ = start.take_over(again, folder, kind, new)
                self.assertEqual(fits, len(model.state_dict()) - 1)   # all but the words
                image = torch.rand(2, 3, 64, 64)
                a, b = model.encode_image(image), again.encode_image(image)
                self.assertLess((a - b).abs().max().item(), 0.03 * a.abs().max().item())   # bf16
                words = lambda m, t: m.token_embedding.weight[t.word("pear")]
                self.assertTrue(torch.equal(words(model, old), words(again, new)))

    def test_an_attack_stays_near_and_does_harm(self):
        image, toward = torch.full((3, 3, 8, 8), 0.5), torch.randn(3, 8, 8, generator=torch.Generator().manual_seed(5))
        loss = lambda x: (x * toward).sum()
        moved = robust.attack(image, loss, 0.5)
        self.assertLessEqual((moved - image).flatten(1).norm(dim=1).max().item(), 0.5 + 1e-5)
        self.assertGreater(loss(moved).item(), loss(image).item())


class MakingAhead(unittest.TestCase):
    def test_order_and_content(self):
        make = lambda step: (torch.full((2,), step), torch.tensor(step * 0.5))
        there, here = ahead.Ahead(make, 2), ahead.Ahead(make, 0)
        try:
            for step in (3, 4, 5, 6):
                self.assertTrue(all(torch.equal(a, b) for a, b in zip(there(step), here(step))))
        finally:
            there.close()


class Resuming(unittest.TestCase):
    def test_a_checkpoint_continues_where_it_stopped(self):
        def trained(runs, folder):
            for steps in runs:
                torch.manual_seed(0)
                model = torch.nn.Linear(2, 1)
                average, opt = common.Average(model, 0.9), torch.optim.AdamW(model.parameters(), lr=0.1)
                run = common.Run(folder, 10 ** 6)
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
