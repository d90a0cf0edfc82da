#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""The man page and the completions name every option of the library's table and every command, and shells take them."""

import ctypes
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

FOLDER = pathlib.Path(os.environ["CLIPDRAW_GENERATED"])
MAN, BASH, ZSH = FOLDER / "clipdraw.1", FOLDER / "clipdraw.bash", FOLDER / "_clipdraw"
CLI = os.environ["CLIPDRAW_CLI"]


class OptionInfo(ctypes.Structure):
    """clipdraw_option_info."""
    _fields_ = [("struct_size", ctypes.c_size_t), ("name", ctypes.c_char_p), ("type", ctypes.c_int),
                ("minimum", ctypes.c_double), ("maximum", ctypes.c_double), ("unit", ctypes.c_char_p),
                ("default_text", ctypes.c_char_p), ("choices", ctypes.c_char_p), ("stage", ctypes.c_char_p),
                ("help", ctypes.c_char_p)]


def table():
    """The names of the library's options."""
    library = ctypes.CDLL(os.environ["CLIPDRAW_LIBRARY"])
    library.clipdraw_option_count.restype = ctypes.c_size_t
    library.clipdraw_option_get_info.argtypes = [ctypes.c_size_t, ctypes.POINTER(OptionInfo)]
    names = []
    for index in range(library.clipdraw_option_count()):
        info = OptionInfo(ctypes.sizeof(OptionInfo))
        assert library.clipdraw_option_get_info(index, ctypes.byref(info)) == 0
        names.append(info.name.decode())
    return names


def commands():
    """What may stand in the first place: the words of the synopsis."""
    return set(re.findall(r"^\\fBclipdraw\\fR \\fB(\w+)", MAN.read_text(), flags=re.MULTILINE))


def complete(*words, cwd=None):
    """What bash offers for the last of the words."""
    script = ('source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _clipdraw; '
              'printf "%s\\n" "${COMPREPLY[@]}"')
    result = subprocess.run(["bash", "-c", script, "bash", BASH, CLI, *words], check=True, capture_output=True,
                            text=True, cwd=cwd)
    assert not result.stderr, result.stderr
    return {line for line in result.stdout.splitlines() if line}


class GeneratedTest(unittest.TestCase):
    def test_every_option_of_the_table_is_in_all_three(self):
        names = table()
        self.assertGreater(len(names), 10)
        man, zsh, offered = MAN.read_text().replace("\\-", "-"), ZSH.read_text(), complete("--")
        for name in names:
            self.assertIn(f"--{name}\\fR", man)
            self.assertIn(f"--{name}=", zsh)
            self.assertIn(f"--{name}", offered)

    def test_every_flag_of_the_help_is_in_all_three(self):
        man, zsh = MAN.read_text().replace("\\-", "-"), ZSH.read_text()
        for command in ["", *sorted(commands() - {"models"})]:
            words = [command] if command else []
            text = subprocess.run([CLI, *words, "--help"], check=True, capture_output=True, text=True).stdout
            flags = set(re.findall(r"^  (?:-\w,)?(--[\w-]+)", text, flags=re.MULTILINE))
            self.assertIn("--help", flags)
            self.assertEqual(flags - complete(*words, "--"), set(), command)
            for flag in flags:
                self.assertIn(flag, zsh, command)
                if not command:
                    self.assertIn(flag, man)

    def test_bash_completes_commands_choices_and_files(self):
        self.assertEqual(complete("insp"), {"inspect"})
        self.assertEqual(complete("--star"), {"--start", "--start-image"})
        self.assertEqual(complete("a cat", "--start", "pr"), {"prior"})
        self.assertEqual(complete("a cat", "--start", "=", "ra"), {"random"})
        self.assertEqual(complete("a cat", "--steps", ""), set())
        self.assertEqual(complete("batch", "--format", "t"), {"text"})
        self.assertEqual(complete("batch", "merge", "--"), {"--help"})
        with tempfile.TemporaryDirectory() as folder:
            for name in ("a picture.png", "another.png"):
                (pathlib.Path(folder) / name).touch()
            (pathlib.Path(folder) / "folder").mkdir()
            self.assertEqual(complete("a cat", "-o", "a", cwd=folder), {"a picture.png", "another.png"})
            self.assertEqual(complete("inspect", "an", cwd=folder), {"another.png"})
            self.assertEqual(complete("batch", "", cwd=folder), {"a picture.png", "another.png", "folder", "merge"})
            self.assertEqual(complete("batch", "merge", "", cwd=folder), {"folder"})
            self.assertEqual(complete("a cat", "--weights", "", cwd=folder), {"folder"})

    @unittest.skipUnless("models" in commands(), "built without clipdraw models")
    def test_bash_completes_published_models(self):
        self.assertEqual(complete("models", "fe"), {"fetch"})
        self.assertIn("--offline", complete("models", "fetch", "--"))
        self.assertEqual(complete("models", "fetch", "clip-voc"), {"clip-vocabulary"})
        self.assertNotIn("NAME", complete("models", "fetch", ""))
        self.assertEqual(complete("--vocabulary", "clip-voc"), {"clip-vocabulary"})

    def test_every_command_is_in_the_completions(self):
        self.assertIn("inspect", commands())
        self.assertEqual(complete(""), commands())
        for command in commands():
            self.assertIn(f"_clipdraw_{command}", ZSH.read_text())

    @unittest.skipUnless(shutil.which("zsh"), "zsh is not at hand")
    def test_zsh_takes_its_file(self):
        subprocess.run(["zsh", "-n", ZSH], check=True)
        # What it asks zsh's own function for, once quotes are gone and a command's words are taken away.
        for words, wanted in (("x --start", r"--start=\[.*\]:prior.*:\(prior random.*\)"), ("inspect x", "FILE:_files"),
                              ("batch x", r"1:JOBS:_alternative .*_clipdraw_commands_of_batch"),
                              ("batch merge x", "DIR:_files -/"),
                              ("x --clip", r"\*--clip=\[.*\]:FILE.*:_clipdraw_models_and_files")):
            script = f'_arguments() {{ print -rl -- "$@" }}; words=(clipdraw {words}); CURRENT=$#words; source "$1"'
            result = subprocess.run(["zsh", "-f", "-c", script, "zsh", ZSH], check=True, capture_output=True, text=True)
            self.assertEqual(result.stderr, "")
            self.assertTrue([line for line in result.stdout.splitlines() if re.search(wanted, line)], result.stdout)

    @unittest.skipUnless(shutil.which("groff"), "groff is not at hand")
    def test_the_page_is_sound(self):
        result = subprocess.run(["groff", "-man", "-ww", "-z", MAN], check=True, capture_output=True, text=True)
        self.assertEqual(result.stderr, "")


if __name__ == "__main__":
    unittest.main()
