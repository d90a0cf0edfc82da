"""The table of picture sources: what each is, where it comes from and under which licence.

Only sources in the public domain or under CC0, MIT, Apache or CC-BY may be on by
default, because weights trained on the set are redistributed.
"""
from dataclasses import dataclass

ICONIFY = "npm:@iconify/json@2.2.535"
EMOJI_3D = "npm:@lobehub/fluent-emoji-3d@1.1.0"
EMOJIBASE = "npm:emojibase-data@17.0.0"
OPENCLIPART = "deb:openclipart-svg"
WORDNET = "deb:wordnet-base"
FURNITURE = "deb:sweethome3d-furniture"

FREE_LICENCES = ("public domain", "CC0-1.0", "MIT", "Apache-2.0", "CC-BY-3.0", "CC-BY-4.0")
HELD_OUT_FAMILY = "emojione"


@dataclass(frozen=True)
class Source:
    """One row of the table.

    kind says which reader understands the files ("iconify", "codepoints",
    "openclipart", "photos", "furniture"); naming says whether picture names are
    looked up among the emoji ("emoji") or must hold a concrete noun ("noun").
    refit crops a picture to what is drawn before it is scaled.
    """
    name: str
    family: str
    style: str
    licence: str
    attribution: str
    origin: str
    kind: str = "iconify"
    naming: str = "emoji"
    refit: bool = False
    default: bool = True


def _streamline(name, style):
    """A row for one of the Streamline colour sets."""
    return Source("streamline-" + name, "streamline-" + name, style, "CC-BY-4.0",
                  "Streamline (github.com/webalys-hq/streamline-vectors)", ICONIFY, naming="noun")


SOURCES = (
    Source("noto", "noto", "cartoon", "Apache-2.0",
           "Google Inc (github.com/googlefonts/noto-emoji)", ICONIFY),
    Source("twemoji", "twemoji", "flat icon", "CC-BY-4.0",
           "Twitter and contributors (github.com/jdecked/twemoji)", ICONIFY),
    Source("fluent-emoji-flat", "fluent-emoji", "flat icon", "MIT",
           "Microsoft Corporation (github.com/microsoft/fluentui-emoji)", ICONIFY),
    Source("fluent-emoji-3d", "fluent-emoji", "3d", "MIT",
           "Microsoft Corporation (github.com/microsoft/fluentui-emoji), packed by LobeHub",
           EMOJI_3D, kind="codepoints"),
    Source("emojione", "emojione", "flat icon", "CC-BY-4.0",
           "Emoji One 2 (github.com/EmojiTwo/emojitwo)", ICONIFY),
    Source("noto-v1", "noto", "cartoon", "Apache-2.0",
           "Google Inc (github.com/googlefonts/noto-emoji)", ICONIFY),
    Source("fxemoji", "fxemoji", "flat icon", "Apache-2.0",
           "Mozilla (github.com/mozilla/fxemoji)", ICONIFY),
    Source("streamline-emojis", "streamline-emojis", "outlined cartoon", "CC-BY-4.0",
           "Streamline (github.com/webalys-hq/streamline-vectors)", ICONIFY),
    Source("fluent-emoji", "fluent-emoji", "shaded icon", "MIT",
           "Microsoft Corporation (github.com/microsoft/fluentui-emoji)", ICONIFY),
    Source("openclipart", "openclipart", "clip art", "public domain",
           "the contributors of the Open Clip Art Library", OPENCLIPART,
           kind="openclipart", naming="noun", refit=True),
    Source("photos-grocery", "photos-grocery", "photo", "MIT",
           "Marcus Klasson, GroceryStoreDataset (fruit and vegetables)", "folder:--photos",
           kind="photos", naming="label"),
    Source("photos-clothing", "photos-clothing", "photo", "CC0-1.0",
           "Alexey Grigorev and contributors, clothing-dataset-small", "folder:--photos",
           kind="photos", naming="label"),
    Source("flat-color-icons", "flat-color-icons", "flat icon", "MIT",
           "Icons8 (github.com/icons8/flat-Color-icons)", ICONIFY, naming="noun"),
    Source("fluent-color", "fluent-color", "icon", "MIT",
           "Microsoft Corporation (github.com/microsoft/fluentui-system-icons)", ICONIFY,
           naming="noun"),
    Source("meteocons", "meteocons", "icon", "MIT",
           "Bas Milius (github.com/basmilius/weather-icons)", ICONIFY, naming="noun", refit=True),
    _streamline("ultimate-color", "line drawing"),
    _streamline("freehand-color", "hand drawing"),
    _streamline("kameleon-color", "round icon"),
    _streamline("stickies-color", "line drawing"),
    _streamline("color", "blue icon"),
    _streamline("plump-color", "blue icon"),
    _streamline("cyber-color", "blue icon"),
    Source("furniture-cc0", "furniture", "3d", "CC0-1.0",
           "Blend Swap authors, converted by Emmanuel Puybaret", FURNITURE,
           kind="furniture", naming="noun", refit=True),
    Source("furniture-ccby", "furniture", "3d", "CC-BY-3.0",
           "Blend Swap authors, Scopia, Kator Legaz and Reallusion, converted by Emmanuel Puybaret",
           FURNITURE, kind="furniture", naming="noun", refit=True),
    # Known and read, but share-alike: never part of weights that are given away.
    Source("openmoji", "openmoji", "outlined cartoon", "CC-BY-SA-4.0",
           "OpenMoji (openmoji.org)", ICONIFY, default=False),
    Source("emojione-v1", "emojione", "flat icon", "CC-BY-SA-4.0",
           "Emoji One 1", ICONIFY, default=False),
)

BY_NAME = {source.name: source for source in SOURCES}


def chosen(names=None):
    """The sources named, or all that are on by default, in table order."""
    if not names:
        return [s for s in SOURCES if s.default]
    unknown = sorted(set(names) - set(BY_NAME))
    if unknown:
        raise SystemExit(f"unknown sources: {', '.join(unknown)}; known: {', '.join(BY_NAME)}")
    return [s for s in SOURCES if s.name in names]
