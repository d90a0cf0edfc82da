# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""clipdraw models without a network: list, verify, path, import; and the committed manifest."""

import gzip
import hashlib
import json
import os
import pathlib
import re
import subprocess
import unittest

from command import CLI, QUICK, TINY
from models_command import BODY, HASH, ModelsTest

ROOT = pathlib.Path(__file__).resolve().parents[2]


class LocalTest(ModelsTest):
    def setUp(self):
        super().setUp()
        self.one("https://example.org/toy")
        self.models.mkdir()

    def test_usage(self):
        for arguments, words in [([], "--help"), (["fetch"], "NAME"), (["fetch", "tyo"], "Did you mean toy?"),
                                 (["burn"], "--help"), (["list", "--nonsense"], "nonsense")]:
            code, out, err = self.models_command(*arguments)
            self.assertEqual((code, out), (2, ""), arguments)
            self.assertIn(words, err)
        for arguments in [[], ["list"], ["fetch"], ["verify"], ["path"], ["import"]]:
            code, out, err = self.models_command(*arguments, "--help")
            self.assertEqual((code, err), (0, ""))
            self.assertIn("Usage: clipdraw models", out)
        self.assertNotIn("stall", self.models_command("fetch", "--help")[1])

    def test_mistyped(self):
        for words, hint in {"list --jsno": "unknown option --jsno. Did you mean --json?",
                            "fetch toy --ofline": "unknown option --ofline. Did you mean --offline?",
                            "list --zzz": "unknown option --zzz. See clipdraw models list --help.",
                            "lst": "lst: no such command. Did you mean clipdraw models list?",
                            "zzzzz": "zzzzz: no such command. See clipdraw models --help.",
                            "path toy other": "other: one name too many"}.items():
            with self.subTest(words):
                self.assertEqual(self.models_command(*words.split()), (2, "", f"clipdraw: {hint}\n"))

    def test_list(self):
        code, out, _ = self.models_command("list")
        self.assertEqual(code, 0)
        self.assertRegex(out, r"toy +generator +300 kB +no +MIT +https://example.org\n")
        (self.models / "toy.bin.part").write_bytes(b"x")
        self.assertRegex(self.models_command("list")[1], r"toy .* part ")
        (self.models / "toy.bin").write_bytes(BODY)
        (self.models / "mine.safetensors").write_bytes(b"x")
        out = self.models_command("list")[1]
        self.assertRegex(out, r"toy .* yes ")
        self.assertRegex(out, r"mine +imported ")
        rows = json.loads(self.models_command("list", "--json")[1])
        self.assertEqual([(row["name"], row["here"]) for row in rows], [("toy", "yes"), ("mine", "yes")])
        self.assertEqual(rows[0]["files"][0]["sha256"], HASH)

    def test_verify(self):
        self.assertEqual(self.models_command("verify")[:2], (0, ""))
        self.assertEqual(self.models_command("verify", "toy")[0], 3)
        (self.models / "toy.bin").write_bytes(BODY)
        self.assertEqual(self.models_command("verify"), (0, f"{self.models}/toy.bin: OK\n", ""))
        (self.models / "toy.bin").write_bytes(BODY[:-1] + b"?")
        code, out, err = self.models_command("verify", "toy")
        self.assertEqual(code, 3)
        self.assertIn("FAILED", out)
        self.assertIn("--force", err)

    def test_path_in_every_folder(self):
        code, out, err = self.models_command("path", "toy")
        self.assertEqual((code, out), (3, ""))
        self.assertIn("clipdraw models fetch toy", err)
        shared = self.folder / "shared/clipdraw/models"
        shared.mkdir(parents=True)
        (shared / "toy.bin").write_bytes(BODY)
        self.assertEqual(self.models_command("path", "toy")[1], f"{shared}/toy.bin\n")
        (self.models / "toy.bin").write_bytes(BODY)
        self.assertEqual(self.models_command("path", "toy")[1], f"{self.models}/toy.bin\n")
        self.assertEqual(self.models_command("path", "tyo")[0], 2)

    def test_folders_by_environment(self):
        home = {"CLIPDRAW_MODELS": "", "HOME": str(self.folder / "home"), "XDG_DATA_HOME": ""}
        usual = self.folder / "home/.local/share/clipdraw/models"
        for environment, folder in [(home, usual),
                                    ({**home, "XDG_DATA_HOME": str(self.folder / "xdg")},
                                     self.folder / "xdg/clipdraw/models"),
                                    ({**home, "XDG_DATA_HOME": "relative"}, usual)]:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "toy.bin").write_bytes(BODY)
            out = self.models_command("path", "toy", env=environment)[1]
            self.assertEqual(out, f"{folder}/toy.bin\n")

    def test_damaged_manifest(self):
        for text in ["", "{}", "[1]", '{"entries": [{"name": "x"}]}',
                     json.dumps({"entries": [{**self.entries[0], "name": "../x"}]})]:
            (self.folder / "manifest.json").write_text(text)
            code, out, err = self.models_command("list")
            self.assertEqual((code, out), (3, ""), text)
            self.assertIn("manifest.json", err)
        (self.folder / "manifest.json").unlink()
        self.assertIn("CLIPDRAW_MANIFEST", self.models_command("list")[2])

    def test_import_of_a_vocabulary(self):
        source = self.folder / "words.txt.gz"
        source.write_bytes(gzip.compress(b"#version\na b\nc d\n"))
        code, out, err = self.models_command("import", source)
        self.assertEqual((code, out), (0, f"{self.models}/words.txt.gz\n"), err)
        self.assertEqual((self.models / "words.txt.gz").read_bytes(), source.read_bytes())
        self.assertEqual(self.models_command("import", source)[0], 2)
        self.assertEqual(self.models_command("import", source, "--force")[0], 0)
        self.assertEqual(self.models_command("import", source, "--name", "mine")[1],
                         f"{self.models}/mine.txt.gz\n")
        self.assertEqual(self.leftovers(), [])
        known = hashlib.sha256(source.read_bytes()).hexdigest()
        self.entry("words", ("its-real-name.txt.gz", None, known, ["https://example.org"]), kind="vocabulary")
        self.assertEqual(self.models_command("import", source)[1], f"{self.models}/its-real-name.txt.gz\n")
        for name, body in [("archive.tar.gz", gzip.compress(b"a tar file\nis no vocabulary\n")),
                           ("half.gz", source.read_bytes()[:20]), ("empty.gz", gzip.compress(b""))]:
            (self.folder / name).write_bytes(body)
            code, out, err = self.models_command("import", self.folder / name)
            self.assertEqual((code, out), (3, ""), name)
            self.assertIn("vocabulary", err)

    def test_import_of_weights(self):
        """The main command does the work: one of each kind, and a file that is none."""
        tiny = pathlib.Path(TINY)
        for name, source in [("judge", "clip"), ("painter", "vqgan")]:
            target = self.models / f"{name}.safetensors"
            code, out, err = self.models_command("import", tiny / f"{source}.safetensors", "--name", name)
            self.assertEqual((code, out), (0, f"{target}\n"), err)
            self.assertEqual(self.models_command("path", name)[1], f"{target}\n")
        code, out, err = self.models_command("import", tiny / "clip.safetensors", "--name", "judge")
        self.assertEqual((code, out), (2, ""))
        self.assertIn("--force", err)
        self.assertEqual(self.models_command("import", tiny / "clip.safetensors", "--name", "judge", "--force")[0], 0)
        self.assertEqual(self.models_command("import", tiny / "vocab.txt.gz")[0], 0)
        line = ["a cat", *QUICK, "--clip", "judge", "--vocabulary", "vocab.txt.gz", "--generator", "painter"]
        code, out, err = self.run_command(*line, env=self.environment)
        self.assertEqual((code, out), (0, "a-cat.png\n"), err)
        for name, said in [("toy", "clipdraw models fetch toy"), ("pianter", "models list"), ("a/b", "a/b")]:
            code, out, err = self.run_command(*line[:-1], name, env=self.environment)
            self.assertEqual((code, out), (2, ""), name)
            self.assertIn(said, err)
        (self.folder / "some.pt").write_text("a text")
        code, out, err = self.models_command("import", self.folder / "some.pt")
        self.assertEqual((code, out), (3, ""))
        self.assertIn("some.pt", err)

    def test_import_refuses(self):
        self.assertEqual(self.models_command("import", self.folder / "none")[0], 3)
        (self.folder / "some.pt").write_bytes(b"x")
        for name in ["a/b", ".hidden"]:
            self.assertEqual(self.models_command("import", self.folder / "some.pt", "--name", name)[0], 2)

    def test_closed_output(self):
        with open("/dev/full", "w") as full:
            process = subprocess.run([CLI, "models", "list"], stdout=full, stderr=subprocess.PIPE,
                                     env={**os.environ, **self.environment}, check=False)
        self.assertEqual(process.returncode, 5)


