# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""What clipdraw batch calls its files, as --plan shows it."""

import json
import unicodedata
import unittest

from batch_plan import PlanTest


def files(jobs):
    return [job["file"] for job in jobs]


class NameTest(PlanTest):
    def named(self, ids, template):
        text = "".join(json.dumps({"id": id, "prompt": "a cat", "seed": 7}) + "\n" for id in ids)
        found = files(self.plan(text, "--name", template, name="list.jsonl"))
        folded = {unicodedata.normalize("NFKC", file).casefold() for file in found}
        self.assertEqual(len(folded), len(ids))
        for file in found:
            self.assertNotRegex(file, r"^[-.]|[/\\\x00-\x20\x7f*?\"'<>|:;$`&]")
            self.assertLessEqual(len(file.encode()), 200)
            self.assertRegex(file, r"\.(png|jpg|jpeg|webp|PNG)$")
        return found

    def test_ids_are_made_harmless(self):
        ids = ["../../etc/passwd", "/etc/passwd", ".hidden", "..", "-rf", "a b\tc", "nul\0l", "빨간 사과", "a\u202egnp",
               "x" * 500, "사" * 300, "C:\\a", "a\nb", "$(ls)`ls`", "~root", "e\u0301", "results.jsonl", "_.-"]
        found = self.named(ids, "{id}")
        self.assertEqual(found[:5], ["etc-passwd.png", "etc-passwd-2.png", "hidden.png", "picture.png", "rf.png"])
        self.assertEqual(found[7], "빨간-사과.png")
        self.assertEqual(found[9], "x" * 196 + ".png")
        self.assertEqual(found[10], "사" * 65 + ".png")  # whole letters only
        self.assertEqual(found[16], "results.jsonl.png")
        self.named(ids, "..{id} ({key}) -{slug}.webp")

    def test_names_never_collide(self):
        ids = ["a", "A", "a", "a-2", "a-2", "é", "e\u0301", "É", "Straße", "STRASSE", "x" * 300, "x" * 301, "ﬁ", "fi",
               "b.jpg", "b.JPG", "b"]
        found = self.named([id for id in ids if id != "b.JPG"], "{id}")
        self.assertEqual(found[:6], ["a.png", "A-2.png", "a-3.png", "a-2-2.png", "a-2-3.png", "é.png"])
        self.assertEqual(found[11], "x" * 194 + "-2.png")
        self.assertEqual(found[14:], ["b.jpg", "b.png"])

    def test_templates(self):
        text = "a red apple\n빨간 사과!\na red apple\n"
        jobs = self.plan(text)
        self.assertEqual(files(jobs), [f"000{i + 1}-{job['seed']}-{slug}.png" for i, (job, slug) in
                                       enumerate(zip(jobs, ["a-red-apple", "빨간-사과", "a-red-apple"]))])
        jobs = self.plan(text, "--name", "{place}_{key}.JPEG")
        self.assertEqual(files(jobs), [f"000{i}_{job['job'][:12]}.JPEG" for i, job in enumerate(jobs)])
        self.assertEqual(files(self.plan(text, "--name", "one name")), ["one-name.png", "one-name-2.png", "one-name-3.png"])
        for template, words in [("{sed}", ["{sed}", "{seed}"]), ("{nonsense}", ["{nonsense}", "{slug}"]), ("../{id}", "/"),
                                ("{id", "brace"), ("id}", "brace"), ("", "empty")]:
            with self.subTest(template=template):
                self.refuse_list(2, ["--name", *([words] if isinstance(words, str) else words)], text, "--name", template)


if __name__ == "__main__":
    unittest.main()
