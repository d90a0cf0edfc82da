# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Files of settings: --config and --print-config."""

import json
import tomllib
import unittest

from command import QUICK, TINY, CommandTest


class SettingsTest(CommandTest):
    def write(self, text):
        (self.folder / "my.toml").write_bytes(text if isinstance(text, bytes) else text.encode())

    def printed(self, *arguments):
        code, out, err = self.run_command(*arguments, "--print-config")
        self.assertEqual((code, err), (0, ""))
        return out

    def test_printed_settings_are_read_back_to_the_same(self):
        flags = ["a \"red\" [apple] \\ 사과", "--clip", "a.pt:2", "--clip", "b:c.pt", "--seed", "18446744073709551615",
                 "--noise", ".5", "--cutouts=7", "-s", "64x48", "--optimizer", "sgd", "--force", "--save-every", "3",
                 "--image-prompt", "x.png:2:-0.5", "-o", "a.webp"]
        text = self.printed(*flags)
        self.write(text)
        self.assertEqual(self.printed("--config", "my.toml"), text)
        values = tomllib.loads(text)
        self.assertEqual(values["prompt"], flags[0])
        self.assertEqual(values["clip"], ["a.pt:2", "b:c.pt"])
        self.assertEqual(values["image-prompt"], ["x.png:2:-0.5"])
        self.assertEqual(values["seed"], "18446744073709551615")  # more than TOML's integers hold
        self.assertEqual((values["cutouts"], values["candidates"], values["tv"]), (7, 16, 0))
        self.assertEqual((values["force"], values["quiet"]), (True, False))
        self.assertNotIn("steps", values)  # as the models have it, until it is set
        self.assertIn("16..4096 pixels", text)
        self.assertIn("cutouts = 7  # 1..1024", text)

    def test_without_a_prompt_and_without_models(self):
        text = self.printed("--weights", "none")
        self.write(text)
        self.assertEqual(self.printed("--config", "my.toml"), text)
        self.assertNotIn("prompt", tomllib.loads(text))
        self.refuse(2, "UTF-8", b"\xff".decode("utf-8", "surrogateescape"), "--print-config")

    def test_the_command_line_wins(self):
        self.write(f'prompt = "a dog"\noutput = "b.png"\nsteps = 7\nseed = 5\nforce = true\nquiet = true\n'
                   f'weights = "{TINY}"\ncutouts = "2"\nnoise = 0.25\n')
        (self.folder / "b.png").write_bytes(b"old")
        code, out, err = self.run_command("--config", "my.toml", "a cat", "--steps", "1", "--candidates", "1")
        self.assertEqual((code, out, err), (0, "b.png\n", ""))
        record = json.loads(self.run_command("inspect", "b.png")[1])
        self.assertEqual(record["prompt"], "a cat")
        self.assertEqual([record["options"][name] for name in ["steps", "seed", "cutouts", "noise"]], [1, 5, 2, 0.25])

    def test_errors_name_file_and_line(self):
        for text, line, words in [
                ('\ncutuots = 4\n', 2, ["cutuots: no such setting", "cutouts?"]),
                ('zzzzzzzzz = 4', 1, ["no such setting", "--print-config"]),
                ('help = true', 1, ["no such setting"]),
                ('prompt = "a"\n\nsteps = -4', 3, ['steps = "-4"', "100000"]),
                ('steps = [1, 2]', 1, ["an array"]),
                ('force = 1', 1, ["true or false"]),
                ('clip = [\n"a.pt",\n"b.pt:0"]', 1, ["above 0"]),
                ('save-every = 0', 1, ["1..100000"]),
                ('[cutouts]\ncutouts = 4', 1, ["[cutouts]: a table"]),
                ('seed = 1\nseed = 2', 2, ["seed"]),
                (b'# \xff\n', 1, ["utf-8"])]:
            self.write(text)
            with self.subTest(text=text):
                self.refuse(2, [f"my.toml:{line}: ", *words], "a cat", "--config", "my.toml")
        self.refuse(2, ["none.toml", "No such file"], "a cat", "--config", "none.toml")
        self.refuse(2, "a folder", "a cat", "--config", ".")

    def test_a_file_is_the_only_one_to_speak(self):
        self.write('prompt = ""')
        self.refuse(2, "the prompt is empty", "--config", "my.toml", *QUICK)
        self.write('clip = []')
        self.refuse(2, "no prompt", "--config", "my.toml", *QUICK)


if __name__ == "__main__":
    unittest.main()
