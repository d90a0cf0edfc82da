# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""The evaluation's parts that have a right answer: jobs, ranks, colours, real pictures, the words that are known."""
import unittest
from types import SimpleNamespace

import numpy as np
import torch

from python_export.dataset.wordnet import WordNet
from python_export.evaluate import ceiling, choose, report, score, sets
from python_export.train import known_words
from python_export.train.colours import COLOURS
from python_export.train.grounds import RGB


class Sets(unittest.TestCase):
    def test_jobs_say_all_that_a_picture_depends_on(self):
        named = {s.name: s for s in sets.SETS}
        jobs = named["normal"].jobs()
        self.assertEqual(len(jobs), 300)
        self.assertEqual(jobs[0], {"id": "en-001-1", "prompt": "an apple", "seed": 1})
        self.assertEqual(len({job["id"] for job in jobs}), 300)
        codes = named["codes"].jobs()
        self.assertEqual(len(codes), 40)
        self.assertEqual([codes[0][k] for k in ("start", "steps", "cutouts", "learning-rate")], ["random", 500, 32, 0.1])
        self.assertEqual([job["seed"] for job in named["seeds"].jobs()], [2] * 40 + [3] * 40 + [4] * 40)


class Model:
    """Texts and pictures with known places."""
    PLACES = {"a": 0.0, "b": 1.0, "c": 2.0, "d": 3.0}

    def encode_text(self, text):
        angle = self.PLACES[text]
        return np.array([np.cos(angle), np.sin(angle)], np.float32)


class Ranks(unittest.TestCase):
    def test_rank_counts_the_distractors_that_are_nearer(self):
        eyes = score.Eyes(Model())
        row = {"prompt": "b", "distractors": ["a", "c", "d"]}
        at = lambda angle: np.array([np.cos(angle), np.sin(angle)])
        self.assertEqual([eyes.rank(at(x), row) for x in (1.0, 0.4, 1.6, 2.9)], [0, 1, 1, 2])
        self.assertEqual(eyes.rank(np.zeros(2), row), 3)   # what sees nothing has found nothing

    def test_leads_are_differences_of_cosines(self):
        eyes, row = score.Eyes(Model()), {"prompt": "b", "distractors": ["a", "d"]}
        seen = np.array([np.cos(1.2), np.sin(1.2)])
        np.testing.assert_allclose(eyes.leads(seen, row), np.cos(0.2) - np.cos([1.2, 1.8]), atol=1e-6)
        self.assertLess(eyes.leads(np.array([1.0, 0.0]), row).min(), 0)

    def test_recall(self):
        self.assertEqual(score.recall([0, 1, 4, 5]), {"count": 4, "r1": 0.25, "r5": 0.75})
        rows = [{"kind": "object"}, {"kind": "count"}, {"kind": "object"}]
        self.assertEqual(score.by_kind(rows, [0, 7, 2])["object"], {"count": 2, "r1": 0.5, "r5": 1.0})


class Choose(unittest.TestCase):
    def test_options_are_numbers_where_they_look_like_ones(self):
        self.assertEqual(choose.options_of("steps=8 learning-rate=1e-3 size=256x256 quality=draft"),
                         {"steps": 8, "learning-rate": 0.001, "size": "256x256", "quality": "draft"})
        self.assertEqual(choose.options_of(""), {})


class Pixels(unittest.TestCase):
    def test_the_colour_is_that_of_the_thing_and_not_of_the_ground(self):
        for k, name in enumerate(COLOURS):
            for ground in (RGB[(k + 4) % 11], RGB[(k + 7) % 11]):
                picture = np.empty((64, 64, 3))
                picture[:] = ground
                picture[16:48, 20:44] = RGB[k]
                self.assertEqual(score.drawn_colour((picture * 255).astype(np.uint8)), name, (name, ground))

    def test_nothing_and_a_medley_have_no_colour(self):
        self.assertIsNone(score.drawn_colour(np.full((32, 32, 3), 200, np.uint8)))
        picture = np.full((64, 64, 3), 255, np.uint8)
        for i, c in enumerate((0, 2, 3, 4)):
            picture[16:48, 16 + 8 * i:24 + 8 * i] = np.array(RGB[c]) * 255
        self.assertIsNone(score.drawn_colour(picture))


