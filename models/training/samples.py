"""Makes training samples: a prompt as the portal renders it, and the answer to learn.

Documents come from the real search with the present training question left out of the index,
so they are right, right but second, or wrong as often as in use. Most samples end after the
first answer tokens: they train only the choice of the answer, which is what is hard.
"""

from __future__ import annotations

import contextlib
import random
from typing import Iterator, NamedTuple

from augment import Augmenter
from corpus import Corpus, Entry
from prompts import (TURN_END, Document, Exchange, first_answer, further_answer, last_answer, prompt)
from search import HelpIndex
from tokenizer import Tokenizer

CHOICE_TOKENS = 3
CHOICE_WEIGHT = 4.0
SHORT_TOKENS = 4
FULL_SHARE, FULL_SHARE_FOLLOW_UP = 0.4, 0.5
KINDS = {"question": 0.50, "switch": 0.07, "follow-up": 0.15, "last": 0.02,
         "out-of-scope": 0.18, "small-talk": 0.08}
LATER_TURN = 0.25
WITHOUT_DOCUMENTS = 0.02
LEFT_OUT = 0.25
SEARCHED_ANEW = 0.35
TITLE_QUESTIONS = ("{}", "{}?", "{}??", "what is {}", "what does {} mean", "explain {}", "tell me about {}",
                   "how does {} work", "help with {}", "why {}", "meaning of {}", "info on {} please")


class Sample(NamedTuple):
    """Token ids with a loss weight each; the documents and earlier turns weigh nothing."""

    ids: list[int]
    weights: list[float]
    answer_start: int


