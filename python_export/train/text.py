# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Byte-pair vocabulary: train one on captions, write it in OpenAI's file format, encode with it.

The file is gzip text: one header line, then one merge ("left right") a line. Ids are, in order: 256
byte symbols, the same 256 with the end-of-word mark, one id a merge, start, end (Radford et al. 2021,
"Learning Transferable Visual Models From Natural Language Supervision"; byte symbols as in GPT-2).
Text is NFC-normalised, white space collapsed and lower-cased first.
"""
import collections
import gzip
import unicodedata

import regex

WORD_END = "</w>"
PATTERN = regex.compile(r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+", regex.IGNORECASE)


def byte_symbols():
    """One printable character for each byte: printable Latin-1 stays, the rest moves to 256 and up."""
    keep = [*range(33, 127), *range(161, 173), *range(174, 256)]
    table = {b: chr(b) for b in keep}
    for b in range(256):
        if b not in table:
            table[b] = chr(256 + len(table) - len(keep))
    return table  # ordered: the kept ones first, as the ids are


def clean(text):
    return " ".join(unicodedata.normalize("NFC", text).split()).lower()


def train_vocabulary(captions, merges):
    """captions: iterable of str. Returns the list of (left, right) merges, most frequent first."""
    symbols = byte_symbols()
    counts = collections.Counter(w for c in captions for w in PATTERN.findall(clean(c)))
    words = []
    for word, n in sorted(counts.items()):
        s = [symbols[b] for b in word.encode("utf-8")]
        s[-1] += WORD_END
        words.append((s, n))
    pairs, where = collections.Counter(), collections.defaultdict(set)
    for i, (s, n) in enumerate(words):
        for p in zip(s, s[1:]):
            pairs[p] += n
            where[p].add(i)
    out = []
    while len(out) < merges and pairs:
        best = max(pairs, key=lambda p: (pairs[p], p))
        if pairs[best] < 2:
            break
        out.append(best)
        for i in list(where[best]):
            s, n = words[i]
            for p in zip(s, s[1:]):
                pairs[p] -= n
                where[p].discard(i)
            t, k = [], 0
            while k < len(s):
                if k + 1 < len(s) and (s[k], s[k + 1]) == best:
                    t.append(s[k] + s[k + 1])
                    k += 2
                else:
                    t.append(s[k])
                    k += 1
            words[i] = (t, n)
            for p in zip(t, t[1:]):
                pairs[p] += n
                where[p].add(i)
        del pairs[best]
    return out


def write_vocabulary(path, merges, note="clipdraw byte-pair vocabulary"):
    lines = [f"#version: {note}"] + [f"{a} {b}" for a, b in merges]
    with open(path, "wb") as f, gzip.GzipFile(fileobj=f, mode="wb", mtime=0) as g:
        g.write(("\n".join(lines) + "\n").encode("utf-8"))


class Tokenizer:
    """Encodes text; `start`, `end` and `size` describe the id space."""

    def __init__(self, path):
        lines = gzip.open(path).read().decode("utf-8").split("\n")[1:]
        merges = [tuple(l.split()) for l in lines if len(l.split()) == 2]
        self.symbols = byte_symbols()
        base = list(self.symbols.values())
        vocab = base + [s + WORD_END for s in base] + ["".join(m) for m in merges]
        self.ids = {s: i for i, s in enumerate(vocab)}
        self.rank = {m: i for i, m in enumerate(merges)}
        self.start, self.end, self.size = len(vocab), len(vocab) + 1, len(vocab) + 2
        self.cache = {}

    def word(self, word):
        if word in self.cache:
            return self.cache[word]
        s = [self.symbols[b] for b in word.encode("utf-8")]
        s[-1] += WORD_END
        while len(s) > 1:
            ranked = [(self.rank.get(p, 1 << 30), i) for i, p in enumerate(zip(s, s[1:]))]
            r, _ = min(ranked)
            if r == 1 << 30:
                break
            left, right = next(m for m in zip(s, s[1:]) if self.rank.get(m) == r)
            t, k = [], 0
            while k < len(s):
                if k + 1 < len(s) and s[k] == left and s[k + 1] == right:
                    t.append(left + right)
                    k += 2
                else:
                    t.append(s[k])
                    k += 1
            s = t
        out = [self.ids[x] for x in s]
        self.cache[word] = out
        return out

    def encode(self, text, context):
        """Returns `context` ids: start, words, end, zeros. Over-long text keeps its end token."""
        ids = [i for w in PATTERN.findall(clean(text)) for i in self.word(w)]
        ids = [self.start] + ids[: context - 2] + [self.end]
        return ids + [0] * (context - len(ids))