class ManifestTest(unittest.TestCase):
    """weights/manifest.json says what it must, in the form it must."""

    def setUp(self):
        self.manifest = json.loads((ROOT / "weights/manifest.json").read_text())

    def test_form(self):
        entries = self.manifest["entries"]
        self.assertEqual(self.manifest["schema"], 1)
        self.assertGreaterEqual(len(entries), 12)
        names = [entry["name"] for entry in entries]
        self.assertEqual(len(names), len(set(names)))
        places = [entry["name"] if len(entry["files"]) > 1 else entry["files"][0]["name"] for entry in entries]
        self.assertEqual(len(places), len(set(places)), "two entries would share a place")
        for entry in entries:
            with self.subTest(entry=entry["name"]):
                self.assertEqual(list(entry), ["name", "kind", "title", "licence", "source", "good_for", "facts",
                                               "files"])
                self.assertRegex(entry["name"], r"^[a-z0-9][a-z0-9-]*$")
                self.assertIn(entry["kind"], ["clip", "generator", "vocabulary"])
                for key in ["title", "licence", "good_for", "facts"]:
                    self.assertTrue(entry[key].strip())
                self.assertTrue(entry["source"].startswith("https://"))
                self.assertTrue(entry["files"])
                for file in entry["files"]:
                    self.check_file(file)

    def check_file(self, file):
        self.assertEqual(list(file), ["name", "size", "sha256", "urls"])
        self.assertRegex(file["name"], r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
        self.assertTrue(file["size"] is None or (isinstance(file["size"], int) and file["size"] > 0))
        self.assertTrue(file["sha256"] is None or re.fullmatch("[0-9a-f]{64}", file["sha256"]))
        self.assertTrue(file["urls"])
        self.assertEqual(len(file["urls"]), len(set(file["urls"])))
        if file["sha256"] is None:
            self.assertEqual(len(file["urls"]), 1, "a mirror is trusted by the hash alone")
        for url in file["urls"]:
            self.assertRegex(url, r"^https://[a-z0-9.-]+/[!-~]+$")

    def test_openai_urls_carry_their_hash(self):
        for entry in self.manifest["entries"]:
            for file in entry["files"]:
                for url in file["urls"]:
                    if "openaipublic" in url and "/models/" in url:
                        self.assertEqual(url.split("/")[-2], file["sha256"])
                        self.assertEqual(url.split("/")[-1], file["name"])

    def test_hashes_are_of_one_file_each(self):
        sizes = {}
        for entry in self.manifest["entries"]:
            for file in entry["files"]:
                if file["sha256"] and file["size"]:
                    self.assertEqual(sizes.setdefault(file["sha256"], file["size"]), file["size"])

    def test_every_entry_is_documented(self):
        text = (ROOT / "docs/models.md").read_text()
        for entry in self.manifest["entries"]:
            self.assertIn(f"`{entry['name']}`", text)

    def test_vocabulary_is_the_one_that_the_tests_know(self):
        """Where the real file is at hand, its hash is the manifest's."""
        path = ROOT.parent / "shared/weights/bpe_simple_vocab_16e6.txt.gz"
        if not path.exists():
            self.skipTest(f"{path}: not here")
        entry = next(e for e in self.manifest["entries"] if e["name"] == "clip-vocabulary")
        self.assertEqual(hashlib.sha256(path.read_bytes()).hexdigest(), entry["files"][0]["sha256"])

    def test_the_program_reads_it(self):
        environment = {**os.environ, "CLIPDRAW_MODELS": "/nonexistent", "XDG_DATA_DIRS": "/nonexistent"}
        environment.pop("CLIPDRAW_MANIFEST", None)
        process = subprocess.run([CLI, "models", "list", "--json"], env=environment, stdout=subprocess.PIPE,
                                 text=True, check=True)
        self.assertEqual([row["name"] for row in json.loads(process.stdout)],
                         [entry["name"] for entry in self.manifest["entries"]])


if __name__ == "__main__":
    unittest.main()
