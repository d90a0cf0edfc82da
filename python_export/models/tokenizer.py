# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Byte-pair tokenizer with the rules of OpenAI CLIP's simple_tokenizer, without ftfy. Needs the regex module."""
import gzip
import html
import unicodedata

import regex

PATTERN = regex.compile(
    r"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+", regex.IGNORECASE)
WORD_END = "</w>"


def byte_symbols():
    """byte -> printable character, in the order of the ids."""
    kept = [b for b in range(256) if 33 <= b <= 126 or 161 <= b <= 172 or b >= 174]
    moved = [b for b in range(256) if b not in kept]
    return {**{b: chr(b) for b in kept}, **{b: chr(256 + i) for i, b in enumerate(moved)}}


class Tokenizer:
    def __init__(self, path, nfc=False):
        with gzip.open(path, "rt", encoding="utf-8", newline="\n") as file:
            lines = file.read().split("\n")[1:49152 - 256 - 2 + 1]
        merges = [tuple(line.split()) for line in lines if line]
        self.symbols = byte_symbols()
        characters = list(self.symbols.values())
        vocabulary = characters + [c + WORD_END for c in characters] + ["".join(m) for m in merges]
        vocabulary += ["<|startoftext|>", "<|endoftext|>"]
        self.ids = {symbol: i for i, symbol in enumerate(vocabulary)}
        self.ranks = {merge: i for i, merge in enumerate(merges)}
        self.start, self.end, self.size, self.nfc = len(vocabulary) - 2, len(vocabulary) - 1, len(vocabulary), nfc

    def clean(self, text):
        text = html.unescape(html.unescape(text)).strip()
        if self.nfc:
            text = unicodedata.normalize("NFC", text)
        return regex.sub(r"\s+", " ", text).strip().lower()

    def word(self, word):
        symbols = [self.symbols[b] for b in word.encode("utf-8")]
        symbols[-1] += WORD_END
        while True:
            pairs = [p for p in zip(symbols, symbols[1:]) if p in self.ranks]
            if not pairs:
                return [self.ids[s] for s in symbols]
            best, joined = min(pairs, key=self.ranks.get), []
            for symbol in symbols:
                # Joins with the last symbol unless that is itself a pair that was just joined.
                if joined and joined[-1] == (best[0], False) and symbol == best[1]:
                    joined[-1] = ("".join(best), True)
                else:
                    joined.append((symbol, False))
            symbols = [symbol for symbol, _ in joined]

    def encode(self, text):
        """Returns the ids without start and end."""
        out = []
        for word in PATTERN.findall(self.clean(text)):
            out += [self.ids[word]] if word in ("<|startoftext|>", "<|endoftext|>") else self.word(word)
        return out

    def encode_padded(self, text, context_length):
        ids = [self.start] + self.encode(text) + [self.end]
        assert len(ids) <= context_length, text
        return ids + [0] * (context_length - len(ids))
