# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""The one safetensors writer and reader of this project's Python side. Needs numpy only.

Format: 8 bytes little-endian length of the header, the header (JSON: name -> dtype, shape, data_offsets;
texts under __metadata__), padded with spaces to a multiple of 8, then the data of all tensors without gaps.
"""
import json
import os
import struct
import tempfile

import numpy as np

SCHEMA = "1"  # of our own metadata; written to every archive
_TO_NUMPY = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "i1",
             "U8": "u1", "BOOL": "?"}
_FROM_NUMPY = {np.dtype(v): k for k, v in _TO_NUMPY.items()}
_LARGEST_HEADER = 100 << 20


class ArchiveError(ValueError):
    """A file that is no valid archive, or tensors that must not be written."""


def _prepared(name, value, half):
    """Returns value as a contiguous little-endian array of a storable dtype."""
    if hasattr(value, "detach"):  # a torch tensor, without importing torch
        value = value.detach().cpu()
        value = (value.float() if "bfloat16" in str(value.dtype) else value).numpy()
    array = np.asarray(value)
    if half and array.dtype in (np.float32, np.float64) and array.ndim > 0:
        with np.errstate(over="ignore"):
            array = array.astype(np.float16)
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        raise ArchiveError(f"{name}: holds values that are not finite{' in half precision' if half else ''}")
    array = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<")).reshape(array.shape)
    if array.dtype not in _FROM_NUMPY:
        raise ArchiveError(f"{name}: dtype {array.dtype} cannot be stored")
    return array


def write(path, tensors, metadata=None, half=False):
    """Writes tensors, a dict of name -> array (numpy or torch), through a temporary file beside path.

    metadata: dict of text -> text, or of text -> anything that JSON can hold, which is then written as JSON.
    half: stores floating-point tensors as fp16, scalars excepted. Raises ArchiveError for a value that is not
    finite. Returns the number of bytes written.
    """
    arrays = {name: _prepared(name, tensors[name], half) for name in sorted(tensors)}
    texts = {"format": "pt", "clipdraw.schema": SCHEMA}
    texts.update({k: v if isinstance(v, str) else json.dumps(v) for k, v in (metadata or {}).items()})
    header, offset = {"__metadata__": texts}, 0
    for name, array in arrays.items():
        header[name] = {"dtype": _FROM_NUMPY[array.dtype], "shape": list(array.shape),
                        "data_offsets": [offset, offset + array.nbytes]}
        offset += array.nbytes
    encoded = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode("utf-8")
    encoded += b" " * (-len(encoded) % 8)
    folder = os.path.dirname(os.path.abspath(path))
    handle, temporary = tempfile.mkstemp(prefix=os.path.basename(path) + ".", dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(struct.pack("<Q", len(encoded)) + encoded)
            for array in arrays.values():
                file.write(array.tobytes())
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
    return 8 + len(encoded) + offset


def quantized(tensors, chosen):
    """Stores the tensors of the chosen names in 8 bits: each row's largest value becomes 127, and NAME.scale, float32 [rows],
    says what 1 stands for. Takes and returns a dict of name -> numpy array."""
    out = dict(tensors)
    for name in chosen:
        rows = np.asarray(tensors[name], np.float32)
        scale = np.abs(rows).reshape(len(rows), -1).max(1) / 127
        scale[scale == 0] = 1
        out[name] = np.round(rows / scale.reshape(-1, *[1] * (rows.ndim - 1))).astype(np.int8)
        out[name + ".scale"] = scale.astype(np.float32)
    return out


def dequantized(tensors):
    """The tensors of quantized() as float32 again; others stay."""
    out = {k: v for k, v in tensors.items() if not (k.endswith(".scale") and k[:-len(".scale")] in tensors)}
    for name, rows in out.items():
        if name + ".scale" in tensors:
            out[name] = rows.astype(np.float32) * tensors[name + ".scale"].astype(np.float32).reshape(-1, *[1] * (rows.ndim - 1))
    return out


def _array(name, entry, data):
    begin, end = entry["data_offsets"]
    if not 0 <= begin <= end <= len(data):
        raise ArchiveError(f"{name}: data_offsets {begin}..{end} are outside of the file's {len(data)} data bytes")
    raw = data[begin:end]
    if entry["dtype"] == "BF16":
        array = (np.frombuffer(raw, "<u2").astype(np.uint32) << 16).view(np.float32)
    elif entry["dtype"] in _TO_NUMPY:
        array = np.frombuffer(raw, _TO_NUMPY[entry["dtype"]])
    else:
        raise ArchiveError(f"{name}: dtype {entry['dtype']} is unknown")
    if array.size != int(np.prod(entry["shape"], dtype=np.int64)):
        raise ArchiveError(f"{name}: {len(raw)} bytes do not fill shape {entry['shape']}")
    return array.reshape(entry["shape"]).copy()


def read(path, single=False):
    """Returns (tensors, metadata) of a safetensors file: dicts of name -> numpy array and of text -> text.

    single: fp16 tensors are returned as fp32. Raises ArchiveError when the file is damaged.
    """
    with open(path, "rb") as file:
        raw = file.read()
    length = struct.unpack("<Q", raw[:8])[0] if len(raw) >= 8 else 0
    if not 2 <= length <= min(len(raw) - 8, _LARGEST_HEADER):
        raise ArchiveError(f"{path}: is cut off or no safetensors file")
    try:
        header = json.loads(raw[8:8 + length].decode("utf-8"))
        metadata = header.pop("__metadata__", {})
        data = memoryview(raw)[8 + length:]
        tensors = {name: _array(name, entry, data) for name, entry in header.items()}
    except (KeyError, TypeError, AttributeError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ArchiveError(f"{path}: damaged header: {error}") from error
    except ValueError as error:
        raise ArchiveError(f"{path}: {error}") from error
    if single:
        tensors = {k: v.astype(np.float32) if v.dtype == np.float16 else v for k, v in tensors.items()}
    return tensors, metadata
