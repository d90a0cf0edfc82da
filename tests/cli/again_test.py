# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Pictures that are drawn again, drawn from pictures, and saved on the way."""

import json
import pathlib
import struct
import unittest
import zlib

from command import QUICK, TINY, CommandTest

DATA = pathlib.Path(TINY).parent
SIX = [*QUICK, "--steps", "6"]


def write_png(path, width, height, colour):
    """A picture of one colour."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + bytes(colour) * width) * height
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) +
                     chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


class PictureTest(CommandTest):
    def again(self, name, *arguments, code=0, words="the same bytes"):
        """Draws again; returns the new file."""
        found, out, err = self.run_command("again", name, "--weights", TINY, *arguments)
        self.assertEqual(found, code, err)
        self.assertIn(words, err)
        return self.folder / out.strip()

    def record(self, name):
        return json.loads(self.run_command("inspect", name)[1])


class AgainTest(PictureTest):
    def test_the_same_bytes(self):
        picture = self.draw("a cat:1.5 | rain:-0.4", "-o", "a.png")
        again = self.again("a.png")
        self.assertEqual(again.name, "a-again.png")
        self.assertEqual(again.read_bytes(), picture.read_bytes())
        self.refuse(2, ["a.png", "exists"], "again", "a.png", "-o", "a.png")
        self.again("a.png", "-o", "a.png", "--force")
        self.assertEqual(again.read_bytes(), picture.read_bytes())
        self.again("a.png", "-o", "a.webp", words="another file format")

    def test_what_is_not_the_same_is_told(self):
        picture = self.draw("a cat", "-o", "a.png")
        # A record that is not quite what drew the picture: another seed.
        data = picture.read_bytes()
        at = data.index(b"iTXtclipdraw\0")
        length = struct.unpack(">I", data[at - 4:at])[0]
        chunk = data[at:at + 4 + length]
        keyword, rest = chunk[4:].split(b"\0", 1)
        record = self.record("a.png")
        text = rest[4:]
        changed = text.replace(str(record["seed"]).encode(), b"7")
        self.assertNotEqual(text, changed)
        new = b"iTXt" + keyword + b"\0" + rest[:4] + changed
        picture.write_bytes(data[:at - 4] + struct.pack(">I", len(new) - 4) + new + struct.pack(">I", zlib.crc32(new)) +
                            data[at + 4 + length + 4:])
        self.again("a.png", code=7, words="not the same as a.png")
        code, out, err = self.run_command("again", "a.png", "--weights", TINY, "-q")
        self.assertEqual((code, out, err), (7, "a-again-2.png\n", ""))

    def test_models_are_found_by_their_names(self):
        for name in ["clip_vit_tiny.safetensors", "clip_rn_tiny.safetensors", "vqgan_tiny.safetensors",
                     "vocab_tiny.txt.gz"]:
            (self.folder / name).write_bytes((DATA / name).read_bytes())
        # Shares whose rounded sum is not 1.
        code, out, err = self.run_command(
            "a cat", "--clip", "clip_vit_tiny.safetensors:0.3", "--clip", "clip_rn_tiny.safetensors:0.1", "--generator",
            "vqgan_tiny.safetensors", "--vocabulary", "vocab_tiny.txt.gz", "--steps", "1", "--cutouts", "2", "--threads",
            "1", "-o", "a.png")
        self.assertEqual(code, 0, err)
        shares = [clip["share"] for clip in self.record("a.png")["models"]["clips"]]
        self.assertNotEqual(sum(shares), 1)
        self.again("a.png")
        models = self.folder / "models"
        models.mkdir()
        for name in ["clip_vit_tiny.safetensors", "clip_rn_tiny.safetensors", "vqgan_tiny.safetensors",
                     "vocab_tiny.txt.gz"]:
            (self.folder / name).rename(models / name)
        self.refuse(2, ["a.png", "clip_vit_tiny.safetensors", "--clip FILE"], "again", "a.png")
        self.refuse(2, ["2 CLIPs", "1 given"], "again", "a.png", "--clip", models / "clip_vit_tiny.safetensors")
        self.refuse(2, "weights are those of the record", "again", "a.png", "--clip", "a.pt:2")
        code, out, err = self.run_command("again", "a.png", env={"CLIPDRAW_MODELS": str(models)})
        self.assertEqual((code, out), (0, "a-again-2.png\n"), err)
        self.assertIn("the same bytes", err)

    def test_refusals(self):
        self.refuse(2, "one file", "again")
        self.refuse(3, "none.png", "again", "none.png")
        write_png(self.folder / "plain.png", 8, 8, (1, 2, 3))
        self.refuse(3, "plain.png", "again", "plain.png")
        self.draw("a cat", "-o", "a.png")
        self.refuse(2, ["unknown option --ouptut", "--output"], "again", "a.png", "--ouptut", "b.png")
        self.refuse(2, "Leave --start-image out", "again", "a.png", "--start-image", "plain.png")
        self.refuse(2, "Leave --image-prompt out", "again", "a.png", "--image-prompt", "plain.png")
        self.refuse(3, ["a.png", "other weights", "clip.safetensors", "--weights DIR"], "again", "a.png", "--weights",
                    pathlib.Path(TINY).parents[2] / "weights" / "embedded")


class FromPicturesTest(PictureTest):
    def test_image_prompts_and_a_start_image(self):
        write_png(self.folder / "red.png", 20, 30, (250, 10, 10))
        write_png(self.folder / "blue.png", 50, 40, (10, 10, 250))
        blank = self.draw("a cat", "--seed", "3", "-o", "blank.png").read_bytes()
        self.draw("a cat", "--seed", "3", "-o", "a.png", "--image-prompt", "red.png:1.5:-0.25", "--image-prompt",
                  "blue.png:-0.5", "--start-image", "blue.png")
        self.assertNotEqual((self.folder / "a.png").read_bytes(), blank)
        record = self.record("a.png")
        self.assertEqual([(p["weight"], p["stop"]) for p in record["prompts"]], [(1, None), (1.5, -0.25), (-0.5, None)])
        self.assertEqual([(p["image"]["width"], p["image"]["height"]) for p in record["prompts"][1:]],
                         [(20, 30), (50, 40)])
        self.assertEqual(record["start_image"], record["prompts"][2]["image"])
        self.assertEqual(record["options"]["start"], "image")

        self.refuse(2, ["a.png", "2, of", "20x30 pixels", "--image-prompt FILE"], "again", "a.png")
        self.refuse(2, ["50x40 pixels", "--start-image FILE"], "again", "a.png", "--image-prompt", "red.png",
                    "--image-prompt", "blue.png")
        self.refuse(2, ["those of the record"], "again", "a.png", "--image-prompt", "red.png:2")
        both = ["--image-prompt", "red.png", "--image-prompt", "blue.png", "--start-image"]
        self.refuse(2, ["red.png: ", "another one"], "again", "a.png", "--weights", TINY, *both, "red.png")
        self.again("a.png", *both, "blue.png")

    def test_a_picture_alone_gives_the_name(self):
        write_png(self.folder / "red.png", 20, 30, (250, 10, 10))
        self.assertEqual(self.draw("--image-prompt", "red.png").name, "red-2.png")

    def test_refusals(self):
        self.refuse(3, "none.png", "a cat", "--image-prompt", "none.png:2", *QUICK)
        self.refuse(3, "none.png", "a cat", "--start-image", "none.png", *QUICK)
        (self.folder / "text.png").write_text("no picture")
        self.refuse(3, "text.png", "a cat", "--start-image", "text.png", *QUICK)
        self.refuse(2, "one start expected", "a cat", "--start-image", "text.png", "--start", "prior", *QUICK)
        self.refuse(2, "--start-image FILE", "a cat", "--start", "image", *QUICK)
        self.refuse(2, "weight = 0", "a cat", "--image-prompt", "text.png:0:1", *QUICK)


class SaveEveryTest(PictureTest):
    def test_pictures_on_the_way(self):
        code, out, err = self.run_command("a cat", *SIX, "--seed", "3", "--save-every", "2")
        self.assertEqual((code, out), (0, "a-cat.png\n"), err)
        self.assertIn("a-cat-step-0002.png to a-cat-step-0006.png, 3 pictures", err)
        steps = [self.folder / f"a-cat-step-000{step}.png" for step in [2, 4, 6]]
        self.assertEqual(sorted(self.folder.iterdir()), sorted([*steps, self.folder / "a-cat.png"]))
        self.assertEqual(len({path.read_bytes() for path in steps}), 3)
        record = self.record(steps[0].name)
        self.assertEqual((record["steps_run"], record["options"]["steps"], record["outcome"]), (2, 6, "not run"))
        self.again(steps[0].name)
        # Saving on the way changes nothing.
        code, out, err = self.run_command("a cat", *SIX, "--seed", "3", "-o", "b.png")
        self.assertEqual(code, 0, err)
        self.assertEqual((self.folder / "b.png").read_bytes(), (self.folder / "a-cat.png").read_bytes())

    def test_nothing_is_overwritten(self):
        kept = self.folder / "a-cat-step-0040.png"
        kept.write_bytes(b"precious")
        code, out, err = self.run_command("a cat", *SIX, "--save-every", "4", "-q")
        self.assertEqual((code, out, err), (0, "a-cat-2.png\n", ""))
        self.assertTrue((self.folder / "a-cat-2-step-0004.png").exists())
        self.refuse(2, ["a-cat-step-0040.png", "--force"], "a cat", *SIX, "--save-every", "4", "-o", "a-cat.png")
        self.assertEqual(kept.read_bytes(), b"precious")
        (self.folder / "a-cat-2.png").unlink()
        code, out, err = self.run_command("a cat", *SIX, "--save-every", "4", "-o", "a-cat-2.png", "--force")
        self.assertEqual((code, out), (0, "a-cat-2.png\n"), err)

    def test_values(self):
        for value in ["0", "2x", "100001"]:
            self.refuse(2, ["--save-every", "1..100000"], "a cat", f"--save-every={value}", *QUICK)


if __name__ == "__main__":
    unittest.main()
