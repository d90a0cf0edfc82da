# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""clipdraw gallery: what is in the page, without a browser (scripts/long/gallery has one)."""

import hashlib
import html.parser
import json
import os
import pathlib
import re
import shutil
import struct
import unittest
import zlib

from command import TINY, CommandTest

DATA = pathlib.Path(TINY).parent
HOSTILE = "</script><img src=x onerror=alert(1)><!--<script>&amp;\u2028\"'\\"


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def record_of(prompt, width, height, **more):
    """A record as docs/record.md says."""
    return {"software": "clipdraw", "version": "0.1.0", "prompt": prompt,
            "prompts": [{"text": prompt, "weight": 1, "stop": None}], "seed": 18446744073709551615, "width": width,
            "height": height, "options": {"size": f"{width}x{height}", "steps": 3, "cutouts": 7, "seed": 1},
            "models": {"clips": [{"name": "clip.safetensors", "share": 1.0}],
                       "generator": {"name": "vqgan.safetensors", "kind": "vqgan"}, "prior": True},
            "weights": {"clip.safetensors": "00" * 32}, "threads": 1, "steps_run": 3, "outcome": "completed",
            "first_distance": 0.5, "last_distance": 0.25, **more}


def png(width, height, colour, record=None):
    """A picture of one colour, with a record."""
    rows = (b"\0" + bytes(colour) * width) * height
    text = b"" if record is None else chunk(
        b"iTXt", b"clipdraw\0\0\0\0\0" + json.dumps(record, ensure_ascii=False).encode())
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) + text +
            chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


class Page(html.parser.HTMLParser):
    """The page as a browser takes it apart."""

    def __init__(self, path):
        super().__init__()
        self.elements, self.texts, self.key = [], {}, ""
        self.text = pathlib.Path(path).read_text(encoding="utf-8")
        self.feed(self.text)
        self.data = json.loads(self.texts["data"])

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.elements.append((tag, attributes))
        self.key = attributes.get("id", tag)

    def handle_data(self, data):
        self.texts[self.key] = self.texts.get(self.key, "") + data


class GalleryTest(CommandTest):
    def add(self, name, prompt="a cat", size=(40, 30), colour=(200, 30, 30), **more):
        """A picture in the folder."""
        path = self.folder / "night" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(png(*size, colour, record_of(prompt, *size, **more)))
        return path

    def line(self, place, file=None, error=None, status=None, job=None, **more):
        """A result line, as docs/batch.md says."""
        data = (self.folder / "night" / file).read_bytes() if file else b""
        return {"id": f"{place + 1:04}", "job": sha256((job or str(place)).encode()),
                "status": status or ("failed" if error else "drawn"), "file": file, "seed": 18446744073709551615,
                "steps": 3, "distance": None if error else 0.25, "judge": None, "seconds": 1.5, "error": error,
                "prompt": f"prompt {place}", "place": place, "sha256": sha256(data) if file else None,
                "bytes": len(data) if file else None, "curve": [] if error else [0.5, None, 0.25],
                "finished": f"2026-11-22T05:06:{place:02}Z", **more}

    def write(self, lines, name="results.jsonl"):
        path = self.folder / "night" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")

    def gallery(self, *arguments, page="night/index.html"):
        code, out, err = self.run_command("gallery", "night", *arguments)
        self.assertEqual((code, out), (0, f"{page}\n"), err)
        self.said = err
        return Page(self.folder / page)

    def thumbnails(self):
        return sorted(path.name for path in (self.folder / "night" / "thumbnails").glob("*"))


