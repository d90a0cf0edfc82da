# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""WordNet's nouns: other names for a thing, and the everyday words for what kind of thing it is."""
from pathlib import Path

# Everyday words for kinds of things, with their Korean. Only these are taken from WordNet's chains of wider terms.
BROADER = {
    "animal": "동물", "bird": "새", "dog": "개", "cat": "고양이", "fish": "물고기", "insect": "곤충", "bug": "벌레",
    "reptile": "파충류", "snake": "뱀", "whale": "고래", "monkey": "원숭이", "ape": "유인원", "bear": "곰", "horse": "말",
    "fruit": "과일", "vegetable": "채소", "food": "음식", "dessert": "디저트", "bread": "빵", "cake": "케이크", "meat": "고기",
    "drink": "음료", "alcohol": "술", "sweet": "단것", "candy": "사탕", "shellfish": "조개류", "seafood": "해산물",
    "tree": "나무", "flower": "꽃", "plant": "식물", "herb": "풀", "vehicle": "탈것", "car": "자동차", "truck": "트럭",
    "train": "기차", "boat": "보트", "ship": "배", "aircraft": "항공기", "airplane": "비행기", "bicycle": "자전거",
    "building": "건물", "house": "집", "shop": "가게", "tower": "탑", "furniture": "가구", "chair": "의자", "table": "탁자",
    "bed": "침대", "lamp": "램프", "clothing": "옷", "shoe": "신발", "hat": "모자", "dress": "원피스", "shirt": "셔츠",
    "jewelry": "장신구", "bag": "가방", "tool": "도구", "weapon": "무기", "sword": "검", "gun": "총", "knife": "칼",
    "toy": "장난감", "ball": "공", "game": "게임", "musical instrument": "악기", "drum": "북",
    "box": "상자", "bottle": "병", "cup": "컵", "computer": "컴퓨터", "telephone": "전화기", "camera": "카메라",
    "clock": "시계", "book": "책", "star": "별", "planet": "행성", "mountain": "산", "weather": "날씨", "person": "사람",
    "doctor": "의사", "worker": "일꾼", "child": "어린이", "woman": "여자", "man": "남자", "body part": "몸의 부분",
    "appliance": "가전제품", "monster": "괴물", "dinosaur": "공룡", "cutlery": "식기", "stationery": "문구",
}
_SAME = {"automobile": "car", "auto": "car", "motorcar": "car", "beverage": "drink", "alcoholic drink": "alcohol",
         "confection": "sweet", "clothes": "clothing", "garment": "clothing", "store": "shop", "plane": "airplane",
         "firearm": "gun", "footwear": "shoe", "headdress": "hat", "plaything": "toy", "timepiece": "clock",
         "jewellery": "jewelry", "phone": "telephone", "arm": "weapon",
         "bike": "bicycle", "home appliance": "appliance", "edible fruit": "fruit", "woody plant": "plant"}
# Which of WordNet's files a sense must be in for an emoji of this group; elsewhere any file of things.
_FILES = {"animals": {"05", "20"}, "food": {"13", "20", "06"}, "people": {"18"}, "travel": {"06", "15", "17", "19"}}
_THINGS = {"05", "06", "08", "13", "15", "17", "18", "19", "20", "25", "27"}


class WordNet:
    """Looks names up; knows nothing of pictures."""

    def __init__(self, synsets, senses):
        """synsets: {offset: (file, words, offsets of wider synsets)}; senses: {lemma: (offsets, how many are tagged)}"""
        self.synsets, self.senses = synsets, senses

    @classmethod
    def load(cls, folder):
        """From an unpacked Debian wordnet-base."""
        synsets, senses, base = {}, {}, Path(folder) / "usr/share/wordnet"
        with open(base / "data.noun", encoding="ascii") as lines:
            for line in lines:
                if line[0] == " ":
                    continue
                f = line.split(" | ")[0].split()
                count = int(f[3], 16)
                words = [w.replace("_", " ") for w in f[4:4 + 2 * count:2]]
                rest = f[5 + 2 * count:]
                wider = [rest[i + 1] for i in range(0, len(rest) - 3, 4) if rest[i] in ("@", "@i")]
                synsets[f[0]] = (f[1], words, wider)
        with open(base / "index.noun", encoding="ascii") as lines:
            for line in lines:
                if line[0] != " ":
                    f = line.split()
                    n = int(f[2])
                    senses[f[0].replace("_", " ")] = (f[-n:], int(f[-n - 1]))
        return cls(synsets, senses)

    def sense(self, name, group=""):
        """The synset that a name's last words mean, or None. A group of emoji decides between senses."""
        parts = name.split()
        for k in range(len(parts)):
            for form in singular(" ".join(parts[k:])):
                offsets, tagged = self.senses.get(form, ((), 0))
                wanted = _FILES.get(group, _THINGS)
                for o in offsets if group in _FILES else offsets[:1]:
                    if self.synsets[o][0] in wanted:
                        return o, k > 0, tagged
        return None

    def synonyms(self, name, group=""):
        """Other everyday names for exactly this thing."""
        found = self.sense(name, group)
        if not found or found[1]:
            return []
        return [w.lower() for w in self.synsets[found[0]][1]
                if w.lower() not in (name, *singular(name)) and w.islower() and self.senses.get(w, ((), 0))[1] > 0
                and self.senses[w][0][0] == found[0]]

    def broader(self, name, group=""):
        """The nearest two everyday words for the kind of thing, the nearer one first."""
        found, out = self.sense(name, group), []
        if not found:
            return out
        level, seen = [found[0]], set()
        for depth in range(12):
            for o in level:
                for w in self.synsets[o][1] if depth or found[1] else ():
                    w = _SAME.get(w.lower(), w.lower())
                    if w in BROADER and w not in out and w != name:
                        out.append(w)
            level = [w for o in level for w in self.synsets[o][2] if w not in seen]
            seen.update(level)
            if len(out) >= 2 or not level:
                break
        return out[:2]


def singular(name):
    """The name and what it may be the plural of."""
    forms = [name]
    if name.endswith("ies") and len(name) > 4:
        forms.append(name[:-3] + "y")
    if name.endswith("es") and len(name) > 4:
        forms.append(name[:-2])
    if name.endswith("s") and not name.endswith("ss") and len(name) > 3:
        forms.append(name[:-1])
    return forms
