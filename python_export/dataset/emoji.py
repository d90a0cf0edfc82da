"""The table of emoji with English and Korean names, and a matcher from icon names to it."""
import json
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

GROUPS = ("smileys", "people", "component", "animals", "food", "travel", "activities",
          "objects", "symbols", "flags")
_DROPPED_GROUPS = {"component", "flags"}
_KEPT_SYMBOLS = "geometric"
_TONES = re.compile(r"(light|medium|dark)[- ]skin[- ]tone|skin[- ]tone")
_SMALL_WORDS = {"with", "of", "and", "the", "a", "in", "on", "sign", "symbol", "for"}
_SHORTCODES = ("emojibase", "github", "iamcal", "joypixels", "cldr")


@dataclass
class Emoji:
    """One emoji without its skin tones."""
    hexcode: str
    label: str
    tags: list = field(default_factory=list)
    group: str = ""
    label_ko: str = ""
    tags_ko: list = field(default_factory=list)
    kept: bool = True


def plain_ascii(text):
    """Lower case without accents ("Piñata" -> "pinata")."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower()


def squash(text):
    """Letters and digits only: the key under which names are compared."""
    return re.sub(r"[^a-z0-9]", "", plain_ascii(text).replace("&", "and"))


def bag(text):
    """The words of a name in sorted order without the small ones, as a looser key."""
    words = re.findall(r"[a-z0-9]+", plain_ascii(text))
    return " ".join(sorted(w for w in words if w not in _SMALL_WORDS))


def normal_hexcode(code):
    """A code point sequence without variation selectors, in upper case."""
    return "-".join(p for p in code.upper().split("-") if p != "FE0F")


def is_skin_tone(name):
    """True for a name that spells out a skin tone."""
    return bool(_TONES.search(name.lower()))


class EmojiTable:
    """Finds the emoji that an icon name or a code point sequence means."""

    def __init__(self, emoji, shortcodes=()):
        """shortcodes is a list of {hexcode: name or names} tables, best first."""
        self.emoji = list(emoji)
        self.by_code = {normal_hexcode(e.hexcode): e for e in self.emoji}
        self._exact, self._bags = {}, {}
        for e in self.emoji:
            self._exact.setdefault(squash(e.label), e)
        for e in self.emoji:
            for name in self._unicode_names(e.hexcode):
                self._exact.setdefault(squash(name), e)
        for table in shortcodes:
            for code, names in table.items():
                e = self.by_code.get(normal_hexcode(code))
                for name in ([names] if isinstance(names, str) else names) if e else ():
                    if len(squash(name)) > 2:
                        self._exact.setdefault(squash(name), e)
        for e in self.emoji:
            self._bags.setdefault(bag(e.label), e)

    @staticmethod
    def _unicode_names(hexcode):
        """The Unicode name of an emoji that is a single character."""
        code = normal_hexcode(hexcode)
        name = unicodedata.name(chr(int(code, 16)), "") if "-" not in code else ""
        return [name] if name else []

    def find(self, name):
        """The emoji that the icon name means, or None."""
        trimmed = re.sub(r"[-_ ]\d+$", "", name)
        spelled = re.sub(r"^2(?=[a-z])", "two", trimmed)
        blond = trimmed.replace("blonde", "blond")
        short = re.sub(r"^person-", "", blond)
        for candidate in dict.fromkeys((name, trimmed, spelled, blond, short)):
            found = self._exact.get(squash(candidate)) or self._bags.get(bag(candidate))
            if found:
                return found
        for ending in ("face", "sign", "symbol", "button"):
            found = self._exact.get(squash(trimmed) + ending)
            if found:
                return found
            if squash(trimmed).endswith(ending):
                found = self._exact.get(squash(trimmed)[:-len(ending)])
                if found:
                    return found
        return None

    def label(self, text):
        """The emoji whose English label is exactly this text, or None."""
        found = self._exact.get(squash(text))
        return found if found and squash(found.label) == squash(text) else None


def _groups(meta):
    """Subgroup number -> subgroup name."""
    return {int(k): v for k, v in meta["subgroups"].items()}


def load(folder):
    """The table from an unpacked emojibase-data package."""
    folder = Path(folder)
    read = lambda path: json.loads((folder / path).read_text(encoding="utf-8"))
    subgroups = _groups(read("meta/groups.json"))
    korean = {row["hexcode"]: row for row in read("ko/data.json")}
    emoji = []
    for row in read("en/data.json"):
        group = GROUPS[row["group"]] if row.get("group") is not None else "component"
        ko = korean.get(row["hexcode"], {})
        nfc = lambda text: unicodedata.normalize("NFC", text)
        kept = group not in _DROPPED_GROUPS and (
            group != "symbols" or subgroups.get(row.get("subgroup")) == _KEPT_SYMBOLS)
        emoji.append(Emoji(row["hexcode"], row["label"].lower(), row.get("tags") or [], group,
                           nfc(ko.get("label", "")), [nfc(t) for t in ko.get("tags") or []], kept))
    tables = [read(f"en/shortcodes/{name}.json") for name in _SHORTCODES]
    return EmojiTable(emoji, tables)
