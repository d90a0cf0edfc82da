"""Builds the picture set: /usr/bin/python3 -m python_export.dataset.build --out DIR [--photos DIR]

Run from the repository root. A second run continues where the first one stopped.
"""
import argparse
import collections
import hashlib
import json
import os
import re
import time
from pathlib import Path

import numpy as np

from . import captions, emoji, readers, render, sources, synonyms
from .everyday import NOUNS
from .fetch import fetch
from .korean import Korean
from .wordnet import BROADER, WordNet

CONCEPT_SHARE = 0.04
NEARLY_EMPTY = 0.015   # share of pixels that has to be drawn


def split_of(concept, family):
    """"concept", "family" or "train"; depends on nothing but its arguments."""
    parts = re.findall(r"[a-z0-9]+", concept.lower())
    kept = any(form in NOUNS for part in parts for form in captions.singulars(part))
    draw = int(hashlib.sha256(concept.encode()).hexdigest()[:8], 16) / 2**32
    if draw < CONCEPT_SHARE and not kept:
        return "concept"
    return "family" if family == sources.HELD_OUT_FAMILY else "train"


def from_emoji(found):
    """The words of an item that an emoji describes."""
    name = captions.emoji_name(found.label)
    return {"concept": found.label, "name": name, "tags": captions.clean_tags(found.tags, name),
            "name_ko": found.label_ko,
            "tags_ko": [t for t in found.tags_ko if t != found.label_ko and len(t) < 20][:12],
            "group": found.group}


def from_name(name, tags, tables):
    """The words of an item that only its own source describes."""
    found = next(filter(None, map(tables.emoji.label, captions.singulars(name))), None)
    if found and found.kept:
        words = from_emoji(found)
        return dict(words, name=name)
    tags = captions.clean_tags(tags, name)
    return {"concept": name, "name": name, "tags": tags, "name_ko": tables.korean.name(name),
            "tags_ko": tables.korean.tags(tags), "group": ""}


def other_words(words, tables):
    """Other names and wider terms of an item, English and Korean."""
    concept, group = words["concept"], words["group"]
    own, own_ko = tables.synonyms.get(concept, ((), ()))
    same = tables.wordnet.synonyms(words["name"], group)
    wider = [] if group == "smileys" else tables.wordnet.broader(words["name"], group)
    return {"synonyms": [w for w in dict.fromkeys([*own, *same]) if w != words["name"]],
            "synonyms_ko": [w for w in own_ko if w != words["name_ko"]],
            "broader": wider, "broader_ko": [BROADER[w] for w in wider]}


class Tables:
    """The word tables that captions are made with."""

    def __init__(self, cache):
        """Fetches the packages where they are not cached yet."""
        data, _ = fetch(sources.EMOJIBASE, cache, lambda p: p.startswith(("en/", "ko/", "meta/")))
        self.emoji = emoji.load(data)
        wordnet = fetch(sources.WORDNET, cache)[0]
        self.nouns, self.wordnet = captions.Nouns.load(wordnet), WordNet.load(wordnet)
        self.synonyms = synonyms.table()
        self.korean = Korean(self.emoji)
        self.nouns.add(self.korean.known)


def describe(source, entry, tables, all_keys):
    """The words for one entry, or None where it is to be left out."""
    if source.naming == "label":
        return from_name(entry.names[0], entry.tags, tables)
    if source.naming == "emoji":
        found = tables.emoji.by_code.get(emoji.normal_hexcode(entry.code)) if entry.code else None
        if any(map(emoji.is_skin_tone, entry.names)) or "-tone" in entry.key:
            return None
        found = found or next(filter(None, map(tables.emoji.find, entry.names)), None)
        if found:
            return from_emoji(found) if found.kept else None
        base = re.sub(r"-(medium-)?(light|medium|dark)$", "", entry.key)
        if base != entry.key and base in all_keys:
            return None
        name = captions.icon_name(entry.names[0], tables.nouns)
        return from_name(name, [], tables) if name else None
    if source.kind == "openclipart":
        name = captions.clipart_name(*entry.names, entry.tags, tables.nouns, tables.emoji)
    elif source.kind == "furniture":
        name = " ".join(captions.words(entry.names[0]))
    else:
        name = captions.icon_name(entry.names[0], tables.nouns)
    return from_name(name, entry.tags, tables) if name else None


def plan(source, cache, tables, photos):
    """(jobs, items, version, tally) of a source, before anything is drawn."""
    entries, version = readers.read(source, cache, tables.emoji, photos)
    keys = {entry.key for entry in entries}
    jobs, items = [], {}
    for entry in entries:
        words = describe(source, entry, tables, keys)
        if not words:
            continue
        items[entry.key] = {"id": f"{source.name}/{entry.key}", "source": source.name, "family": source.family,
                            "style": source.style, **words, **other_words(words, tables)}
        jobs.append(render.Job(entry.key, entry.svg, entry.path, source.refit, entry.crop))
    return jobs, items, version, {"read": len(entries), "named": len(items)}


