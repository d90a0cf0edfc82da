# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""clipdraw score: how near pictures are to prompts."""

import json
import pathlib
import unittest

from command import TINY, CommandTest

DATA = pathlib.Path(TINY).parent


class ScoreTest(CommandTest):
    def score(self, *arguments, code=0):
        found, out, err = self.run_command("score", *arguments, "--weights", TINY)
        self.assertEqual(found, code, err)
        return out, err

    def test_figures(self):
        cat, dog = self.draw("a cat", "-o", "cat.png"), self.draw("a dog", "-o", "dog.jpg")
        text, _ = self.score("cat.png", "dog.jpg", "--prompt", "a cat")
        lines = text.splitlines()
        self.assertEqual([line.split()[-1] for line in lines], ["cat.png", "dog.jpg"])
        found = json.loads(self.score("cat.png", "dog.jpg", "--prompt", "a cat", "--json")[0])
        self.assertEqual((found["prompt"], found["judge"]), ("a cat", "guide"))
        self.assertEqual(found["guides"], [{"name": "clip.safetensors", "share": 1}])
        self.assertEqual([row["picture"] for row in found["pictures"]], [cat.name, dog.name])
        for line, row in zip(lines, found["pictures"]):
            self.assertRegex(line, rf"^distance {row['distance']:.4f}  similarity +{row['similarity']:.4f}  guide  ")
            self.assertGreater(row["distance"], 0)
            self.assertLess(abs(row["similarity"]), 1)
        self.assertNotEqual(found["pictures"][0]["distance"], found["pictures"][1]["distance"])

    def test_a_picture_that_cannot_be_read_does_not_stop_the_others(self):
        self.draw("a cat", "-o", "cat.png")
        (self.folder / "text.png").write_text("no picture")
        text, err = self.score("none.png", "cat.png", "text.png", "--prompt", "a cat", code=3)
        self.assertEqual([line.split()[-1] for line in text.splitlines()], ["cat.png"])
        self.assertIn("none.png", err)
        self.assertIn("text.png", err)
        rows = json.loads(self.score("none.png", "cat.png", "--prompt", "a cat", "--json", code=3)[0])["pictures"]
        self.assertIn("no such file", rows[0]["error"])
        self.assertNotIn("error", rows[1])

    def test_several_guides(self):
        self.draw("a cat", "-o", "cat.png")
        text, _ = self.score("cat.png", "--prompt", "a cat | rain:-0.5", "--json", "--clip",
                             DATA / "clip_vit_tiny.safetensors", "--clip", f"{DATA}/clip_rn_tiny.safetensors:3",
                             "--vocabulary", DATA / "vocab_tiny.txt.gz")
        self.assertEqual([guide["share"] for guide in json.loads(text)["guides"]], [0.25, 0.75])

    def test_refusals(self):
        self.refuse(2, ["pictures", "clipdraw -- score"], "score", "--prompt", "a cat")
        self.refuse(2, "--prompt", "score", "a.png")
        self.refuse(2, "--prompt", "score", "a.png", "--prompt", " ")
        self.refuse(2, ["unknown option --prmopt", "--prompt?"], "score", "a.png", "--prmopt", "a cat")
        self.refuse(3, "none", "score", "a.png", "--prompt", "a cat", "--weights", "none")
        self.draw("a cat", "-o", "cat.png")
        self.refuse(2, "weight", "score", "cat.png", "--prompt", "a cat:0", "--weights", TINY)


if __name__ == "__main__":
    unittest.main()
