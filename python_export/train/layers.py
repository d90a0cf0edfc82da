# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""Layers with fp32 parameters that compute in bf16 where that is fast, channels_last; and the choice of it."""
import torch
import torch.nn as nn
import torch.nn.functional as F

_dtype = torch.bfloat16


def bf16_is_fast():
    """Whether the processor (or a CUDA device) multiplies faster in bf16; as nn/bf16.hpp, which says why."""
    if torch.cuda.is_available():
        return True
    try:
        with open("/proc/cpuinfo", encoding="ascii", errors="replace") as f:
            flags = next((line.split() for line in f if line.startswith("flags")), [])
    except OSError:
        return False
    return "amx_bf16" in flags or ("avx512_bf16" in flags and "avx512_fp16" not in flags)


def set_precision(name):
    """name: "auto", "bf16" or "fp32": what the products of these layers are computed in."""
    global _dtype
    _dtype = torch.bfloat16 if name == "bf16" or (name == "auto" and bf16_is_fast()) else torch.float32


def compute(x):
    """x in the type that products are computed in."""
    return x.to(_dtype)


def pixels(x):
    """A picture [B, C, H, W] as the convolutions want it."""
    return x.to(_dtype).contiguous(memory_format=torch.channels_last)


def convolve(x, weight, bias, stride=1, padding=0):
    """x [B, C, H, W] channels_last. A 1 x 1 kernel is a matrix product, whose backward is up to five times faster."""
    weight, bias = weight.to(x.dtype), None if bias is None else bias.to(x.dtype)
    if weight.shape[2] == 1 and stride == 1:
        n, c, h, w = x.shape
        flat = x.permute(0, 2, 3, 1).reshape(-1, c)   # two dimensions: the bias is added within the product
        return F.linear(flat, weight.flatten(1), bias).view(n, h, w, -1).permute(0, 3, 1, 2)
    return F.conv2d(x, weight.contiguous(memory_format=torch.channels_last), bias, stride, padding)


class Conv(nn.Conv2d):
    """A convolution; its input comes from pixels() or another one."""

    def forward(self, x):
        return convolve(x, self.weight, self.bias, self.stride[0], self.padding[0])


class Linear(nn.Linear):
    """A linear layer whose output is fp32."""

    def forward(self, x):
        return self.narrow(x).float()

    def narrow(self, x):
        """The same, with the output in the type of the product."""
        return F.linear(compute(x), compute(self.weight), None if self.bias is None else compute(self.bias))


def quick_gelu(x):
    """x * sigmoid(1.702 x), by one fused function."""
    return F.silu(x * 1.702) * (1 / 1.702)


ACTIVATIONS = {"quick_gelu": quick_gelu, "gelu": F.gelu, "relu": F.relu}


class Block(nn.Module):
    """A pre-norm transformer block: the sum stays fp32, everything between is narrow."""

    def __init__(self, width, heads, hidden=None, activation=quick_gelu, small=1.0):
        super().__init__()
        hidden = hidden or 4 * width
        self.heads, self.activation = heads, activation
        self.ln_1, self.ln_2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.in_proj, self.out_proj = Linear(width, 3 * width), Linear(width, width)
        self.c_fc, self.c_proj = Linear(width, hidden), Linear(hidden, width)
        for layer in (self.out_proj, self.c_proj):
            layer.weight.data.mul_(small)

    def forward(self, x, mask=None):
        b, n, w = x.shape
        q, k, v = self.in_proj.narrow(self.ln_1(x)).view(b, n, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        a = (q * (w // self.heads) ** -0.5) @ k.transpose(-1, -2)
        a = (a if mask is None else a + mask.to(a.dtype)).softmax(-1)
        x = x + self.out_proj.narrow((a @ v).transpose(1, 2).reshape(b, n, w))
        return x + self.c_proj.narrow(self.activation(self.c_fc.narrow(self.ln_2(x))))
