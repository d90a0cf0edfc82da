# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Writes the evaluation's prompts and their fixed distractors: python3 -m python_export.prompts.make tests/data/prompts

The prompts are chosen by hand (chosen.py); this adds what is no matter of taste. Each prompt gets CANDIDATES - 1 others
that a picture of it does not fit: near misses first (another colour of the same thing, the two things swapped, another
number, a thing that looks alike), then other prompts of the same language that share nothing with it.
"""
import argparse
import json
import os
import random
import unicodedata

from . import chosen, wording
from .things import COLOURS, GROUNDS, NUMBERS, OPPOSITE, SHOWN, things

CANDIDATES = 100
NEAR = 20
COLOUR_PAIRS = [{"red", "pink"}, {"red", "orange"}, {"orange", "yellow"}, {"purple", "pink"}, {"brown", "orange"},
                {"gray", "white"}]   # too near to be called wrong
BLUE = {"on the sea", "under a blue sky", "on a blue background", "on the beach"}
GREEN = {"in the grass", "on a green background"}
DARK = {"at night", "on a black background"}


def apart(a, b):
    return a != b and {a, b} not in COLOUR_PAIRS


def lookalikes(name, table, rng):
    """Other things of the same kind that are neither the same nor the wider thing, in random order."""
    kind, alike, _ = table[name]
    near = [n for n, (k, other, _) in table.items() if k == kind and not alike & other]
    rng.shuffle(near)
    return near


def near_misses(row, table, rng):
    """Yields changed copies of a prompt's facts that a picture of it does not fit, the nearest first."""
    kind = row["kind"]
    first = row["things"][0]
    others = lookalikes(first, table, rng)
    if kind == "object":
        for n in others:
            yield {**row, "things": [n]}
    elif kind == "coloured":
        colours = [c for c in COLOURS if apart(c, row["colour"])]
        rng.shuffle(colours)
        for c in colours:
            yield {**row, "colour": c}
        for n in others:
            yield {**row, "things": [n]}
    elif kind == "ground":
        grounds = [g for g in GROUNDS if not {g, row["ground"]} <= BLUE and not {g, row["ground"]} <= GREEN
                   and not {g, row["ground"]} <= DARK and g != row["ground"]]
        rng.shuffle(grounds)
        for g in grounds[:8]:
            yield {**row, "ground": g}
        for n in others:
            yield {**row, "things": [n]}
    elif kind == "count":
        for number in NUMBERS:
            if number != row["number"]:
                yield {**row, "number": number}
        for n in others:
            yield {**row, "things": [n]}
    elif kind == "two":
        a, b = row["things"]
        if row["relation"] not in ("next to", "and"):
            yield {**row, "things": [b, a]}
            yield {**row, "relation": OPPOSITE[row["relation"]]}
        more = lookalikes(b, table, rng)
        for n, m in zip(others, more):
            if n == m or n == b or m == a:
                continue
            yield {**row, "things": [n, b]}
            yield {**row, "things": [a, m]}
            yield {**row, "things": [n, m]}


def shown(row, table):
    """The names of all that a prompt shows, and of what is the same or wider."""
    names = set(row.get("things", [])) | set(row.get("shows", [])) | SHOWN.get(row.get("ground"), set())
    return names.union(*(table[n][1] for n in names if n in table))


def fill(rows, lang, table):
    """Adds "distractors" to every row: near misses, then other prompts, then single things."""
    for row in rows:
        rng, mine, out = random.Random(row["id"]), shown(row, table), []

        def add(texts, most):
            for text in texts:
                if len(out) < most and text != row["prompt"] and text not in out:
                    out.append(text)

        others = [r for r in rows if not mine & shown(r, table)]
        spare = [wording.say({"kind": "object", "things": [n]}, lang, table) for n in table if not mine & table[n][1]]
        rng.shuffle(others)
        rng.shuffle(spare)
        if row["kind"] == "scene":
            add([r["prompt"] for r in others if r["kind"] == "scene"], NEAR)
        else:
            add((wording.say(r, lang, table) for r in near_misses(row, table, rng)), NEAR)
        add([r["prompt"] for r in others], CANDIDATES - 1)
        add(spare, CANDIDATES - 1)
        row["distractors"] = out


def rows_of(lang, table):
    rows = []
    for kind, entries in chosen.PROMPTS[lang].items():
        for entry in entries:
            row = {"id": f"{lang}-{len(rows) + 1:03}", "lang": lang, "kind": kind, **wording.facts(kind, entry)}
            row["prompt"] = unicodedata.normalize("NFC", row.pop("text", None) or wording.say(row, lang, table))
            rows.append(row)
    for i, row in enumerate(rows):
        row["compare"] = lang == "en" and i % 5 == 2   # the 40 that are also drawn from random codes
    fill(rows, lang, table)
    return rows


def write(path, rows):
    with open(path, "w", encoding="utf-8") as f:
        for row in rows:
            f.write(json.dumps(row, ensure_ascii=False) + "\n")


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("folder")
    folder, table = a.parse_args().folder, things()
    os.makedirs(folder, exist_ok=True)
    for lang in ("en", "ko"):
        write(os.path.join(folder, f"{lang}.jsonl"), rows_of(lang, table))
    write(os.path.join(folder, "sheet.jsonl"), [{"id": f"sheet-{i + 1:03}", "prompt": p} for i, p in enumerate(chosen.SHEET)])
    write(os.path.join(folder, "naming.jsonl"),
          [{"id": f"naming-{i + 1:02}", "prompt": p, "accept": names} for i, (p, names) in enumerate(chosen.NAMING)])


if __name__ == "__main__":
    main()
