# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Which captions are wrong for which pictures: near misses made on purpose, and pairs that cannot be told apart."""
import numpy as np

from .captions import caption
from .colours import COLOURS
from .compose import ABOVE, BELOW, LEFT, RIGHT

# Neighbours that people do not agree about are not called wrong.
_CLOSE = {frozenset(COLOURS.index(c) for c in pair) for pair in (
    ("red", "pink"), ("red", "orange"), ("orange", "yellow"), ("purple", "pink"), ("brown", "orange"), ("gray", "white"))}
_OPPOSITE = np.array([RIGHT, LEFT, BELOW, ABOVE])
# For how many of the captions that state a fact a wrong one is made: often for what is learned slowly.
SHARES = {"relation": 1.0, "count": 0.7, "colour": 0.5, "ground": 0.5}


def fact(said):
    """The one stated fact that a near miss changes, or None."""
    for name, value in (("relation", said.relation), ("count", said.count), ("colour", said.colour), ("ground", said.ground)):
        if value >= 0:
            return name
    return None


def _another(name, value, rng):
    if name == "relation":
        return int(_OPPOSITE[value]) if rng.random() < 0.7 else int(rng.choice([r for r in range(4) if r != value]))
    if name == "count":
        return int(rng.choice([c for c in (2, 3, 4) if c != value]))
    return int(rng.choice([c for c in range(len(COLOURS)) if c != value and frozenset((c, value)) not in _CLOSE]))


def wrong_caption(items, facts, i, said, rng, korean, share=None):
    """For `share` (of SHARES by default) of the pictures whose caption states something: a caption with that changed, else None."""
    name = fact(said)
    if name is None or rng.random() >= (SHARES[name] if share is None else share):
        return None
    false = {k: v.copy() if k in (name, "changed") else v for k, v in facts.items()}
    false[name][i] = _another(name, getattr(said, name), rng)
    if name == "colour":
        false["changed"][i] = True
    for _ in range(4):
        text, stated = caption(items, false, i, rng, korean)
        if getattr(stated, name) >= 0:
            return text
    return None


def undecided(concept, facts, said):
    """[n, n] bool, picture by text: pairs of overlapping things whose text may be true of the picture; false on the diagonal."""
    n = len(concept)
    second = facts["second"]
    other = np.where(second >= 0, concept[second], -1)
    stated = {k: np.array([getattr(s, k) for s in said]) for k in ("colour", "count", "ground", "relation")}
    same = lambda a, b: (a[:, None] == b[None]) & (a[:, None] >= 0)
    overlap = same(concept, concept) | same(other, concept) | same(concept, other) | same(other, other)
    two = second >= 0
    single = ~two[:, None] & ~two[None]

    def differs(actual, claimed, known):
        return known[:, None] & (claimed[None] >= 0) & (actual[:, None] != claimed[None])

    wrong = single & (differs(facts["colour"], stated["colour"], facts["colour"] >= 0) |
                      differs(facts["count"], stated["count"], ~two))
    wrong |= differs(facts["ground"], stated["ground"], facts["ground"] >= 0)
    wrong |= two[None] & ~two[:, None]                                     # "A and B" of a picture of A
    wrong |= two[:, None] & ~two[None] & (stated["count"][None] > 1)        # "three A" of a picture of A and B
    straight, crossed = same(concept, concept) & same(other, other), same(concept, other) & same(other, concept)
    both = two[:, None] & two[None]
    wrong |= both & ~straight & ~crossed
    claimed = stated["relation"][None] >= 0
    wrong |= both & straight & claimed & (facts["relation"][:, None] != stated["relation"][None])
    wrong |= both & crossed & claimed & (_OPPOSITE[np.maximum(facts["relation"], 0)][:, None] != stated["relation"][None])
    return overlap & ~wrong & ~np.eye(n, dtype=bool)
