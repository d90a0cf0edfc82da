# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Makes a small clean copy of a VQGAN checkpoint: taming-transformers' VQModel or GumbelVQ -> safetensors.

    /usr/bin/python3 -m python_export.export_vqgan last.ckpt model.yaml -o vqgan.safetensors --half

Nothing in the checkpoint is run. The description (ddconfig, n_embed, embed_dim) comes from the yaml and is checked
against the tensors; without a yaml it is read off the tensors.
"""
import argparse
import os
import re
import sys

from . import archive, checkpoint

_NEEDED = ("encoder.", "decoder.", "quantize.", "quant_conv.", "post_quant_conv.")
_FIRST_STAGE = "first_stage_model."  # where a larger model keeps its VQGAN
_DROPPED = ("loss.", "model_ema.", "colorize")
_RESOLUTION = 256  # of all published taming models; the tensors do not say


class ExportError(ValueError):
    """A checkpoint or a yaml that is no VQGAN's, or two that do not belong together."""


def select(tensors, path):
    """Returns the tensors that the autoencoder needs, under taming's names, without the discriminator and the like."""
    if any(name.startswith(_FIRST_STAGE) for name in tensors):
        tensors = {k[len(_FIRST_STAGE):]: v for k, v in tensors.items() if k.startswith(_FIRST_STAGE)}
    kept = {k: v for k, v in tensors.items() if k.startswith(_NEEDED)}
    strange = sorted(k for k in tensors if k not in kept and not k.startswith(_DROPPED))
    if strange:
        raise ExportError(f"{path}: has {len(strange)} tensors that no VQGAN has, such as {', '.join(strange[:4])}; "
                          f"expected {' '.join(name + '*' for name in _NEEDED)}")
    return kept


def _levels(tensors, side):
    return 1 + max((int(m[1]) for m in (re.match(rf"{side}\.(?:down|up)\.(\d+)\.", k) for k in tensors) if m), default=-1)


def _count(tensors, stem):
    """How many of stem.0, stem.1 ... there are."""
    number = 0
    while any(name.startswith(f"{stem}.{number}.") for name in tensors):
        number += 1
    return number


