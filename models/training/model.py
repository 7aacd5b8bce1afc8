"""The decoder-only transformer: RMSNorm, half-split RoPE, grouped-query attention, SwiGLU.

Shapes follow what ONNX Runtime's GroupQueryAttention computes, so that the exported graph
gives the same numbers: packed Q, K, V in one projection, rotary in the half-split form,
scale 1/sqrt(head size).
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

Cache = list[tuple[Tensor, Tensor]]


@dataclass(frozen=True)
class ModelConfig:
    """Sizes; the defaults are the shipped model (2.79 million parameters with its vocabulary)."""

    vocabulary: int = 2048
    layers: int = 6
    width: int = 192
    heads: int = 3
    kv_heads: int = 1
    head_size: int = 64
    feed_forward: int = 512
    context: int = 1024
    rope_base: float = 10000.0
    norm_epsilon: float = 1e-5

    def to_dict(self) -> dict[str, float]:
        return asdict(self)


def draft_config(vocabulary: int) -> ModelConfig:
    """The draft model of speculative decoding: a quarter of the parameters, a seventh of the time of a step."""
    return ModelConfig(vocabulary=vocabulary, layers=2, width=128, heads=2, feed_forward=344)


def rope_tables(config: ModelConfig) -> tuple[Tensor, Tensor]:
    """Cosine and sine of every position: [context, head_size / 2], also put into the export."""
    half = config.head_size // 2
    frequency = config.rope_base ** (-torch.arange(half, dtype=torch.float64) / half)
    angle = torch.outer(torch.arange(config.context, dtype=torch.float64), frequency)
    return angle.cos().float(), angle.sin().float()


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Half-split rotary embedding of x [B, heads, S, D]."""
    first, second = x.chunk(2, dim=-1)
    return torch.cat((first * cos - second * sin, second * cos + first * sin), dim=-1)


class RmsNorm(nn.Module):
    """Root-mean-square norm with a gain."""

    def __init__(self, width: int, epsilon: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.epsilon = epsilon

    def forward(self, x: Tensor) -> Tensor:
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.epsilon) * self.weight


class Block(nn.Module):
    """One layer: attention, then the gated feed-forward part, both residual."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        c = config
        self.norm1 = RmsNorm(c.width, c.norm_epsilon)
        self.qkv = nn.Linear(c.width, (c.heads + 2 * c.kv_heads) * c.head_size, bias=False)
        self.out = nn.Linear(c.heads * c.head_size, c.width, bias=False)
        self.norm2 = RmsNorm(c.width, c.norm_epsilon)
        self.gate_up = nn.Linear(c.width, 2 * c.feed_forward, bias=False)
        self.down = nn.Linear(c.feed_forward, c.width, bias=False)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, mask: Tensor | None,
                past: tuple[Tensor, Tensor] | None) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        c = self.config
        batch, length, _ = x.shape
        q, k, v = self.qkv(self.norm1(x)).view(batch, length, -1, c.head_size).transpose(1, 2).split(
            (c.heads, c.kv_heads, c.kv_heads), dim=1)
        q, k = rotate(q, cos, sin), rotate(k, cos, sin)
        if past is not None:
            k, v = torch.cat((past[0], k), dim=2), torch.cat((past[1], v), dim=2)
        x = x + self.out(self._attend(q, k, v, mask))
        gate, up = self.gate_up(self.norm2(x)).chunk(2, dim=-1)
        return x + self.down(F.silu(gate) * up), (k, v)

    def _attend(self, q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None) -> Tensor:
        """Attention of grouped queries: heads of a group are folded into the query rows."""
        c = self.config
        batch, _, length, size = q.shape
        group = c.heads // c.kv_heads
        q = q.reshape(batch, c.kv_heads, group * length, size)
        scores = q @ k.transpose(-1, -2) / math.sqrt(size)
        scores = scores.view(batch, c.kv_heads, group, length, -1)
        if mask is not None:
            scores = scores + mask
        weights = scores.softmax(-1).view(batch, c.kv_heads, group * length, -1)
        mixed = (weights @ v).view(batch, c.heads, length, size)
        return mixed.transpose(1, 2).reshape(batch, length, c.heads * size)


class Transformer(nn.Module):
    """The model. The output embedding is the input embedding (tied)."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        self.embedding = nn.Embedding(config.vocabulary, config.width)
        self.blocks = nn.ModuleList(Block(config) for _ in range(config.layers))
        self.norm = RmsNorm(config.width, config.norm_epsilon)
        cos, sin = rope_tables(config)
        self.register_buffer("cos", cos, persistent=False)
        self.register_buffer("sin", sin, persistent=False)
        self._initialise()

    def _initialise(self) -> None:
        """Blocks start as zero: the stream first carries the tokens alone, and learning starts sooner."""
        nn.init.normal_(self.embedding.weight, std=0.05)
        for block in self.blocks:
            for layer in (block.qkv, block.gate_up):
                nn.init.normal_(layer.weight, std=0.05)
            for layer in (block.out, block.down):
                nn.init.zeros_(layer.weight)
        self._prefer_copying()

    def _prefer_copying(self) -> None:
        """Lets the first head of the upper blocks pass on what it looks at.

        Its output weights are the transpose of the value weights, so attention to a token raises that
        token's own score (embeddings are tied). Naming a document is copying one token of the prompt.
        """
        c = self.config
        size = c.width // c.heads
        for block in self.blocks[c.layers // 2:]:
            values = block.qkv.weight[-c.kv_heads * size:][:size]
            with torch.no_grad():
                block.out.weight[:, :size].copy_(values.t())

    def hidden(self, ids: Tensor, past: Cache | None = None, positions: Tensor | None = None,
               mask: Tensor | None = None) -> tuple[Tensor, Cache]:
        """Last hidden states of `ids` [B, S]. Without `positions` and `mask`: plain causal order."""
        start = 0 if past is None else past[0][0].shape[2]
        length = ids.shape[1]
        if positions is None:
            cos, sin = self.cos[start:start + length], self.sin[start:start + length]
        else:
            cos, sin = self.cos[positions].unsqueeze(1), self.sin[positions].unsqueeze(1)
        if mask is None and length > 1:
            mask = torch.full((length, start + length), -1e9, device=ids.device).triu(start + 1)
        x = self.embedding(ids)
        cache: Cache = []
        for index, block in enumerate(self.blocks):
            x, kept = block(x, cos, sin, mask, None if past is None else past[index])
            cache.append(kept)
        return self.norm(x), cache

    def logits(self, hidden: Tensor) -> Tensor:
        """Scores of every token; call it only for the rows that are needed."""
        return hidden @ self.embedding.weight.t()

    def forward(self, ids: Tensor) -> Tensor:
        return self.logits(self.hidden(ids)[0])
