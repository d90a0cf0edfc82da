# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of the checkpoint reader: it reads what PyTorch writes, and never runs what a file asks for."""
import argparse
import collections
import enum
import io
import os
import pickle
import subprocess
import sys
import tempfile
import unittest
import zipfile

import numpy as np
import torch

from python_export import archive, checkpoint

SHARED = os.environ.get("CLIPDRAW_PARITY_DIR") or os.path.join(os.path.dirname(__file__), "..", "..", "..", "shared",
                                                              "parity")


class Colour(enum.Enum):
    RED = 1


class Words(dict):
    """A dict of a class that the reader does not know."""


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.line = torch.nn.Linear(3, 2)

    def forward(self, x):
        return self.line(x)


class Command:
    """Pickles as a call of a function: what malicious files do."""

    def __init__(self, function, *arguments):
        self.call = function, arguments

    def __reduce__(self):
        return self.call


class Files(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = os.path.join(self.folder.name, "a.ckpt")

    def write(self, data):
        with open(self.path, "wb") as file:
            file.write(data)

    def bytes(self):
        with open(self.path, "rb") as file:
            return file.read()

    def refused(self, *words):
        with self.assertRaises(checkpoint.CheckpointError) as caught:
            checkpoint.read(self.path)
        for word in (self.path,) + words:
            self.assertIn(word, str(caught.exception))


class Readable(Files):
    def save(self, content, legacy):
        torch.save(content, self.path, _use_new_zipfile_serialization=not legacy)
        return checkpoint.read(self.path)

    def both(self, content):
        for legacy in (False, True):
            with self.subTest(legacy=legacy):
                yield self.save(content, legacy)

    def test_every_dtype(self):
        names = ["float64", "float32", "float16", "int64", "int32", "int16", "int8", "uint8", "bool"]
        content = {name: torch.arange(6).reshape(2, 3).to(getattr(torch, name)) for name in names}
        for found in self.both(content):
            self.assertEqual(sorted(found.tensors), sorted(names))
            for name in names:
                self.assertEqual(found.tensors[name].dtype, content[name].numpy().dtype)
                np.testing.assert_array_equal(found.tensors[name], content[name].numpy())
            self.assertEqual(found.left_out, [])

    def test_bfloat16_comes_as_float32(self):
        values = torch.tensor([1.0, -2.5, 3e38]).bfloat16()
        for found in self.both({"x": values}):
            self.assertEqual(found.tensors["x"].dtype, np.float32)
            np.testing.assert_array_equal(found.tensors["x"], values.float().numpy())

    def test_views_of_one_storage(self):
        whole = torch.arange(24.0).reshape(4, 6)
        content = {"whole": whole, "turned": whole.T, "part": whole[1:3, ::2], "row": whole[2], "scalar": whole[3, 5],
                   "empty": whole[:0]}
        for found in self.both(content):
            for name, value in content.items():
                self.assertEqual(found.tensors[name].shape, tuple(value.shape))
                np.testing.assert_array_equal(found.tensors[name], value.numpy())

    def test_parameters_and_module_state(self):
        net = Net()
        for found in self.both(collections.OrderedDict(net.named_parameters())):
            np.testing.assert_array_equal(found.tensors["line.weight"], net.line.weight.detach().numpy())
        for found in self.both(net.state_dict()):  # has an attribute _metadata
            self.assertEqual(sorted(found.tensors), ["line.bias", "line.weight"])

    def test_like_lightning(self):
        optimizer = torch.optim.Adam(Net().parameters())
        content = {"epoch": 3, "global_step": 7, "pytorch-lightning_version": "1.0.8", "state_dict": Net().state_dict(),
                   "optimizer_states": [optimizer.state_dict()], "callbacks": {Words: {"best": torch.ones(1)}},
                   "hparams": argparse.Namespace(lr=1e-3, colour=Colour.RED), "words": Words(a=1),
                   "rng": np.random.get_state(), "set": {1, 2}, "where": torch.device("cpu")}
        for found in self.both(content):
            self.assertEqual(sorted(found.tensors), ["line.bias", "line.weight"])
            self.assertIn("argparse.Namespace", found.left_out)
            self.assertIn(f"{__name__}.Colour", found.left_out)

    def test_usual_wrappers_are_opened(self):
        state = Net().state_dict()
        for content in ({"model": state}, {"params": state, "params_ema": state}, {"state_dict": {"model": state}},
                        {"state_dict": state, "model": None}, {**state, "note": "text", "n": 3, "none": None}):
            for found in self.both(content):
                self.assertEqual(sorted(found.tensors), ["line.bias", "line.weight"])

    def test_twins_of_the_shared_fixtures(self):
        for name in ("vqgan_tiny", "vqgan_gumbel_tiny"):
            path = os.path.join(SHARED, name)
            if not os.path.exists(path + ".ckpt"):
                self.skipTest(f"{path}.ckpt is not there")
            found, (expected, _) = checkpoint.read(path + ".ckpt").tensors, archive.read(path + ".safetensors")
            self.assertEqual(sorted(found), sorted(expected))
            for key, value in expected.items():
                np.testing.assert_array_equal(found[key], value)

    def test_the_command_lists_the_tensors(self):
        self.save({"state_dict": Net().state_dict(), "words": Words()}, False)
        root = os.path.join(os.path.dirname(__file__), "..", "..")
        result = subprocess.run([sys.executable, "-B", "-m", "python_export.checkpoint", self.path], cwd=root, text=True,
                                capture_output=True, check=True)
        self.assertIn("line.weight  float32 [2, 3]", result.stdout)
        self.assertIn("Words", result.stdout)


class Malicious(Files):
    """Each of these would make the file `touched` if anything in it were run."""

    def setUp(self):
        super().setUp()
        self.touched = os.path.join(self.folder.name, "touched")
        self.command = Command(os.system, f"touch {self.touched}")

    def tearDown(self):
        self.assertFalse(os.path.exists(self.touched), "something was run")

    def forms(self, content):
        for protocol in (0, 2, 4):
            yield "plain", protocol, lambda: self.write(pickle.dumps(content, protocol))
        for legacy in (False, True):
            yield "torch", legacy, lambda: torch.save(content, self.path, _use_new_zipfile_serialization=not legacy)

    def test_the_trap_would_snap(self):
        pickle.loads(pickle.dumps(self.command))
        self.assertTrue(os.path.exists(self.touched))
        os.unlink(self.touched)

    def test_a_command_as_the_content(self):
        for *form, write in self.forms(self.command):
            with self.subTest(form=form):
                write()
                self.refused("posix.system", "nothing was run")

    def test_a_command_as_the_state_dict_or_in_it(self):
        for content in ({"state_dict": self.command}, {"state_dict": {"w": torch.ones(2), "x": self.command}},
                        {"w": torch.ones(2), "x": self.command}):
            for legacy in (False, True):
                torch.save(content, self.path, _use_new_zipfile_serialization=not legacy)
                self.refused("posix.system", "nothing was run")

    def test_a_command_beside_the_state_dict_is_left_out_and_named(self):
        torch.save({"state_dict": {"w": torch.ones(2)}, "x": self.command}, self.path)
        found = checkpoint.read(self.path)
        np.testing.assert_array_equal(found.tensors["w"], [1, 1])
        self.assertEqual(found.left_out, ["posix.system"])

    def test_ways_around(self):
        touch = f"open({self.touched!r}, 'w')"
        calls = {"eval": Command(eval, touch), "exec": Command(exec, touch), "getattr": Command(getattr, os, "system"),
                 "import": Command(__import__, "os"), "open": Command(open, self.touched, "w"),
                 "popen": Command(subprocess.Popen, ["touch", self.touched])}
        for name, content in calls.items():
            with self.subTest(name):
                try:
                    self.write(pickle.dumps(content, 2))
                except Exception:  # a module cannot be pickled
                    continue
                self.refused("nothing was run")

    def test_hand_written_pickles(self):
        touch = f"touch {self.touched}".encode()
        cases = {
            "call": b"cos\nsystem\n(S'" + touch + b"'\ntR.",
            "inst": b"(S'" + touch + b"'\nios\nsystem\n.",
            "obj": b"(cos\nsystem\nS'" + touch + b"'\no.",
            "dotted": b"\x80\x04\x8c\x02os\x8c\x0bsystem.real\x93\x8c" + bytes([len(touch)]) + touch + b"\x85R.",
            "reads a dunder": b"c__main__\n__builtins__\n.",
            "changes our class": b"ccollections\nOrderedDict\n}S'items'\ncos\nsystem\nsb.",
            "changes a stand-in": b"cos\nsystem\n}S'wanted'\nS'harmless'\nsb.",
            "changes the rebuilder": b"ctorch._utils\n_rebuild_tensor_v2\n}S'x'\ncos\nsystem\nsb.",
            "calls the rebuilder": b"ctorch._utils\n_rebuild_tensor_v2\n(cos\nsystem\nI0\n(t(ttR.",
            "iterates": b"ccollections\nOrderedDict\n(cos\nsystem\ntR.",
            "hidden items": b"ccollections\nOrderedDict\n)R}S'items'\ncos\nsystem\nsb.",
            "large memo": b"\x80\x02}r\xff\xff\xff\xff.", "large text": b"\x80\x02X\xff\xff\xff\x7f.",
            "nothing": b".", "short": b"\x80\x02", "text": b"(hello", "loop": b"]q\x00h\x00a.",
        }
        for name, data in cases.items():
            with self.subTest(name):
                self.write(data)
                self.refused()

    def test_a_whole_module_is_not_made(self):
        torch.save(Net(), self.path)
        self.refused(f"{__name__}.Net", "nothing was run", "state_dict()")

    def test_a_kind_of_tensor_that_is_not_known(self):
        torch.save({"q": torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.qint8)}, self.path)
        self.refused("'q'", "_rebuild_qtensor")

    def test_tensors_that_reach_beyond_their_data(self):
        class Lie:
            def __init__(self, *arguments):
                self.arguments = arguments

            def __reduce__(self):
                return torch._utils._rebuild_tensor_v2, (torch.arange(4.0).storage(), *self.arguments, False, None)

        for bad in ((0, (5,), (1,)), (2, (3,), (1,)), (0, (2, 2), (3, 1)), (-1, (2,), (1,)), (0, (2,), (-1,)),
                    (0, (1 << 40,), (0,)), (0, (2, 2), (1,)), (0, ("2",), (1,)), (0, 4, (1,)), (0, (1 << 70,), (1,))):
            with self.subTest(bad=bad):
                torch.save({"x": Lie(*bad)}, self.path)
                self.refused(": x: ")