class PageTest(GalleryTest):
    def test_jobs_in_the_order_of_the_list(self):
        for place in range(3):
            self.add(f"{place}.png", f"prompt {place}")
        self.add("other.webp.png", "drawn alone")
        (self.folder / "night" / "plain.png").write_bytes(png(4, 4, (1, 2, 3)))
        (self.folder / "night" / "notes.txt").write_text("no picture")
        self.write([self.line(2, "2.png"), self.line(0, "0.png")])
        # A job that failed first and was drawn then, a torn line, and one that failed for good.
        self.write([self.line(1, error="out of memory", finished="2026-11-22T04:00:00Z"), self.line(1, "1.png"),
                    self.line(3, error="size: 1x1, 16..4096 a side expected")], "journal/20261122T040000Z-a-1-x.jsonl")
        with open(self.folder / "night/journal/20261122T040000Z-a-1-x.jsonl", "a", encoding="utf-8") as journal:
            journal.write('{"id":"0009","job":"')
        page = self.gallery()
        self.assertIn("4 pictures, 1 failed; left out, as clipdraw did not draw them: 1 file", self.said)
        jobs = page.data["jobs"]
        self.assertEqual([job.get("file") for job in jobs], ["0.png", "1.png", "2.png", None, "other.webp.png"])
        self.assertEqual([job["prompt"] for job in jobs], [*(f"prompt {i}" for i in range(4)), "drawn alone"])
        self.assertEqual(jobs[3]["error"], "size: 1x1, 16..4096 a side expected")
        first = jobs[0]
        self.assertEqual((first["id"], first["steps"], first["distance"], first["seconds"], first["curve"]),
                         ("0001", 3, 0.25, 1.5, [0.5, None, 0.25]))
        self.assertEqual(first["seed"], "18446744073709551615")  # to the last digit
        self.assertEqual(first["finished"], "2026-11-22T05:06:00Z")
        self.assertNotIn("judge", first)
        # What all have in common is there once.
        self.assertEqual([job.get("recipe") for job in jobs], [0, 0, 0, None, 0])
        recipe = page.data["recipes"][0]
        self.assertEqual((recipe["options"]["cutouts"], recipe["version"]), ("7", "0.1.0"))
        self.assertNotIn("seed", recipe["options"])
        self.assertEqual(page.data["defaults"]["cutouts"], "12")
        # Drawn alone: its time is the file's, its distance the record's, and it has no curve.
        self.assertEqual((jobs[4]["distance"], "curve" in jobs[4], "id" in jobs[4]), (0.25, False, False))
        self.assertRegex(jobs[4]["finished"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")

    def test_a_folder_without_a_batch(self):
        self.add("a.png", "a cat", prompts=[{"text": "a cat", "weight": 1.5, "stop": -0.25},
                                            {"image": {"sha256": "11" * 32, "width": 3, "height": 4}, "weight": -1,
                                             "stop": None}],
                 start_image={"sha256": "22" * 32, "width": 5, "height": 6}, earlier_prompts=[], outcome="cancelled",
                 group={"size": 8, "place": 3})
        self.add("b.png", "not as a record is", models="none")
        job, = self.gallery().data["jobs"]
        self.assertEqual(job["prompts"][1], {"weight": -1, "stop": None,
                                             "image": {"sha256": "11" * 32, "width": 3, "height": 4}})
        self.assertEqual((job["start"]["width"], job["outcome"], job["changed"], job["group"]),
                         (5, "cancelled", True, {"size": 8, "place": 3}))

    def test_pictures_that_are_gone_or_damaged(self):
        for name in ["a.png", "b.png", "c.png"]:
            self.add(name, size=(200, 100))
        self.write([self.line(0, "a.png"), self.line(1, "b.png"), self.line(2, "c.png"),
                    {**self.line(3, "a.png", job="x"), "file": "../a.png"}])
        (self.folder / "night" / "a.png").unlink()
        whole = (self.folder / "night" / "b.png").read_bytes()
        (self.folder / "night" / "b.png").write_bytes(whole[:-40])
        (self.folder / "night" / "c.png").write_bytes(b"no picture")
        page = self.gallery()
        self.assertIn("0 pictures, 2 failed, 1 missing", self.said)
        jobs = page.data["jobs"]
        self.assertEqual((len(jobs), jobs[0]["gone"]), (3, True))
        for job in jobs[1:]:
            self.assertIn(job["file"], job["error"])
        self.assertFalse((self.folder / "night" / "thumbnails").exists())

    def test_a_picture_that_another_job_drew_over(self):
        self.add("a.png", "the second")
        self.write([self.line(0, "a.png", prompt="the first", finished="2026-11-22T04:00:00Z"),
                    self.line(5, "a.png", prompt="the second")])
        self.assertEqual([job["prompt"] for job in self.gallery().data["jobs"]], ["the second"])

    def test_a_long_curve_is_thinned(self):
        self.add("a.png")
        curve = [round(1 - step / 5000, 6) for step in range(1000)]
        self.write([self.line(0, "a.png", curve=curve, steps=1000)])
        points = self.gallery().data["jobs"][0]["curve"]
        self.assertEqual((len(points), points[0], points[-1]), (200, curve[0], round(curve[-1], 4)))
        self.assertEqual(points, sorted(points, reverse=True))


class HarmlessTest(GalleryTest):
    def test_prompts_stay_words(self):
        self.add("a.png", HOSTILE)
        self.add("ünï #1?%41.png", "사과 🍎 تفاحة")
        self.write([self.line(0, "a.png", id=HOSTILE, prompt=HOSTILE), self.line(1, error=HOSTILE, prompt=HOSTILE)])
        plain = [tag for tag, _ in self.gallery().elements]
        page = self.gallery("--title", HOSTILE)
        self.assertEqual([tag for tag, _ in page.elements], plain)
        self.assertFalse("<img src=x" in page.text)
        self.assertEqual((page.data["jobs"][0]["prompt"], page.data["jobs"][1]["error"]), (HOSTILE, HOSTILE))
        self.assertEqual(page.data["jobs"][2]["file"], "ünï #1?%41.png")
        self.assertEqual(page.data["jobs"][2]["prompt"], "사과 🍎 تفاحة")
        self.assertEqual(page.data["title"], HOSTILE)
        # Scripts run only with a word that no prompt can know.
        nonces = {attributes.get("nonce") for tag, attributes in page.elements
                  if tag in ("script", "style") and attributes.get("id") != "data"}
        nonce, = nonces
        policy, = [attributes["content"] for tag, attributes in page.elements if "http-equiv" in attributes]
        self.assertEqual(policy.count(f"'nonce-{nonce}'"), 2)
        self.assertIn("default-src 'none'", policy)
        self.assertNotIn("unsafe", policy)
        self.assertFalse(nonce in self.gallery().text, "the word is always the same")

    def test_nothing_from_elsewhere(self):
        self.add("a.png")
        page = self.gallery()
        addresses = re.findall(r"(?:https?:)?//[a-z][\w.]*\.\w+[^\s'\"]*", page.text)
        self.assertEqual(set(addresses), {"http://www.w3.org/2000/svg"})  # the name of SVG, which no one opens
        for tag, attributes in page.elements:
            self.assertNotIn(tag, ("link", "iframe", "object", "embed", "base", "form"))
            self.assertNotIn("src", attributes)
            self.assertFalse([name for name in attributes if name.startswith("on")])
        for word in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "@import", " url("]:
            self.assertFalse(word in page.text, word)


class FilesTest(GalleryTest):
    def test_thumbnails(self):
        small, large = self.add("small.png", size=(160, 90)), self.add("large.png", size=(640, 321), colour=(10, 200, 90))
        page = self.gallery()
        self.assertIn("2 pictures, 1 new thumbnail", self.said)
        jobs = {job["file"]: job for job in page.data["jobs"]}
        self.assertNotIn("thumbnail", jobs["small.png"])
        name = jobs["large.png"]["thumbnail"]
        self.assertEqual(self.thumbnails(), [f"{name}.jpg"])
        thumbnail = self.folder / "night" / "thumbnails" / f"{name}.jpg"
        first = thumbnail.read_bytes()
        at = first.index(b"\xff\xc0")
        self.assertEqual(struct.unpack(">HH", first[at + 5:at + 9]), (128, 256))

        # Made again only where the picture changed; what nothing shows any more goes.
        os.utime(thumbnail, (1, 1))
        notes = thumbnail.parent / "notes.jpg"
        notes.write_bytes(b"not ours")
        self.gallery()
        self.assertNotIn("thumbnail", self.said)
        self.assertEqual(thumbnail.stat().st_mtime, 1)
        large.write_bytes(png(320, 320, (9, 9, 9), record_of("a dog", 320, 320)))
        page = self.gallery()
        job = page.data["jobs"][0]
        self.assertEqual((job["prompt"], job["width"]), ("a dog", 320))
        self.assertNotEqual(job["thumbnail"], name)
        self.assertEqual(self.thumbnails(), sorted([f"{job['thumbnail']}.jpg", "notes.jpg"]))
        large.unlink()
        self.gallery()
        self.assertEqual(self.thumbnails(), ["notes.jpg"])

    def test_again_and_elsewhere(self):
        self.add("a.png")
        self.gallery()
        self.add("b.png", "a dog")
        self.assertEqual(len(self.gallery().data["jobs"]), 2)
        self.assertEqual(sorted(p.name for p in (self.folder / "night").iterdir()), ["a.png", "b.png", "index.html"])
        (self.folder / "pages of 1").mkdir()
        page = self.gallery("-o", "pages of 1/night.html", "--title", "One night", page="pages of 1/night.html")
        self.assertEqual((page.data["folder"], page.data["title"], page.texts["title"].strip()),
                         ("../night/", "One night", "One night"))
        (self.folder / "night").rename(self.folder / "a #b")
        code, out, err = self.run_command("gallery", "a #b", "-o", "page.html")
        self.assertEqual((code, out), (0, "page.html\n"), err)
        self.assertEqual(Page(self.folder / "page.html").data["folder"], "a%20%23b/")

    def test_a_page_of_someone_elses_stays(self):
        self.add("a.png")
        other = self.folder / "night" / "index.html"
        other.write_text("<title>mine</title>")
        self.refuse(2, ["index.html", "no gallery", "-o FILE.html"], "gallery", "night")
        self.assertEqual(other.read_text(), "<title>mine</title>")

    @unittest.skipIf(os.geteuid() == 0, "root may write anywhere")
    def test_a_folder_that_may_not_be_written(self):
        self.add("a.png")
        os.chmod(self.folder / "night", 0o555)
        self.addCleanup(os.chmod, self.folder / "night", 0o755)
        self.refuse(5, "night", "gallery", "night")

    def test_a_page_is_replaced_whole_or_not_at_all(self):
        self.add("large.png", size=(300, 300))
        before = self.gallery().text
        # A file where the folder of the thumbnails would be: the page cannot be made anew.
        shutil.rmtree(self.folder / "night" / "thumbnails")
        (self.folder / "night" / "thumbnails").write_text("")
        err = self.refuse(5, "thumbnails", "gallery", "night")
        self.assertIn("large" if "large" in err else "thumbnails", err)
        self.assertEqual((self.folder / "night" / "index.html").read_text(encoding="utf-8"), before)

    def test_refusals(self):
        self.refuse(2, "one folder", "gallery")
        self.refuse(2, "one folder", "gallery", "a", "b")
        self.refuse(3, ["none", "no such folder"], "gallery", "none")
        (self.folder / "file").write_text("")
        self.refuse(3, ["file", "a folder expected"], "gallery", "file")
        (self.folder / "night").mkdir()
        self.refuse(3, ["night", "no picture that clipdraw drew"], "gallery", "night")
        self.add("a.png")
        self.refuse(2, ["page.png", ".html"], "gallery", "night", "-o", "page.png")
        self.refuse(5, ["none", "no such folder"], "gallery", "night", "-o", "none/page.html")
        self.refuse(2, ["unknown option --titel", "--title"], "gallery", "night", "--titel", "x")


if __name__ == "__main__":
    unittest.main()
