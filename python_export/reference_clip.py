# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""CLIP built from PyTorch's own layers, in the order and under the names of OpenAI's archives.

models/clip.py is written for reading; this one is written so that its TorchScript archive is like the published ones:
sequence first, torch.nn.MultiheadAttention, a module named QuickGELU, pools as modules, sizes as buffers. It shares no
code with models/clip.py, so each checks the other.
"""
from collections import OrderedDict

import torch
import torch.nn as nn
import torch.nn.functional as F


class QuickGELU(nn.Module):
    def forward(self, x):
        return x * torch.sigmoid(1.702 * x)


class ResidualAttentionBlock(nn.Module):
    def __init__(self, width, heads, mask=None):
        super().__init__()
        self.attn = nn.MultiheadAttention(width, heads)
        self.ln_1 = nn.LayerNorm(width)
        self.mlp = nn.Sequential(OrderedDict(c_fc=nn.Linear(width, 4 * width), gelu=QuickGELU(),
                                             c_proj=nn.Linear(4 * width, width)))
        self.ln_2 = nn.LayerNorm(width)
        self.mask = mask

    def forward(self, x):
        y = self.ln_1(x)
        x = x + self.attn(y, y, y, need_weights=False, attn_mask=self.mask)[0]
        return x + self.mlp(self.ln_2(x))


class Transformer(nn.Module):
    def __init__(self, width, layers, heads, mask=None):
        super().__init__()
        self.resblocks = nn.Sequential(*(ResidualAttentionBlock(width, heads, mask) for _ in range(layers)))

    def forward(self, x):
        return self.resblocks(x)


class VisionTransformer(nn.Module):
    def __init__(self, c):
        super().__init__()
        width, patch = c["vision_width"], c["vision_patch_size"]
        self.conv1 = nn.Conv2d(3, width, patch, patch, bias=False)
        self.class_embedding = nn.Parameter(width ** -0.5 * torch.randn(width))
        self.positional_embedding = nn.Parameter(width ** -0.5 * torch.randn((c["image_resolution"] // patch) ** 2 + 1, width))
        self.ln_pre = nn.LayerNorm(width)
        self.transformer = Transformer(width, c["vision_layers"], width // 64)
        self.ln_post = nn.LayerNorm(width)
        self.proj = nn.Parameter(width ** -0.5 * torch.randn(width, c["embed_dim"]))

    def forward(self, x):
        x = self.conv1(x)
        x = x.reshape(x.shape[0], x.shape[1], -1).permute(0, 2, 1)
        first = self.class_embedding + torch.zeros(x.shape[0], 1, x.shape[2])
        x = self.ln_pre(torch.cat([first, x], 1) + self.positional_embedding)
        x = self.transformer(x.permute(1, 0, 2)).permute(1, 0, 2)
        return self.ln_post(x[:, 0, :]) @ self.proj


class Bottleneck(nn.Module):
    def __init__(self, inside, planes, stride):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(inside, planes, 1, bias=False), nn.BatchNorm2d(planes)
        self.conv2, self.bn2 = nn.Conv2d(planes, planes, 3, padding=1, bias=False), nn.BatchNorm2d(planes)
        self.avgpool = nn.AvgPool2d(stride) if stride > 1 else nn.Identity()
        self.conv3, self.bn3 = nn.Conv2d(planes, 4 * planes, 1, bias=False), nn.BatchNorm2d(4 * planes)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = None
        if stride > 1 or inside != 4 * planes:
            self.downsample = nn.Sequential(OrderedDict([
                ("-1", nn.AvgPool2d(stride)), ("0", nn.Conv2d(inside, 4 * planes, 1, bias=False)),
                ("1", nn.BatchNorm2d(4 * planes))]))

    def forward(self, x):
        y = self.relu(self.bn1(self.conv1(x)))
        y = self.relu(self.bn2(self.conv2(y)))
        y = self.bn3(self.conv3(self.avgpool(y)))
        return self.relu(y + (x if self.downsample is None else self.downsample(x)))


class AttentionPool2d(nn.Module):
    def __init__(self, side, width, heads, out):
        super().__init__()
        self.positional_embedding = nn.Parameter(width ** -0.5 * torch.randn(side * side + 1, width))
        self.k_proj, self.q_proj, self.v_proj = (nn.Linear(width, width) for _ in range(3))
        self.c_proj = nn.Linear(width, out)
        self.heads = heads

    def forward(self, x):
        x = x.flatten(2).permute(2, 0, 1)
        x = torch.cat([x.mean(0, keepdim=True), x], 0) + self.positional_embedding[:, None, :]
        x, _ = F.multi_head_attention_forward(
            x, x, x, x.shape[-1], self.heads, None, torch.cat([self.q_proj.bias, self.k_proj.bias, self.v_proj.bias]),
            None, None, False, 0.0, self.c_proj.weight, self.c_proj.bias, training=False, need_weights=False,
            use_separate_proj_weight=True, q_proj_weight=self.q_proj.weight, k_proj_weight=self.k_proj.weight,
            v_proj_weight=self.v_proj.weight)
        return x[0]


class ModifiedResNet(nn.Module):
    def __init__(self, c):
        super().__init__()
        width, inside = c["vision_width"], c["vision_width"]
        self.conv1, self.bn1 = nn.Conv2d(3, width // 2, 3, 2, 1, bias=False), nn.BatchNorm2d(width // 2)
        self.conv2, self.bn2 = nn.Conv2d(width // 2, width // 2, 3, padding=1, bias=False), nn.BatchNorm2d(width // 2)
        self.conv3, self.bn3 = nn.Conv2d(width // 2, width, 3, padding=1, bias=False), nn.BatchNorm2d(width)
        self.avgpool, self.relu = nn.AvgPool2d(2), nn.ReLU(inplace=True)
        for stage, blocks in enumerate(c["vision_layers"]):
            rows = []
            for i in range(blocks):
                rows.append(Bottleneck(inside, width << stage, 2 if stage and not i else 1))
                inside = (width << stage) * 4
            setattr(self, f"layer{stage + 1}", nn.Sequential(*rows))
        self.attnpool = AttentionPool2d(c["image_resolution"] // 32, inside, width // 2, c["embed_dim"])

    def forward(self, x):
        for conv, norm in ((self.conv1, self.bn1), (self.conv2, self.bn2), (self.conv3, self.bn3)):
            x = self.relu(norm(conv(x)))
        x = self.avgpool(x)
        for layer in (self.layer1, self.layer2, self.layer3, self.layer4):
            x = layer(x)
        return self.attnpool(x)


class CLIP(nn.Module):
    """c: OpenAI's constructor arguments by name. A list of vision_layers makes a ModifiedResNet."""

    def __init__(self, c):
        super().__init__()
        width, length = c["transformer_width"], c["context_length"]
        self.visual = ModifiedResNet(c) if isinstance(c["vision_layers"], (list, tuple)) else VisionTransformer(c)
        mask = torch.full((length, length), float("-inf")).triu(1)
        self.transformer = Transformer(width, c["transformer_layers"], c["transformer_heads"], mask)
        self.token_embedding = nn.Embedding(c["vocab_size"], width)
        self.positional_embedding = nn.Parameter(0.01 * torch.randn(length, width))
        self.ln_final = nn.LayerNorm(width)
        self.text_projection = nn.Parameter(width ** -0.5 * torch.randn(width, c["embed_dim"]))
        self.logit_scale = nn.Parameter(torch.tensor(2.6593))
        for name, value in (("input_resolution", c["image_resolution"]), ("context_length", length),
                            ("vocab_size", c["vocab_size"])):
            self.register_buffer(name, torch.tensor(value))

    def encode_image(self, image):
        """image: [N, 3, R, R] float, normalised -> [N, D], not normalised."""
        return self.visual(image)

    def encode_text(self, text):
        """text: [N, L] int64 -> [N, D], not normalised."""
        x = (self.token_embedding(text) + self.positional_embedding).permute(1, 0, 2)
        x = self.ln_final(self.transformer(x).permute(1, 0, 2))
        return x[torch.arange(x.shape[0]), text.argmax(-1)] @ self.text_projection

    def forward(self, image, text):
        image, text = self.encode_image(image), self.encode_text(text)
        logits = self.logit_scale.exp() * F.normalize(image) @ F.normalize(text).t()
        return logits, logits.t()


