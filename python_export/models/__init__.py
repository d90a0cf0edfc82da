# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Plain PyTorch twins of the C++ models, written for reading: what dump_reference.py computes with.

They follow the papers and the published tensor names and take no shortcut that the C++ side takes (nothing
is folded, merged or skipped), so that an error in a shortcut shows.
"""
