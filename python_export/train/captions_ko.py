# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""A picture's facts -> one Korean caption, in composed letters, with and without particles."""
from .colours import COLOURS
from .compose import ABOVE, BELOW, LEFT, RIGHT
from .grounds import PHOTO
from .wording import Said, pick, says_colour

COLOURS_KO = [["빨간", "빨간색", "붉은", "빨강"], ["주황색", "주황", "오렌지색"], ["노란", "노란색", "노랑"], ["초록색", "초록", "녹색"],
              ["파란", "파란색", "푸른", "파랑"], ["보라색", "보라"], ["분홍색", "분홍", "핑크색"], ["갈색"], ["검은", "검은색", "까만", "검정"],
              ["흰", "하얀", "흰색", "하얀색"], ["회색"]]
_ALL = {word for words in COLOURS_KO for word in words}
STYLES_KO = {"photo": "사진", "3d": "3D", "cartoon": "만화", "silhouette icon": "실루엣", "line drawing": "선 그림", "flat icon": "아이콘",
             "outline icon": "선 그림", "black silhouette": "실루엣"}
NUMBERS_KO = {1: ["한", "1"], 2: ["두", "2"], 3: ["세", "3"], 4: ["네", "4"]}
SCENE_WORDS_KO = [["파란 하늘 아래의", "하늘의", "하늘에 있는"], ["풀밭의", "풀밭에 있는", "잔디 위의"], ["바다 위의", "바다의", "바다에 있는"],
                  ["밤하늘의", "밤의", "밤하늘 아래의"], ["눈밭의", "눈 속의", "눈 위의"], ["해변의", "모래밭의", "해변에 있는"]]
RELATIONS_KO = {LEFT: ["왼쪽에 있는", "왼쪽의"], RIGHT: ["오른쪽에 있는", "오른쪽의"], ABOVE: ["위에 있는", "위의"], BELOW: ["아래에 있는", "아래의"]}
SIZES_KO = [["작은", "조그만"], ["큰", "커다란"]]
_PLANTS = {"꽃": "송이", "장미": "송이", "튤립": "송이", "나무": "그루", "자동차": "대", "비행기": "대", "자전거": "대"}


def closed(word):
    """Whether the last syllable ends in a consonant, which decides between two forms of a particle."""
    return "가" <= word[-1] <= "힣" and (ord(word[-1]) - 0xAC00) % 28 > 0


def particle(word, after_consonant, after_vowel):
    return word + (after_consonant if closed(word) else after_vowel)


def strip_colours(name):
    words = [w for w in name.split() if w not in _ALL]
    return " ".join(words) or name


def thing(items, facts, i, rng, wider=True):
    """(the i-th thing with its colour where that is said, the colour or -1)"""
    item, colour, r = items[i], int(facts["colour"][i]), rng.random()
    say = says_colour(facts, i, rng)
    name = item["name_ko"]
    if r < 0.35 and item.get("synonyms_ko"):
        name = pick(rng, item["synonyms_ko"])
    elif wider and r < 0.43 and item.get("broader_ko"):
        name = pick(rng, item["broader_ko"])
    elif wider and not say and r < 0.5 and item.get("tags_ko"):
        name = pick(rng, item["tags_ko"])
    if say or facts["changed"][i]:
        name = strip_colours(name)
    return (f"{pick(rng, COLOURS_KO[colour])} {name}" if say else name), colour if say else -1


def counter(item, text):
    for word, unit in _PLANTS.items():
        if text.endswith(word):
            return unit
    return "마리" if item.get("group") == "animals" and "꽃" not in text and "나무" not in text else "개"


def caption_ko(items, facts, i, rng):
    """As captions.caption(), for an item with a Korean name."""
    item, said = items[i], Said()
    second, count, ground = int(facts["second"][i]), int(facts["count"][i]), int(facts["ground"][i])
    if second >= 0:
        a, _ = thing(items, facts, i, rng, wider=False)
        b, _ = thing(items, facts, second, rng, wider=False)
        said.second, r = second, rng.random()
        if r < 0.3:
            text = f"{particle(a, '과', '와')} {b}" if rng.random() < 0.7 else f"{particle(a, '이랑', '랑')} {b}"
        elif r < 0.4:
            text = f"{b} {pick(rng, ['옆에 있는', '옆의', '곁의'])} {a}"
        else:
            said.relation = int(facts["relation"][i])
            text = f"{b} {pick(rng, RELATIONS_KO[said.relation])} {a}"
    else:
        text, said.colour = thing(items, facts, i, rng)
        size = int(facts["size"][i])
        if count > 1 or rng.random() < 0.06:
            said.count, unit = count, counter(item, text)
            number = pick(rng, NUMBERS_KO[count])
            amount = f"{number}{unit}" if number.isdigit() and rng.random() < .6 else f"{number} {unit}"
            r = rng.random()
            text = f"{text} {amount}" if r < 0.7 else f"{particle(text, '이', '가')} {amount}" if r < 0.85 else f"{amount}의 {text}"
        elif size >= 0 and rng.random() < (0.7, 0.2)[size]:
            text = f"{pick(rng, SIZES_KO[size])} {text}"
    if 0 <= ground < len(COLOURS):
        if rng.random() < (0.1 if COLOURS[ground] == "white" else 0.55):
            text, said.ground = f"{pick(rng, COLOURS_KO[ground])} {pick(rng, ['배경의', '배경에 있는', '바탕의'])} {text}", ground
    elif len(COLOURS) <= ground < PHOTO and rng.random() < 0.65:
        text, said.ground = f"{pick(rng, SCENE_WORDS_KO[ground - len(COLOURS)])} {text}", ground
    return ending(text, item, rng), said


def ending(text, item, rng):
    """What people say around a name: a particle, a style, a request."""
    r = rng.random()
    if r < 0.06:
        return particle(text, "을", "를")
    if r < 0.12:
        return particle(text, "이", "가")
    if r < 0.16:
        return particle(text, "은", "는")
    if r < 0.2:
        return f"{text} {pick(rng, ['그림', '이미지'])}"
    if r < 0.23:
        return f"{particle(text, '을', '를')} {pick(rng, ['그려줘', '그려 줘', '그린 그림'])}"
    if r < 0.26:
        return f"{particle(text, '이', '가')} 있는 그림"
    if r < 0.34 and item["style"] in STYLES_KO:
        return f"{text} {STYLES_KO[item['style']]}"
    tags = item.get("tags_ko") or []
    return f"{text}, {pick(rng, tags)}" if tags and r > 0.9 else text
