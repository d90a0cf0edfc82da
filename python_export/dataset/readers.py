"""Reads each kind of source: yields what there is to draw and what it is called."""
import fnmatch
import gzip
import json
import re
import xml.etree.ElementTree as ElementTree
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from . import emoji
from .fetch import fetch

DROPPED_CLIPART = (
    "signs_and_symbols", "geography", "special", "decorations", "buttons", "logos",
    "computer/icons", "computer/buttons", "computer/diagrams", "computer/folders",
    "transportation/roadsigns", "transportation/aiga-symbols", "transportation/boating/sailing",
    "transportation/boating/boating", "transportation/boating/knot", "shapes/arrows",
    "shapes/flowchart", "shapes/callouts", "shapes/jigsaw", "recreation/games/cards",
    "recreation/games/dice", "unsorted/duplicates")
KEPT_CLIPART = ("signs_and_symbols/weather", "signs_and_symbols/clocks", "signs_and_symbols/money",
                "geography/astronomy")
STARS, STARS_STEP = "shapes/stars/star_", 40   # some 1,500 stars that differ in their points
DROPPED_CATEGORIES = "Interface|Logo|Programming|Programing|Coding|Arrows|Mail|Messages"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_SUBJECT = "{http://purl.org/dc/elements/1.1/}subject"
_ITEM = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}li"
_WORKS = ("{http://web.resource.org/cc/}Work", "{http://creativecommons.org/ns#}Work")
# Labels of the photographs as one would say them.
PHOTO_LABELS = {"longsleeve": "long-sleeved shirt", "outwear": "jacket", "t shirt": "t-shirt",
                "satsumas": "satsuma", "carrots": "carrot", "regular tomato": "tomato",
                "solid potato": "potato", "floury potato": "potato"}
FURNITURE_FILES = {"furniture-cc0": ("BlendSwap-CC-0",),
                   "furniture-ccby": ("BlendSwap-CC-BY", "Scopia", "KatorLegaz", "Reallusion")}


LANDSCAPE_NAMES = {"badlands": "badlands", "beach": "beach", "canyon": "canyon", "city": "city", "desert": "desert",
                   "dune": "sand dunes", "fields": "field", "fog": "fog", "forest": "forest", "hills": "hills",
                   "lava": "lava", "mountain": "mountain", "sea": "sea", "sky": "sky", "snow": "snow landscape",
                   "valley": "valley", "water": "water"}


@dataclass
class Entry:
    """One picture before it is drawn: its key in the source, its names, and its data."""
    key: str
    names: list
    tags: list = field(default_factory=list)
    svg: str = ""
    path: str = ""
    code: str = ""
    crop: str = ""   # "left", "centre" or "right": the square to take of a photograph


def _one_of_each(names):
    """Names without variants: the largest of several sizes, no two-tone copies."""
    best = {}
    for name in names:
        base, size = re.fullmatch(r"(.*?)(?:-(1\d|2\d|32|48))?", name).groups()
        if not re.search(r"-(flat|duo)$", base) and int(size or 0) >= best.get(base, (-1,))[0]:
            best[base] = (int(size or 0), name)
    return {name for _, name in best.values()}


def _iconify(source, cache, table, photos):
    """An icon set of the iconify collection: icons, aliases and default sizes."""
    wanted = lambda path: path == f"json/{source.name}.json"
    folder, version = fetch(source.origin, cache, wanted, key="-" + source.name)
    data = json.loads((folder / "json" / f"{source.name}.json").read_text(encoding="utf-8"))
    aliases = {}
    for alias, row in data.get("aliases", {}).items():
        aliases.setdefault(row["parent"], []).append(alias)
    entries = []
    noun = source.naming == "noun"
    wanted_names = _one_of_each(data["icons"]) if noun else data["icons"]
    unwanted = {name for category, names in data.get("categories", {}).items()
                if noun and re.search(DROPPED_CATEGORIES, category) for name in names}
    for name, icon in data["icons"].items():
        if source.pattern and not re.fullmatch(source.pattern, name):
            continue
        if icon.get("hidden") or name not in wanted_names or name in unwanted:
            continue
        size = lambda key, default: icon.get(key, data.get(key, default))
        box = (icon.get("left", 0), icon.get("top", 0), size("width", 16), size("height", 16))
        svg = ('<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
               f'width="{box[2]}" height="{box[3]}" viewBox="{" ".join(map(str, box))}">'
               f'{icon["body"]}</svg>')
        entries.append(Entry(name, [name] + aliases.get(name, []), svg=svg))
    return entries, version


def _codepoints(source, cache, table, photos):
    """Files named by code points, such as 1f34e.webp."""
    folder, version = fetch(source.origin, cache, lambda path: path.startswith("assets/"))
    entries = []
    for path in sorted((folder / "assets").glob("*.webp")):
        found = table.by_code.get(emoji.normal_hexcode(path.stem))
        if found:
            entries.append(Entry(path.stem, [found.label], path=str(path), code=found.hexcode))
    return entries, version


