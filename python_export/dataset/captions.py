"""Names and tags of pictures, cleaned of what says nothing about what is to be seen."""
import re
from pathlib import Path

from . import emoji

COLOURS = ("red", "yellow", "green", "blue", "orange", "brown", "black", "pink", "white",
           "purple", "gray", "grey", "golden", "gold", "silver")
ADJECTIVES = COLOURS + (
    "small", "large", "big", "little", "old", "new", "open", "closed", "hot", "cold", "round",
    "sweet", "fresh", "wild", "flying", "running", "sleeping", "sitting", "happy", "sad",
    "modern", "antique", "wooden", "folding", "double", "electric", "christmas", "beautiful")
# Words about how a picture was drawn, filed or numbered.
_NOISE = set("""
    flat duo fill filled outline outlined off alt icon icons clipart clip art svg vector remix
    architetto architett archite francesco rollandin nicu jean victor balin benji park ganson
    matt todd gerald bw colour color lineart line stylized stylised simple version various draft
    cartoon drawing image picture illustration unsorted public domain openclipart openclip
    externalsource inkscape hint hash and jarno vasamaa aiga duotone solid the an of with""".split())
# A name with one of these is part of a user interface, a sign or a chart.
_INTERFACE = set("""
    arrow arrows button cursor pointer ui user users account setting settings menu checkbox
    check cross upload download sync refresh reload file files folder folders document documents
    page layout align border text font letter number digit logo sign symbol symbols flag flags
    diagram flowchart chart graph network server database code coding api app apps browser
    website web wifi signal chat message messages inbox email mail bubble loading login logout
    zoom search filter sort list grid dashboard tab window badge notification alert warning
    error question info information help add plus minus remove delete edit copy paste undo redo
    share link unlink attachment data cloud-sync currency dollar euro pound yen bitcoin rating
    vote analytics statistics seo marketing strategy business manual hierarchy layer layers
    transform rotate flip resize move drag drop-down select selection path vertical horizontal
    left right up down top bottom corner frame square circle rectangle pattern mimetype stock
    emblem jigsaw semaphore border background texture template beaufort export import automatic
    vip manager assistant agent agents terminal celsius fahrenheit available not horizon stencil
    map roadsign callout cardback""".split())
_BRANDS = set("""
    adobe amazon android apple-logo chrome edge pathfinder slack spotify steam tinder twitter
    vimeo windows picker widget stream snapchat signal bing firefox safari opera""".split())
# Concrete in the dictionary, but not something one sees in a small picture.
_VAGUE = set("""
    work object objects thing art design style set item items part parts piece unit side back
    front end type kind one two form body set interest office education special recreation shape
    shapes people person transportation animals tools music sports holiday computer electronics
    science containers plants buildings geography vehicles clothing food man woman device
    devices machine equipment media hardware image black white color colors common star double
    single basic main general other view point base line area space place home games toys
    religion christmas trees flowers party medicine europe africa america asia oceania tool
    transport internet light sport mammals birds bugs amphibians reptiles household canada
    kingdom menu food fruit fruits vegetables beverages desserts dairy weather astronomy thing
    hummer festive switch fantasy money head cisco elder sir tile tiles world region country
    state island islands province city town game sex elements element bit bits rank john don
    roman neon protein air sketch modern japanese young harvest human buddy lady studio chemical
    metro cooking alcohol gates vegetable female male olivier basque victoria donna farmer
    classic martial empty premiers toucher potable tidy king-jr decorations studio punk
    pantyhose""".split())
_SIGNS = {"pointer", "cursor", "arrow", "arrows", "sign", "logo", "flag", "badge", "icon", "label",
          "labels", "bullet", "brace", "braces", "barcode", "sprite"}
# True of a picture, but too wide to name it by.
_COARSE = set("""
    mammal mammals dessert beverage vehicle weapon furniture carbohydrate toy drink paint
    container aircraft creature insect house building decoration connector female male festive
    feline canine radiations plaything instrument hole valentines boat bar""".split())
# Contributors who named their files in Italian.
_FOREIGN = "archit|franc|rollan"
_CONCRETE_FILES = {"05", "06", "08", "13", "17", "18", "19", "20", "25", "27"}


