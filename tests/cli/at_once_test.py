# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""What can be told without LibTorch is told without loading it, which takes longer than all the rest."""

import unittest

from command import QUICK, TINY, CommandTest


class AtOnceTest(CommandTest):
    def loads_torch(self, code, *arguments):
        """Runs the command, expects this exit code, and tells whether LibTorch was loaded."""
        found, _, err = self.run_command(*arguments, env={"LD_DEBUG": "files", "LD_DEBUG_OUTPUT": self.folder / "loaded"})
        self.assertEqual(found, code, f"{arguments}: {err}")
        logs = list(self.folder.glob("loaded.*"))
        text = "".join(log.read_text(errors="replace") for log in logs)
        for log in logs:
            log.unlink()
        self.assertIn("libc.so", text)  # the loader did tell
        return "libtorch" in text

    def test_help(self):
        for arguments in [["--help"], ["--version"], ["--print-config"], ["inspect", "--help"], ["again", "--help"],
                          ["batch", "--help"], ["batch", "merge", "--help"], ["gallery", "--help"], ["score", "--help"],
                          ["bench", "--help"]]:
            with self.subTest(arguments=arguments):
                self.assertFalse(self.loads_torch(0, *arguments))

    def test_usage_errors(self):
        (self.folder / "kept.png").write_bytes(b"precious")
        (self.folder / "bad.toml").write_text("steps = -4")
        (self.folder / "list.json").write_text("[]")
        for code, arguments in [
                (2, []), (2, [""]), (2, ["a", "cat"]), (2, ["a cat", "--cutuots", "4"]), (2, ["a cat", "--size", "big"]),
                (2, ["a cat", "--start", "image"]), (2, ["a cat", "--config", "bad.toml"]), (2, ["a cat", "-o", "a.gif"]),
                (2, ["a cat", "-o", "kept.png"]), (2, ["a cat", "--clip", "none.pt"]), (2, ["a cat", "--generator", "none"]),
                (2, ["a cat:0"]), (2, ["a cat | "]), (2, ["a cat", "--checkpoint", "."]), (5, ["a cat", "-o", "none/a.png"]),
                (3, ["a cat", "--image-prompt", "none.png"]), (3, ["a cat", "--start-image", "none.png"]),
                (2, ["inspect"]), (3, ["inspect", "none.png"]), (2, ["again", "a.png", "b.png"]),
                (2, ["score", "kept.png"]), (2, ["score", "kept.png", "--prompt", "a:0"]), (2, ["gallery"]),
                (2, ["batch", "list.txt"]), (3, ["batch", "list.txt", "-o", "out"]), (2, ["batch", "list.json", "-o", "out"]),
                (3, ["batch", "merge", "none"])]:
            with self.subTest(arguments=arguments):
                self.assertFalse(self.loads_torch(code, *arguments))

    def test_reading(self):
        """The control: drawing loads it. Then what only reads what was drawn."""
        (self.folder / "list.txt").write_text("a cat\n")
        self.assertTrue(self.loads_torch(0, "batch", "list.txt", "-o", "out", *QUICK))
        picture, = (self.folder / "out").glob("*.png")
        self.assertFalse(self.loads_torch(0, "inspect", picture))
        self.assertFalse(self.loads_torch(0, "batch", "merge", "out"))
        self.assertFalse(self.loads_torch(0, "batch", "list.txt", "--plan", "-o", "out", "--weights", TINY))


if __name__ == "__main__":
    unittest.main()
