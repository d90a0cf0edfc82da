# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""A prompt's facts (kind, things, colour, ground, relation, number) -> its words, English or Korean."""
from .things import COLOURS, COUNTERS, GROUNDS, NUMBERS, RELATIONS, article, final, plural

# Counters that stand in the Korean name itself ("우유 한 잔") and have no place behind an attribute.
_MEASURES = (" 한 잔",)


def facts(kind, entry):
    """An entry of chosen.py -> facts. A last str "= words" gives the wording itself."""
    entry = (entry,) if isinstance(entry, str) else tuple(entry)
    text = {"text": entry[-1][2:]} if entry[-1].startswith("= ") else {}
    entry = entry[:-1] if text else entry
    if kind == "object":
        return {"things": [entry[0]], **text}
    if kind == "coloured":
        return {"things": [entry[1]], "colour": entry[0], **text}
    if kind == "ground":
        return {"things": [entry[0]], "ground": entry[1], **text}
    if kind == "count":
        return {"things": [entry[1]], "number": entry[0], **text}
    if kind == "two":
        return {"things": [entry[0], entry[2]], "relation": entry[1], **text}
    return {"shows": list(entry), **text}


def bare(name):
    for m in _MEASURES:
        name = name.removesuffix(m)
    return name


def say(row, lang, table):
    """The plain wording of facts."""
    kind, names = row["kind"], row["things"]
    if lang == "en":
        if kind == "object":
            return article(names[0])
        if kind == "coloured":
            return article(f"{row['colour']} {names[0]}")
        if kind == "ground":
            return f"{article(names[0])} {row['ground']}"
        if kind == "count":
            return f"{row['number']} {names[0] if row['number'] == 'one' else plural(names[0])}"
        return f"{article(names[0])} {row['relation']} {article(names[1])}"
    first = table[names[0]][2]
    if kind == "object":
        return first
    first = bare(first)
    if kind == "coloured":
        return f"{COLOURS[row['colour']]} {first}"
    if kind == "ground":
        return f"{GROUNDS[row['ground']]} {first}"
    if kind == "count":
        return f"{first} {NUMBERS[row['number']]} {COUNTERS.get(names[0], '개')}"
    second = bare(table[names[1]][2])
    if row["relation"] == "and":
        return f"{first}{'과' if final(first) else '와'} {second}"
    return f"{second} {RELATIONS[row['relation']]} {first}"
