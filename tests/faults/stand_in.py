#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Stands in for `clipdraw batch LIST -o DIR` where the harness is tested: "pictures" of a list's lines, written and
named in the same order, or with --wrong in a wrong one, which the harness has to find."""

import argparse
import glob
import hashlib
import json
import os
import re
import sys

WRONG = ("name-first", "no-file-sync", "no-folder-sync", "line-first", "no-line-sync", "told-first", "in-place",
         "no-journal-folder-sync")


def sync(path):
    descriptor = os.open(path, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


def write_whole(path, data, wrong):
    folder = os.path.dirname(path)
    temporary = path if wrong == "in-place" else path + ".aB3xYz"
    descriptor = os.open(temporary, os.O_CREAT | os.O_WRONLY, 0o600)
    os.write(descriptor, data)
    if wrong == "name-first":
        os.rename(temporary, path)
    if wrong != "no-file-sync":
        os.fsync(descriptor)
    os.close(descriptor)
    if wrong not in ("name-first", "in-place"):
        os.rename(temporary, path)
    if wrong != "no-folder-sync":
        sync(folder)


def make_folder(path):
    if not os.path.isdir(path):
        os.mkdir(path)
    sync(os.path.dirname(path))


def picture(prompt):
    """Bytes of more than two pages, so that they may be torn in every way."""
    return b"".join(hashlib.sha256(f"{prompt} {part}".encode()).digest() for part in range(300))


def draw(prompt, place, folder, journal, wrong):
    data = picture(prompt)
    file = f"{place + 1:04}-{re.sub(r'[^a-z]+', '-', prompt)}.png"
    line = {"id": f"{place + 1:04}", "job": hashlib.sha256(prompt.encode()).hexdigest(), "status": "drawn",
            "file": file, "prompt": prompt, "place": place, "sha256": hashlib.sha256(data).hexdigest(), "seconds": 0.1}
    text = json.dumps(line).encode() + b"\n"
    os.write(journal, json.dumps({"job": line["job"], "status": "begun"}).encode() + b"\n")
    if wrong == "told-first":
        print(file, flush=True)
    if wrong == "line-first":
        os.write(journal, text)
        os.fsync(journal)
    write_whole(os.path.join(folder, file), data, wrong)
    if wrong != "line-first":
        os.write(journal, text)
        if wrong != "no-line-sync":
            os.fsync(journal)
    if wrong != "told-first":
        print(file, flush=True)
    return line


def is_there(line, folder):
    try:
        with open(os.path.join(folder, line["file"]), "rb") as file:
            return hashlib.sha256(file.read()).hexdigest() == line["sha256"]
    except OSError:
        return False


def known_lines(folder):
    for path in glob.glob(os.path.join(folder, "journal", "*.jsonl")):
        with open(path, "rb") as file:
            for text in file.read().split(b"\n")[:-1]:
                try:
                    line = json.loads(text)
                except ValueError:
                    continue
                if isinstance(line, dict) and line.get("status") == "drawn" and is_there(line, folder):
                    yield line


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("jobs")
    parser.add_argument("-o", dest="folder", required=True)
    parser.add_argument("--wrong", choices=WRONG)
    arguments = parser.parse_args()
    with open(arguments.jobs, encoding="utf-8") as file:
        prompts = file.read().split("\n")[:-1]
    folder = os.path.abspath(arguments.folder)
    make_folder(folder)
    for begun in glob.glob(os.path.join(folder, "*.aB3xYz")):
        os.unlink(begun)
    journals = os.path.join(folder, "journal")
    make_folder(journals)
    known = {line["job"]: line for line in known_lines(folder)}
    journal = os.open(os.path.join(journals, f"{os.getpid()}-{os.urandom(4).hex()}.jsonl"),
                      os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_APPEND, 0o600)
    if arguments.wrong != "no-journal-folder-sync":
        sync(journals)
    lines = [known.get(hashlib.sha256(prompt.encode()).hexdigest()) or
             draw(prompt, place, folder, journal, arguments.wrong) for place, prompt in enumerate(prompts)]
    text = "".join(json.dumps(line) + "\n" for line in lines)
    write_whole(os.path.join(folder, "results.jsonl"), text.encode(), None)
    return 0


if __name__ == "__main__":
    sys.exit(main())
