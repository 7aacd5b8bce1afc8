"""Byte-level BPE: trains the vocabulary, writes Hugging Face files, encodes and decodes.

The pre-tokenizer is GPT-2's. Only the standard library and Debian's `regex` are needed, so
the pipeline runs where the Hugging Face packages cannot be installed.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from functools import lru_cache
from pathlib import Path

import regex

from corpus import DEFAULT_FOLDER, Corpus, load
from prompts import CHAT_TEMPLATE, END_OF_TEXT, TURN_END, TURN_START, link
from search import THRESHOLDS

VOCABULARY = 2048
SPECIAL = (END_OF_TEXT, TURN_START, TURN_END)
PATTERN = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
WORD = regex.compile(PATTERN)
MODEL_FOLDER = Path(__file__).resolve().parent.parent / "portal-assistant"


@lru_cache(maxsize=1)
def byte_symbols() -> dict[int, str]:
    """GPT-2's printable character for each byte."""
    keep = [*range(33, 127), *range(161, 173), *range(174, 256)]
    table = {byte: chr(byte) for byte in keep}
    for byte in range(256):
        if byte not in table:
            table[byte] = chr(256 + len(table) - len(keep))
    return table


def words(text: str) -> list[str]:
    """Pre-tokens of a text, each as byte symbols."""
    symbols = byte_symbols()
    return ["".join(symbols[b] for b in word.encode("utf-8")) for word in WORD.findall(text)]


def train(texts: list[str], size: int = VOCABULARY) -> tuple[dict[str, int], list[tuple[str, str]]]:
    """Learns the merges: always the most frequent pair, ties by spelling, so it is deterministic."""
    counts = Counter(word for text in texts for word in words(text))
    spelled = [list(word) for word in counts]
    amount = list(counts.values())
    pairs: Counter[tuple[str, str]] = Counter()
    where: dict[tuple[str, str], set[int]] = defaultdict(set)
    for index, parts in enumerate(spelled):
        for pair in zip(parts, parts[1:]):
            pairs[pair] += amount[index]
            where[pair].add(index)
    vocabulary = [*SPECIAL, *sorted(byte_symbols().values())]
    merges: list[tuple[str, str]] = []
    while len(vocabulary) < size:
        best = max(pairs, key=lambda pair: (pairs[pair], pair))
        merges.append(best)
        vocabulary.append("".join(best))
        for index in list(where[best]):
            old = spelled[index]
            for pair in zip(old, old[1:]):
                pairs[pair] -= amount[index]
                where[pair].discard(index)
            new = spelled[index] = merge(old, best)
            for pair in zip(new, new[1:]):
                pairs[pair] += amount[index]
                where[pair].add(index)
        pairs.pop(best, None)
    return {token: id_ for id_, token in enumerate(vocabulary)}, merges


def merge(parts: list[str], pair: tuple[str, str]) -> list[str]:
    """`parts` with every occurrence of `pair` joined, from the left."""
    merged: list[str] = []
    index = 0
    while index < len(parts):
        if index + 1 < len(parts) and (parts[index], parts[index + 1]) == pair:
            merged.append(parts[index] + parts[index + 1])
            index += 2
        else:
            merged.append(parts[index])
            index += 1
    return merged


