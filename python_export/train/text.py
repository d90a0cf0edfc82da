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

from ..models import tokenizer
from ..models.tokenizer import PATTERN, WORD_END, byte_symbols


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


class Tokenizer(tokenizer.Tokenizer):
    """The reference tokenizer with composed letters, a memory of words, and over-long text cut."""

    def __init__(self, path):
        super().__init__(path, nfc=True)
        self.known = {}

    def word(self, word):
        if word not in self.known:
            self.known[word] = super().word(word)
        return self.known[word]

    def encode(self, text, context):
        """Returns `context` ids: start, words, end, zeros. Over-long text keeps its end token."""
        ids = [self.start] + super().encode(text)[: context - 2] + [self.end]
        return ids + [0] * (context - len(ids))
