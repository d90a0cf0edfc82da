# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""The service: answers, pictures, bad requests, a full queue, its end."""

import json
import os
import pathlib
import select
import signal
import subprocess
import tempfile
import threading
import unittest

from binding import PROGRAMS, QUICK, clipdraw

OPTIONS = {name: value for name, value in QUICK.items() if name != "threads"}


class ServiceTest(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory(prefix="clipdraw-service-")
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(holder.name)

    def start(self, *arguments):
        service = subprocess.Popen(
            [PROGRAMS / "service", *arguments], cwd=self.folder, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(self.end, service)
        return service

    @staticmethod
    def end(service):
        service.kill()
        service.wait()
        for pipe in (service.stdin, service.stdout, service.stderr):
            pipe.close()

    def finish(self, service, text=b""):
        """Sends the rest of the input; returns the answers, in their order."""
        out, err = service.communicate(text, timeout=120)
        self.assertEqual(service.returncode, 0, err)
        return [json.loads(line) for line in out.decode().splitlines()]

    @staticmethod
    def request(number, **more):
        options = {**OPTIONS, "seed": number, **more.pop("options", {})}
        return {"id": number, "prompt": f"a red {number}", "file": f"{number}.png",
                "options": options, **more}

    @staticmethod
    def lines(*requests):
        return "".join(
            (line if isinstance(line, str) else json.dumps(line)) + "\n" for line in requests).encode()

    def test_draws_what_would_be_drawn_alone(self):
        requests = [self.request(number) for number in range(12)]
        (self.folder / "there.png").write_bytes(b"old")
        bad = [
            "{", '["a list"]', self.request("no file", file=None), self.request("key", colour="red"),
            self.request("option", options={"stps": 3}), self.request("value", options={"steps": -1}),
            self.request("threads", options={"threads": 2}), self.request("format", file="a.gif"),
            self.request("there", file="there.png"), self.request("prompt", prompt=" ")]
        mixed = [line for pair in zip(requests, bad + [""] * 2) for line in pair]
        answers = self.finish(self.start("--workers", "3", "--queue", "2"),
                              self.lines(*mixed).rstrip(b"\n"))
        drawn = {answer["id"]: answer for answer in answers if "error" not in answer}
        refused = {answer["id"]: answer["status"] for answer in answers if "error" in answer}
        self.assertEqual(len(answers), len(requests) + len(bad))
        self.assertEqual(sorted(drawn), list(range(12)))
        invalid = "invalid argument"  # the first two have no id: the number of their line
        self.assertEqual(refused, {
            2: invalid, 4: invalid, "no file": invalid, "key": invalid, "option": invalid,
            "value": invalid, "threads": invalid, "format": invalid, "there": "invalid state",
            "prompt": invalid})
        self.assertEqual((self.folder / "there.png").read_bytes(), b"old")

        model = clipdraw.Model()
        for request in requests:
            alone = clipdraw.Session(model, threads=1, **request["options"])
            alone.add_prompts(request["prompt"])
            summary = alone.run()
            alone.save(self.folder / "alone.png", replace=True)
            picture = (self.folder / request["file"]).read_bytes()
            self.assertEqual(picture, (self.folder / "alone.png").read_bytes(), request)
            self.assertEqual(drawn[request["id"]]["distance"], summary.last_distance)

    def test_reads_no_more_than_it_can_hold(self):
        # The one worker cannot go on while nobody reads its first answer: it is larger than a pipe.
        service = self.start("--workers", "1", "--queue", "2")
        requests = [self.request(0, id="x" * 300000)]
        requests += [self.request(number, options={"steps": 0}) for number in range(1, 30)]
        text = b"".join(
            self.lines(request).replace(b"\n", b" " * 20000 + b"\n") for request in requests[1:])

        service.stdin.write(self.lines(requests[0]))
        service.stdin.flush()
        pipe, sent = service.stdin.fileno(), 0
        os.set_blocking(pipe, False)
        while sent < len(text) and select.select([], [pipe], [], 2)[1]:
            sent += os.write(pipe, text[sent:sent + 4096])
        self.assertLess(sent, len(text))  # it has stopped reading

        os.set_blocking(pipe, True)
        writer = threading.Thread(target=lambda: (service.stdin.write(text[sent:]), service.stdin.close()))
        writer.start()
        answers = [json.loads(line) for line in service.stdout]
        writer.join()
        self.assertEqual([answer["id"] for answer in answers], [r["id"] for r in requests])
        self.assertEqual([answer.get("error") for answer in answers], [None] * 30)
        self.assertEqual(service.wait(60), 0)

    def test_sigterm_draws_what_was_read_and_ends(self):
        service = self.start("--workers", "1", "--queue", "1")
        service.stdin.write(self.lines(*(self.request(number) for number in range(6))))
        service.stdin.flush()  # in one piece, and the input stays open
        first = json.loads(service.stdout.readline())
        service.send_signal(signal.SIGTERM)
        answers = [first, *map(json.loads, service.stdout)]
        self.assertEqual(service.wait(60), 0, service.stderr.read())
        self.assertEqual([answer["id"] for answer in answers], list(range(6)))
        self.assertTrue(all((self.folder / f"{number}.png").exists() for number in range(6)))

    def test_arguments(self):
        service = self.start("--workers", "2", "--queue", "0")
        _, err = service.communicate(timeout=60)
        self.assertEqual(service.returncode, 2)
        self.assertIn(b"--queue", err)


if __name__ == "__main__":
    unittest.main(verbosity=2)