class Real(unittest.TestCase):
    def pack(self):
        """Two held-out things: a red disc and a blue square."""
        pictures = np.zeros((2, 64, 64, 4), np.uint8)
        y, x = np.mgrid[:64, :64]
        pictures[0][(y - 32) ** 2 + (x - 32) ** 2 < 600] = [220, 30, 30, 255]
        pictures[1][12:52, 12:52] = [40, 80, 220, 255]
        items = [{"concept": n, "name": n, "synonyms": [s]} | {"cutout": True} for n, s in (("disc", "coin"), ("square", "box"))]
        take = lambda rows: torch.from_numpy(pictures[rows]).permute(0, 3, 1, 2)
        return SimpleNamespace(pictures=pictures, items=items, cutout=np.ones(2, bool), mono=np.zeros(2, bool), family=np.arange(2),
                               concept_id=np.arange(2), rgba=take)

    def test_what_the_prompt_says_is_in_the_picture(self):
        pack, rng = self.pack(), np.random.default_rng(1)
        self.assertEqual(ceiling.rows_by_name(pack), {"disc": 0, "coin": 0, "square": 1, "box": 1})
        green = ceiling.composed(pack, {"kind": "coloured", "colour": "green"}, [0], rng)
        self.assertEqual(score.drawn_colour(green), "green")
        black = ceiling.composed(pack, {"kind": "ground", "ground": "on a black background"}, [0], rng)
        self.assertLess(int(black[0, 0].max()), 60)
        three = ceiling.composed(pack, {"kind": "count", "number": "three"}, [0], rng)
        alone = ceiling.composed(pack, {"kind": "object"}, [0], rng)
        red = lambda p: (p[..., 0].astype(int) - p[..., 1] > 90)
        self.assertLess(red(three).sum() / 3, red(alone).sum())
        left = ceiling.composed(pack, {"kind": "two", "relation": "to the left of"}, [0, 1], rng)
        blue = left[..., 2].astype(int) - left[..., 0] > 90
        self.assertLess(np.argwhere(red(left))[:, 1].mean(), np.argwhere(blue)[:, 1].mean())


class Report(unittest.TestCase):
    def test_every_figure_is_in_the_table(self):
        part = {"judge": {"count": 2, "r1": 0.5, "r5": 1.0}, "guide": {"count": 2, "r1": 0.25, "r5": 0.75}}
        kinds = {k: {"count": 1, "r1": 0.5, "r5": 1.0} for k in report.KINDS}
        one = {"what": "as drawn", "seconds": 2.345, "steps": 30, "languages": {"en": {**part, "kinds": kinds}}, "compared": part,
               "colours": {"right": 3, "of": 4}}
        text = report.markdown({"machine": "M", "when": "2026-01-01", "version": "1", "sets": {"normal": one},
                                "spread": {"seeds": [2, 3], "prompts": 5, "judge": 0.4, "pixels": 0.2},
                                "real": {"count": 9, "r1": 0.9, "r5": 1.0, "kinds": {"object": part["judge"]}},
                                "alone": {"--quality draft": {"seconds": 1.5, "steps": 8}}})
        for words in ("0.50 / 1.00 | 0.25 / 0.75 | 2.3 | 30", "3 of 4 coloured", "0.90 (R@5 1.00) of 9 real", "differ by 0.40", "1.50 s"):
            self.assertIn(words, text)


class Words(unittest.TestCase):
    def test_words_of_captions(self):
        self.assertEqual(known_words.words_of("A T-shirt, 3 cats & 사과를"), ["a", "t-shirt", "cats", "사과를"])

    def test_other_nouns_lead_to_the_nearest_name_above_them(self):
        synsets = {"1": ("05", ["Chihuahua"], ["2"]), "2": ("05", ["toy dog", "toy"], ["3"]), "3": ("05", ["dog"], ["4"]),
                   "4": ("05", ["animal"], []), "5": ("18", ["chairman"], ["4"]), "6": ("17", ["Etna"], ["3"])}
        senses = {"chihuahua": (["1"], 0), "dog": (["3"], 0), "toy": (["9"], 0), "animal": (["4"], 0), "chairman": (["5"], 0), "etna": (["6"], 0)}
        found = known_words.table({"dog", "animal", "red", "toy"}, {"dog", "animal", "toy"}, WordNet(synsets, senses))
        self.assertEqual(found, {"dog": "", "animal": "", "red": "", "toy": "", "chihuahua": "dog"})


if __name__ == "__main__":
    unittest.main()
