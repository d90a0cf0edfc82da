# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Every embedded model computes in C++ what its plain PyTorch twin computes: embedded_test.py PARITY_MODELS [WEIGHTS]"""

import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from python_export import dump_embedded  # noqa: E402

CASES = {"clip": "a ModifiedResNet of three stages with folded norms, in half precision", "judge": "a ViT with OpenAI's names",
         "vqgan": "a VQGAN without norms and attention, in half precision",
         "prior": "the prior draws what the reference draws from the same noise"}


def main(program, weights=ROOT / "weights" / "embedded"):
    with tempfile.TemporaryDirectory(prefix="clipdraw-embedded-") as folder:
        there = dump_embedded.dump(weights, folder)
        assert {"clip", "vqgan", "prior"} <= set(there), there
        for name in there:
            print(name, flush=True)
            # commas part the names of test cases
            case = CASES[name].replace(",", "\\,")
            done = subprocess.run([program, "--test-case=" + case], env={**os.environ, "CLIPDRAW_PARITY_DIR": folder},
                                  capture_output=True, text=True)
            print(done.stdout + done.stderr)
            # tests/data/ has copies of its own; the row says that this one was compared
            assert done.returncode == 0 and "1 passed" in done.stdout, name
            assert name == "prior" or pathlib.Path(folder).name in done.stdout, name


if __name__ == "__main__":
    main(*sys.argv[1:])