class Tokenizer:
    """Encoder and decoder over the files that `main` writes."""

    def __init__(self, folder: Path = MODEL_FOLDER) -> None:
        content = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
        model = content["model"]
        self.ids: dict[str, int] = dict(model["vocab"])
        self.added = {a["content"]: a["id"] for a in content["added_tokens"]}
        self.ids.update(self.added)
        self.tokens = {id_: token for token, id_ in self.ids.items()}
        self.ranks = {tuple(pair): rank for rank, pair in enumerate(model["merges"])}
        self.end = self.ids[TURN_END]
        self.pad = self.ids[END_OF_TEXT]
        self.first_link = len(model["vocab"])
        self.size = max(self.ids.values()) + 1
        longest_first = sorted(self.added, key=lambda token: (-len(token), token))
        self._special = regex.compile("(" + "|".join(map(regex.escape, longest_first)) + ")")
        self._bytes = {symbol: byte for byte, symbol in byte_symbols().items()}
        self._word = lru_cache(maxsize=100_000)(self._encode_word)

    def _encode_word(self, word: str) -> tuple[int, ...]:
        parts = list(word)
        while len(parts) > 1:
            rank, pair = min((self.ranks.get(p, 1 << 30), p) for p in zip(parts, parts[1:]))
            if rank == 1 << 30:
                break
            parts = merge(parts, pair)
        return tuple(self.ids[part] for part in parts)

    def encode(self, text: str) -> list[int]:
        """Ids of a text; the special tokens are recognised, as in a rendered prompt."""
        ids: list[int] = []
        for piece in self._special.split(text):
            if piece in self.added:
                ids.append(self.ids[piece])
            else:
                for word in words(piece):
                    ids.extend(self._word(word))
        return ids

    def decode(self, ids: list[int]) -> str:
        """Text of ids, special tokens left out, broken characters as U+FFFD."""
        out = bytearray()
        for id_ in ids:
            token = self.tokens[id_]
            if token in self.added:
                out += b"" if token in SPECIAL else token.encode("utf-8")
            else:
                out += bytes(self._bytes[symbol] for symbol in token)
        return out.decode("utf-8", errors="replace")


def training_texts(corpus: Corpus) -> list[str]:
    """What the vocabulary is learnt from: all that the model reads or writes."""
    texts = [f"| {name}" for name, _ in THRESHOLDS]
    for entry in corpus.entries:
        texts += [entry.answer, entry.more] * 2
        texts.append(entry.title)
        texts += entry.questions
    texts += corpus.out_of_scope + corpus.follow_ups + corpus.refusals
    for intent in corpus.intents:
        texts += intent.answers + intent.questions
    return texts


def files(vocabulary: dict[str, int], merges: list[tuple[str, str]], links: list[str]) -> dict[str, object]:
    """tokenizer.json and tokenizer_config.json as Hugging Face's libraries expect them."""
    added = [{"id": vocabulary[t], "content": t, "single_word": False, "lstrip": False,
              "rstrip": False, "normalized": False, "special": True} for t in SPECIAL]
    added += [{"id": len(vocabulary) + at, "content": text, "single_word": False, "lstrip": False,
               "rstrip": False, "normalized": False, "special": False} for at, text in enumerate(links)]
    level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
    return {
        "tokenizer.json": {
            "version": "1.0", "truncation": None, "padding": None, "added_tokens": added,
            "normalizer": None, "pre_tokenizer": level, "post_processor": None, "decoder": level,
            "model": {"type": "BPE", "dropout": None, "unk_token": None,
                      "continuing_subword_prefix": None, "end_of_word_suffix": None,
                      "fuse_unk": False, "byte_fallback": False, "ignore_merges": False,
                      "vocab": vocabulary, "merges": [list(pair) for pair in merges]}},
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast", "add_bos_token": False,
            "add_prefix_space": False, "clean_up_tokenization_spaces": False,
            "bos_token": None, "eos_token": TURN_END, "pad_token": END_OF_TEXT, "unk_token": None,
            "model_max_length": 1024, "chat_template": CHAT_TEMPLATE,
            "added_tokens_decoder": {str(a["id"]): {k: v for k, v in a.items() if k != "id"}
                                     for a in added}}}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=DEFAULT_FOLDER)
    parser.add_argument("--model", type=Path, default=MODEL_FOLDER)
    arguments = parser.parse_args()
    corpus = load(arguments.corpus)
    texts = training_texts(corpus)
    links = [link(entry.title, entry.id) for entry in corpus.entries]
    vocabulary, merges = train(texts)
    arguments.model.mkdir(parents=True, exist_ok=True)
    for name, content in files(vocabulary, merges, links).items():
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        (arguments.model / name).write_text(text, encoding="utf-8")
    tokens = sum(len(Tokenizer(arguments.model).encode(text)) for text in texts)
    print(f"{len(vocabulary)} tokens and {len(links)} links, {sum(map(len, texts)) / tokens:.2f} characters a token")


if __name__ == "__main__":
    main()
