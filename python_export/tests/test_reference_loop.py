# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""The loop that clipdraw is compared with: it runs, it draws nearer, and its views are what they say."""
import json
import os
import subprocess
import sys
import unittest

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
sys.path.insert(0, ROOT)

import torch  # noqa: E402

from python_export import make_true_size, reference_views  # noqa: E402
from python_export.reference_loop import Loop, quantize  # noqa: E402


class ReferenceLoopTest(unittest.TestCase):
    def setUp(self):
        torch.manual_seed(5)
        torch.set_num_threads(1)

    def test_it_prints_what_a_step_takes(self):
        done = subprocess.run([sys.executable, "-B", "-m", "python_export.reference_loop", "--tiny", "--size", "64x32",
                               "--views", "2", "--steps", "2", "--threads", "1"], cwd=ROOT, check=True, capture_output=True)
        found = json.loads(done.stdout)
        self.assertEqual([found[key] for key in ("size", "views", "threads")], ["64x32", 2, 1])
        self.assertEqual((len(found["steps"]), len(found["losses"])), (2, 2))
        self.assertEqual(sorted(found["parts"]),
                         ["backward", "clip_forward", "cutouts_forward", "generator_forward", "optimizer"])
        for step, *parts in zip(found["steps"], *found["parts"].values()):
            self.assertLessEqual(sum(parts), step)
        self.assertGreater(found["peak_bytes"], 1 << 20)
        self.assertLess(found["loaded_seconds"], found["first_step_seconds"])

    def test_it_draws_nearer_without_gradients_of_weights(self):
        loop = Loop(make_true_size.TINY, (32, 32), 8)
        losses = [loop.step()[0] for _ in range(30)]
        self.assertLess(sum(losses[-5:]), sum(losses[:5]))
        for model in (loop.clip, loop.vqgan):
            self.assertTrue(all(p.grad is None and not p.requires_grad for p in model.parameters()))
        self.assertTrue(bool((loop.z >= loop.low).all() and (loop.z <= loop.high).all()))

    def test_codes_are_the_nearest_and_let_the_gradient_through(self):
        book = torch.randn(11, 3)
        z = torch.randn(1, 3, 2, 4, requires_grad=True)
        rounded = quantize(z, book)
        nearest = torch.cdist(z.movedim(1, 3).reshape(-1, 3), book).argmin(1)
        self.assertTrue(torch.allclose(rounded.movedim(1, 3).reshape(-1, 3), book[nearest]))
        slope = torch.randn_like(rounded)
        rounded.backward(slope)
        self.assertTrue(torch.equal(z.grad, slope))

    def test_colours_survive_the_way_through_hue_and_back(self):
        colours = torch.rand(4, 3, 5, 5)
        self.assertTrue(torch.allclose(reference_views.to_rgb(*reference_views.to_hsv(colours)), colours, atol=1e-5))

    def test_views(self):
        image = torch.rand(1, 3, 40, 24, requires_grad=True)
        views = reference_views.make_views(image, 6, 16)
        self.assertEqual(tuple(views.shape), (6, 3, 16, 16))
        self.assertFalse(torch.allclose(views[0], views[1]))
        views.sum().backward()
        self.assertTrue(bool(torch.isfinite(image.grad).all()) and image.grad.abs().sum() > 0)

    def test_a_warp_that_moves_nothing(self):
        views = torch.rand(2, 3, 9, 9)
        self.assertTrue(torch.allclose(reference_views.warp(views, torch.eye(3).expand(2, 3, 3)), views, atol=1e-5))


if __name__ == "__main__":
    unittest.main()
