# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""The plain path: drawing without one of the optimisations and without all of them."""

import json
import unittest

from command import CommandTest

EACH = ["step-memory", "packed", "layouts", "attention", "norms", "upsample", "winograd", "resample"]


class PlainPathTest(CommandTest):
    def drawn(self, off, name):
        picture = self.draw("a red apple", "--force", "--seed", "3", "--precision", "fp32", "-o", name, env={"CLIPDRAW_OFF": off})
        code, record, err = self.run_command("inspect", picture)
        self.assertEqual(code, 0, err)
        record = json.loads(record)
        return picture.read_bytes(), [record[which] for which in ("first_distance", "last_distance")]

    def test_each_off_and_all_off_draw_the_same_picture(self):
        usual = self.drawn("", "usual.png")[1]
        self.assertNotEqual(usual[0], usual[1])
        for off in EACH + [",".join(EACH)]:
            bytes_of, distances = self.drawn(off, "off.png")
            for found, expected in zip(distances, usual):
                self.assertAlmostEqual(found, expected, delta=1e-4, msg=off)
            self.assertEqual(bytes_of, self.drawn(off, "off.png")[0], off)   # and again, bit by bit


if __name__ == "__main__":
    unittest.main()
