"""Trains the model within a time budget.

One cosine falls to zero exactly at the end of the budget, a resume included. Processes average
their gradients; each has one thread, because two threads in one process are slower than one.
"""

from __future__ import annotations

import argparse
import contextlib
import math
import os
import random
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import torch
import torch.distributed as distributed
import torch.multiprocessing as multiprocessing
from torch import Tensor
from torch.nn import functional as F

from corpus import DEFAULT_FOLDER, load
from generate import generate
from model import ModelConfig, Transformer, draft_config
from samples import Sample, SampleMaker
from scoring import cases, judge, tally
from search import HelpIndex
from tokenizer import MODEL_FOLDER, Tokenizer

ROOT = Path(__file__).resolve().parent.parent.parent
RATE, WARM_UP, DECAY, CLIP = 1.5e-3, 40, 0.05, 1.0
SAVE_SECONDS, LOG_SECONDS, WATCH_SECONDS = 120.0, 15.0, 180.0
WATCHED = {"question": 120, "out-of-scope": 40, "follow-up": 30, "small-talk": 12}
PREFIX_TOKENS = 10
CHOOSE_ONLY = 0.12


class Batch(NamedTuple):
    """Padded ids, the flat positions that carry loss, their targets and weights."""

    ids: Tensor
    rows: Tensor
    targets: Tensor
    weights: Tensor
    choices: Tensor


def tensors(samples: list[Sample], pad: int, device: torch.device) -> Batch:
    """A batch on the device; `choices` are the loss positions of first answer tokens."""
    width = max(len(sample.ids) for sample in samples) - 1
    ids = torch.full((len(samples), width), pad)
    rows: list[int] = []
    targets: list[int] = []
    weights: list[float] = []
    choices: list[int] = []
    for row, sample in enumerate(samples):
        ids[row, :len(sample.ids) - 1] = torch.tensor(sample.ids[:-1])
        for at, (token, weight) in enumerate(zip(sample.ids, sample.weights)):
            if weight == 0:
                continue
            if at == sample.answer_start:
                choices.append(len(rows))
            rows.append(row * width + at - 1)
            targets.append(token)
            weights.append(weight)
    return Batch(ids.to(device), *(torch.tensor(values, device=device)
                                   for values in (rows, targets, weights, choices)))


class Update(NamedTuple):
    """What one step did: losses, tokens of all processes, and the agreed share of the budget."""

    loss: float
    first_loss: float
    tokens: int
    fraction: float


