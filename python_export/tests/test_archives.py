# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Tests that the committed containers are those that make_archives.py writes."""
import os
import pickletools
import tempfile
import unittest
import zipfile

from python_export import make_archives

DATA = os.path.join(os.path.dirname(__file__), "..", "..", "tests", "data", "archives")
MAX_BYTES = 20_000


def globals_of(path):
    """Returns the names that a file's pickles ask for, sorted, without running them."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            name = next(n for n in archive.namelist() if n.endswith("/data.pkl"))
            return sorted(pickle_globals(archive.open(name)))
    with open(path, "rb") as file:
        found = []
        try:
            while True:
                found += pickle_globals(file)
        except ValueError:  # data, or the end
            return sorted(found)


def pickle_globals(file):
    names = [argument for opcode, argument, _ in pickletools.genops(file) if opcode.name == "GLOBAL"]
    return [name.replace("numpy._core.", "numpy.core.") for name in names]  # as NumPy 2 calls it


class Archives(unittest.TestCase):
    def test_committed_files_are_what_the_command_writes(self):
        """Bytes and order differ between versions of PyTorch, and old files hold addresses: names are compared."""
        with tempfile.TemporaryDirectory() as folder:
            make_archives.make(folder)
            self.assertEqual(sorted(os.listdir(folder)), sorted(os.listdir(DATA)))
            for name in os.listdir(DATA):
                kept = os.path.join(DATA, name)
                self.assertLess(os.path.getsize(kept), MAX_BYTES, name)
                self.assertEqual(globals_of(os.path.join(folder, name)), globals_of(kept), name)


if __name__ == "__main__":
    unittest.main()
