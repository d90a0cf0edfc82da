# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Reads the tensors of PyTorch checkpoints (zip and the old form) with numpy alone and runs nothing that is in them.

A checkpoint is a pickle, and a pickle may name any function of the machine and have it called. Here every name but
the few that a state dict needs becomes a stand-in, which takes any call and does nothing.
"""
import collections
import io
import math
import os
import pickle
import struct
import sys
import zipfile

import numpy as np

_TYPES = {"DoubleStorage": "<f8", "FloatStorage": "<f4", "HalfStorage": "<f2", "BFloat16Storage": "bf16",
          "LongStorage": "<i8", "IntStorage": "<i4", "ShortStorage": "<i2", "CharStorage": "i1", "ByteStorage": "u1",
          "BoolStorage": "?"}
_WRAPPERS = ("state_dict", "model", "params")
_LEGACY_MAGIC, _LEGACY_PROTOCOL = 0x1950A86A20F9469CFC6C, 1001
_DEEPEST = 4  # dicts in dicts before the state dict

Checkpoint = collections.namedtuple("Checkpoint", "tensors left_out")


class CheckpointError(ValueError):
    """A file that holds no state dict that can be read without running what it asks for."""


class StandIn:
    """Stands for whatever a pickle makes of a name that is not known here: takes everything, does nothing."""

    wanted = "?"

    def __new__(cls, *_, **__):
        return object.__new__(cls)

    def __init__(self, *_, **__):
        pass

    def __call__(self, *_, **__):
        return self

    def _take(self, *_):
        pass

    __setstate__ = __setitem__ = append = extend = add = update = _take


# Tuples, since a pickle may ask to have the attributes of an object changed.
_Storage = collections.namedtuple("_Storage", "key type_name count")
_Tensor = collections.namedtuple("_Tensor", "storage offset shape strides")


class _Data:
    """The numbers of a file, read when they are asked for. source(key, size): the bytes of a storage."""

    def __init__(self, source):
        self.source, self.kept = source, {}

    def storage(self, storage):
        if storage.key not in self.kept:
            type_ = _TYPES[storage.type_name]
            raw = self.source(storage.key, storage.count * _size(storage))
            values = np.frombuffer(raw, "<u2" if type_ == "bf16" else type_)
            self.kept[storage.key] = (values.astype(np.uint32) << 16).view(np.float32) if type_ == "bf16" else values
        return self.kept[storage.key]

    def tensor(self, tensor):
        storage, offset, shape, strides = tensor
        if not isinstance(shape, tuple) or not isinstance(strides, tuple) or len(shape) != len(strides) or not all(
                isinstance(n, int) and n >= 0 for n in (offset, *shape, *strides)):
            raise CheckpointError(f"shape {shape} with strides {strides} at {offset} makes no sense")
        elements = math.prod(shape)
        last = offset + sum((size - 1) * stride for size, stride in zip(shape, strides))
        if elements > storage.count or (elements and last >= storage.count):
            raise CheckpointError(f"shape {shape} reaches beyond the {storage.count} numbers stored for it")
        values = self.storage(storage)
        if not elements:
            return np.empty(shape, values.dtype)
        steps = [stride * values.itemsize for stride in strides]
        return np.lib.stride_tricks.as_strided(values[offset:], shape, steps, writeable=False)


def _size(storage):
    type_ = _TYPES[storage.type_name]
    return 2 if type_ == "bf16" else np.dtype(type_).itemsize


class _Unpickler(pickle._Unpickler):
    """The Python twin of pickle.Unpickler: a file cannot make it take memory for what is not in the file, as it can
    the C one with a large number in a LONG_BINPUT."""

    def __init__(self, file):
        super().__init__(file, encoding="utf-8", errors="surrogateescape")
        self.names, self.storages, self._stand_ins = {}, {}, {}

    def find_class(self, module, name):
        if (module, name) == ("collections", "OrderedDict"):
            return collections.OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return self._rebuild_tensor
        if (module, name) == ("torch._utils", "_rebuild_parameter"):
            return lambda tensor, *_: tensor
        if module == "torch" and name in _TYPES:
            return self.stand_in(module, name)  # asked for its name alone
        self.names[f"{module}.{name}"] = None
        return self.stand_in(module, name)

    def stand_in(self, module, name):
        wanted = f"{module}.{name}"
        if wanted not in self._stand_ins:
            self._stand_ins[wanted] = type("StandIn", (StandIn,), {"wanted": wanted})
        return self._stand_ins[wanted]

    def persistent_load(self, pid):
        kind, type_, key, _, count, *view = pid
        name = type_.wanted.rpartition(".")[2]
        if kind != "storage" or name not in _TYPES or not isinstance(count, int) or count < 0:
            self.names[type_.wanted] = None
            return type_()
        if view and view[0] is not None:
            raise CheckpointError("uses views of storages, which PyTorch wrote before version 0.4 only: "
                                  "load it with PyTorch and save its state_dict() again")
        return self.storages.setdefault(str(key), _Storage(str(key), name, count))

    def _rebuild_tensor(self, storage, offset=0, shape=(), strides=(), *_):
        return _Tensor(storage, offset, shape, strides) if isinstance(storage, _Storage) else storage


def _unpickle(unpickler, path):
    try:
        return unpickler.load()
    except CheckpointError as error:
        raise CheckpointError(f"{path}: {error}") from None
    except Exception as error:  # a damaged pickle can end in any exception
        asked = f", which asks for {_listed(unpickler.names)}; nothing was run" if unpickler.names else ""
        raise CheckpointError(f"{path}: a damaged pickle{asked}: {error}") from error


def _listed(names, most=8):
    names = sorted(names)
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def _read_zip(path):
    try:
        archive = zipfile.ZipFile(path)
        entries = archive.namelist()
    except zipfile.BadZipFile as error:
        raise CheckpointError(f"{path}: begins as a zip file but has no table at its end: is it half a download?") from error
    except Exception as error:
        raise CheckpointError(f"{path}: a damaged zip file: {error}") from error
    found = [name for name in entries if name == "data.pkl" or name.endswith("/data.pkl")]
    if not found:
        raise CheckpointError(f"{path}: a zip file without data.pkl, so no PyTorch checkpoint")
    root = found[0][:-len("data.pkl")]
    if root + "constants.pkl" in entries or any(name.startswith(root + "code/") for name in entries):
        raise CheckpointError(f"{path}: a TorchScript archive, not a checkpoint; clipdraw reads it as it is")

    def part(name, size=None):
        try:
            if size not in (None, archive.getinfo(name).file_size):
                raise ValueError(f"{archive.getinfo(name).file_size} bytes, expected {size}")
            return archive.read(name)
        except Exception as error:  # a damaged zip file can end in any exception
            raise CheckpointError(f"damaged in {name}: {error}") from error

    try:
        description = part(found[0])
        order = part(root + "byteorder") if root + "byteorder" in entries else b"little"
    except CheckpointError as error:
        raise CheckpointError(f"{path}: {error}") from None
    if order != b"little":
        raise CheckpointError(f"{path}: its numbers are big-endian, expected little-endian: save it again elsewhere")
    unpickler = _Unpickler(io.BytesIO(description))
    return _unpickle(unpickler, path), unpickler.names, _Data(lambda key, size: part(f"{root}data/{key}", size))


def _read_pickles(path):
    """The old form: four pickles one after the other, a list of keys, the data. Or any other pickle."""
    with open(path, "rb") as file:
        first = _Unpickler(file)
        content = _unpickle(first, path)
        if not isinstance(content, int) or content != _LEGACY_MAGIC:
            return content, first.names, None
        version, system = (_unpickle(_Unpickler(file), path) for _ in range(2))
        if version != _LEGACY_PROTOCOL:
            raise CheckpointError(f"{path}: protocol {version}, expected {_LEGACY_PROTOCOL}")
        if isinstance(system, dict) and system.get("little_endian") is False:
            raise CheckpointError(f"{path}: its numbers are big-endian, expected little-endian: save it again elsewhere")
        unpickler = _Unpickler(file)
        content = _unpickle(unpickler, path)
        keys = _unpickle(_Unpickler(file), path)
        place, places = file.tell(), {}
        for key in keys if isinstance(keys, list) else ():
            storage = unpickler.storages.get(str(key))
            file.seek(place)
            count = file.read(8)
            if storage is None or len(count) < 8 or struct.unpack("<q", count)[0] != storage.count:
                raise CheckpointError(f"{path}: the data of storage {key} is missing or of another size: "
                                      "is it half a download?")
            places[str(key)] = place + 8
            place += 8 + storage.count * _size(storage)

    def source(key, size):
        if key not in places or places[key] + size > os.path.getsize(path):
            raise CheckpointError("its data is cut off: is it half a download?")
        with open(path, "rb") as file:
            file.seek(places[key])
            return file.read(size)

    return content, unpickler.names, _Data(source)


def _kind(path):
    """What a file is by its first bytes: "zip", "pickle"; raises CheckpointError for anything else."""
    with open(path, "rb") as file:
        head = file.read(512)
    text = head.lstrip().lower()
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    if head.startswith(b"version https://git-lfs"):
        what = "a git-LFS pointer of some lines that stands for the file; fetch it with: git lfs pull"
    elif text.startswith((b"<!doctype", b"<html", b"<?xml")):
        what = "a web page, not weights: download the file itself, not the page about it"
    elif not head:
        what = "empty, expected a PyTorch checkpoint"
    elif len(head) > 9 and head[8:9] == b"{" and struct.unpack("<Q", head[:8])[0] < os.path.getsize(path):
        what = "a safetensors file, not a checkpoint; clipdraw reads it as it is"
    elif head.startswith(b"\x1f\x8b") or head[257:262] == b"ustar":
        what = "a packed archive (gzip or tar): unpack it first"
    elif head[:1] == b"\x80" or head[:1] in b"(c]}":
        return "pickle"
    else:
        what = f"no PyTorch checkpoint, its first bytes are {head[:8]!r}"
    raise CheckpointError(f"{path}: {what}")


def _state_dict(content):
    """The dict that holds the tensors: the outermost one, or one that is wrapped in it under a usual name."""
    for _ in range(_DEEPEST):
        inner = [dict.get(content, key) for key in _WRAPPERS] if isinstance(content, dict) else []
        content = next((value for value in inner if isinstance(value, dict)), content)
    return content


def read(path):
    """Returns a Checkpoint: tensors, a dict of name -> numpy array (bfloat16 as float32), and left_out, the names of
    everything that the file wanted to have made or run and that was not.

    Entries that are no tensors are dropped. Raises CheckpointError, which names the file and the cause.
    """
    content, names, data = _read_zip(path) if _kind(path) == "zip" else _read_pickles(path)
    state = _state_dict(content)
    if isinstance(state, StandIn):
        raise CheckpointError(f"{path}: holds no state dict but something that {state.wanted} would have to make; "
                              "nothing was run. Save model.state_dict() with the program that it comes from")
    if not isinstance(state, dict):
        raise CheckpointError(f"{path}: holds a {type(state).__name__}, expected a dict of tensors; nothing was run")
    for name, value in dict.items(state):
        if isinstance(value, StandIn):
            raise CheckpointError(f"{path}: entry {name!r} is no tensor but something that {value.wanted} would have "
                                  "to make; nothing was run")
    tensors = {}
    for name, value in dict.items(state):
        if isinstance(name, str) and isinstance(value, _Tensor):
            try:
                tensors[name] = data.tensor(value)
            except CheckpointError as error:
                raise CheckpointError(f"{path}: {name}: {error}") from None
    if not tensors:
        asked = f"; it asks for {_listed(names)}, and nothing was run" if names else ""
        raise CheckpointError(f"{path}: holds no tensors{asked}")
    return Checkpoint(tensors, sorted(names))


def main():
    """python3 -m python_export.checkpoint FILE: lists what a checkpoint holds."""
    if len(sys.argv) != 2:
        sys.exit("usage: python3 -m python_export.checkpoint FILE")
    try:
        found = read(sys.argv[1])
    except (CheckpointError, OSError) as error:
        sys.exit(f"checkpoint: {error}")
    for name, array in found.tensors.items():
        print(f"{name}  {array.dtype} {list(array.shape)}")
    if found.left_out:
        print("not made and not run:", _listed(found.left_out))


if __name__ == "__main__":
    main()
