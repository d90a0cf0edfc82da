# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Copies a TAESD-family autoencoder (taesd, taesdxl, taesd3, taef1, taef2) from .pth to safetensors.

    /usr/bin/python3 -m python_export.export_taesd taesd_encoder.pth taesd_decoder.pth -o OUT_DIR

Nothing in the files is run. Encoder and decoder are told apart by their tensors; either may come alone.
"""
import argparse
import os
import re
import sys

from . import archive, checkpoint

_NAME = re.compile(r"(\d+)\.(weight|bias|(conv|pool)\.\d+\.(weight|bias)|skip\.weight)")


class ExportError(ValueError):
    """A file that is no part of a TAESD, or two that do not belong together."""


def describe(tensors, path):
    """Returns metadata: kind, part ("encoder" or "decoder") and latent_channels.

    Layers are numbered; the decoder's number 0 is a clamp, which has no tensors.
    """
    strange = sorted(name for name in tensors if not _NAME.fullmatch(name))
    if strange:
        raise ExportError(f"{path}: tensor {strange[0]} does not belong to a TAESD, expected names such as 1.conv.0.weight")
    last = max(int(name.split(".")[0]) for name in tensors)
    part, first = ("encoder", "0.weight") if "0.weight" in tensors else ("decoder", "1.weight")
    ends = [tensors.get(name) for name in (first, f"{last}.weight")]
    if any(end is None or end.ndim != 4 for end in ends):
        raise ExportError(f"{path}: {first} and {last}.weight are no two convolutions, so it is no part of a TAESD")
    into, out = ends[0].shape[1], ends[1].shape[0]
    picture, latent = (into, out) if part == "encoder" else (out, into)
    if picture != 3:
        raise ExportError(f"{path}: {first} to {last}.weight lead from {into} to {out} channels; the picture's side of "
                          f"the {part} has {picture}, expected 3")
    return {"kind": "taesd", "part": part, "latent_channels": int(latent)}


def export(sources, folder, half=False):
    """Writes folder/STEM.safetensors for each source; returns a list of (path, metadata, names that were not made)."""
    parts = []
    for source in sources:
        found = checkpoint.read(source)
        parts.append((source, found, describe(found.tensors, source)))
    if len(parts) == 2:
        (a, _, first), (b, _, second) = parts
        if first["part"] == second["part"]:
            raise ExportError(f"{b}: is a {second['part']} like {a}, expected one encoder and one decoder")
        if first["latent_channels"] != second["latent_channels"]:
            raise ExportError(f"{b}: has {second['latent_channels']} latent channels, {a} has {first['latent_channels']}: "
                              "they do not belong together")
    os.makedirs(folder, exist_ok=True)
    out = []
    for source, found, metadata in parts:
        stem = os.path.splitext(os.path.basename(source))[0]
        if metadata["part"] not in stem:  # the two are found by their names
            stem += "_" + metadata["part"]
        target = os.path.join(folder, stem + ".safetensors")
        archive.write(target, found.tensors, metadata, half)
        out.append((target, metadata, found.left_out))
    return out


def main():
    parser = argparse.ArgumentParser(prog="export_taesd", description=__doc__.split("\n")[0])
    parser.add_argument("files", nargs="+", metavar="PTH", help="encoder, decoder or both")
    parser.add_argument("-o", "--out", required=True, metavar="OUT_DIR", help="folder to write to")
    parser.add_argument("--half", action="store_true", help="store fp16: half the size")
    options = parser.parse_args()
    if len(options.files) > 2:
        parser.error(f"{len(options.files)} files given, expected an encoder and a decoder")
    try:
        for target, metadata, left_out in export(options.files, options.out, options.half):
            if left_out:
                print("not made and not run:", ", ".join(left_out), file=sys.stderr)
            print(f"{target}: {metadata['part']}, {metadata['latent_channels']} latent channels")
    except (ExportError, checkpoint.CheckpointError, archive.ArchiveError, OSError) as error:
        sys.exit(f"export_taesd: {error}")


if __name__ == "__main__":
    main()