def describe(tensors, path, resolution=_RESOLUTION):
    """Reads the description off the tensors. Returns (metadata, facts), a fact being (value, where it shows)."""

    def size(name, axis):
        if name not in tensors or tensors[name].ndim <= axis:
            hint = ""
            if name.startswith("quantize."):
                hint = "; without a codebook it may be an AutoencoderKL, which needs no exporter when it comes as " \
                       "diffusers' safetensors"
            raise ExportError(f"{path}: tensor {name} is missing, so it is no VQGAN of taming-transformers{hint}")
        return int(tensors[name].shape[axis])

    gumbel = "quantize.embed.weight" in tensors
    book = "quantize.embed.weight" if gumbel else "quantize.embedding.weight"
    channels, levels = size("encoder.conv_in.weight", 0), _levels(tensors, "encoder")
    if not levels:
        raise ExportError(f"{path}: has no encoder.down.*, so it is no VQGAN of taming-transformers")
    widths = [size(f"encoder.down.{i}.block.0.conv2.weight", 0) for i in range(levels)]
    if any(width % channels for width in widths):
        raise ExportError(f"{path}: widths {widths} of encoder.down.* are no multiples of {channels}, the width of "
                          "encoder.conv_in")
    z_channels = size("decoder.conv_in.weight", 1)
    attention = [i for i in range(levels) if _count(tensors, f"encoder.down.{i}.attn")]
    facts = {
        "ch": (channels, "encoder.conv_in.weight"),
        "ch_mult": ([width // channels for width in widths], "encoder.down.*.block.0.conv2.weight"),
        "num_res_blocks": (_count(tensors, "encoder.down.0.block"), "encoder.down.0.block.*"),
        "z_channels": (z_channels, "decoder.conv_in.weight"),
        "double_z": (size("encoder.conv_out.weight", 0) == 2 * z_channels, "encoder.conv_out.weight"),
        "in_channels": (size("encoder.conv_in.weight", 1), "encoder.conv_in.weight"),
        "out_ch": (size("decoder.conv_out.weight", 0), "decoder.conv_out.weight"),
        "n_embed": (size(book, 0), book),
        "embed_dim": (size(book, 1), book),
        "attention": (attention, "encoder.down.*.attn.*"),
    }
    keys = ("double_z", "z_channels", "in_channels", "out_ch", "ch", "ch_mult", "num_res_blocks")
    config = {key: facts[key][0] for key in keys}
    config.update(resolution=resolution, attn_resolutions=[resolution >> i for i in attention], dropout=0.0)
    if "encoder.mid.attn_1.q.weight" not in tensors:
        config["mid_attention"] = False
    metadata = {"kind": "gumbel" if gumbel else "vqgan", "ddconfig": config, "n_embed": facts["n_embed"][0],
                "embed_dim": facts["embed_dim"][0]}
    return metadata, facts


def read_yaml(path):
    """Returns (class name, ddconfig, n_embed, embed_dim) of taming's yaml, also where a larger model holds it."""
    try:
        import yaml
    except ImportError:
        raise ExportError(f"{path}: reading it needs python3-yaml: sudo apt-get install python3-yaml") from None
    try:
        with open(path, encoding="utf-8") as file:
            model = yaml.safe_load(file)["model"]
        while "first_stage_config" in model["params"]:
            model = model["params"]["first_stage_config"]
        target, params = str(model.get("target", "")), model["params"]
        return target.rpartition(".")[2], dict(params["ddconfig"]), params["n_embed"], params["embed_dim"]
    except yaml.YAMLError as error:
        raise ExportError(f"{path}: not yaml: {error}") from error
    except (KeyError, TypeError, ValueError, AttributeError, UnicodeDecodeError) as error:
        raise ExportError(f"{path}: not the configuration of a VQGAN: expected model.params with ddconfig, n_embed and "
                          f"embed_dim ({type(error).__name__}: {error})") from error


def merge(metadata, facts, described, yaml_path, path):
    """Takes the yaml's description once all that the tensors say agrees with it."""
    target, config, n_embed, embed_dim = described
    stated = {**config, "n_embed": n_embed, "embed_dim": embed_dim}

    def check(key, said, is_so, where):
        if said != is_so:
            raise ExportError(f"{yaml_path}: {key} is {said!r}, expected {is_so!r} by {where} of {path}: "
                              "is it another model's yaml?")

    if target in ("VQModel", "GumbelVQ"):
        check("target", target, "GumbelVQ" if metadata["kind"] == "gumbel" else "VQModel", "quantize.*")
    for key, (value, where) in facts.items():
        if key == "attention":
            continue
        if key not in stated and key not in ("double_z", "in_channels", "out_ch"):
            raise ExportError(f"{yaml_path}: {key} is missing, expected {value!r} by {where} of {path}")
        check(key, stated.get(key, value), value, where)
    resolution, at = config.get("resolution"), config.get("attn_resolutions")
    if not isinstance(resolution, int) or not isinstance(at, list):
        raise ExportError(f"{yaml_path}: resolution is {resolution!r} and attn_resolutions {at!r}, expected a number and a list")
    levels, (attention, where) = range(len(facts["ch_mult"][0])), facts["attention"]
    check("attn_resolutions", sorted(at), sorted(set(at) - {resolution >> i for i in levels}) +
          sorted(resolution >> i for i in attention), where)
    extra = {key: metadata["ddconfig"][key] for key in ("mid_attention",) if key in metadata["ddconfig"]}
    return {**metadata, "ddconfig": {**config, **extra}}


def export(source, target, yaml_path=None, half=False, resolution=_RESOLUTION):
    """Writes target; returns (metadata, number of bytes, names that were not made). Raises ExportError,
    CheckpointError or ArchiveError."""
    found = checkpoint.read(source)
    tensors = select(found.tensors, source)
    metadata, facts = describe(tensors, source, resolution)
    if yaml_path:
        metadata = merge(metadata, facts, read_yaml(yaml_path), yaml_path, source)
    if metadata["ddconfig"]["double_z"]:
        raise ExportError(f"{source}: double_z is true, expected false: a VQGAN's encoder gives one value a channel")
    return metadata, archive.write(target, tensors, metadata, half), found.left_out


def main():
    parser = argparse.ArgumentParser(prog="export_vqgan", description=__doc__.split("\n")[0])
    parser.add_argument("checkpoint", help=".ckpt or .pth")
    parser.add_argument("yaml", nargs="?", help="the model.yaml that comes with it")
    parser.add_argument("-o", "--out", required=True, help="the .safetensors to write")
    parser.add_argument("--half", action="store_true", help="store fp16: half the size")
    parser.add_argument("--resolution", type=int, default=_RESOLUTION,
                        help="side of the training pictures where there is no yaml (default %(default)s)")
    options = parser.parse_args()
    if os.path.isdir(options.out):
        parser.error(f"{options.out} is a folder, expected a file name")
    if options.resolution < 1:
        parser.error("--resolution is below 1")
    try:
        metadata, size, left_out = export(options.checkpoint, options.out, options.yaml, options.half, options.resolution)
    except (ExportError, checkpoint.CheckpointError, archive.ArchiveError, OSError) as error:
        sys.exit(f"export_vqgan: {error}")
    if left_out:
        print("not made and not run:", ", ".join(left_out), file=sys.stderr)
    config = metadata["ddconfig"]
    print(f"{options.out}: {metadata['kind']}, {metadata['n_embed']} codes of {metadata['embed_dim']} channels, factor "
          f"{1 << (len(config['ch_mult']) - 1)}, {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
