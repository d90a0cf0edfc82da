# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""clipdraw models against a real HTTP server that misbehaves, and the committed manifest."""

import gzip
import hashlib
import json
import os
import pathlib
import random
import re
import resource
import signal
import subprocess
import threading
import unittest

from command import CLI, QUICK, TINY, CommandTest
from file_server import FileServer

ROOT = pathlib.Path(__file__).resolve().parents[2]
BODY = random.Random(7).randbytes(300_000)
HASH = hashlib.sha256(BODY).hexdigest()
# Little patience: the tests wait for it.
HASTY = ["--first-wait", "0.01", "--stall-seconds", "1", "--attempts", "3"]


class ModelsTest(CommandTest):
    def setUp(self):
        super().setUp()
        self.server = FileServer()
        self.addCleanup(self.server.close)
        self.models = self.folder / "models"
        self.environment = {"CLIPDRAW_MODELS": str(self.models), "no_proxy": "*", "CLIPDRAW_OFFLINE": "",
                            "XDG_DATA_DIRS": str(self.folder / "shared"),
                            "CLIPDRAW_MANIFEST": str(self.folder / "manifest.json")}
        self.entries = []

    def entry(self, name, *files, kind="generator"):
        """Adds a row to the manifest; files are (name, size, sha256, urls)."""
        self.entries.append({
            "name": name, "kind": kind, "title": name, "licence": "MIT", "source": "https://example.org",
            "good_for": "tests", "facts": "made up",
            "files": [dict(zip(("name", "size", "sha256", "urls"), file)) for file in files]})
        (self.folder / "manifest.json").write_text(json.dumps({"schema": 1, "entries": self.entries}))

    def one(self, *urls, size=len(BODY), sha256=HASH):
        """A catalogue of one file."""
        self.entry("toy", ("toy.bin", size, sha256, list(urls)))

    def models_command(self, *arguments, env=None, **keywords):
        return self.run_command("models", *arguments, env={**self.environment, **(env or {})}, **keywords)

    def fetch(self, *arguments, **keywords):
        return self.models_command("fetch", *(arguments or ["toy"]), *HASTY, **keywords)

    def expect_fetched(self, *arguments, **keywords):
        code, out, err = self.fetch(*arguments, **keywords)
        self.assertEqual(code, 0, err)
        self.assertEqual(out, f"{self.models}/toy.bin\n")
        self.assertEqual((self.models / "toy.bin").read_bytes(), BODY)
        self.assertEqual(self.leftovers(), [])
        return err

    def expect_failure(self, code, *words):
        found, out, err = self.fetch()
        self.assertEqual((found, out), (code, ""), err)
        for word in words:
            self.assertIn(word, err)
        self.assertFalse((self.models / "toy.bin").exists())
        return err

    def leftovers(self):
        return sorted(path.name for path in self.models.glob("**/*.part*"))

    def asked(self, path="/toy"):
        """The ranges that were asked for, one a request."""
        return [headers.get("Range") for headers in self.server[path].requests]


