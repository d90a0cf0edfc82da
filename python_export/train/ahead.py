# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Batches made ahead by other processes, for machines where a step takes less time than its batch."""
import multiprocessing
import os
import signal

import torch

_make = None


def _begin():
    """A worker is ended by its trainer alone: what ends the trainer's group lets it finish its step first."""
    os.setsid()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    torch.set_num_threads(1)


def _work(step):
    return [v.numpy() for v in _make(step)]


class Ahead:
    """make(step) -> tensors, computed by `workers` forked processes up to two steps a worker in advance; 0: here and now.

    make has to depend on the step alone and must not touch a CUDA device.
    """

    def __init__(self, make, workers):
        global _make
        self.make, self.workers, self.coming, self.pool = make, workers, {}, None
        if workers:
            _make = make   # what the forked processes see
            self.pool = multiprocessing.get_context("fork").Pool(workers, _begin)

    def __call__(self, step):
        if not self.pool:
            return self.make(step)
        for s in range(step, step + 2 * self.workers):
            if s not in self.coming:
                self.coming[s] = self.pool.apply_async(_work, (s,))
        return [torch.from_numpy(v) for v in self.coming.pop(step).get()]

    def close(self):
        if self.pool:
            self.pool.terminate()
            self.pool.join()


def default_workers(device):
    """0 where the CPU itself trains; all but one core beside a CUDA device."""
    return max(len(os.sched_getaffinity(0)) - 1, 1) if device.type == "cuda" else 0
