# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""What every trainer shares: moving average of weights, checkpoints, learning-rate curve, log."""
import argparse
import json
import math
import os
import signal
import time

import torch
import torch.nn as nn

from .ahead import default_workers
from .layers import set_precision


class Average:
    """Exponential moving average of a module's parameters, with a warm-up of the decay; taken every `every` steps."""

    def __init__(self, module, decay, every=4):
        self.decay, self.step, self.every = decay, 0, every
        self.shadow = {k: v.detach().clone() for k, v in module.state_dict().items()}

    @torch.no_grad()
    def update(self, module):
        self.step += 1
        if self.step % self.every:
            return
        d = min(self.decay, (1 + self.step) / (10 + self.step)) ** self.every
        for k, v in module.state_dict().items():
            if v.is_floating_point():
                self.shadow[k].lerp_(v, 1 - d)


def learning_rate(step, progress, peak, warm=300, fall=0.4, floor=0.02):
    """Linear for `warm` steps, level, and over the last `fall` of the plan half a cosine.

    progress: 0..1 of the plan. The level part is why a plan can be made longer while it runs.
    """
    if step < warm:
        return peak * (step + 1) / warm
    t = min(max((progress - 1 + fall) / fall, 0), 1)
    return peak * (floor + (1 - floor) * 0.5 * (1 + math.cos(math.pi * t)))


class Run:
    """One trainer's folder: checkpoint.pt (atomic, resumable), log.jsonl, and the clock.

    The plan is in steps, over all resumed sessions: what comes out does not depend on how busy the machine was.
    """

    def __init__(self, folder, steps, save_every=240):
        os.makedirs(folder, exist_ok=True)
        self.folder, self.steps, self.save_every = folder, steps, save_every
        self.path = os.path.join(folder, "checkpoint.pt")
        self.step, self.spent, self.mark, self.saved, self.stopped = 0, 0.0, time.time(), time.time(), False
        signal.signal(signal.SIGTERM, lambda *_: setattr(self, "stopped", True))

    def resume(self, module, average, optimizer):
        if os.path.exists(self.path):
            c = torch.load(self.path, map_location=next(module.parameters()).device)
            module.load_state_dict(c["module"])
            average.shadow, average.step = c["average"], c["average_step"]
            optimizer.load_state_dict(c["optimizer"])
            self.step, self.spent = c["step"], c["spent"]
        self.mark = time.time()

    @property
    def progress(self):
        return self.step / self.steps

    def save(self, module, average, optimizer):
        self.spent += (time.time() - self.mark) / 60
        self.mark = self.saved = time.time()
        c = {"module": module.state_dict(), "average": average.shadow, "average_step": average.step,
             "optimizer": optimizer.state_dict(), "step": self.step, "spent": self.spent}
        torch.save(c, self.path + ".part")
        os.replace(self.path + ".part", self.path)

    def tick(self, module, average, optimizer):
        """Counts a step and saves when it is time. Returns False when the plan is used up or SIGTERM came."""
        self.step += 1
        done = self.progress >= 1 or self.stopped
        if done or time.time() - self.saved > self.save_every:
            self.save(module, average, optimizer)
        return not done

    def log(self, **fields):
        fields = {"step": self.step, "minutes": round(self.spent + (time.time() - self.mark) / 60, 2), **fields}
        line = json.dumps({k: round(v, 5) if isinstance(v, float) else v for k, v in fields.items()})
        print(line, flush=True)
        with open(os.path.join(self.folder, "log.jsonl"), "a") as f:
            f.write(line + "\n")


def arguments(doc, *folders, steps, batch, rate, seed):
    """The options that every trainer has; folders: names of required ones."""
    a = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in folders:
        a.add_argument(name, required=True)
    a.add_argument("--steps", type=int, default=steps, help="of the whole plan; may be changed while it runs")
    a.add_argument("--batch", type=int, default=batch)
    a.add_argument("--rate", type=float, default=rate)
    a.add_argument("--seed", type=int, default=seed)
    a.add_argument("--threads", type=int, default=1)
    a.add_argument("--precision", choices=["auto", "bf16", "fp32"], default="auto", help="of products; auto: bf16 where it is fast")
    a.add_argument("--workers", type=int, help="processes that make batches ahead (0; beside a CUDA device all cores but one)")
    return a


def prepare(options):
    """What every trainer does first: threads, seed, precision. Returns the device: CUDA where there is one."""
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    set_precision(options.precision)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    if options.workers is None:
        options.workers = default_workers(device)
    return device


def train(run, model, average, optimizer, rate, loss_at, norm=1.0, every=50, figures=None):
    """Steps until the plan is used up. loss_at: step -> scalar loss; norm: largest gradient.

    Every `every` steps the mean loss is logged; every 500 and at the plan's end figures(), a dict, is asked of the
    averaged weights.
    """
    run.resume(model, average, optimizer)
    trained = [p for p in model.parameters() if p.requires_grad]
    losses, go = [], True
    while go:
        for g in optimizer.param_groups:
            g["lr"] = learning_rate(run.step, run.progress, rate)
        loss = loss_at(run.step)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(trained, norm)
        optimizer.step()
        average.update(model)
        losses.append(loss.item())
        go = run.tick(model, average, optimizer)
        if run.step % every == 0 or not go:
            run.log(loss=sum(losses) / len(losses))
            losses = []
        if figures and (run.step % 500 == 0 or (not go and not run.stopped)):
            live = {k: v.clone() for k, v in model.state_dict().items()}
            model.load_state_dict(average.shadow)
            run.log(**figures())
            model.load_state_dict(live)
