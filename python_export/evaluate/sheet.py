# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Contact sheets."""
from PIL import Image


def sheet(files, path, columns=10, side=128, gap=4):
    """Lays picture files out in rows, each scaled to side x side pixels."""
    rows = -(-len(files) // columns)
    out = Image.new("RGB", (columns * (side + gap) + gap, rows * (side + gap) + gap), "white")
    for i, f in enumerate(files):
        r, c = divmod(i, columns)
        with Image.open(f) as image:
            out.paste(image.convert("RGB").resize((side, side), Image.LANCZOS), (gap + c * (side + gap), gap + r * (side + gap)))
    out.save(path)
