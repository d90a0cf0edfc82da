# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""The picture set in small files, to be taken to another machine: WebP pictures in shards of at most 24 MiB.

python3 -m python_export.train.shards pack DATA OUT [--quality 70]     DATA: what python_export.dataset.build wrote
python3 -m python_export.train.shards unpack OUT DATA
"""
import argparse
import gzip
import io
import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from PIL import Image

LIMIT = 24 * 2 ** 20


def encode(pixels, quality):
    """uint8 [H, W, 4] -> WebP bytes; alpha is kept exactly."""
    image = Image.fromarray(pixels)
    if (pixels[..., 3] == 255).all():
        image = image.convert("RGB")
    out = io.BytesIO()
    image.save(out, "WEBP", quality=quality, method=3)
    return out.getvalue()


def decode(data):
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGBA"))


def pack(data, out, quality=70, limit=LIMIT):
    """Writes OUT/items.jsonl.gz, sources.json and shard_000.bin ...: lengths (int32, as many as the first number says), then
    the pictures one behind the other. Returns the number of shards."""
    pictures = np.load(os.path.join(data, "pictures.npy"), mmap_mode="r")
    os.makedirs(out, exist_ok=True)
    with open(os.path.join(data, "items.jsonl"), "rb") as f, gzip.open(os.path.join(out, "items.jsonl.gz"), "wb") as g:
        shutil.copyfileobj(f, g)
    shutil.copyfile(os.path.join(data, "sources.json"), os.path.join(out, "sources.json"))
    held, size, number = [], 4, 0

    def flush():
        nonlocal held, size, number
        lengths = np.array([len(held)] + [len(h) for h in held], np.int32)
        with open(os.path.join(out, f"shard_{number:03}.bin"), "wb") as f:
            f.write(lengths.tobytes() + b"".join(held))
        held, size, number = [], 4, number + 1

    for i in range(len(pictures)):
        one = encode(pictures[i], quality)
        if held and size + len(one) + 4 > limit:
            flush()
        held.append(one)
        size += len(one) + 4
    flush()
    return number


def unpack(out, data, workers=16):
    """Writes DATA/pictures.npy, items.jsonl and sources.json."""
    os.makedirs(data, exist_ok=True)
    with gzip.open(os.path.join(out, "items.jsonl.gz"), "rb") as g, open(os.path.join(data, "items.jsonl"), "wb") as f:
        shutil.copyfileobj(g, f)
    shutil.copyfile(os.path.join(out, "sources.json"), os.path.join(data, "sources.json"))
    with open(os.path.join(data, "items.jsonl"), "rb") as f:
        count = sum(1 for _ in f)
    held = []
    for name in sorted(n for n in os.listdir(out) if n.startswith("shard_")):
        with open(os.path.join(out, name), "rb") as f:
            raw = f.read()
        n = int(np.frombuffer(raw[:4], np.int32)[0])
        ends = 4 + 4 * n + np.cumsum([0, *np.frombuffer(raw[4:4 + 4 * n], np.int32)])
        held += [raw[a:b] for a, b in zip(ends, ends[1:])]
    if len(held) != count:
        raise SystemExit(f"{out}: {len(held)} pictures for {count} items; bring all shards")
    side = decode(held[0]).shape[0]
    partial = os.path.join(data, "pictures.npy.partial")
    pictures = np.lib.format.open_memmap(partial, "w+", np.uint8, (count, side, side, 4))

    def one(i):
        pictures[i] = decode(held[i])

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(one, range(count), chunksize=64))
    pictures.flush()
    os.replace(partial, os.path.join(data, "pictures.npy"))


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("what", choices=["pack", "unpack"])
    a.add_argument("source")
    a.add_argument("target")
    a.add_argument("--quality", type=int, default=70)
    o = a.parse_args()
    if o.what == "pack":
        print(f"{o.target}: {pack(o.source, o.target, o.quality)} shards")
    else:
        unpack(o.source, o.target)


if __name__ == "__main__":
    main()