def to_half(model):
    """Rounds what OpenAI's archives store in fp16: convolutions, linear layers and projections. Norms, embeddings of
    tokens and places, and the scale stay fp32."""
    for module in model.modules():
        if isinstance(module, (nn.Conv1d, nn.Conv2d, nn.Linear)):
            module.half()
        elif isinstance(module, nn.MultiheadAttention):
            module.in_proj_weight.data = module.in_proj_weight.data.half()
            module.in_proj_bias.data = module.in_proj_bias.data.half()
    for owner, name in ((model, "text_projection"), (model.visual, "proj")):
        if hasattr(owner, name):
            getattr(owner, name).data = getattr(owner, name).data.half()
    return model


def save_archive(model, path):
    """Traces both encoders and saves a TorchScript archive with the weights as they are, half ones in half. The model is fp32 after it.

    PyTorch cannot trace fp16 on a CPU, so the trace is made in fp32 and the weights are put back into it afterwards.
    """
    kept = {name: value.detach().clone() for name, value in model.state_dict().items()}
    model.float()
    side, length = int(model.input_resolution), int(model.context_length)
    image, text = torch.zeros(1, 3, side, side), torch.zeros(1, length, dtype=torch.int64)
    traced = torch.jit.trace_module(model.eval(), {"forward": (image, text), "encode_image": (image,), "encode_text": (text,)},
                                    check_trace=False)
    for name, value in list(traced.named_parameters()) + list(traced.named_buffers()):
        value.data = kept[name]
    traced.save(path)
    model.float()  # which shares its weights with the trace
