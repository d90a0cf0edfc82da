# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""What happens to a folder between two runs: pictures spoiled, journals torn; and two runs in it at once."""

import random
import shutil
import subprocess
import time

from batch import BAD, CLI, LIMIT, PROMPTS, Batch, Running
from folder import Damage, pictures, read_lines

JOBS = [*PROMPTS[:6], BAD]


def spoil(chance, path, other):
    """Does one of many things to a picture."""
    data = bytearray(path.read_bytes())
    what = chance.randrange(6)
    if what == 0:
        path.unlink()
    elif what == 1:
        path.write_bytes(b"")
    elif what == 2:
        path.write_bytes(data[:chance.randrange(len(data))])
    elif what == 3:
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        path.write_bytes(data)
    elif what == 4:
        path.write_bytes(b"\0" * len(data))
    else:
        shutil.copy(other, path)  # a whole picture, but of another job


def spoiled_pictures(work, rounds, seed):
    """Returns how many pictures were spoiled, and the damage that stayed."""
    chance = random.Random(f"pictures {seed}")
    batch = Batch(work / "pictures", JOBS).untouched()
    count, damage = 0, Damage()
    out = batch.fresh()
    batch.run(out)
    for number in range(rounds):
        names = sorted(pictures(out))
        chosen = chance.sample(names, 3)
        kept = next(name for name in names if name not in chosen)
        for name in chosen:
            spoil(chance, out / name, out / kept)
        count += len(chosen)
        # No line may say of them that they are there, nor after running again be without its picture.
        subprocess.run([CLI, "batch", "merge", out], stdin=subprocess.DEVNULL, capture_output=True, timeout=LIMIT,
                       check=False)
        found = pictures(out)
        damage.wrong += [f"round {number}: {line['file']} is not as its line says"
                         for line in read_lines(out / "results.jsonl")
                         if line["status"] == "drawn" and found.get(line["file"]) != line["sha256"]]
        damage.add(batch.finish(out, keep=True), f"round {number}")
    return count, damage


def tear(chance, path):
    """Does one of many things to a file of lines."""
    data = path.read_bytes()
    place = chance.randrange(1, max(len(data), 2))
    lines = data.split(b"\n")
    what = chance.randrange(7)
    if what == 0:
        data = data[:place]                                   # cut off
    elif what == 1:
        data = data[:place] + b"\0" * (len(data) - place)     # zeros, as power cuts leave them
    elif what == 2:
        data = data[:place] + chance.randbytes(40) + data[place:]
    elif what == 3:
        data = data[place:]                                   # its beginning is gone
    elif what == 4:
        data = data.replace(b"\n", b"", 1)                    # two lines in one
    elif what == 5:
        data = b"\n".join(lines[:1] + lines)                  # one twice
    else:
        data = b""
    path.write_bytes(data)


def torn_journals(work, rounds, seed):
    """Tears the journals and results.jsonl of a finished folder. Returns how many files, and the damage."""
    chance = random.Random(f"journals {seed}")
    batch = Batch(work / "journals", JOBS).untouched()
    finished = batch.fresh()
    batch.run(finished)
    count, damage = 0, Damage()
    for number in range(rounds):
        out = batch.fresh()
        shutil.copytree(finished, out)
        for path in [*sorted((out / "journal").glob("*.jsonl")), out / "results.jsonl"]:
            tear(chance, path)
            count += 1
        damage.add(batch.finish(out), f"round {number}")
    return count, damage


def two_at_once(work, rounds, seed):
    """Two runs of the same list in one folder, begun one shortly after the other; in every second round one of them is
    killed. Returns how many, and the damage."""
    chance = random.Random(f"two {seed}")
    batch = Batch(work / "two", JOBS).untouched()
    damage = Damage()
    for number in range(rounds):
        out = batch.fresh()
        runs = [Running(batch, out)]
        time.sleep(chance.uniform(0, 0.5))
        runs.append(Running(batch, out))
        if number % 2:
            victim, wanted = chance.choice(runs), chance.randrange(1, 5)
            victim.wait_for(lambda run=victim, wanted=wanted: len(run.told()) >= wanted)
            victim.kill()
        codes = [run.end() for run in runs]
        if any(code not in (batch.code, -9) for code in codes):
            damage.rest.append(f"round {number}: ended with {codes}")
        told = [name for run in runs for name in run.told()]
        damage.add(batch.right.at_any_time(out, told), f"round {number}")
        if number % 2 == 0:
            damage.add(batch.right.complete(out), f"round {number}, at once")
        damage.add(batch.finish(out), f"round {number}")
    return rounds, damage
