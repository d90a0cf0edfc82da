# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""What the captions of both languages share."""
from dataclasses import dataclass


@dataclass
class Said:
    """What a caption states; -1: nothing. Rows of the batch stand for the things."""
    colour: int = -1
    count: int = -1
    ground: int = -1
    relation: int = -1
    second: int = -1


def pick(rng, words):
    return words[rng.integers(len(words))]


def says_colour(facts, i, rng):
    """Whether the colour is stated: always where the thing has lost its own."""
    return facts["colour"][i] >= 0 and (facts["changed"][i] or rng.random() < 0.45)
