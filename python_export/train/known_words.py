# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""The words that the embedded models were trained on, and for other nouns the nearest of them: words.txt.gz.

python3 -m python_export.train.known_words --data DIR --cache DIR --out weights/embedded/words.txt.gz --page docs/words.md

One word a line, sorted; "chihuahua dog" stands for a word that no caption held and the nearest wider one that they did.
"""
import argparse
import collections
import gzip
import re
import textwrap

import numpy as np

from ..dataset import sources
from ..dataset.fetch import fetch
from ..dataset.wordnet import WordNet
from .pack import Pack
from .text import clean
from .train_clip import captions_of

FEWEST = 3       # times that a word was met
PICTURES = 3     # that something has to have before other words are said to be near it
FARTHEST = 12    # steps up WordNet's chain of wider terms
_THINGS = {"05", "06", "13", "17", "20"}   # WordNet's files: animals, artefacts, food, nature, plants
# How people ask; it says nothing of the picture.
_ASKED = """please draw drawing draws paint painting picture image photo of a an the my your his her our some with and or for very
this that these those its their is are was were be being has have having it there here any all each every both another
cute nice pretty beautiful simple 그려줘 그려 주세요 줘 그림 그림을 사진 귀여운 예쁜 아름다운 멋진""".split()
# Where things are, in other words than captions have.
_WHERE = {"by": "beside", "near": "beside", "nearby": "beside", "around": "beside", "against": "beside", "along": "beside",
          "between": "beside", "inside": "in", "into": "in", "within": "in", "among": "in", "through": "in", "onto": "on",
          "upon": "on", "across": "on", "atop": "on", "beneath": "below", "underneath": "below"}
_PLACE = "15"                              # a breed is often called after its place
_BREEDS = {"05", "13", "20"}               # where names with a capital are kinds: Chihuahua, Camembert
_TOO_WIDE = {"family", "class", "line", "block", "part", "cover", "support", "point"}


def words_of(text):
    """A caption's words: letters with what joins them ("t-shirt", "o'clock")."""
    return re.findall(r"[^\W\d_]+(?:['-][^\W\d_]+)*", clean(text))


def known_words(pack, rounds=6):
    """Words of the captions as trainers word them, in both languages."""
    met = collections.Counter()
    for text in captions_of(pack, rounds):
        met.update(words_of(text))
    return {w for w, n in met.items() if n >= FEWEST} | set(_ASKED)


def things(pack):
    """Single words that name some of the pictures, or their kind."""
    met = collections.Counter()
    for i in (pack.items[r] for r in pack.train):
        met.update({n for n in [i["name"], *i["synonyms"], *i["broader"]] if " " not in n})
    return {w for w, n in met.items() if n >= PICTURES} - _TOO_WIDE


def wider(wordnet, word, names):
    """The nearest of the names above a noun in WordNet's first sense of it that is no place, or None."""
    common = lambda o: word in wordnet.synsets[o][1] or wordnet.synsets[o][0] in _BREEDS   # and no name of one place or ship
    senses = [o for o in wordnet.senses[word][0] if wordnet.synsets[o][0] != _PLACE]
    level = [o for o in senses[:1] if wordnet.synsets[o][0] in _THINGS and common(o)]
    for _ in range(FARTHEST):
        for o in level:
            for other in wordnet.synsets[o][1]:
                if other in names and other != word and wordnet.senses[other][0][0] == o:   # "toy" means no dog first
                    return other
        level = [w for o in level for w in wordnet.synsets[o][2]]
    return None


def table(known, names, wordnet):
    """{word: the nearest name, or "" for a known word}"""
    out = {**{w: near for w, near in _WHERE.items() if near in known}, **{w: "" for w in known}}
    for word in wordnet.senses:
        if word not in out and re.fullmatch("[a-z]{3,14}", word):
            near = wider(wordnet, word, names)
            if near:
                out[word] = near
    return out


_GROUPS = {"food": "Food and drink", "animals": "Animals and plants", "travel": "Places, travel, sky and weather", "objects": "Things",
           "activities": "Games, sports and feasts", "people": "People", "smileys": "Faces and hearts", "symbols": "Symbols",
           "": "Other things, clothes and furniture among them"}


def page(pack, words, others):
    """docs/words.md: what can be asked for by name, in both languages."""
    met = collections.Counter(pack.items[r]["name"] for r in pack.train)
    groups = collections.defaultdict(dict)
    for item in (pack.items[r] for r in pack.train):
        if met[item["name"]] >= PICTURES:
            groups[item.get("group", "")].setdefault(item["name"], item["name_ko"])
    count = sum(map(len, groups.values()))
    lines = ["# Words that the embedded models know", "",
             f"Made by `python_export/train/known_words.py` together with `weights/embedded/words.txt.gz`: the {count} names of things "
             f"with {PICTURES} or more training pictures, each with its Korean name where there is one. Below are names alone; in all {words:,} "
             "words occurred in training captions (their synonyms and kinds, colours, numbers, grounds, styles), and for "
             f"{others:,} other English words the file has the nearest known one (WordNet's wider terms; for \"near\" or \"inside\", what "
             "captions have in their place).", "",
             "A word that is in no caption gets a warning with the nearest known word, and the picture is drawn all the same: by what its "
             "letters remind the models of, which is seldom what it means. Published CLIPs know far more words, and bring no list.", "",
             "Colours: red 빨간, orange 주황색, yellow 노란, green 초록색, blue 파란, purple 보라색, pink 분홍색, brown 갈색, black 검은, white 하얀, "
             "gray 회색. Grounds: \"on a blue background\" 파란 배경의, \"under a blue sky\" 파란 하늘 아래의, \"in the grass\" 풀밭의, \"on the sea\" "
             "바다 위의, \"at night\" 밤하늘의, \"in the snow\" 눈밭의, \"on the beach\" 해변의. Counts from one to four, \"small\" and \"big\", "
             "and two things: \"and\", \"next to\", \"to the left of\", \"to the right of\", \"above\", \"below\"."]
    for group, title in _GROUPS.items():
        names = sorted(groups[group].items())
        lines += ["", f"## {title}", "", textwrap.fill(", ".join(f"{name} {korean}".strip() for name, korean in names), 140)]
    return "\n".join(lines) + "\n"


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--data", "--cache", "--out"):
        a.add_argument(name, required=True)
    a.add_argument("--page", help="where the list of names for people goes, in Markdown")
    o = a.parse_args()
    pack = Pack(o.data)
    rows = table(known_words(pack), things(pack), WordNet.load(fetch(sources.WORDNET, o.cache)[0]))
    text = "".join(f"{w} {near}".rstrip() + "\n" for w, near in sorted(rows.items()))
    with open(o.out, "wb") as f, gzip.GzipFile(fileobj=f, mode="wb", mtime=0) as g:
        g.write(text.encode("utf-8"))
    known = sum(not near for near in rows.values())
    if o.page:
        with open(o.page, "w", encoding="utf-8") as f:
            f.write(page(pack, known, len(rows) - known))
    print(f"{o.out}: {known} known words, {len(rows) - known} with a nearest one")


if __name__ == "__main__":
    main()
