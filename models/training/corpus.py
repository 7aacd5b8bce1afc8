"""Loads and checks the corpus: help entries, held-out phrasings, small talk and the rest.

`dev.json` has held-out questions that may be watched while anything is tuned; those of `test.json` are read by
`evaluate.py --set test` alone. Keeping the two apart is what makes the published figures honest.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

DEFAULT_FOLDER = Path(__file__).resolve().parent / "corpus"
CATEGORIES = ("metrics", "generation", "acceleration", "fleet", "portal", "setup")
SETS = ("dev", "test")
MIN_ENTRIES, MIN_QUESTIONS, MIN_OUT_OF_SCOPE = 120, 20, 400


@dataclass(frozen=True)
class Entry:
    """One help entry: what the assistant says, and the ways people ask for it."""

    id: str
    title: str
    category: str
    answer: str
    more: str
    details: str
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Intent:
    """One kind of small talk with its possible answers."""

    id: str
    answers: tuple[str, ...]
    questions: tuple[str, ...]


@dataclass(frozen=True)
class HeldOut:
    """Questions that are never trained on: by entry id, by intent id, and the rest."""

    entries: dict[str, tuple[str, ...]]
    out_of_scope: tuple[str, ...]
    follow_ups: tuple[str, ...]
    small_talk: dict[str, tuple[str, ...]]

    def entry_questions(self) -> list[tuple[str, str]]:
        """(entry id, question) pairs."""
        return [(id_, question) for id_, questions in self.entries.items() for question in questions]

    def everything(self) -> list[tuple[str, str]]:
        """(where it belongs, question) pairs of all kinds."""
        return [*self.entry_questions(),
                *(("out-of-scope", question) for question in self.out_of_scope),
                *(("follow-ups", question) for question in self.follow_ups),
                *((f"small-talk {id_}", q) for id_, questions in self.small_talk.items() for q in questions)]


@dataclass(frozen=True)
class Corpus:
    """Everything the pipeline reads."""

    entries: tuple[Entry, ...]
    heldout: dict[str, HeldOut]
    out_of_scope: tuple[str, ...]
    follow_ups: tuple[str, ...]
    refusals: tuple[str, ...]
    intents: tuple[Intent, ...]
    synonyms: tuple[tuple[str, ...], ...]
    by_id: dict[str, Entry] = field(default_factory=dict)


def fold(text: str) -> str:
    """Case and punctuation removed: two questions with equal folds are the same question."""
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))


def _read(path: Path) -> object:
    return json.loads(path.read_text(encoding="utf-8"))


def _read_held_out(path: Path) -> HeldOut:
    item = _read(path)
    return HeldOut({id_: tuple(questions) for id_, questions in item["entries"].items()}, tuple(item["outOfScope"]),
                   tuple(item["followUps"]), {id_: tuple(questions) for id_, questions in item["smallTalk"].items()})


def load(folder: Path = DEFAULT_FOLDER) -> Corpus:
    """Reads a corpus folder. Files are read in a fixed order, so all outputs are deterministic."""
    entries: list[Entry] = []
    for category in CATEGORIES:
        for item in _read(folder / "help" / f"{category}.json"):
            entries.append(Entry(item["id"], item["title"], category, item["answer"], item["more"],
                                 item["details"], tuple(item["questions"])))
    intents = tuple(
        Intent(i["id"], tuple(i["answers"]), tuple(i["questions"]))
        for i in _read(folder / "small-talk.json")["intents"])
    return Corpus(
        entries=tuple(entries),
        heldout={which: _read_held_out(folder / f"{which}.json") for which in SETS},
        out_of_scope=tuple(_read(folder / "out-of-scope.json")),
        follow_ups=tuple(_read(folder / "follow-ups.json")),
        refusals=tuple(_read(folder / "refusals.json")),
        intents=intents,
        synonyms=tuple(tuple(group) for group in _read(folder / "synonyms.json")),
        by_id={entry.id: entry for entry in entries})


def problems(corpus: Corpus) -> list[str]:
    """Every rule of the corpus that does not hold, as sentences."""
    found: list[str] = []
    if len(corpus.entries) < MIN_ENTRIES:
        found.append(f"{len(corpus.entries)} entries, {MIN_ENTRIES} needed")
    if len(corpus.out_of_scope) < MIN_OUT_OF_SCOPE:
        found.append(f"{len(corpus.out_of_scope)} out-of-scope questions, {MIN_OUT_OF_SCOPE} needed")
    if len(corpus.by_id) != len(corpus.entries):
        found.append("two entries share an id")
    for entry in corpus.entries:
        if len(entry.questions) < MIN_QUESTIONS:
            found.append(f"{entry.id}: {len(entry.questions)} questions, {MIN_QUESTIONS} needed")
        if not any(held.entries.get(entry.id) for held in corpus.heldout.values()):
            found.append(f"{entry.id}: no held-out question")
        if not (entry.answer + entry.more + entry.title).isascii():
            found.append(f"{entry.id}: title, answer or more is not ASCII")
    intents = {intent.id for intent in corpus.intents}
    for which, held in corpus.heldout.items():
        found += [f"{which}: held-out id {id_} has no entry" for id_ in held.entries if id_ not in corpus.by_id]
        found += [f"{which}: held-out intent {id_} is unknown" for id_ in held.small_talk if id_ not in intents]
    return found + _duplicates(corpus)


def _duplicates(corpus: Corpus) -> list[str]:
    """Questions that occur twice, or are both held out and trained on."""
    training = [(e.id, q) for e in corpus.entries for q in e.questions]
    training += [("out-of-scope", q) for q in corpus.out_of_scope]
    training += [("follow-ups", q) for q in corpus.follow_ups]
    training += [(f"small-talk {i.id}", q) for i in corpus.intents for q in i.questions]
    held = [pair for part in corpus.heldout.values() for pair in part.everything()]
    found: list[str] = []
    seen: dict[str, str] = {}
    for kind, questions in (("training", training), ("held-out", held)):
        for owner, question in questions:
            key = fold(question)
            if key in seen:
                found.append(f"{owner}: {kind} question '{question}' is also in {seen[key]}")
            else:
                seen[key] = f"{owner} ({kind})"
    return found


def shipped_entries(corpus: Corpus) -> list[dict[str, object]]:
    """The help entries as the portal reads them (`help.json`)."""
    return [{"id": e.id, "title": e.title, "category": e.category, "answer": e.answer,
             "more": e.more, "details": e.details, "questions": list(e.questions)}
            for e in corpus.entries]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail when a rule does not hold")
    parser.add_argument("--corpus", type=Path, default=DEFAULT_FOLDER)
    arguments = parser.parse_args()
    corpus = load(arguments.corpus)
    questions = sum(len(e.questions) for e in corpus.entries)
    print(f"{len(corpus.entries)} entries, {questions} questions, "
          f"{len(corpus.out_of_scope)} out of scope, {len(corpus.follow_ups)} follow-ups, "
          f"{len(corpus.intents)} kinds of small talk; held out: "
          + ", ".join(f"{len(held.everything())} {which}" for which, held in corpus.heldout.items()))
    found = problems(corpus)
    for problem in found:
        print(f"- {problem}")
    return 1 if found and arguments.check else 0


if __name__ == "__main__":
    sys.exit(main())
