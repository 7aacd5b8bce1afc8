"""Varies training questions, because the number of phrasings decides the quality."""

from __future__ import annotations

import random
import re

from search import STOP_WORDS, words

OPENINGS = ("hi, ", "hello, ", "please ", "can you tell me ", "quick question: ", "i want to know ",
            "could you explain ", "hey, ", "so ", "I wonder ", "tell me ")
CLOSINGS = (" please", " thanks", "??", " in the portal", " exactly", " for me", "...", " pls")


class Augmenter:
    """Synonyms, dropped words, typos, case and punctuation, each with a small chance."""

    def __init__(self, synonyms: tuple[tuple[str, ...], ...], rng: random.Random) -> None:
        self._rng = rng
        self._others: dict[str, list[str]] = {}
        for group in synonyms:
            for phrase in group:
                self._others.setdefault(phrase, []).extend(p for p in group if p != phrase)
        phrases = sorted(self._others, key=len, reverse=True)
        self._phrase = re.compile(r"(?<![\w-])(" + "|".join(map(re.escape, phrases)) + r")(?![\w-])",
                                  re.IGNORECASE)

    def __call__(self, question: str) -> str:
        rng = self._rng
        if rng.random() < 0.15:
            return question
        if rng.random() < 0.1:
            question = self._key_words(question)
        if rng.random() < 0.5:
            question = self._phrase.sub(self._replace, question)
        if rng.random() < 0.3:
            question = self._drop_words(question)
        if rng.random() < 0.15:
            question = self._typo(question)
        if rng.random() < 0.12:
            question = rng.choice(OPENINGS) + question[0].lower() + question[1:]
        if rng.random() < 0.08:
            question = question.rstrip("?.! ") + rng.choice(CLOSINGS)
        if rng.random() < 0.35:
            question = question.lower()
        if rng.random() < 0.3:
            question = question.rstrip("?.! ")
        return question

    def _replace(self, match: re.Match[str]) -> str:
        if self._rng.random() < 0.5:
            return match.group(0)
        return self._rng.choice(self._others[match.group(0).lower()])

    def _key_words(self, question: str) -> str:
        """What some people type: the bare words that carry the meaning."""
        kept = [part for part in question.split() if not all(word in STOP_WORDS for word in words(part))]
        return " ".join(kept).strip("?.!,") or question

    def _drop_words(self, question: str) -> str:
        parts = question.split()
        if len(parts) < 4:
            return question
        return " ".join(p for p in parts if self._rng.random() > 0.15) or question

    def _typo(self, question: str) -> str:
        rng = self._rng
        parts = question.split()
        long = [i for i, part in enumerate(parts) if len(part) > 4 and part.isalpha()]
        if not long:
            return question
        index = rng.choice(long)
        word, at = parts[index], rng.randrange(1, len(parts[index]) - 1)
        kind = rng.randrange(3)
        if kind == 0:
            word = word[:at] + word[at + 1] + word[at] + word[at + 2:]
        elif kind == 1:
            word = word[:at] + word[at + 1:]
        else:
            word = word[:at] + word[at] + word[at:]
        return " ".join(parts[:index] + [word] + parts[index + 1:])
