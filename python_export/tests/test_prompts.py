# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""The evaluation's prompts: as many as promised, composed, each once, and with distractors that differ from them."""
import collections
import json
import os
import unicodedata
import unittest

from python_export.prompts import make
from python_export.prompts.things import things

FOLDER = os.path.join(os.path.dirname(__file__), "..", "..", "tests", "data", "prompts")
KINDS = {"en": {"object": 60, "coloured": 50, "ground": 30, "two": 25, "count": 20, "scene": 15},
         "ko": {"object": 30, "coloured": 25, "ground": 15, "two": 12, "count": 10, "scene": 8}}


def read(name):
    with open(os.path.join(FOLDER, name + ".jsonl"), encoding="utf-8") as f:
        return [json.loads(line) for line in f]


class Prompts(unittest.TestCase):
    def test_counts_of_each_kind(self):
        for lang, kinds in KINDS.items():
            self.assertEqual(dict(collections.Counter(r["kind"] for r in read(lang))), kinds)
        self.assertEqual(sum(r["compare"] for r in read("en")), 40)
        self.assertEqual((len(read("sheet")), len(read("naming"))), (100, 40))

    def test_each_once_and_composed(self):
        for name in ("en", "ko", "sheet", "naming"):
            rows = read(name)
            for key in ("id", "prompt"):
                self.assertEqual(len({r[key] for r in rows}), len(rows), name)
            for text in (t for r in rows for t in [r["prompt"], *r.get("distractors", [])]):
                self.assertEqual(text, unicodedata.normalize("NFC", text))

    def test_distractors_are_99_others(self):
        for row in read("en") + read("ko"):
            self.assertEqual(len(set(row["distractors"])), 99, row["id"])
            self.assertNotIn(row["prompt"], row["distractors"])

    def test_a_coloured_thing_is_near_to_its_other_colours(self):
        near = next(r for r in read("en") if r["prompt"] == "a blue car")["distractors"][:20]
        self.assertLessEqual({"a red car", "a green car", "a black car"}, set(near))
        self.assertTrue(any(t.startswith("a blue ") for t in near))

    def test_no_distractor_shows_the_prompts_thing_but_a_near_miss(self):
        table = things()
        for row in read("en"):
            names = [n for n in row.get("things", []) if n in table]
            for text in row["distractors"][make.NEAR:]:
                for name in names:
                    self.assertNotIn(f" {name} ", f" {text} ", row["id"])

    def test_files_are_what_make_writes(self):
        for lang in KINDS:
            self.assertEqual(make.rows_of(lang, things()), read(lang))


class Wording(unittest.TestCase):
    def test_korean_particles_follow_the_last_syllable(self):
        said = {r["prompt"] for r in read("ko")}
        self.assertIn("고양이와 강아지", said)
        self.assertIn("말과 소", said)


if __name__ == "__main__":
    unittest.main()