def is_cutout(pixels):
    """True when most of the picture's border is transparent."""
    alpha = pixels[..., 3]
    border = np.concatenate([alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1]])
    return bool((border <= render.OPAQUE).mean() > 0.5)


def clipart_style(pixels):
    """Clip art without colour is called what it is."""
    drawn = pixels[pixels[..., 3] > 127][:, :3].astype(int)
    if not len(drawn) or (np.ptp(drawn, axis=1) > 24).mean() > 0.03:
        return "clip art"
    dark = (drawn.max(axis=1) < 70).mean()
    return "black silhouette" if dark > 0.9 else "black and white drawing"


def draw(source, options, tables):
    """Renders a source; returns (items with their picture paths, record for sources.json)."""
    began = time.time()
    jobs, items, version, tally = plan(source, options.cache, tables, options.photos)
    folder = options.cache / f"png{options.size}" / source.name
    paths = render.render_all(jobs, folder, options.size, options.workers)
    tally["failed"] = len(jobs) - len(paths)
    kept, seen = [], set()
    for key, path in paths.items():
        pixels = render.load_pixels(path)
        digest = hashlib.sha256(pixels.tobytes()).digest()
        if (pixels[..., 3] > render.OPAQUE).mean() < NEARLY_EMPTY or digest in seen:
            continue
        seen.add(digest)
        item = dict(items[key], cutout=is_cutout(pixels))
        if source.kind == "openclipart":
            item["style"] = clipart_style(pixels)
        item["split"] = split_of(item["concept"], item["family"])
        kept.append((item, path))
    tally["empty_or_repeated"] = len(paths) - len(kept)
    print(f"{source.name:24} {len(kept):6} pictures of {tally}  {time.time() - began:.0f} s", flush=True)
    record = dict(count=len(kept), licence=source.licence, attribution=source.attribution,
                  origin=source.origin, version=version, family=source.family, **tally)
    return kept, record


def _write_text(path, text):
    """Writes beside the target and renames."""
    partial = path.with_name(path.name + ".partial")
    partial.write_text(text, encoding="utf-8")
    os.replace(partial, path)


def write(rows, records, out, size):
    """Writes pictures.npy, items.jsonl and sources.json."""
    partial = out / "pictures.npy.partial"
    pictures = np.lib.format.open_memmap(partial, "w+", np.uint8, (len(rows), size, size, 4))
    for i, (_, path) in enumerate(rows):
        pictures[i] = render.load_pixels(path)
    pictures.flush()
    del pictures
    os.replace(partial, out / "pictures.npy")
    lines = (json.dumps(item, ensure_ascii=False) + "\n" for item, _ in rows)
    _write_text(out / "items.jsonl", "".join(lines))
    _write_text(out / "sources.json", json.dumps(records, indent=1, ensure_ascii=False) + "\n")


MONOCHROME = {"silhouette icon", "outline icon", "black silhouette", "black and white drawing"}


def figures(rows, tables):
    """(pictures drawn in colour, WordNet nouns that name or end the names of three or more pictures)"""
    count = collections.Counter()
    for item, _ in rows:
        for name in {item["name"], item["name"].split()[-1], item["concept"]}:
            found = next((form for form in captions.singulars(name) if form in tables.nouns.concrete_words), None)
            if found:
                count[found] += 1
    return sum(i["style"] not in MONOCHROME for i, _ in rows), sum(n >= 3 for n in count.values())


def main(argv=None):
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--out", type=Path, required=True, help="folder to write the set to")
    parser.add_argument("--photos", type=Path, help="folder of photographs with captions.jsonl")
    parser.add_argument("--size", type=int, default=128, help="side of the pictures in pixels")
    parser.add_argument("--cache", type=Path, help="downloads and drawn pictures (OUT/cache)")
    parser.add_argument("--sources", nargs="*", help="only these; default: all that are on")
    parser.add_argument("--workers", type=int, default=2, help="pictures drawn at the same time")
    options = parser.parse_args(argv)
    options.cache = (options.cache or options.out / "cache").resolve()
    options.out.mkdir(parents=True, exist_ok=True)
    tables = Tables(options.cache)
    rows, records = [], {}
    for source in sources.chosen(options.sources):
        kept, record = draw(source, options, tables)
        if kept:
            rows += kept
            records[source.name] = record
    write(rows, records, options.out, options.size)
    splits = [item["split"] for item, _ in rows]
    print(f"{len(rows)} pictures, {len({i['concept'] for i, _ in rows})} concepts:",
          {name: splits.count(name) for name in ("train", "family", "concept")})
    print("pictures in colour: {}, nouns with three or more pictures: {}".format(*figures(rows, tables)))


if __name__ == "__main__":
    main()
