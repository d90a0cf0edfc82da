# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""CLIP (Radford et al. 2021) under OpenAI's tensor names: text transformer, ViT, ModifiedResNet."""
import torch
import torch.nn as nn
import torch.nn.functional as F

MEAN = (0.48145466, 0.4578275, 0.40821073)
STD = (0.26862954, 0.26130258, 0.27577711)


def quick_gelu(x):
    return x * torch.sigmoid(1.702 * x)


class Attention(nn.Module):
    """Multi-head self-attention with one stacked projection for query, key and value."""

    def __init__(self, width, heads):
        super().__init__()
        self.in_proj_weight = nn.Parameter(torch.randn(3 * width, width) * width ** -0.5)
        self.in_proj_bias = nn.Parameter(torch.randn(3 * width) * 0.1)
        self.out_proj = nn.Linear(width, width)
        self.heads = heads

    def forward(self, x, mask=None):
        n, length, width = x.shape
        q, k, v = F.linear(x, self.in_proj_weight, self.in_proj_bias).chunk(3, -1)
        q, k, v = (t.reshape(n, length, self.heads, -1).transpose(1, 2) for t in (q, k, v))
        scores = q @ k.transpose(-1, -2) / (width // self.heads) ** 0.5
        if mask is not None:
            scores = scores + mask
        return self.out_proj((scores.softmax(-1) @ v).transpose(1, 2).reshape(n, length, width))


class Mlp(nn.Module):
    def __init__(self, width, hidden=None, activation="quick_gelu"):
        super().__init__()
        hidden = hidden or 4 * width
        self.c_fc, self.c_proj = nn.Linear(width, hidden), nn.Linear(hidden, width)
        self.act = {"quick_gelu": quick_gelu, "gelu": F.gelu, "relu": F.relu}[activation]

    def forward(self, x):
        return self.c_proj(self.act(self.c_fc(x)))


class ResidualAttentionBlock(nn.Module):
    def __init__(self, width, heads, hidden=None, activation="quick_gelu"):
        super().__init__()
        self.ln_1, self.ln_2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attn, self.mlp = Attention(width, heads), Mlp(width, hidden, activation)

    def forward(self, x, mask=None):
        x = x + self.attn(self.ln_1(x), mask)
        return x + self.mlp(self.ln_2(x))


class Transformer(nn.Module):
    def __init__(self, width, layers, heads, activation="quick_gelu"):
        super().__init__()
        self.resblocks = nn.ModuleList(ResidualAttentionBlock(width, heads, activation=activation) for _ in range(layers))

    def forward(self, x, mask=None):
        for block in self.resblocks:
            x = block(x, mask)
        return x


class VisionTransformer(nn.Module):
    def __init__(self, c):
        super().__init__()
        width, patch = c["vision_width"], c["vision_patch_size"]
        places = (c["image_resolution"] // patch) ** 2
        self.conv1 = nn.Conv2d(3, width, patch, patch, bias=False)
        self.class_embedding = nn.Parameter(torch.randn(width) * 0.2)
        self.positional_embedding = nn.Parameter(torch.randn(places + 1, width) * 0.2)
        self.ln_pre, self.ln_post = nn.LayerNorm(width), nn.LayerNorm(width)
        self.transformer = Transformer(width, c["vision_layers"], c["vision_heads"], c.get("activation", "quick_gelu"))
        self.proj = nn.Parameter(torch.randn(width, c["embed_dim"]) * width ** -0.5)

    def forward(self, x):
        x = self.conv1(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.class_embedding.expand(len(x), 1, -1), x], 1) + self.positional_embedding
        x = self.transformer(self.ln_pre(x))
        return self.ln_post(x[:, 0]) @ self.proj


class Bottleneck(nn.Module):
    """Strides are an average pool; `norms` off: the convolutions have biases in place of batch norms."""

    def __init__(self, inside, planes, stride, norms):
        super().__init__()
        out = planes * 4
        norm = nn.BatchNorm2d if norms else lambda _: nn.Identity()
        self.conv1, self.bn1 = nn.Conv2d(inside, planes, 1, bias=not norms), norm(planes)
        self.conv2, self.bn2 = nn.Conv2d(planes, planes, 3, padding=1, bias=not norms), norm(planes)
        self.conv3, self.bn3 = nn.Conv2d(planes, out, 1, bias=not norms), norm(out)
        self.stride = stride
        self.downsample = None
        if stride > 1 or inside != out:
            self.downsample = nn.Sequential(nn.Conv2d(inside, out, 1, bias=not norms), norm(out))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = F.relu(self.bn2(self.conv2(y)))
        y = self.bn3(self.conv3(F.avg_pool2d(y, self.stride)))
        shortcut = x if self.downsample is None else self.downsample(F.avg_pool2d(x, self.stride))
        return F.relu(y + shortcut)


class AttentionPool(nn.Module):
    def __init__(self, places, width, heads, out):
        super().__init__()
        self.positional_embedding = nn.Parameter(torch.randn(places + 1, width) * width ** -0.5)
        self.k_proj, self.q_proj, self.v_proj = (nn.Linear(width, width) for _ in range(3))
        self.c_proj = nn.Linear(width, out)
        self.heads = heads

    def forward(self, x):
        x = x.flatten(2).transpose(1, 2)
        x = torch.cat([x.mean(1, keepdim=True), x], 1) + self.positional_embedding
        n, length, width = x.shape
        split = [p(x).reshape(n, length, self.heads, -1).transpose(1, 2) for p in (self.q_proj, self.k_proj, self.v_proj)]
        q, k, v = split
        a = (q @ k.transpose(-1, -2) / (width // self.heads) ** 0.5).softmax(-1)
        return self.c_proj((a @ v).transpose(1, 2).reshape(n, length, width)[:, 0])


class ModifiedResNet(nn.Module):
    def __init__(self, c):
        super().__init__()
        width, norms = c["vision_width"], c.get("batch_norm", True)
        norm = nn.BatchNorm2d if norms else lambda _: nn.Identity()
        self.conv1, self.bn1 = nn.Conv2d(3, width // 2, 3, 2, 1, bias=not norms), norm(width // 2)
        self.conv2, self.bn2 = nn.Conv2d(width // 2, width // 2, 3, padding=1, bias=not norms), norm(width // 2)
        self.conv3, self.bn3 = nn.Conv2d(width // 2, width, 3, padding=1, bias=not norms), norm(width)
        inside, self.stages = width, len(c["vision_layers"])
        for stage, blocks in enumerate(c["vision_layers"]):
            rows = []
            for i in range(blocks):
                rows.append(Bottleneck(inside, width << stage, 2 if stage and not i else 1, norms))
                inside = (width << stage) * 4
            setattr(self, f"layer{stage + 1}", nn.Sequential(*rows))
        places = (c["image_resolution"] >> (self.stages + 1)) ** 2
        self.attnpool = AttentionPool(places, inside, c["vision_heads"], c["embed_dim"])

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        x = F.relu(self.bn2(self.conv2(x)))
        x = F.avg_pool2d(F.relu(self.bn3(self.conv3(x))), 2)
        for stage in range(self.stages):
            x = getattr(self, f"layer{stage + 1}")(x)
        return self.attnpool(x)


class CLIP(nn.Module):
    """config: OpenAI's constructor arguments, "vision_heads", and "batch_norm" for the ResNet."""

    def __init__(self, config):
        super().__init__()
        c, width = config, config["transformer_width"]
        self.visual = VisionTransformer(c) if c["vision_patch_size"] else ModifiedResNet(c)
        self.token_embedding = nn.Embedding(c["vocab_size"], width)
        self.positional_embedding = nn.Parameter(torch.randn(c["context_length"], width) * 0.1)
        self.transformer = Transformer(width, c["transformer_layers"], c["transformer_heads"], c.get("activation", "quick_gelu"))
        self.ln_final = nn.LayerNorm(width)
        self.text_projection = nn.Parameter(torch.randn(width, c["embed_dim"]) * width ** -0.5)
        self.logit_scale = nn.Parameter(torch.tensor(2.6593))
        self.mean, self.std = c.get("mean", MEAN), c.get("std", STD)

    def normalize(self, image):
        """image: [N, 3, R, R] float 0..1."""
        view = lambda t: torch.tensor(t).view(1, 3, 1, 1)
        return (image - view(self.mean)) / view(self.std)

    def encode_image(self, normalized):
        """normalized: [N, 3, R, R] float -> [N, D], not normalised."""
        return self.visual(normalized)

    def text_sequence(self, tokens):
        """tokens: [N, L] int64 -> [N, L, W] after the final norm."""
        length = tokens.shape[1]
        mask = torch.full((length, length), float("-inf")).triu(1)
        x = self.token_embedding(tokens) + self.positional_embedding[:length]
        return self.ln_final(self.transformer(x, mask))

    def encode_text(self, tokens):
        x = self.text_sequence(tokens)
        return x[torch.arange(len(x)), tokens.argmax(-1)] @ self.text_projection


def hugging_face_names(state):
    """A ViT CLIP's state dict under OpenAI's names -> the same weights under CLIPModel's names."""
    out = {}
    block = {"ln_1.": "layer_norm1.", "ln_2.": "layer_norm2.", "attn.out_proj.": "self_attn.out_proj.",
             "mlp.c_fc.": "mlp.fc1.", "mlp.c_proj.": "mlp.fc2."}
    plain = {"token_embedding.weight": "text_model.embeddings.token_embedding.weight",
             "positional_embedding": "text_model.embeddings.position_embedding.weight",
             "visual.class_embedding": "vision_model.embeddings.class_embedding",
             "visual.positional_embedding": "vision_model.embeddings.position_embedding.weight",
             "visual.conv1.weight": "vision_model.embeddings.patch_embedding.weight",
             "logit_scale": "logit_scale"}
    for kind in ("weight", "bias"):
        plain[f"ln_final.{kind}"] = f"text_model.final_layer_norm.{kind}"
        plain[f"visual.ln_pre.{kind}"] = f"vision_model.pre_layrnorm.{kind}"
        plain[f"visual.ln_post.{kind}"] = f"vision_model.post_layernorm.{kind}"
    for name, value in state.items():
        if name in plain:
            out[plain[name]] = value
        elif name == "text_projection":
            out["text_projection.weight"] = value.T
        elif name == "visual.proj":
            out["visual_projection.weight"] = value.T
        else:
            side = "vision_model" if name.startswith("visual.") else "text_model"
            layer, rest = name.split("resblocks.")[1].split(".", 1)
            stem = f"{side}.encoder.layers.{layer}."
            if rest.startswith("attn.in_proj_"):
                for letter, part in zip("qkv", value.chunk(3)):
                    out[f"{stem}self_attn.{letter}_proj.{rest[len('attn.in_proj_'):]}"] = part
            else:
                old = next(k for k in block if rest.startswith(k))
                out[stem + block[old] + rest[len(old):]] = value
    return out
