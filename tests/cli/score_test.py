# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""clipdraw score: how near pictures are to prompts."""

import json
import pathlib
import unittest

from command import TINY, CommandTest

DATA = pathlib.Path(TINY).parent


class ScoreTest(CommandTest):
    def score(self, *arguments, code=0, weights=TINY):
        found, out, err = self.run_command("score", *arguments, "--weights", weights)
        self.assertEqual(found, code, err)
        return out, err

    def test_figures(self):
        cat, dog = self.draw("a cat", "-o", "cat.png"), self.draw("a dog", "-o", "dog.jpg")
        text, _ = self.score("cat.png", "dog.jpg", "--prompt", "a cat")
        lines = text.splitlines()
        self.assertEqual([line.split()[-1] for line in lines], ["cat.png", "dog.jpg"])
        found = json.loads(self.score("cat.png", "dog.jpg", "--prompt", "a cat", "--json")[0])
        self.assertEqual((found["prompt"], found["judges"]), ("a cat", []))
        self.assertEqual(found["guides"], [{"name": "clip.safetensors", "share": 1}])
        self.assertEqual([row["picture"] for row in found["pictures"]], [cat.name, dog.name])
        for line, row in zip(lines, found["pictures"]):
            guide = row["guide"]
            self.assertRegex(line, rf"^guide  distance {guide['distance']:.4f}  similarity +{guide['similarity']:.4f}  ")
            self.assertGreater(guide["distance"], 0)
            self.assertLess(abs(guide["similarity"]), 1)
        self.assertNotEqual(found["pictures"][0]["guide"], found["pictures"][1]["guide"])

    def test_a_judge_has_a_line_of_its_own(self):
        self.draw("a cat", "-o", "cat.png")
        weights = self.folder_with_judge()
        text, _ = self.score("cat.png", "--prompt", "a cat", weights=weights)
        self.assertEqual([line.split()[0] for line in text.splitlines()], ["guide", "judge"])
        found = json.loads(self.score("cat.png", "--prompt", "a cat", "--json", weights=weights)[0])
        self.assertEqual([judge["name"] for judge in found["judges"]], ["judge.safetensors"])
        row = found["pictures"][0]
        self.assertNotEqual(row["guide"], row["judge"])
        self.assertIn(f"judge  distance {row['judge']['distance']:.4f}", text)
        (weights / "judge.safetensors").write_text("no weights")
        self.refuse(3, "judge.safetensors", "score", "cat.png", "--prompt", "a cat", "--weights", weights)

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