class FetchTest(ModelsTest):
    def test_whole(self):
        self.one(self.server.add("/toy", BODY))
        self.expect_fetched()
        self.assertEqual(self.asked(), [None])
        self.assertIn("already here", self.expect_fetched())
        self.assertEqual(len(self.asked()), 1)

    def test_goes_on_after_a_drop(self):
        self.one(self.server.add("/toy", BODY, cut_after=100_000))
        self.assertIn("the connection was cut", self.expect_fetched())
        self.assertEqual(self.asked(), [None, "bytes=100000-"])
        self.assertIn("If-Range", self.server["/toy"].requests[1])

    def test_every_drop_that_brings_bytes_starts_the_count_again(self):
        self.one(self.server.add("/toy", BODY, cut_after=30_000, cuts=9))
        self.expect_fetched()
        self.assertEqual(len(self.asked()), 10)

    def test_gives_up_on_a_server_that_drops_at_once_and_keeps_what_came(self):
        self.one(self.server.add("/toy", BODY, cut_after=100_000))
        self.server["/toy"].cuts = 1 << 30
        self.server["/toy"].ranges = False
        self.expect_failure(5, "the connection was cut, 3 times")
        self.assertEqual(self.leftovers(), ["toy.bin.part", "toy.bin.part.from"])
        self.server["/toy"].cuts = 0
        self.server["/toy"].ranges = True
        self.assertIn("going on from 100 kB", self.expect_fetched())
        self.assertEqual(self.asked()[-1], "bytes=100000-")

    def test_stall(self):
        self.one(self.server.add("/toy", BODY, stall_after=100_000))
        self.assertIn("no more bytes come", self.expect_fetched())
        self.assertEqual(self.asked(), [None, "bytes=100000-"])

    def test_wrong_byte(self):
        wrong = BODY[:1000] + bytes([BODY[1000] ^ 1]) + BODY[1001:]
        self.one(self.server.add("/toy", wrong))
        self.expect_failure(3, "wrong bytes", HASH, hashlib.sha256(wrong).hexdigest())
        self.assertEqual(self.leftovers(), [])

    def test_wrong_byte_in_the_part_that_was_there(self):
        self.one(self.server.add("/toy", BODY))
        self.models.mkdir()
        (self.models / "toy.bin.part").write_bytes(b"\0" * 1000)
        self.assertIn("from the beginning", self.expect_fetched())
        self.assertEqual(self.asked(), ["bytes=1000-", None])

    def test_server_that_ignores_ranges(self):
        self.one(self.server.add("/toy", BODY, cut_after=100_000, ranges=False))
        self.expect_fetched()
        self.assertEqual(self.asked(), [None, "bytes=100000-"])

    def test_file_that_changes_between_attempts(self):
        """No hash to tell: the server's ETag must."""
        old = bytes(len(BODY))
        self.one(self.server.add("/toy", old, cut_after=100_000, next_body=BODY), sha256=None)
        self.expect_fetched()
        self.assertEqual(self.server["/toy"].requests[1]["If-Range"][0], '"')

    def test_without_validator_and_hash_nothing_is_trusted(self):
        self.one(self.server.add("/toy", BODY, cut_after=100_000, validators=False), sha256=None)
        self.expect_fetched()
        self.assertEqual(self.asked(), [None, None])

    def test_without_validator_the_hash_is_trusted(self):
        self.one(self.server.add("/toy", BODY, cut_after=100_000, validators=False))
        self.expect_fetched()
        self.assertEqual(self.asked(), [None, "bytes=100000-"])

    def test_unknown_hash_and_size_are_printed_and_kept(self):
        self.one(self.server.add("/toy", BODY), size=None, sha256=None)
        err = self.expect_fetched()
        self.assertIn(f"{len(BODY)} bytes, sha256 {HASH}", err)
        self.assertEqual((self.models / "toy.bin.sha256").read_text(), f"{HASH}  toy.bin\n")
        code, out, _ = self.models_command("verify")
        self.assertEqual(code, 0)
        self.assertIn("OK, as when it was fetched", out)
        (self.models / "toy.bin").write_bytes(b"other")
        self.assertEqual(self.models_command("verify")[0], 3)

    def test_statuses(self):
        for status in [403, 404, 410]:
            with self.subTest(status=status):
                self.entries = []
                self.one(self.server.add("/toy", status=status))
                self.expect_failure(5, f"the server answers {status}")
                self.assertEqual(len(self.asked()), 1)
        for status in [429, 500, 503]:
            with self.subTest(status=status):
                self.entries = []
                self.one(self.server.add("/toy", status=status))
                self.expect_failure(5, f"the server answers {status}, 3 times")
                self.assertEqual(len(self.asked()), 3)
        self.entries = []
        self.one(self.server.add("/toy", BODY, status=503, failures=2))
        self.expect_fetched()

    def test_mirrors_in_order(self):
        self.one(self.server.add("/gone", status=404), self.server.add("/wrong", BODY[::-1]),
                 self.server.add("/cut", BODY, cut_after=1000, cuts=1 << 30, ranges=False),
                 self.server.add("/toy", BODY), self.server.add("/spare", BODY))
        err = self.expect_fetched()
        self.assertIn("the server answers 404", err)
        self.assertEqual(len(self.asked("/spare")), 0)
        # What the one before had sent is gone on with: the hash decides.
        self.assertEqual(self.asked(), ["bytes=1000-"])

    def test_every_mirror_is_named_when_none_has_it(self):
        self.one(self.server.add("/gone", status=404), self.server.add("/wrong", BODY[::-1]))
        self.expect_failure(3, "/gone: the server answers 404", "/wrong: wrong bytes")

    def test_wrong_lengths(self):
        self.one(self.server.add("/toy", BODY, length=len(BODY) - 1))
        self.expect_failure(5, f"the file there has {len(BODY) - 1} bytes, {len(BODY)} expected")
        self.entries = []
        self.one(self.server.add("/toy", BODY, length=len(BODY) + 1), size=None)
        self.expect_fetched()  # all bytes come, then the server says that there are no more
        self.entries = []
        (self.models / "toy.bin").unlink()
        self.one(self.server.add("/toy", BODY + b"!"), sha256=None)
        self.expect_failure(5, f"the file there has {len(BODY) + 1} bytes, {len(BODY)} expected")
        self.entries = []
        self.one(self.server.add("/toy", b""))
        self.expect_failure(5)

    def test_part_that_is_longer_than_the_file(self):
        self.one(self.server.add("/toy", BODY))
        self.models.mkdir()
        (self.models / "toy.bin.part").write_bytes(BODY + b"!")
        self.expect_fetched()

    def test_part_that_is_whole(self):
        self.one(self.server.add("/toy", BODY))
        self.models.mkdir()
        (self.models / "toy.bin.part").write_bytes(BODY)
        self.expect_fetched()
        self.assertEqual(self.asked(), [f"bytes={len(BODY)}-"])

    def test_redirects(self):
        self.server.add("/toy", BODY, cut_after=1000)
        self.one(self.server.add("/moved", status=302, location="/toy"))
        self.expect_fetched()
        self.assertEqual(self.asked(), [None, "bytes=1000-"])

    def test_redirect_loop(self):
        self.one(self.server.add("/toy", status=302, location="/toy"))
        self.expect_failure(5, "redirects")
        self.assertEqual(len(self.asked()), 6)

    def test_redirect_out_of_the_web(self):
        secret = self.folder / "secret"
        secret.write_bytes(BODY)
        self.one(self.server.add("/toy", status=302, location=secret.as_uri()))
        self.expect_failure(5)

    def test_web_page_instead_of_the_file(self):
        self.one(self.server.add("/toy", b"<html>log in</html>", kind="text/html; charset=utf-8"),
                 size=None, sha256=None)
        self.expect_failure(5, "a web page")

    def test_nobody_listens(self):
        self.one("http://127.0.0.1:1/toy")
        self.expect_failure(5, "127.0.0.1")

    def test_file_url(self):
        (self.folder / "source").write_bytes(BODY)
        self.one((self.folder / "source").as_uri())
        self.expect_fetched("toy", "--offline")
        self.entries = []
        (self.models / "toy.bin").unlink()
        self.one("ftp://127.0.0.1/toy")
        self.expect_failure(5)

    def test_killed_then_resumed(self):
        for number in [signal.SIGTERM, signal.SIGINT, signal.SIGKILL]:
            with self.subTest(signal=number):
                self.entries = []
                self.one(self.server.add("/toy", BODY))
                slow = self.server["/toy"]
                slow.gate = threading.Event()
                process = self.start("models", "fetch", "toy", *HASTY[:2], env=self.environment)
                slow.reached_gate.wait(60)
                part = self.models / "toy.bin.part"
                while not part.exists() or part.stat().st_size < len(BODY) // 2:
                    self.assertIsNone(process.poll())
                process.send_signal(number)
                out, err = process.communicate(timeout=60)
                expected = -number if number == signal.SIGKILL else 128 + number
                self.assertEqual((process.returncode, out), (expected, ""), err)
                self.assertFalse((self.models / "toy.bin").exists())
                slow.gate.set()
                self.expect_fetched()
                self.assertEqual(self.asked(), [None, f"bytes={len(BODY) // 2}-"])
                (self.models / "toy.bin").unlink()

    def test_two_at_once(self):
        self.one(self.server.add("/toy", BODY))
        slow = self.server["/toy"]
        slow.gate = threading.Event()
        first = self.start("models", "fetch", "toy", env=self.environment)
        slow.reached_gate.wait(60)
        second = self.start("models", "fetch", "toy", env=self.environment)
        self.assertIn("another clipdraw", second.stderr.readline())
        slow.gate.set()
        for process in [first, second]:
            out, err = process.communicate(timeout=60)
            self.assertEqual((process.returncode, out), (0, f"{self.models}/toy.bin\n"), err)
        self.assertEqual(len(self.asked()), 1)
        self.assertEqual((self.models / "toy.bin").read_bytes(), BODY)
        self.assertEqual(self.leftovers(), [])

    def test_offline(self):
        self.one(self.server.add("/toy", BODY))
        for arguments, environment in [(["toy", "--offline"], {}), (["toy"], {"CLIPDRAW_OFFLINE": "1"})]:
            code, out, err = self.fetch(*arguments, env=environment)
            self.assertEqual((code, out), (5, ""))
            self.assertIn("offline", err)
            self.assertIn(HASH, err)
            self.assertIn(str(self.models / "toy.bin"), err)
        self.assertEqual(self.asked(), [])
        self.expect_fetched(env={"CLIPDRAW_OFFLINE": "0"})
        self.expect_fetched("toy", "--offline")  # what is here is here

    def test_folder_that_cannot_be_written(self):
        self.one(self.server.add("/toy", BODY))
        self.models.write_text("not a folder")
        code, _, err = self.fetch()
        self.assertEqual(code, 5)
        self.assertIn(str(self.models), err)
        self.models.unlink()
        self.models.mkdir(mode=0o555)
        if os.geteuid() != 0:
            self.expect_failure(5, "Permission denied")
        self.assertEqual(self.fetch(env={"CLIPDRAW_MODELS": "/proc/clipdraw"})[0], 5)

    def test_full_disk(self):
        self.one(self.server.add("/toy", BODY))
        code, out, err = self.fetch(
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)))
        self.assertEqual((code, out), (5, ""))
        self.assertIn("goes on with it", err)
        self.assertEqual((self.models / "toy.bin.part").stat().st_size, 100_000)
        self.expect_fetched()
        self.assertEqual(self.asked()[-1], "bytes=100000-")

    def test_several_files_become_a_folder(self):
        small = b"{}"
        self.entry("pair", ("a.bin", len(BODY), HASH, [self.server.add("/a", BODY)]),
                   ("a.json", None, None, [self.server.add("/b", small)]))
        code, out, err = self.fetch("pair")
        self.assertEqual((code, out), (0, f"{self.models}/pair\n"), err)
        self.assertEqual((self.models / "pair/a.bin").read_bytes(), BODY)
        self.assertEqual((self.models / "pair/a.json").read_bytes(), small)
        code, out, _ = self.models_command("path", "pair")
        self.assertEqual((code, out), (0, f"{self.models}/pair\n"))

    def test_force_and_other_folder(self):
        self.one(self.server.add("/toy", BODY))
        self.models.mkdir()
        (self.models / "toy.bin").write_bytes(b"something else")
        code, out, err = self.fetch("toy", "--dir", self.folder / "elsewhere")
        self.assertEqual((code, out), (0, f"{self.folder}/elsewhere/toy.bin\n"), err)
        self.assertEqual(self.models_command("verify", "toy")[0], 3)
        self.expect_fetched("toy", "--force")

    def test_file_of_another_size_in_the_way(self):
        self.one(self.server.add("/toy", BODY))
        elsewhere = self.folder / "elsewhere"
        elsewhere.mkdir()
        (elsewhere / "toy.bin").write_bytes(b"mine")
        code, out, err = self.fetch("toy", "--dir", elsewhere)
        self.assertEqual((code, out), (3, ""))
        self.assertIn("4 bytes", err)
        self.assertEqual((elsewhere / "toy.bin").read_bytes(), b"mine")

    def test_quiet(self):
        self.one(self.server.add("/toy", BODY))
        self.assertEqual(self.expect_fetched("toy", "--quiet"), "")

    def test_usage(self):
        self.one(self.server.add("/toy", BODY))
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


class LocalTest(ModelsTest):
    def setUp(self):
        super().setUp()
        self.one("https://example.org/toy")
        self.models.mkdir()

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
