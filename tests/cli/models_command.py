# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Runs clipdraw models for the tests, with a catalogue of their own and a server to fetch from."""

import hashlib
import json
import random

from command import CommandTest
from file_server import FileServer

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
