"""Greedy generation for many prompts at once, with a KV cache; used to watch and to evaluate."""

from __future__ import annotations

import torch
from torch import Tensor

from model import Transformer
from tokenizer import Tokenizer

BATCH = 32


@torch.no_grad()
def generate(model: Transformer, tokenizer: Tokenizer, prompts: list[str], limit: int) -> list[str]:
    """Answers to prompts, each ending at the end of the turn or after `limit` tokens."""
    encoded = [tokenizer.encode(prompt) for prompt in prompts]
    order = sorted(range(len(prompts)), key=lambda i: len(encoded[i]))
    answers = [""] * len(prompts)
    for start in range(0, len(order), BATCH):
        part = order[start:start + BATCH]
        for index, ids in zip(part, _batch(model, tokenizer, [encoded[i] for i in part], limit)):
            answers[index] = tokenizer.decode(ids)
    return answers


def _batch(model: Transformer, tokenizer: Tokenizer, prompts: list[list[int]], limit: int) -> list[list[int]]:
    """Prompts are padded on the left, so that all sequences grow at the same end."""
    device = model.embedding.weight.device
    longest = max(map(len, prompts))
    pads = torch.tensor([longest - len(ids) for ids in prompts], device=device)
    ids = torch.tensor([[tokenizer.pad] * (longest - len(p)) + p for p in prompts], device=device)
    steps = torch.arange(longest, device=device)
    causal = steps[None, :] <= steps[:, None]
    seen = causal[None] & (steps[None, None, :] >= pads[:, None, None])
    positions = (steps[None] - pads[:, None]).clamp(min=0)
    hidden, cache = model.hidden(ids, None, positions, _mask(seen))
    outputs: list[list[int]] = [[] for _ in prompts]
    done = torch.zeros(len(prompts), dtype=torch.bool, device=device)
    for _ in range(limit):
        token = model.logits(hidden[:, -1]).argmax(-1)
        done |= token == tokenizer.end
        for row, value in enumerate(token.tolist()):
            if not done[row]:
                outputs[row].append(value)
        length = cache[0][0].shape[2]
        if bool(done.all()) or length >= model.config.context:
            break
        seen = torch.arange(length + 1, device=device)[None, None, :] >= pads[:, None, None]
        hidden, cache = model.hidden(token[:, None], cache, (length - pads)[:, None], _mask(seen))
    return outputs


def _mask(seen: Tensor) -> Tensor:
    """Additive mask [B, 1, 1, S, T]; a padding row that sees nothing only yields unused values."""
    return torch.zeros(seen.shape, device=seen.device).masked_fill(~seen, -1e9)[:, None, None]
