# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""A picture's facts -> one caption, English or Korean, worded differently each time."""
from .compose import ALIASES, COLOURS, COLOURS_KO
from .everyday import BROADER

STYLES = {"flat icon": ["flat", "flat icon of"], "shaded icon": ["shaded icon of"], "icon": ["icon of"],
          "round icon": ["round icon of"], "blue icon": ["blue icon of"], "cartoon": ["cartoon", "drawing of"],
          "outlined cartoon": ["cartoon", "outlined drawing of"], "3d": ["3d", "3d render of"],
          "clip art": ["clip art of", "drawing of"], "photo": ["photo of"], "line drawing": ["line drawing of"],
          "hand drawing": ["hand drawing of"], "black and white drawing": ["black and white drawing of"],
          "black silhouette": ["black silhouette of", "silhouette of"]}
ALWAYS_SAID = {"blue icon", "line drawing", "hand drawing", "black and white drawing", "black silhouette", "photo"}


def strip_colours(name):
    """ "red apple" -> "apple"; a name that is only a colour ("orange") stays. """
    words = [w for w in name.split() if ALIASES.get(w, w) not in COLOURS]
    return " ".join(words) or name


def strip_colours_ko(name):
    words = [w for w in name.split() if w not in COLOURS_KO and w.rstrip("색") + "색" not in ("빨간색", "초록색")]
    return " ".join(words) or name


def article(phrase):
    return ("an " if phrase[0] in "aeiou" else "a ") + phrase


def caption(item, facts, i, rng, korean=0.15):
    """item: a line of items.jsonl; facts: compose()'s; rng: numpy Generator. Returns (text, stated colour or -1)."""
    colour, ground = int(facts["colour"][i]), int(facts["ground"][i])
    changed = bool(facts["changed"][i])
    say = colour >= 0 and (changed or rng.random() < 0.45)
    if item.get("name_ko") and rng.random() < korean:
        return caption_ko(item, colour, ground, changed, say, rng), colour if say else -1
    name = item["name"]
    if item["concept"] in BROADER and rng.random() < 0.5:
        name = BROADER[item["concept"]]
    if say or changed:
        name = strip_colours(name)
    tags = item.get("tags") or []
    if tags and not say and rng.random() < 0.12:
        name = tags[rng.integers(len(tags))]
    text = f"{COLOURS[colour]} {name}" if say else name
    styles = STYLES.get(item["style"])
    if styles and rng.random() < (0.8 if item["style"] in ALWAYS_SAID else 0.2):
        text = f"{styles[rng.integers(len(styles))]} {article(text)}"
    if rng.random() < 0.6:
        text = article(text)
    if ground >= 0 and rng.random() < (0.12 if COLOURS[ground] == "white" else 0.6):
        text += f" on a {COLOURS[ground]} background"
    if tags and rng.random() < 0.2:
        text += ", " + tags[rng.integers(len(tags))]
    return text, colour if say else -1


def caption_ko(item, colour, ground, changed, say, rng):
    name = item["name_ko"]
    if say or changed:
        name = strip_colours_ko(name)
    text = f"{COLOURS_KO[colour]} {name}" if say else name
    if ground >= 0 and rng.random() < (0.1 if COLOURS[ground] == "white" else 0.5):
        text = f"{COLOURS_KO[ground]} 배경의 {text}"
    tags = item.get("tags_ko") or []
    if tags and rng.random() < 0.2:
        text += ", " + tags[rng.integers(len(tags))]
    return text
