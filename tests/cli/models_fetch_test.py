# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""clipdraw models fetch against a real HTTP server that misbehaves."""

import hashlib
import os
import resource
import shutil
import signal
import subprocess
import threading
import unittest

from file_server import FileServer
from models_command import BODY, HASH, HASTY, ModelsTest


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

    def test_one_that_fails_does_not_keep_the_others(self):
        self.one(self.server.add("/gone", status=404))
        self.entry("other", ("other.bin", len(BODY), HASH, [self.server.add("/other", BODY)]))
        code, out, err = self.fetch("toy", "other")
        self.assertEqual((code, out), (5, f"{self.models}/other.bin\n"), err)
        self.assertIn("toy.bin: not fetched", err)
        self.assertEqual((self.models / "other.bin").read_bytes(), BODY)

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


@unittest.skipUnless(shutil.which("openssl"), "no openssl to make a certificate with")
class SecureTest(ModelsTest):
    def setUp(self):
        super().setUp()
        key, certificate = self.folder / "key.pem", self.folder / "certificate.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                        "-nodes", "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=127.0.0.1",
                        "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
        both = self.folder / "both.pem"
        both.write_text(key.read_text() + certificate.read_text())
        self.secure = FileServer(both)
        self.addCleanup(self.secure.close)
        self.trusting = {"SSL_CERT_FILE": str(certificate)}

    def test_a_certificate_that_nobody_vouches_for(self):
        self.one(self.secure.add("/toy", BODY))
        self.expect_failure(5, "certificate")
        self.assertEqual(self.secure["/toy"].requests, [])

    def test_a_certificate_that_is_trusted(self):
        self.one(self.secure.add("/toy", BODY))
        self.expect_fetched(env=self.trusting)

    def test_no_way_from_https_to_http(self):
        self.one(self.secure.add("/toy", status=302, location=self.server.add("/open", BODY)))
        code, out, _ = self.fetch(env=self.trusting)
        self.assertEqual((code, out), (5, ""))
        self.assertEqual(len(self.secure["/toy"].requests), 1)
        self.assertEqual(self.server["/open"].requests, [])

    def test_from_http_to_https(self):
        self.one(self.server.add("/toy", status=302, location=self.secure.add("/moved", BODY)))
        self.expect_fetched(env=self.trusting)


if __name__ == "__main__":
    unittest.main()
