# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""How well a judge finds real pictures: the prompts composed from the art family that no model was trained on."""
import numpy as np

from ..train.captions import NUMBERS, RELATIONS, SCENE_WORDS
from ..train.colours import COLOURS
from ..train.compose import compose
from ..train.pack import Pack

TRIES = 192      # compositions of a prompt, of which the first that fits is taken
# Words of the captions -> what compose() says of them.
_NUMBERS = {word: number for number, words in NUMBERS.items() for word in words}
_RELATIONS = {words: relation for relation, wordings in RELATIONS.items() for words in wordings}
_SCENES = {words: index for index, wordings in enumerate(SCENE_WORDS) for words in wordings}


def ground_index(words):
    """The number of a prompt's ground, as compose() gives it."""
    if words in _SCENES:
        return len(COLOURS) + _SCENES[words]
    return COLOURS.index(words.split()[2])   # "on a red background"


def rows_by_name(pack):
    """{name: row of a held-out picture in colour}: by its name first, then by its synonyms."""
    found = {}
    for names in (lambda i: [i["concept"], i["name"]], lambda i: i["synonyms"]):
        for row in pack.family:
            item = pack.items[row]
            if item["cutout"] and not pack.mono[row]:
                for name in names(item):
                    found.setdefault(name, row)
    return found


def composed(pack, prompt, rows, rng):
    """A prompt's picture uint8 [H, W, 3] made of held-out ones; rows: those of its things. None when none came out right."""
    size, kind = pack.pictures.shape[1], prompt["kind"]
    take = np.resize(rows, TRIES)
    picture, facts = compose(pack.rgba(take), pack.cutout[take], rng, size, white=float(kind != "ground"),
                             recoloured=float("colour" in prompt) * 0.9, scenery=0.6, counted=float(prompt.get("number", "one") != "one"),
                             paired=float(kind == "two"), kinds=pack.concept_id[take], turn=0.05)
    fits = np.ones(TRIES, bool)
    if "colour" in prompt:
        fits &= facts["colour"] == COLOURS.index(prompt["colour"])
    if "ground" in prompt:
        fits &= facts["ground"] == ground_index(prompt["ground"])
    if "number" in prompt:
        fits &= facts["count"] == _NUMBERS[prompt["number"]]
    if kind == "two":
        fits &= (facts["second"] >= 0) & (pack.concept_id[take] == pack.concept_id[rows[0]])
        if prompt["relation"] in _RELATIONS:
            fits &= facts["relation"] == _RELATIONS[prompt["relation"]]
    at = np.flatnonzero(fits)
    return (picture[at[0]].permute(1, 2, 0).numpy() * 255).round().astype(np.uint8) if len(at) else None


def real_pictures(data, prompts, seed=17):
    """data: a folder of the dataset. Returns [(prompt, picture)] of the prompts that could be composed; scenes never are."""
    pack, out = Pack(data), []
    names = rows_by_name(pack)
    for prompt in prompts:
        things = prompt.get("things", [])
        rows = [names[t] for t in things if t in names]
        if not things or len(rows) != len(things):
            continue
        picture = composed(pack, prompt, rows, np.random.default_rng((seed, int(prompt["id"][3:]))))
        if picture is not None:
            out.append((prompt, picture))
    return out
