# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of the one archive writer and reader."""
import json
import os
import struct
import tempfile
import unittest

import numpy as np
import torch

from python_export import archive


class Archive(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = os.path.join(self.folder.name, "a.safetensors")

    def raw(self, header, data=b""):
        text = header if isinstance(header, bytes) else json.dumps(header).encode()
        with open(self.path, "wb") as file:
            file.write(struct.pack("<Q", len(text)) + text + data)

    def test_round_trip_of_every_dtype(self):
        tensors = {f"t{i}": np.array([[0, 1, 2], [3, 4, 5]]).astype(t) for i, t in enumerate(
            ["f8", "f4", "f2", "i8", "i4", "i2", "i1", "u1", "?"])}
        tensors.update(scalar=np.float32(2.5), empty=np.zeros((0, 3), np.float32), strided=np.arange(12.0).reshape(3, 4).T)
        archive.write(self.path, tensors, {"name": "x", "config": {"a": [1, None]}})
        found, metadata = archive.read(self.path)
        self.assertEqual(sorted(found), sorted(tensors))
        for name, value in tensors.items():
            self.assertEqual(found[name].dtype, np.asarray(value).dtype)
            self.assertEqual(found[name].shape, np.asarray(value).shape)
            np.testing.assert_array_equal(found[name], value)
        self.assertEqual(metadata["name"], "x")
        self.assertEqual(json.loads(metadata["config"]), {"a": [1, None]})
        self.assertEqual(metadata["clipdraw.schema"], archive.SCHEMA)

    def test_header_is_aligned_and_names_are_sorted(self):
        for name in ("a", "ab", "abc", "abcd"):
            archive.write(self.path, {name: np.ones(3, np.float32), "B": np.ones(1, np.float16)}, {"k": "빨간"})
            with open(self.path, "rb") as file:
                length = struct.unpack("<Q", file.read(8))[0]
                header = json.loads(file.read(length))
            self.assertEqual(length % 8, 0)
            self.assertEqual([k for k in header if k != "__metadata__"], sorted(["B", name]))

    def test_same_input_same_bytes(self):
        blobs = []
        for order in (("a", "b"), ("b", "a")):
            archive.write(self.path, {k: np.full(4, ord(k), np.float32) for k in order})
            with open(self.path, "rb") as file:
                blobs.append(file.read())
        self.assertEqual(*blobs)

    def test_half_keeps_integers_and_scalars(self):
        archive.write(self.path, {"w": np.array([1.0, 1 / 3]), "n": np.array([70000]), "s": np.float32(1 / 3)}, half=True)
        found, _ = archive.read(self.path)
        self.assertEqual([found[k].dtype for k in "wns"], [np.float16, np.int64, np.float32])
        single, _ = archive.read(self.path, single=True)
        self.assertEqual(single["w"].dtype, np.float32)

    def test_torch_tensors_are_taken(self):
        archive.write(self.path, {"a": torch.ones(2, requires_grad=True), "b": torch.ones(2).bfloat16()})
        found, _ = archive.read(self.path)
        self.assertEqual(found["b"].dtype, np.float32)
        np.testing.assert_array_equal(found["a"], np.ones(2))

    def test_bfloat16_of_other_files_is_read(self):
        self.raw({"x": {"dtype": "BF16", "shape": [2], "data_offsets": [0, 4]}}, b"\x80\x3f\x00\xc0")
        np.testing.assert_array_equal(archive.read(self.path)[0]["x"], [1.0, -2.0])

    def test_what_must_not_be_written(self):
        for bad, half in ((np.array([np.nan]), False), (np.array([np.inf], np.float32), False), (np.array([1e6]), True),
                          (np.array([1j]), False), (np.array(["x"]), False)):
            with self.assertRaises(archive.ArchiveError):
                archive.write(self.path, {"x": bad}, half=half)
        self.assertEqual(os.listdir(self.folder.name), [])

    def test_damaged_files_are_refused(self):
        good = {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}
        cases = [({"x": {**good, "data_offsets": [0, 80]}}, bytes(8)), ({"x": {**good, "data_offsets": [8, 0]}}, bytes(8)),
                 ({"x": {**good, "data_offsets": [-8, 0]}}, bytes(8)), ({"x": {**good, "dtype": "Q9"}}, bytes(8)),
                 ({"x": {**good, "shape": [3]}}, bytes(8)), ({"x": {"dtype": "F32"}}, bytes(8)), ({"x": 3}, b""),
                 (b"{", b""), (b"\xff\xfe", b""), (b"[]", b"")]
        for header, data in cases:
            self.raw(header, data)
            with self.assertRaises(archive.ArchiveError, msg=str(header)):
                archive.read(self.path)
        for blob in (b"", b"\x08", struct.pack("<Q", 1 << 60) + b"{}"):
            with open(self.path, "wb") as file:
                file.write(blob)
            with self.assertRaises(archive.ArchiveError):
                archive.read(self.path)


class EightBits(unittest.TestCase):
    def test_rows_are_stored_by_their_largest_value(self):
        rows = np.random.default_rng(1).normal(size=(5, 7)).astype(np.float32) * np.array([[1], [0], [100], [1e-3], [2]], np.float32)
        stored = archive.quantized({"m.weight": rows, "m.bias": rows[0]}, ["m.weight"])
        self.assertEqual((stored["m.weight"].dtype, stored["m.weight.scale"].shape), (np.int8, (5,)))
        again = archive.dequantized(stored)
        self.assertEqual(sorted(again), ["m.bias", "m.weight"])
        self.assertTrue((np.abs(again["m.weight"] - rows).max(1) <= np.abs(rows).max(1) / 250).all())
        np.testing.assert_array_equal(again["m.bias"], rows[0])


if __name__ == "__main__":
    unittest.main()
