"""Search over the help entries: the retrieval that the portal repeats exactly in C#.

Two in-memory FTS5 tables, one of stemmed words and one of trigrams (for typos and word parts);
their bm25 scores are added, and weighed by how many of the words an entry covers. README.md, section "Retrieval", is the specification.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import contextmanager
from typing import Iterable, Iterator, NamedTuple, Sequence

from corpus import Corpus, Entry
from prompts import KEPT_EXCHANGES, Document

LIMIT = 2
WEIGHTS = (2.0, 0.7, 0.4, 1.0)
PAIR_SHARE = 0.5
GRAM_SHARE = 0.3
PREVIOUS_SHARE = 0.5
SHORT_QUESTION = 3
MOST_WORDS = 200
LONGEST_WORD = 64
NOTHING_COVERED = 0.1
RELATIVE_FLOOR = 0.25
THRESHOLDS = (("6", 20.0), ("5", 10.0), ("4", 6.5), ("3", 4.5), ("2", 3.0), ("1", 1.5))
STOP_WORDS = frozenset(
    "a about again all am an and another any anything are as at be been but by can clear continue could d "
    "deeper detail details did differently do does doesn don elaborate else exactly example examples "
    "explain for from further get give go good had has have help how huh i if in into is isn it its just "
    "keep know let like little ll m make makes may me mean means might more my need no not of ok on or "
    "our please put re really reason s say sentence shall shorter should show simple simpler so some such "
    "sure t tell than that the their them then there these they thing things this those to too true "
    "understand us use ve want was we were what when where which who why will with work works would you "
    "your".split())
LINK = re.compile(r"\(/help/[a-z0-9-]+\)")


class Found(NamedTuple):
    """One entry and its score."""

    entry: Entry
    score: float


def words(text: str) -> list[str]:
    """ASCII letters and digits, lower case; everything else separates."""
    return re.findall(r"[a-z0-9]+", text.translate(LOWER))


LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def content_words(text: str) -> list[str]:
    """The distinct words of a text that are no stop words, in order."""
    return list(dict.fromkeys(word for word in words(text) if word not in STOP_WORDS))


def head(text: str) -> str:
    """The first words of a text: a pasted book must not be a search for every word of it, nor a long word for each part."""
    return " ".join(word[:LONGEST_WORD] for word in words(text)[:MOST_WORDS])


def any_of(terms: Iterable[str]) -> str:
    """FTS5 query for rows that have any of the terms."""
    return " OR ".join(f'"{term}"' for term in dict.fromkeys(terms))


def queries(text: str) -> tuple[tuple[str, str, float], ...]:
    """(table, query, share of the score): content words, pairs of neighbouring words, trigrams."""
    every, content = words(text), content_words(text)
    pairs = (f"{first} {second}" for first, second in zip(every, every[1:]))
    grams = (word[at:at + 3] for word in content for at in range(len(word) - 2))
    return (("help_words", any_of(content), 1.0), ("help_words", any_of(pairs), PAIR_SHARE),
            ("help_grams", any_of(grams), GRAM_SHARE))


def columns(entry: Entry, questions: tuple[str, ...]) -> tuple[str, str, str, str]:
    """title, body, details, questions of one entry as they are indexed, folded to plain words."""
    parts = (f"{entry.title} {entry.id}", f"{entry.answer} {entry.more}",
             LINK.sub(" ", entry.details), "\n".join(questions))
    return tuple("\n".join(" ".join(words(line)) for line in part.split("\n")) for part in parts)


class HelpIndex:
    """The index. Entries are numbered by their order in the corpus."""

    def __init__(self, corpus: Corpus) -> None:
        self.entries = corpus.entries
        self._rows = {entry.id: row for row, entry in enumerate(corpus.entries, start=1)}
        self._database = sqlite3.connect(":memory:")
        for table, tokenizer in (("help_words", "porter unicode61"), ("help_grams", "trigram")):
            self._database.execute(f"CREATE VIRTUAL TABLE {table} USING fts5"
                                   f"(title, body, details, questions, tokenize='{tokenizer}')")
        for entry in corpus.entries:
            self._insert(entry, entry.questions)

    def _insert(self, entry: Entry, questions: tuple[str, ...]) -> None:
        row = self._rows[entry.id]
        for table in ("help_words", "help_grams"):
            self._database.execute(f"DELETE FROM {table} WHERE rowid = ?", (row,))
            self._database.execute(
                f"INSERT INTO {table}(rowid, title, body, details, questions) VALUES(?, ?, ?, ?, ?)",
                (row, *columns(entry, questions)))

    @contextmanager
    def without(self, entry: Entry, question: str) -> Iterator[None]:
        """Leaves one training question out, so that training sees search as good as it is in use."""
        self._insert(entry, tuple(q for q in entry.questions if q != question))
        try:
            yield
        finally:
            self._insert(entry, entry.questions)

    def _add(self, scores: dict[int, float], text: str, share: float) -> None:
        for table, query, part in queries(text):
            if query:
                rows = self._database.execute(
                    f"SELECT rowid, bm25({table}, ?, ?, ?, ?) FROM {table} WHERE {table} MATCH ?",
                    (*WEIGHTS, query))
                for row, score in rows:
                    scores[row] = scores.get(row, 0.0) - share * part * score

    def _add_covered(self, covered: dict[int, float], text: str, share: float) -> float:
        """Adds up, by row, the content words that the title or a question of the entry has; the most a row can get."""
        terms = content_words(text)
        for word in terms:
            for (row,) in self._database.execute("SELECT rowid FROM help_words WHERE help_words MATCH ?",
                                                 (f'{{title questions}} : "{word}"',)):
                covered[row] = covered.get(row, 0.0) + share
        return share * len(terms)

    def rank(self, question: str, previous: str | None = None) -> list[Found]:
        """All found entries, best first. A short question is searched with the previous one."""
        question, previous = head(question), head(previous or "")
        count = len(content_words(question))
        texts = [(question, 1.0)] if count else []
        if count < SHORT_QUESTION and content_words(previous):
            texts.append((previous, PREVIOUS_SHARE if count else 1.0))
        scores: dict[int, float] = {}
        covered: dict[int, float] = {}
        most = 0.0
        for text, share in texts:
            self._add(scores, text, share)
            most += self._add_covered(covered, text, share)
        found: list[Found] = []
        for row, score in scores.items():
            coverage = NOTHING_COVERED + covered.get(row, 0.0) / most
            found.append(Found(self.entries[row - 1], round(score * coverage * coverage, 4)))
        return sorted(found, key=lambda f: (-f.score, f.entry.id))

    def search(self, question: str, previous: str | None = None) -> list[Document]:
        """The documents for a prompt: at most LIMIT, none that is far behind the best."""
        documents: list[Document] = []
        ranked = self.rank(question, previous)[:LIMIT]
        for found in ranked:
            strength = match_strength(found.score)
            if strength and found.score >= RELATIVE_FLOOR * ranked[0].score:
                documents.append(Document(found.entry, strength))
        return documents

    def search_turn(self, question: str, earlier: Sequence[str]) -> list[Document]:
        """Search inside a chat: the previous question is the newest earlier one with content words."""
        previous = next((q for q in reversed(earlier[-KEPT_EXCHANGES:]) if content_words(q)), None)
        return self.search(question, previous)


def match_strength(score: float) -> str | None:
    """Strength from "6" (best) to "1"; None is too weak to be shown."""
    return next((name for name, threshold in THRESHOLDS if score >= threshold), None)