class Nouns:
    """Says whether an English word is first of all the name of a thing one can see."""

    def __init__(self, concrete, common=()):
        self.concrete_words = frozenset(concrete)
        self.common_words = frozenset(common)

    @classmethod
    def load(cls, folder):
        """From an unpacked Debian wordnet-base: words whose first noun sense is concrete."""
        files, base = {}, Path(folder) / "usr/share/wordnet"
        with open(base / "data.noun", encoding="ascii") as lines:
            for line in lines:
                if line[0] != " ":
                    files[line[:8]] = line[9:11]
        concrete, common = [], []
        with open(base / "index.noun", encoding="ascii") as lines:
            for line in lines:
                if line[0] == " ":
                    continue
                fields = line.split()
                first = fields[-int(fields[2])]
                if files.get(first) in _CONCRETE_FILES:
                    concrete.append(fields[0].replace("_", " "))
                    if fields[-int(fields[2]) - 1] != "0":
                        common.append(concrete[-1])
        return cls(concrete, common)

    def add(self, names):
        """Adds names that are known to be those of things, whatever WordNet's first sense."""
        self.concrete_words |= set(names)
        self.common_words |= set(names)

    def concrete(self, word):
        """True for the noun or its regular plural."""
        return any(form in self.concrete_words for form in singulars(word))


    def common(self, word):
        """True where WordNet's tagged texts hold the word."""
        return any(form in self.common_words for form in singulars(word))


def singulars(word):
    """The word and what it may be the plural of."""
    forms = [word]
    if word.endswith("ies") and len(word) > 4:
        forms.append(word[:-3] + "y")
    if word.endswith("es") and len(word) > 4:
        forms.append(word[:-2])
    if word.endswith("s") and not word.endswith("ss") and len(word) > 3:
        forms.append(word[:-1])
    return forms


def words(text):
    """The words of a name: camel case split, digits and noise dropped."""
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text.replace("’", "'").replace("'s", ""))
    found = re.findall(r"[a-z]+(?:-[a-z]+)?(?=[^a-z]|$)", emoji.plain_ascii(text).replace("_", " "))
    flat = [part for word in found for part in word.split("-")]
    kept = [w for w in flat if len(w) > 1 and w not in _NOISE]
    return [w for i, w in enumerate(kept) if w not in kept[:i]]


def emoji_name(label):
    """A CLDR label as one would say it ("man: red hair" -> "man with red hair")."""
    name = re.sub(r"\s*\([^)]*\)|[“”]", "", label.lower()).replace("’", "'")
    if ": " in name:
        head, rest = name.split(": ", 1)
        joint = " of " if head == "family" else " with " if re.search("hair|beard|bald", rest) else ", "
        name = head + joint + rest
    return name


def clean_tags(tags, name, limit=12):
    """Tags of letters only, without repeats of the name."""
    seen, out = {name}, []
    for tag in tags:
        text = " ".join(re.findall(r"[a-z]+(?:['-][a-z]+)*", emoji.plain_ascii(str(tag))))
        if len(text) > 1 and text not in seen and not set(text.split()) & _NOISE:
            seen.add(text)
            out.append(text)
    return out[:limit]


def icon_name(name, nouns):
    """The name of an icon that is a noun, a known compound, or an adjective and a noun; else None."""
    parts = words(name)
    if not parts or len(parts) > 3 or set(parts) & (_INTERFACE | _BRANDS):
        return None
    text = " ".join(parts)
    plain = [p for p in parts if p not in ADJECTIVES]
    if not plain or plain != parts[-len(plain):] or not _thing(parts[-1], nouns):
        return None
    return text if len(plain) == 1 or nouns.concrete(" ".join(plain)) else None


def clipart_name(file_name, title, keywords, nouns, table):
    """The file name's or title's words that name a thing, else the first keyword that does.

    File names end in the author's name, titles are often stale, Italian or nicknames, and
    such words can be English nouns too. So a word counts only where a second place bears it
    out: the other of the two, a keyword, or the table of emoji.
    """
    tags = [" ".join(words(k)) for k in keywords]
    in_tags = {form for tag in tags for word in tag.split() for form in singulars(word)}
    foreign = re.search(_FOREIGN, file_name)
    places = [words(file_name), words(title)]
    if set(places[0]) & _SIGNS:
        return None
    if not {w[:4] for w in places[0]} & {w[:4] for w in places[1]}:
        # A title of another picture; its keywords came along with it.
        places[1], tags, in_tags = [], [], set()
    for parts, other in (places, places[::-1]):
        elsewhere = in_tags | {form for word in other if nouns.common(word) and not foreign
                               for form in singulars(word)}
        things = [p for p in parts if _thing(p, nouns) and
                  (set(singulars(p)) & elsewhere or any(map(table.label, singulars(p))))]
        if things:
            last = parts.index(things[-1])
            return " ".join([p for p in parts[:last + 1] if p in things or p in ADJECTIVES][-3:])
    if places[0] and not foreign and _thing(places[0][0], nouns) and nouns.common(places[0][0]):
        return places[0][0]
    for tag in tags:
        parts = tag.split()
        if (0 < len(parts) <= 2 and _thing(parts[-1], nouns) and nouns.common(parts[-1])
                and not set(parts) & (_INTERFACE | _COARSE)):
            return tag
    return None


def _thing(word, nouns):
    """True for a word that can stand for what a picture shows."""
    return (len(word) > 2 and not set(singulars(word)) & (_VAGUE | _INTERFACE | set(ADJECTIVES))
            and nouns.concrete(word))