class SampleMaker:
    """Endless samples from a corpus; one maker and one seed per training process."""

    def __init__(self, corpus: Corpus, tokenizer: Tokenizer, seed: int) -> None:
        self._corpus = corpus
        self._tokenizer = tokenizer
        self._rng = random.Random(seed)
        self._choose_only = False
        self._found: dict[tuple[str, bool], list[Document]] = {}
        self._augment = Augmenter(corpus.synonyms, self._rng)
        self._index = HelpIndex(corpus)
        self._questions = [(entry, q) for entry in corpus.entries for q in entry.questions]

    def choose_only(self, value: bool) -> None:
        """In the first minutes only the choice is trained, from prompts without texts: see README.md, "Recipe"."""
        self._choose_only = value

    def batches(self, tokens: int, pool: int = 512) -> Iterator[list[Sample]]:
        """Batches of samples of like length, each at most `tokens` with padding."""
        while True:
            samples = sorted((self.sample() for _ in range(pool)), key=lambda s: len(s.ids))
            batches: list[list[Sample]] = [[]]
            for sample in samples:
                if (len(batches[-1]) + 1) * len(sample.ids) > tokens and batches[-1]:
                    batches.append([])
                batches[-1].append(sample)
            self._rng.shuffle(batches)
            yield from batches

    def sample(self) -> Sample:
        """One sample of a kind drawn by its share."""
        kind = self._rng.choices(list(KINDS), list(KINDS.values()))[0]
        if kind == "question":
            return self._question([])
        if kind == "switch":
            return self._question(self._history())
        if kind in ("follow-up", "last"):
            return self._follow_up(kind)
        return self._aside(kind)

    def _pick(self) -> tuple[Entry, str, str]:
        """An entry, the training question it came from, and the question as asked."""
        entry, question = self._rng.choice(self._questions)
        if self._rng.random() < 0.12:
            return entry, question, self._ask_by_title(entry)
        return entry, question, self._augment(question)

    def _ask_by_title(self, entry: Entry) -> str:
        """A question made of the title, its long or its short form."""
        bare, _, inside = entry.title.partition(" (")
        name = self._rng.choice((entry.title, bare, inside.rstrip(")") or bare, entry.id.replace("-", " ")))
        name = name.lower() if self._rng.random() < 0.5 else name
        return self._rng.choice(TITLE_QUESTIONS).format(name)

    def _history(self) -> list[Exchange]:
        """One earlier exchange about anything."""
        roll = self._rng.random()
        if roll < 0.1:
            intent = self._rng.choice(self._corpus.intents)
            return [Exchange(self._rng.choice(intent.questions), self._rng.choice(intent.answers))]
        if roll < 0.15:
            return [Exchange(self._rng.choice(self._corpus.out_of_scope),
                             self._rng.choice(self._corpus.refusals))]
        entry, _, asked = self._pick()
        return [Exchange(asked, first_answer(entry))]

    def _documents(self, asked: str, history: list[Exchange]) -> list[Document]:
        if self._rng.random() < WITHOUT_DOCUMENTS:
            return []
        return self._index.search_turn(asked, [exchange.question for exchange in history])

    def _first_documents(self, entry: Entry, question: str, asked: str) -> list[Document]:
        """Documents of a first question. Searching takes longer than learning, so what the question finds as
        it was written is remembered and serves most of its variations."""
        if self._rng.random() < WITHOUT_DOCUMENTS:
            return []
        left_out = self._rng.random() < LEFT_OUT
        key = (question, left_out)
        if self._rng.random() < SEARCHED_ANEW:
            return self._search_first(entry, question, asked, left_out)
        if key not in self._found:
            self._found[key] = self._search_first(entry, question, question, left_out)
        return self._found[key]

    def _search_first(self, entry: Entry, question: str, asked: str, left_out: bool) -> list[Document]:
        """LEFT_OUT of the questions are not in the index: the phrasings were written to be unlike each other, so
        leaving out each would make search look worse than it is in use, and the model would distrust it."""
        with self._index.without(entry, question) if left_out else contextlib.nullcontext():
            return self._index.search_turn(asked, [])

    def _question(self, history: list[Exchange]) -> Sample:
        entry, question, asked = self._pick()
        documents = self._documents(asked, history) if history else self._first_documents(entry, question, asked)
        return self._finish(asked, documents, history, first_answer(entry), FULL_SHARE)

    def _follow_up(self, kind: str) -> Sample:
        entry, question, asked = self._pick()
        history = [Exchange(asked, first_answer(entry))]
        answer = further_answer(entry)
        if kind == "last":
            history.append(Exchange(self._varied_follow_up(), answer))
            answer = last_answer(entry)
        elif self._rng.random() < 0.15:
            history = self._history() + history
        follow_up = self._varied_follow_up()
        documents = self._documents(follow_up, history)
        return self._finish(follow_up, documents, history, answer, FULL_SHARE_FOLLOW_UP)

    def _varied_follow_up(self) -> str:
        return self._augment(self._rng.choice(self._corpus.follow_ups))

    def _aside(self, kind: str) -> Sample:
        """A question that no entry answers: small talk, or out of scope."""
        history = self._history() if self._rng.random() < LATER_TURN else []
        if kind == "small-talk":
            intent = self._rng.choice(self._corpus.intents)
            asked, answer = self._rng.choice(intent.questions), self._rng.choice(intent.answers)
        elif not history and self._rng.random() < 0.04:
            asked, answer = self._varied_follow_up(), self._rng.choice(self._corpus.refusals)
        else:
            asked = self._rng.choice(self._corpus.out_of_scope)
            answer = self._rng.choice(self._corpus.refusals)
        varied = self._augment(asked)
        if history or self._rng.random() < SEARCHED_ANEW:
            documents = self._documents(varied, history)
        else:
            if (asked, False) not in self._found:
                self._found[asked, False] = self._index.search_turn(asked, [])
            documents = self._found[asked, False]
        return self._finish(varied, documents, history, answer, FULL_SHARE)

    def _finish(self, asked: str, documents: list[Document], history: list[Exchange], answer: str,
                full_share: float) -> Sample:
        before = self._tokenizer.encode(prompt(asked, documents, history, texts=not self._choose_only))
        after = self._tokenizer.encode(answer + TURN_END)
        if self._choose_only:
            after = after[:1]
        elif self._rng.random() >= full_share:
            after = after[:SHORT_TOKENS]
        weights = [0.0] * len(before) + [CHOICE_WEIGHT if i < CHOICE_TOKENS else 1.0 for i in range(len(after))]
        return Sample(before + after, weights, len(before))