def _clipart_words(path):
    """(title, keywords) of a clip art file from its metadata; empty where there is none."""
    title, keywords = "", []
    try:
        for _, node in ElementTree.iterparse(path):
            if node.tag in _WORKS:
                title = (node.findtext(_TITLE) or "").strip()
                subject = node.find(_SUBJECT)
                for item in subject.iter(_ITEM) if subject is not None else ():
                    keywords += [k.strip() for k in re.split(r"[,;/]", item.text or "") if k.strip()]
                break
    except (ElementTree.ParseError, OSError, ValueError, LookupError):
        pass
    return title, keywords


def _openclipart(source, cache, table, photos):
    """The Open Clip Art folders, less flags, signs and parts of user interfaces."""
    folder, version = fetch(source.origin, cache)
    root = folder / "usr" / "share" / "openclipart" / "svg"
    entries, stars = [], 0
    for path in sorted(root.rglob("*.svg")):
        place = path.relative_to(root).as_posix()
        dropped = place.startswith(DROPPED_CLIPART) and not place.startswith(KEPT_CLIPART)
        if path.is_symlink() or dropped:
            continue
        if place.startswith(STARS):
            stars += 1
            if stars % STARS_STEP != 1:
                continue
        title, keywords = _clipart_words(path)
        folders = [p for p in place.split("/")[:-1] if p != "unsorted"]
        entries.append(Entry(place[:-4].replace("/", "-"), [path.stem, title],
                             keywords + folders[::-1], path=str(path)))
    return entries, version


def _photos(source, cache, table, photos):
    """The photographs that --photos names, with captions.jsonl beside them."""
    if not photos:
        return [], ""
    wanted = source.name.split("-", 1)[1]
    entries = []
    for line in (Path(photos) / "captions.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["source"] == wanted:
            key = Path(row["file"]).with_suffix("").as_posix().replace("/", "-")
            label = PHOTO_LABELS.get(row["label"], row["label"])
            entries.append(Entry(key, [label], [row["group"]],
                                 path=str(Path(photos) / row["file"]), crop="centre"))
    return entries, ""


def _properties(text):
    """{number: {key: value}} of a furniture catalogue."""
    rows = {}
    for match in re.finditer(r"^(\w+)#(\d+)=(.*)$", text, re.M):
        value = re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), match[3].strip())
        rows.setdefault(int(match[2]), {})[match[1]] = value
    return rows


def _furniture(source, cache, table, photos):
    """The catalogue pictures of the Sweet Home 3D model libraries."""
    folder, version = fetch(source.origin, cache)
    entries = []
    for library in FURNITURE_FILES[source.name]:
        archive = folder / "usr/share/sweethome3d/furniture" / f"{library}.sh3f"
        with zipfile.ZipFile(archive) as bundle:
            text = bundle.read("PluginFurnitureCatalog.properties").decode("utf-8", "replace")
        for number, row in sorted(_properties(text).items()):
            if row.get("name") and row.get("icon"):
                tags = [t.strip() for t in row.get("tags", "").split(",")] + [row.get("category", "")]
                tags = [t for t in tags if t and t.lower() not in ("blend swap", "scopia", "various")]
                entries.append(Entry(f"{library}-{number}", [row["name"]], tags,
                                     path=f"{archive}!{row['icon'].lstrip('/')}"))
    return entries, version


def _free_files(copyright_text):
    """Patterns of a Debian copyright file in order, with whether what they name is in the public domain."""
    rules, paths = [], []
    for paragraph in copyright_text.split("\n\n"):
        fields = dict(re.findall(r"^(\w+):((?:.*(?:\n[ \t].*)*))", paragraph, re.M))
        if "Files" in fields:
            paths = fields["Files"].split()
            free = fields.get("License", "").split("\n")[0].strip() == "public-domain"
            rules += [(path, free) for path in paths]
    return rules


def _landscapes(source, cache, table, photos):
    """Endless Sky's photographs of landscapes, those in the public domain; three squares of each."""
    folder, version = fetch(source.origin, cache)
    document = next((folder / "usr/share/doc/endless-sky-data").glob("copyright*"))
    text = (gzip.open(document, "rt", encoding="utf-8") if document.suffix == ".gz" else
            open(document, encoding="utf-8")).read()
    rules, entries = _free_files(text), []
    for path in sorted((folder / "usr/share/games/endless-sky/images/land").glob("*.jpg")):
        free = False
        for pattern, value in rules:   # the last one that fits counts
            if fnmatch.fnmatch(f"images/land/{path.name}", pattern):
                free = value
        kind = re.match(r"[a-z]*", path.stem)[0]
        if free and kind in LANDSCAPE_NAMES:
            entries += [Entry(f"{path.stem}-{crop}", [LANDSCAPE_NAMES[kind]], ["landscape", "nature"], path=str(path), crop=crop)
                        for crop in ("left", "centre", "right")]
    return entries, version


_READERS = {"landscapes": _landscapes, "iconify": _iconify, "codepoints": _codepoints, "openclipart": _openclipart,
            "photos": _photos, "furniture": _furniture}


def read(source, cache, table, photos=None):
    """(entries, version) of a source."""
    return _READERS[source.kind](source, cache, table, photos)
