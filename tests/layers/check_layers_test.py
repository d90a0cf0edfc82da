#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Shows that check_layers.py catches what it is there to catch."""

import pathlib
import tempfile
import unittest

import check_layers

# A tree that keeps the rule.
GOOD = {
    "lib/include/clipdraw/clipdraw.h": "#include <stdint.h>\n#include <clipdraw/export.h>\n",
    "lib/include/clipdraw/clipdraw.hpp": "#include <string>\n#include <clipdraw/clipdraw.h>\n",
    "lib/include/clipdraw/adapters/mat.hpp": "#include <opencv2/core.hpp>\n",
    "lib/src/base/error.hpp": "#include <string>\n#include <fmt/format.h>\n",
    "lib/src/types/target.hpp": '#include <ATen/core/Tensor.h>\n#include "base/error.hpp"\n',
    "lib/src/weights/bind.hpp": '#include "types/target.hpp"\n',
    "lib/src/nn/linear.hpp": '#include "weights/bind.hpp"\n',
    "lib/src/clip/clip.hpp": '#include "nn/linear.hpp"\n#include "clip/vit.hpp"\n',
    "lib/src/clip/vit.hpp": "",
    "lib/src/clip/CMakeLists.txt": "clipdraw_part(clip\n  SOURCES a.cpp\n  NEEDS nn weights\n  LIBS x)\n",
    "lib/src/generator/vqgan.hpp": '#include "nn/linear.hpp"\n',
    "lib/src/optimizer/method.cpp": "#include <torch/optim/adam.h>\n",
    "lib/src/image_io/file.cpp": '#include <opencv2/imgcodecs.hpp>\n#include "types/target.hpp"\n',
    "lib/src/session/session.cpp": '#include "clip/clip.hpp"\n#include "generator/vqgan.hpp"\n',
    "lib/src/api/clipdraw.cpp": '#include <clipdraw/clipdraw.h>\n#include "session/session.hpp"\n',
    "lib/src/session/session.hpp": "#include <clipdraw/version.h>\n",
    "apps/clipdraw/main.cpp": '#include <clipdraw/clipdraw.hpp>\n#include "console.hpp"\n',
}

# One more include, and a part of the complaint that it must cause.
BAD = [
    ("lib/src/base/a.cpp", '#include "types/target.hpp"', "base/ may not include"),
    ("lib/src/base/a.cpp", "#include <ATen/ATen.h>", "base/ knows no Torch"),
    ("lib/src/types/a.cpp", '#include "weights/bind.hpp"', "types/ may not include"),
    ("lib/src/weights/a.cpp", '#include "nn/linear.hpp"', "weights/ may not include"),
    ("lib/src/clip/a.cpp", '#include "generator/vqgan.hpp"', "clip/ may not include"),
    ("lib/src/generator/a.cpp", '  #  include "clip/clip.hpp"', "generator/ may not include"),
    ("lib/src/cutouts/a.cpp", '#include "nn/linear.hpp"', "cutouts/ may not include"),
    ("lib/src/latent/a.cpp", '#include "generator/vqgan.hpp"', "latent/ may not include"),
    ("lib/src/nn/a.cpp", '#include "session/session.hpp"', "nn/ may not include"),
    ("lib/src/session/a.cpp", '#include "image_io/file.hpp"', "session/ may not include"),
    ("lib/src/session/a.cpp", '#include "api/guard.hpp"', "session/ may not include"),
    ("lib/src/clip/a.cpp", "#include <opencv2/core.hpp>", "only image_io/ sees OpenCV"),
    ("lib/src/clip/a.cpp", "#include <torch/torch.h>", "include less"),
    ("lib/src/clip/a.cpp", "#include <torch/optim/adam.h>", "only optimizer/"),
    ("lib/src/clip/a.cpp", "#include <clip/vit.hpp>", "write it with quotes"),
    ("lib/src/clip/a.cpp", '#include "vit.hpp"', "from the root of lib/src"),
    ("lib/src/clip/a.cpp", '#include "../generator/vqgan.hpp"', "from the root of lib/src"),
    ("lib/src/clip/a.cpp", '#include "clip/none.hpp"', "does not exist"),
    ("lib/src/clip/a.cpp", "#include <clipdraw/clipdraw.h>", "only api/ sees the public headers"),
    ("lib/src/clip/a.cpp", '#include "clipdraw/clipdraw.h"', "only api/ sees the public headers"),
    ("lib/src/paint/a.cpp", "", "does not know this folder"),
    ("lib/src/prior/CMakeLists.txt", "clipdraw_part(prior SOURCES a.cpp NEEDS clip)", "may not need clip"),
    ("lib/include/clipdraw/a.hpp", "#include <ATen/ATen.h>", "nothing of others"),
    ("lib/include/clipdraw/a.h", "#include <string>", "C99"),
    ("lib/include/clipdraw/a.h", "#include <clipdraw/clipdraw.hpp>", "no C++"),
    ("apps/clipdraw/a.cpp", "#include <torch/types.h>", "sees only include/clipdraw/"),
    ("apps/clipdraw/a.cpp", '#include "session/session.hpp"', "sees only include/clipdraw/"),
    ("examples/a.cpp", '#include "../lib/src/session/session.hpp"', "no way out"),
]


class CheckLayersTest(unittest.TestCase):
    def run_on(self, files):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in files.items():
                path = pathlib.Path(folder) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text + "\n", encoding="utf-8")
            return check_layers.check(folder)

    def test_a_good_tree_passes(self):
        problems, count = self.run_on(GOOD)
        self.assertEqual(problems, [])
        self.assertGreater(count, 15)

    def test_every_bad_include_is_caught(self):
        for name, line, complaint in BAD:
            with self.subTest(file=name, line=line):
                problems, _ = self.run_on({**GOOD, name: line})
                self.assertEqual(len(problems), 1, problems)
                self.assertIn(complaint, problems[0])


if __name__ == "__main__":
    unittest.main()
