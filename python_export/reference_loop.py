# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""The loop that clipdraw is compared with: what VQGAN-CLIP does with its defaults, in plain PyTorch, fp32 and eager.

    /usr/bin/python3 -m python_export.reference_loop [--size 256x256] [--views 32] [--steps 5] [--threads N]
                                                     [--models DIR] [--tiny]

ViT-B/32 judges and VQGAN f16-16384 draws, with weights of --models (vit-b32.safetensors and vqgan-f16-16384.safetensors,
as `clipdraw bench --keep DIR` makes them) or random ones. Z is 16384 codes' values, rounded to the nearest code with the
gradient passed straight through; the picture is clamped with a gradient that survives where it points back inside; 32
views; spherical distance; Adam with a learning rate of 0.1; no weight gets a gradient. Written for this project from
descriptions of that loop: no code of it is used.

Prints JSON: seconds of each measured step and of its parts (`backward` is that of the whole graph), the peak of memory,
and when, since the process was started, the models were loaded and the first step was done.
"""
import argparse
import json
import os
import time

import torch

from . import archive, make_true_size
from .models.clip import MEAN, STD
from .models.vqgan import VQModel
from .reference_clip import CLIP
from .reference_views import make_views

PERCEPTOR, GENERATOR = "vit-b32.safetensors", "vqgan-f16-16384.safetensors"
WARM_UP = 2


def process_age():
    """Seconds since this process was started."""
    with open("/proc/self/stat", encoding="utf-8") as file:
        started = int(file.read().rpartition(")")[2].split()[19]) / os.sysconf("SC_CLK_TCK")
    return time.clock_gettime(time.CLOCK_BOOTTIME) - started


def peak_bytes():
    with open("/proc/self/status", encoding="utf-8") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmHWM:"))


class ReplaceGradient(torch.autograd.Function):
    """Gives the first value, and its gradient to the second."""

    @staticmethod
    def forward(ctx, value, receiver):
        ctx.shape = receiver.shape
        return value

    @staticmethod
    def backward(ctx, gradient):
        return None, gradient.sum_to_size(ctx.shape)


class ClampWithGradient(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x.clamp(0, 1)

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return gradient * (gradient * (x - x.clamp(0, 1)) >= 0)


def quantize(z, book):
    """z: [1, C, h, w]; book: [codes, C]. The distances and a product with one-hot rows, as that loop does it."""
    x = z.movedim(1, 3)
    distances = x.pow(2).sum(-1, keepdim=True) + book.pow(2).sum(1) - 2 * x @ book.T
    rows = torch.nn.functional.one_hot(distances.argmin(-1), len(book)).to(book.dtype) @ book
    return ReplaceGradient.apply(rows, x).movedim(3, 1)


def prompt_loss(embeddings, target):
    unit = torch.nn.functional.normalize
    distances = (unit(embeddings.unsqueeze(1), dim=2) - unit(target.unsqueeze(0), dim=2)).norm(dim=2)
    return distances.div(2).arcsin().pow(2).mul(2).mean()


class Loop:
    def __init__(self, sizes, size, views, models=None):
        codes, channels = sizes["codes"]
        self.clip = self.prepare(CLIP({"vocab_size": 49408, **sizes["vit"]}), models, PERCEPTOR)
        self.vqgan = self.prepare(VQModel(sizes["vqgan"], codes, channels), models, GENERATOR)
        self.views, self.side = views, sizes["vit"]["image_resolution"]
        factor = 2 ** (len(sizes["vqgan"]["ch_mult"]) - 1)
        width, height = (pixels // factor for pixels in size)
        self.book = self.vqgan.quantize.embedding.weight
        self.low, self.high = (f(0).values.view(1, -1, 1, 1) for f in (self.book.min, self.book.max))
        rows = self.book[torch.randint(codes, (height * width,))]
        self.z = rows.view(1, height, width, -1).movedim(3, 1).contiguous().requires_grad_()
        self.optimizer = torch.optim.Adam([self.z], lr=0.1)
        self.mean, self.std = (torch.tensor(values).view(1, 3, 1, 1) for values in (MEAN, STD))
        tokens = torch.zeros(1, sizes["vit"]["context_length"], dtype=torch.int64)
        tokens[0, :3] = torch.tensor([1, 2, 3])
        self.target = self.clip.encode_text(tokens)

    @staticmethod
    def prepare(model, models, name):
        if models:
            tensors, _ = archive.read(os.path.join(models, name), single=True)
            found = model.load_state_dict({key: torch.from_numpy(value) for key, value in tensors.items()}, strict=False)
            buffers = {key for key, _ in model.named_buffers()}
            if found.unexpected_keys or set(found.missing_keys) - buffers:
                raise RuntimeError(f"{name}: does not fit the model: {found}")
        return model.eval().requires_grad_(False)

    def step(self):
        """Returns the loss, and seconds by part."""
        marks = [time.perf_counter()]
        mark = lambda: marks.append(time.perf_counter())
        self.optimizer.zero_grad(set_to_none=True)
        image = ClampWithGradient.apply((self.vqgan.decode(quantize(self.z, self.book)) + 1) / 2)
        mark()
        views = make_views(image, self.views, self.side)
        mark()
        loss = prompt_loss(self.clip.encode_image((views - self.mean) / self.std), self.target)
        mark()
        loss.backward()
        mark()
        self.optimizer.step()
        with torch.no_grad():
            self.z.copy_(self.z.maximum(self.low).minimum(self.high))
        mark()
        parts = ("generator_forward", "cutouts_forward", "clip_forward", "backward", "optimizer")
        return loss.item(), {name: b - a for name, a, b in zip(parts, marks, marks[1:])}


def measure(options):
    if options.threads:
        torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    sizes = make_true_size.TINY if options.tiny else make_true_size.TRUE
    size = tuple(int(side) for side in options.size.split("x"))
    loop = Loop(sizes, size, options.views, options.models)
    result = {"size": options.size, "views": options.views, "threads": torch.get_num_threads(), "loaded_seconds": process_age(),
              "steps": [], "parts": {}, "losses": []}
    for step in range(WARM_UP + options.steps):
        begin = time.perf_counter()
        loss, parts = loop.step()
        seconds = time.perf_counter() - begin
        if step == 0:
            result["first_step_seconds"] = process_age()
        if step < WARM_UP:
            continue
        result["steps"].append(seconds)
        result["losses"].append(loss)
        for name, value in parts.items():
            result["parts"].setdefault(name, []).append(value)
    return {**result, "peak_bytes": peak_bytes()}


def main():
    parser = argparse.ArgumentParser(prog="reference_loop", description=__doc__.split("\n")[0])
    parser.add_argument("--size", default="256x256", help="WIDTHxHEIGHT, multiples of 16; default 256x256")
    parser.add_argument("--views", type=int, default=32, help="default 32")
    parser.add_argument("--steps", type=int, default=5, help=f"measured ones, after {WARM_UP} others; default 5")
    parser.add_argument("--threads", type=int, default=0, help="default: PyTorch's own number")
    parser.add_argument("--models", help="folder with the weights; default: random ones")
    parser.add_argument("--tiny", action="store_true", help="tiny models: a quick test")
    print(json.dumps(measure(parser.parse_args())))


if __name__ == "__main__":
    main()
