# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Starts a decoder-only run: copies a run's averaged weights as the new run's first checkpoint, clock at zero.

python3 -m python_export.train.freeze_codes FROM_RUN TO_RUN
"""
import os
import sys

import torch

from .vqgan_model import VQGAN


def main(source, target):
    average = torch.load(os.path.join(source, "checkpoint.pt"), map_location="cpu")["average"]
    model = VQGAN()
    model.load_state_dict(average)
    trained = [*model.decoder.parameters(), *model.post_quant_conv.parameters()]
    os.makedirs(target, exist_ok=True)
    torch.save({"module": average, "average": average, "average_step": 1000, "step": 0, "spent": 0.0,
                "optimizer": torch.optim.AdamW(trained).state_dict()}, os.path.join(target, "checkpoint.pt"))


if __name__ == "__main__":
    main(*sys.argv[1:])