class Trainer:
    """One process of the training."""

    def __init__(self, arguments: argparse.Namespace, rank: int) -> None:
        self.arguments = arguments
        self.rank = rank
        torch.set_num_threads(arguments.threads)
        torch.manual_seed(arguments.seed)
        self.device = torch.device(pick_device(arguments.device))
        self.corpus = load(arguments.corpus)
        self.tokenizer = Tokenizer(arguments.model)
        config = draft_config(self.tokenizer.size) if arguments.draft else ModelConfig(vocabulary=self.tokenizer.size)
        self.model = Transformer(config).to(self.device)
        with torch.no_grad():
            # The links of the help entries begin as one kind of token, which attention can find at once.
            links = self.model.embedding.weight[self.tokenizer.first_link:]
            links.add_(torch.randn(links.shape[1], generator=torch.Generator().manual_seed(arguments.seed)).to(links) * 0.05)
        gains = [p for p in self.model.parameters() if p.dim() < 2]
        matrices = [p for p in self.model.parameters() if p.dim() >= 2]
        self.optimizer = torch.optim.AdamW(
            [{"params": matrices, "weight_decay": DECAY}, {"params": gains, "weight_decay": 0.0}],
            lr=RATE, betas=(0.9, 0.98))
        self.step, self.tokens, self.elapsed = 0, 0, 0.0
        if arguments.resume and self.checkpoint.exists():
            self._load()

    @property
    def checkpoint(self) -> Path:
        return self.arguments.output / ("draft.pt" if self.arguments.draft else "checkpoint.pt")

    def _load(self) -> None:
        state = torch.load(self.checkpoint, map_location=self.device)
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step, self.tokens, self.elapsed = state["step"], state["tokens"], state["elapsed"]

    def save(self) -> None:
        """Writes the checkpoint beside the old one first, so that a crash leaves a whole file."""
        self.arguments.output.mkdir(parents=True, exist_ok=True)
        fresh = self.checkpoint.with_suffix(".new")
        torch.save({"model": self.model.state_dict(), "optimizer": self.optimizer.state_dict(),
                    "config": self.model.config.to_dict(), "step": self.step,
                    "tokens": self.tokens, "elapsed": self.elapsed}, fresh)
        os.replace(fresh, self.checkpoint)

    def run(self) -> None:
        """Trains until the budget is spent."""
        budget = self.arguments.minutes * 60
        maker = SampleMaker(self.corpus, self.tokenizer, seed=self.arguments.seed * 7919 + 31 * self.rank + self.step)
        batches = maker.batches(self.arguments.batch_tokens)
        watched = self._watched() if self.rank == 0 else []
        last = time.monotonic()
        logged = saved = watched_at = self.elapsed
        recent: list[Update] = []
        fraction = self.elapsed / budget
        while fraction < 1:
            maker.choose_only(fraction < CHOOSE_ONLY)
            update = self._step(next(batches), self.elapsed / budget)
            now = time.monotonic()
            self.elapsed, last = self.elapsed + now - last, now
            self.step, self.tokens, fraction = self.step + 1, self.tokens + update.tokens, update.fraction
            if self.rank != 0:
                continue
            recent.append(update)
            if self.elapsed - logged >= LOG_SECONDS:
                self._log(recent, self.elapsed - logged, budget)
                logged, recent = self.elapsed, []
            if self.elapsed - saved >= SAVE_SECONDS:
                self.save()
                saved = self.elapsed
            if self.elapsed - watched_at >= WATCH_SECONDS:
                self._watch(watched)
                watched_at = self.elapsed
        if self.rank == 0:
            self.save()
            self._watch(watched)

    def _log(self, recent: list[Update], seconds: float, budget: float) -> None:
        count = len(recent)
        print(f"step {self.step} tokens {self.tokens / 1e6:.2f}M {sum(u.tokens for u in recent) / seconds:.0f} tokens/s "
              f"loss {sum(u.loss for u in recent) / count:.3f} choice {sum(u.first_loss for u in recent) / count:.3f} "
              f"rest {(budget - self.elapsed) / 60:.1f} min", flush=True)

    def _step(self, samples: list[Sample], fraction: float) -> Update:
        """One update over all processes.

        The share of the budget travels with the gradients: all processes must use one rate, or
        their weights would drift apart.
        """
        batch = tensors(samples, self.tokenizer.pad, self.device)
        with self._precision():
            hidden, _ = self.model.hidden(batch.ids)
            logits = self.model.logits(hidden.flatten(0, 1)[batch.rows]).float()
        losses = F.cross_entropy(logits, batch.targets, reduction="none")
        loss = (losses * batch.weights).sum() / batch.weights.sum()
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        first = losses[batch.choices].mean().item()
        extra = torch.tensor([fraction, loss.item(), first, float(batch.ids.numel())], device=self.device)
        count = self.arguments.processes
        if count > 1:
            flat = torch.cat([p.grad.flatten() for p in self.model.parameters()] + [extra])
            distributed.all_reduce(flat)
            at = 0
            for parameter in self.model.parameters():
                parameter.grad.copy_(flat[at:at + parameter.numel()].view_as(parameter)).div_(count)
                at += parameter.numel()
            extra = flat[at:]
        fraction, mean_loss, first = (extra[:3] / count).tolist()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), CLIP)
        rate = RATE * min(1.0, (self.step + 1) / WARM_UP) * 0.5 * (1 + math.cos(math.pi * min(1.0, fraction)))
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        self.optimizer.step()
        return Update(mean_loss, first, int(extra[3]), fraction)

    def _precision(self) -> contextlib.AbstractContextManager[object]:
        if self.device.type == "cuda":
            return torch.autocast("cuda", torch.bfloat16)
        return contextlib.nullcontext()

    def _watched(self) -> list:
        everything = cases(self.corpus, HelpIndex(self.corpus), "dev")
        picked = []
        for kind, count in WATCHED.items():
            some = [case for case in everything if case.kind == kind]
            picked += random.Random(1).sample(some, min(count, len(some)))
        return picked

    def _watch(self, watched: list) -> None:
        """Prints dev verdicts by the first tokens of the answers: cheap, and nearly exact."""
        answers = generate(self.model, self.tokenizer, [case.prompt for case in watched], PREFIX_TOKENS)
        verdicts = [judge(c, a, self.corpus.refusals, prefix=True) for c, a in zip(watched, answers)]
        for kind, row in tally(watched, verdicts).items():
            total = sum(row.values())
            shares = "  ".join(f"{name} {100 * value / total:.0f} %" for name, value in row.items())
            print(f"  dev {kind} ({total}): {shares}", flush=True)


def pick_device(name: str) -> str:
    return ("cuda" if torch.cuda.is_available() else "cpu") if name == "auto" else name


def work(rank: int, arguments: argparse.Namespace, meeting: str) -> None:
    """Body of one process."""
    if arguments.processes > 1:
        distributed.init_process_group("gloo", init_method=f"file://{meeting}", rank=rank,
                                       world_size=arguments.processes)
    Trainer(arguments, rank).run()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=50)
    parser.add_argument("--threads", type=int, default=1, help="threads of each process")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    parser.add_argument("--batch-tokens", type=int, default=1280, help="tokens of a batch with padding, per process")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--draft", action="store_true", help="train the draft model of speculative decoding; 5 minutes will do")
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--corpus", type=Path, default=DEFAULT_FOLDER)
    parser.add_argument("--model", type=Path, default=MODEL_FOLDER, help="folder of the tokenizer")
    parser.add_argument("--output", type=Path, default=ROOT / "artifacts" / "training")
    arguments = parser.parse_args()
    if arguments.processes == 1:
        work(0, arguments, "")
        return
    os.environ.setdefault("GLOO_SOCKET_IFNAME", "lo")
    with tempfile.TemporaryDirectory() as folder:
        multiprocessing.spawn(work, (arguments, f"{folder}/meeting"), arguments.processes)


if __name__ == "__main__":
    main()
