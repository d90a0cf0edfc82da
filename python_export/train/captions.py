# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""A picture's facts -> one caption, English or Korean (captions_ko.py), worded differently each time."""
from .captions_ko import caption_ko
from .colours import ALIASES, COLOURS
from .compose import ABOVE, BELOW, LEFT, RIGHT
from .grounds import OWN, PHOTO
from .wording import Said, pick, says_colour

STYLES = {"flat icon": ["flat icon of", "flat"], "shaded icon": ["shaded icon of"], "icon": ["icon of"],
          "round icon": ["round icon of"], "blue icon": ["icon of"], "cartoon": ["cartoon", "cartoon of", "drawing of"],
          "outlined cartoon": ["cartoon", "outlined drawing of"], "3d": ["3d", "3d render of"],
          "clip art": ["clip art of", "drawing of"], "photo": ["photo of", "photograph of"],
          "line drawing": ["line drawing of"], "hand drawing": ["hand drawing of"],
          "black and white drawing": ["black and white drawing of"], "black silhouette": ["black silhouette of", "silhouette of"],
          "silhouette icon": ["silhouette of", "icon of", "simple icon of"], "outline icon": ["outline of", "line icon of", "line drawing of"]}
ALWAYS_SAID = {"blue icon", "line drawing", "hand drawing", "black and white drawing", "black silhouette", "photo",
               "silhouette icon", "outline icon"}
NUMBERS = {1: ["one", "a single", "1"], 2: ["two", "2", "a pair of"], 3: ["three", "3"], 4: ["four", "4"]}
SIZES = [["small", "little", "tiny"], ["big", "large", "huge"]]
SCENE_WORDS = [["under a blue sky", "in the sky", "with a blue sky"], ["in the grass", "on green grass", "in a meadow"],
               ["on the sea", "in the sea", "on the water"], ["at night", "under the night sky", "in the night"],
               ["in the snow", "on snow"], ["on the beach", "on the sand"]]
RELATIONS = {LEFT: ["to the left of", "left of", "on the left of"], RIGHT: ["to the right of", "right of", "on the right of"],
             ABOVE: ["above", "over", "on top of"], BELOW: ["below", "under", "beneath"]}
_IRREGULAR = {"mouse": "mice", "sheep": "sheep", "fish": "fish", "leaf": "leaves", "man": "men", "woman": "women", "child": "children",
              "person": "people", "tooth": "teeth", "foot": "feet", "goose": "geese", "knife": "knives", "wolf": "wolves",
              "deer": "deer", "loaf": "loaves", "scarf": "scarves", "ox": "oxen", "cactus": "cactuses", "scissors": "scissors",
              "glasses": "glasses", "pants": "pants", "jeans": "jeans"}


def strip_colours(name):
    """ "red apple" -> "apple"; a name that is only a colour ("orange") stays. """
    words = [w for w in name.split() if ALIASES.get(w, w) not in COLOURS]
    return " ".join(words) or name


def article(phrase):
    return ("an " if phrase[0] in "aeiou" and not phrase.startswith(("uni", "one")) else "a ") + phrase


def plural(name):
    """ "slice of pizza" -> "slices of pizza". """
    for joint in (" of ", " with ", " in ", " on "):
        if joint in name:
            head, rest = name.split(joint, 1)
            return plural(head) + joint + rest
    *first, last = name.split(" ")
    if last in _IRREGULAR:
        last = _IRREGULAR[last]
    elif last.endswith(("s", "x", "ch", "sh")):
        last += "es" if not last.endswith("s") or last.endswith("ss") else ""
    elif last.endswith("y") and last[-2:-1] not in "aeiou":
        last = last[:-1] + "ies"
    else:
        last += "s"
    return " ".join([*first, last])


def noun(item, rng, coloured, wider=True):
    """One of the item's names, without colours where one is said beside it."""
    name, r = item["name"], rng.random()
    if r < 0.3 and item.get("synonyms"):
        name = pick(rng, item["synonyms"])
    elif wider and r < 0.38 and item.get("broader"):
        name = pick(rng, item["broader"])
    elif wider and not coloured and r < 0.48 and item.get("tags"):
        name = pick(rng, item["tags"])
    return strip_colours(name) if coloured else name


def thing(items, facts, i, rng, wider=True):
    """(the i-th thing with its colour where that is said, the colour or -1)"""
    colour = int(facts["colour"][i])
    say = says_colour(facts, i, rng)
    name = noun(items[i], rng, say or facts["changed"][i], wider)
    return (f"{COLOURS[colour]} {name}" if say else name), colour if say else -1


def caption(items, facts, i, rng, korean=0.15):
    """items: the batch's lines of items.jsonl; facts: compose()'s; i: which; rng: numpy Generator. Returns (text, Said)."""
    if items[i].get("name_ko") and rng.random() < korean:
        second = int(facts["second"][i])
        if second < 0 or items[second].get("name_ko"):
            return caption_ko(items, facts, i, rng)
    item, said = items[i], Said()
    second, count, ground = int(facts["second"][i]), int(facts["count"][i]), int(facts["ground"][i])
    if second >= 0:
        a, _ = thing(items, facts, i, rng, wider=False)
        b, _ = thing(items, facts, second, rng, wider=False)
        relation, r = int(facts["relation"][i]), rng.random()
        said.second = second
        if r < 0.25:
            text = f"{article(a)} and {article(b)}"
        elif r < 0.35:
            text = f"{article(a)} {pick(rng, ['next to', 'beside', 'with'])} {article(b)}"
        else:
            said.relation = relation
            text = f"{article(a)} {pick(rng, RELATIONS[relation])} {article(b)}"
    else:
        text, said.colour = thing(items, facts, i, rng)
        styles = STYLES.get(item["style"])
        styled = styles and rng.random() < (0.6 if item["style"] in ALWAYS_SAID else 0.15)
        if count > 1:
            said.count = count
            text = f"{pick(rng, NUMBERS[count])} {plural(text)}"
        else:
            size = int(facts["size"][i])
            if size >= 0 and rng.random() < (0.7, 0.2)[size]:
                text = f"{pick(rng, SIZES[size])} {text}"
            if rng.random() < 0.06 and ground != OWN:
                said.count = 1
                text = f"{pick(rng, NUMBERS[1])} {text}"
            elif styled:
                style = pick(rng, styles)
                text = f"{style} {article(text) if style.endswith(' of') else text}"
            if said.count < 0 and rng.random() < 0.6:
                text = article(text)
        if count > 1 and styled:
            text = f"{pick(rng, styles)} {text}"
    text, said.ground = on_ground(text, ground, rng)
    tags = item.get("tags") or []
    if tags and second < 0 and rng.random() < 0.15:
        text += ", " + pick(rng, tags)
    return text, said


def on_ground(text, ground, rng):
    """(the text with the ground where that is said, the ground or -1)"""
    if 0 <= ground < len(COLOURS):
        if rng.random() < (0.1 if COLOURS[ground] == "white" else 0.6):
            return f"{text} on {article(COLOURS[ground])} background", ground
    elif len(COLOURS) <= ground < PHOTO and rng.random() < 0.7:
        return f"{text} {pick(rng, SCENE_WORDS[ground - len(COLOURS)])}", ground
    return text, -1