class OtherFiles(Files):
    def test_what_is_no_checkpoint(self):
        cases = {b"": "empty", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n": "git lfs pull",
                 b"\n<!DOCTYPE html><html></html>": "web page", b"<html>": "web page", b"\x1f\x8b\x08\x00abc": "unpack",
                 b"hello world": "hello wo", b"\x89PNG\r\n\x1a\n": "PNG", b"PK\x03\x04" + bytes(60): "half a download"}
        for data, word in cases.items():
            with self.subTest(data=data):
                self.write(data)
                self.refused(word)

    def test_other_weights_are_named(self):
        archive.write(self.path, {"x": np.ones(2, np.float32)})
        self.refused("safetensors", "as it is")
        torch.jit.trace(Net(), torch.ones(1, 3)).save(self.path)
        self.refused("TorchScript", "as it is")
        with zipfile.ZipFile(self.path, "w") as file:
            file.writestr("a.txt", "x")
        self.refused("data.pkl")

    def test_half_downloads_and_damage(self):
        for legacy in (False, True):
            torch.save({"x": torch.arange(3000.0), "y": torch.ones(5)}, self.path,
                       _use_new_zipfile_serialization=not legacy)
            whole = self.bytes()
            for part in (0.1, 0.5, 0.9, 0.99):
                with self.subTest(legacy=legacy, part=part):
                    self.write(whole[:int(part * len(whole))])
                    self.refused()
        torch.save({"x": torch.arange(3000.0)}, self.path)
        data = bytearray(self.bytes())
        data[data.index(np.arange(3000, dtype="<f4").tobytes()) + 5000] ^= 1
        self.write(data)
        self.refused("damaged in")

    def test_a_missing_or_short_block(self):
        torch.save({"x": torch.arange(30.0)}, self.path)
        with zipfile.ZipFile(self.path) as file:
            parts = {name: file.read(name) for name in file.namelist()}
        for change in ({"a/data/0": None}, {"a/data/0": b"\0" * 8}):
            changed = {k: change.get(k, v) for k, v in parts.items()}
            content = io.BytesIO()
            with zipfile.ZipFile(content, "w") as file:
                for name, value in changed.items():
                    if value is not None:
                        file.writestr(name, value)
            self.write(content.getvalue())
            self.refused("data/0")

    def test_no_tensors(self):
        torch.save({"state_dict": {}, "epoch": 3}, self.path)
        self.refused("holds no tensors")
        torch.save([torch.ones(2)], self.path)
        self.refused("list", "dict of tensors")


if __name__ == "__main__":
    unittest.main()
