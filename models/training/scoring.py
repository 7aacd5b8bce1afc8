"""Test cases from held-out questions, and the judgement of answers: right, wrong or refused."""

from __future__ import annotations

from typing import NamedTuple

from corpus import Corpus
from prompts import Exchange, first_answer, further_answer, prompt
from search import HelpIndex


class Case(NamedTuple):
    """One held-out question in its chat, and the answers that count as right."""

    kind: str
    owner: str
    prompt: str
    accepted: tuple[str, ...]
    first_document: str | None
    documents: tuple[str, ...]


def cases(corpus: Corpus, index: HelpIndex, which: str) -> list[Case]:
    """All cases of the dev or the test set."""
    found: list[Case] = []

    def add(kind: str, owner: str, question: str, history: list[Exchange], accepted: tuple[str, ...]) -> None:
        documents = index.search_turn(question, [exchange.question for exchange in history])
        ids = tuple(document.entry.id for document in documents)
        found.append(Case(kind, owner, prompt(question, documents, history), accepted,
                          ids[0] if ids else None, ids))

    held = corpus.heldout[which]
    answers = {intent.id: intent.answers for intent in corpus.intents}
    for id_, question in held.entry_questions():
        add("question", id_, question, [], (first_answer(corpus.by_id[id_]),))
    for question in held.out_of_scope:
        add("out-of-scope", "out-of-scope", question, [], corpus.refusals)
    for id_, questions in held.small_talk.items():
        for question in questions:
            add("small-talk", id_, question, [], answers[id_])
    asked = {id_: question for id_, question in held.entry_questions()}
    for number, (id_, question) in enumerate(asked.items() if held.follow_ups else ()):
        entry = corpus.by_id[id_]
        add("follow-up", id_, held.follow_ups[number % len(held.follow_ups)],
            [Exchange(question, first_answer(entry))], (further_answer(entry),))
    return found


def folded(text: str) -> str:
    """Text with white space folded."""
    return " ".join(text.split())


def judge(case: Case, answer: str, refusals: tuple[str, ...], prefix: bool = False) -> str:
    """right, wrong or refused. With `prefix`, the beginnings of answers are compared."""
    given = folded(answer)

    def matches(texts: tuple[str, ...]) -> bool:
        return any(folded(t).startswith(given) if prefix else folded(t) == given for t in texts)

    if given and matches(case.accepted):
        return "right"
    return "refused" if given and matches(refusals) else "wrong"


def tally(cases_: list[Case], verdicts: list[str]) -> dict[str, dict[str, int]]:
    """Counts of verdicts by kind of case."""
    table: dict[str, dict[str, int]] = {}
    for case, verdict in zip(cases_, verdicts):
        row = table.setdefault(case.kind, {"right": 0, "wrong": 0, "refused": 0})
        row[verdict] += 1
    return table
