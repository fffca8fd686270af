"""The decoder of Hornbook's presets as one writes it in PyTorch, with what PyTorch recommends for speed.

Shapes: B batch, T time, d width, H heads, h = d/H. Queries, keys and values come from one product, attention is
PyTorch's own fused kernel, AdamW is its fused one.
"""

import torch
from torch import nn
from torch.nn import functional as F


class Block(nn.Module):
    def __init__(self, width, heads, feed_forward, epsilon, rotated):
        super().__init__()
        self.heads, self.rotated = heads, rotated
        self.norm = nn.LayerNorm(width, eps=epsilon)
        self.qkv = nn.Linear(width, 3 * width)
        self.dense = nn.Linear(width, width)
        self.fc1 = nn.Linear(width, feed_forward)
        self.fc2 = nn.Linear(feed_forward, width)

    def rotate(self, x, cos, sin):
        turned, kept = x[..., : self.rotated], x[..., self.rotated :]
        first, second = turned.chunk(2, dim=-1)
        return torch.cat((turned * cos + torch.cat((-second, first), dim=-1) * sin, kept), dim=-1)

    def forward(self, x, cos, sin):
        batch, time, width = x.shape
        normal = self.norm(x)
        heads = self.qkv(normal).view(batch, time, 3, self.heads, width // self.heads)
        query, key, value = heads.permute(2, 0, 3, 1, 4)
        query, key = self.rotate(query, cos, sin), self.rotate(key, cos, sin)
        attended = F.scaled_dot_product_attention(query, key, value, is_causal=True)
        attention = self.dense(attended.transpose(1, 2).reshape(batch, time, width))
        return x + attention + self.fc2(F.gelu(self.fc1(normal), approximate="tanh"))


class Phi(nn.Module):
    """forward(tokens [B, T], targets [B, T]) → mean next-token loss in nats."""

    def __init__(self, config, context):
        super().__init__()
        width, heads = config["width"], config["heads"]
        rotated = int(config["rotaryFraction"] * (width // heads))
        self.embed = nn.Embedding(config["vocabulary"], width)
        self.blocks = nn.ModuleList(
            Block(width, heads, config["feedForward"], config["layerNormEpsilon"], rotated)
            for _ in range(config["layers"])
        )
        self.norm = nn.LayerNorm(width, eps=config["layerNormEpsilon"])
        self.head = nn.Linear(width, config["vocabulary"])
        rates = config["rotaryBase"] ** (-torch.arange(0, rotated, 2).double() / rotated)
        angles = torch.arange(context).double()[:, None] * rates[None, :]
        angles = torch.cat((angles, angles), dim=-1)
        self.register_buffer("cos", angles.cos().float())
        self.register_buffer("sin", angles.sin().float())
        for parameter in self.parameters():
            if parameter.ndim == 2:
                nn.init.normal_(parameter, std=config["initialDeviation"])
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.zeros_(module.bias)

    def forward(self, tokens, targets):
        x = self.embed(tokens)
        for block in self.blocks:
            x = block(x, self.cos, self.sin)
        logits = self.head(self.norm(x))
        return F.cross_entropy(logits.flatten(0, 1), targets.flatten())


class PhiOfTransformers(nn.Module):
    """The same model as transformers' own `PhiForCausalLM`, for those who hold that to be the faster one."""

    def __init__(self, config, context):
        super().__init__()
        from transformers import PhiConfig, PhiForCausalLM

        self.model = PhiForCausalLM(
            PhiConfig(
                vocab_size=config["vocabulary"],
                hidden_size=config["width"],
                intermediate_size=config["feedForward"],
                num_hidden_layers=config["layers"],
                num_attention_heads=config["heads"],
                max_position_embeddings=context,
                hidden_act="gelu_new",
                partial_rotary_factor=config["rotaryFraction"],
                layer_norm_eps=config["layerNormEpsilon"],
                initializer_range=config["initialDeviation"],
                tie_word_embeddings=False,
                use_cache=False,
                attn_implementation="sdpa",
            )
        )

    def forward(self, tokens, targets):
        logits = self.model(tokens).logits
        return F.cross_entropy(logits.flatten(0, 1), targets.flatten())
