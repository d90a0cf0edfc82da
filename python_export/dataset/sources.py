"""The table of picture sources: what each is, where it comes from and under which licence.

Only sources in the public domain or under CC0, MIT, ISC, Apache or CC-BY may be on by
default, because weights trained on the set are redistributed.
"""
from dataclasses import dataclass

ICONIFY = "npm:@iconify/json@2.2.535"
EMOJI_3D = "npm:@lobehub/fluent-emoji-3d@1.1.0"
EMOJIBASE = "npm:emojibase-data@17.0.0"
OPENCLIPART = "deb:openclipart-svg"
WORDNET = "deb:wordnet-base"
FURNITURE = "deb:sweethome3d-furniture"
LANDSCAPES = "deb:endless-sky-data"

FREE_LICENCES = ("public domain", "CC0-1.0", "MIT", "Apache-2.0", "CC-BY-3.0", "CC-BY-4.0", "ISC")
HELD_OUT_FAMILY = "emojione"


@dataclass(frozen=True)
class Source:
    """One row of the table.

    kind says which reader understands the files ("iconify", "codepoints",
    "openclipart", "photos", "furniture", "landscapes"); naming says whether picture names are
    looked up among the emoji ("emoji") or must hold a concrete noun ("noun").
    refit crops a picture to what is drawn before it is scaled. pattern: only icons whose whole names fit it.
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
    pattern: str = ""


def _streamline(name, style):
    """A row for one of the Streamline colour sets."""
    return Source("streamline-" + name, "streamline-" + name, style, "CC-BY-4.0",
                  "Streamline (github.com/webalys-hq/streamline-vectors)", ICONIFY, naming="noun")


def _mono(name, licence, attribution, style="silhouette icon", pattern=""):
    """A row for a set of icons in one colour."""
    return Source(name, name, style, licence, attribution, ICONIFY, naming="noun", pattern=pattern, refit=True)


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
    Source("streamline-flex-color", "streamline-flex-color", "blue icon", "CC-BY-4.0",
           "Streamline (github.com/webalys-hq/streamline-vectors)", ICONIFY, naming="noun"),
    Source("streamline-sharp-color", "streamline-sharp-color", "blue icon", "CC-BY-4.0",
           "Streamline (github.com/webalys-hq/streamline-vectors)", ICONIFY, naming="noun"),
    Source("icon-park", "icon-park", "blue icon", "Apache-2.0", "ByteDance (github.com/bytedance/IconPark)",
           ICONIFY, naming="noun"),
    Source("marketeq", "marketeq", "line drawing", "MIT", "Marketeq", ICONIFY, naming="noun"),
    Source("flat-ui", "flat-ui", "flat icon", "MIT", "Designmodo (github.com/designmodo/Flat-UI)", ICONIFY, naming="noun"),
    Source("landscapes", "landscapes", "photo", "public domain",
           "photographers of morguefile.com, Library of Congress and others who gave them away (Endless Sky's land/)",
           LANDSCAPES, kind="landscapes", naming="label"),
    # One colour: what they show is given any colour when a training picture is composed.
    Source("fluent-emoji-high-contrast", "fluent-emoji", "silhouette icon", "MIT",
           "Microsoft Corporation (github.com/microsoft/fluentui-emoji)", ICONIFY),
    _mono("game-icons", "CC-BY-3.0", "the authors of game-icons.net (github.com/game-icons/icons)"),
    _mono("ph", "MIT", "Phosphor Icons (github.com/phosphor-icons/core)", pattern=r".*-fill"),
    _mono("mdi", "Apache-2.0", "Pictogrammers (github.com/Templarian/MaterialDesign)", pattern=r"(?!.*(outline|-off|variant)).*"),
    _mono("fa7-solid", "CC-BY-4.0", "Dave Gandy, Font Awesome (github.com/FortAwesome/Font-Awesome)"),
    _mono("healthicons", "MIT", "Resolve to Save Lives (github.com/resolvetosavelives/healthicons)",
          pattern=r"(?!.*(outline|negative|24px)).*"),
    _mono("maki", "CC0-1.0", "Mapbox (github.com/mapbox/maki)"),
    _mono("temaki", "CC0-1.0", "Bryan Housel (github.com/ideditor/temaki)"),
    _mono("pinhead", "CC0-1.0", "Quincy Morgan (github.com/waysidemapping/pinhead)"),
    _mono("material-symbols", "Apache-2.0", "Google (github.com/google/material-design-icons)",
          pattern=r"(?!.*-(outline|rounded|sharp|off)).*"),
    _mono("icon-park-solid", "Apache-2.0", "ByteDance (github.com/bytedance/IconPark)"),
    _mono("mingcute", "Apache-2.0", "MingCute Design (github.com/Richard9394/MingCute)", pattern=r".*-fill"),
    _mono("lucide", "ISC", "Lucide Contributors (github.com/lucide-icons/lucide)", "outline icon"),
    _mono("tabler", "MIT", "Paweł Kuna (github.com/tabler/tabler-icons)", "outline icon", r"(?!.*-(filled|off)).*"),
    _mono("hugeicons", "MIT", "Hugeicons (icon-sets.iconify.design/hugeicons)", "outline icon"),
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
