"""Answers the held-out questions end to end through search and model, and counts verdicts.

The test set is read only here. "Right" means the whole answer, source line included, equals
that of the expected entry with white space folded.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from corpus import DEFAULT_FOLDER, load
from export import load_model, write_json
from generate import generate
from prompts import first_answer
from scoring import Case, cases, folded, judge, tally
from search import HelpIndex
from tokenizer import MODEL_FOLDER, Tokenizer
from train import ROOT

ANSWER_TOKENS = 160


def retrieval_figures(questions: list[Case]) -> dict[str, float]:
    """What search alone reaches: the expected entry among the first 1, 2 and all documents."""
    total = max(1, len(questions))
    return {"first": sum(c.documents[:1] == (c.owner,) for c in questions) / total,
            "first_two": sum(c.owner in c.documents[:2] for c in questions) / total,
            "all_documents": sum(c.owner in c.documents for c in questions) / total}


def shares(table: dict[str, dict[str, int]]) -> dict[str, dict[str, float]]:
    """Counts as shares, with the sample count."""
    result: dict[str, dict[str, float]] = {}
    for kind, row in table.items():
        total = sum(row.values())
        result[kind] = {"questions": total, **{name: round(value / total, 4) for name, value in row.items()}}
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", choices=("dev", "test"), default="test")
    parser.add_argument("--checkpoint", type=Path, default=ROOT / "artifacts" / "training" / "checkpoint.pt")
    parser.add_argument("--corpus", type=Path, default=DEFAULT_FOLDER)
    parser.add_argument("--model", type=Path, default=MODEL_FOLDER)
    parser.add_argument("--show", type=int, default=0, help="print this many failures of each kind")
    arguments = parser.parse_args()
    corpus, tokenizer = load(arguments.corpus), Tokenizer(arguments.model)
    model = load_model(arguments.checkpoint)
    everything = cases(corpus, HelpIndex(corpus), arguments.set)
    started = time.monotonic()
    answers = generate(model, tokenizer, [case.prompt for case in everything], ANSWER_TOKENS)
    verdicts = [judge(case, answer, corpus.refusals) for case, answer in zip(everything, answers)]
    table = shares(tally(everything, verdicts))
    known = {folded(first_answer(entry)): entry.id for entry in corpus.entries}
    questions = [case for case in everything if case.kind == "question"]
    invented = sum(v == "wrong" and folded(a) not in known
                   for c, v, a in zip(everything, verdicts, answers) if c.kind == "question")
    retrieval = retrieval_figures(questions)
    print(f"{arguments.set} set, {len(everything)} questions in {time.monotonic() - started:.0f} s")
    print(f"{'kind':14}{'n':>6}{'right':>9}{'wrong':>9}{'refused':>9}")
    for kind, row in table.items():
        print(f"{kind:14}{row['questions']:6.0f}{row['right']:9.1%}{row['wrong']:9.1%}{row['refused']:9.1%}")
    print("search alone: " + ", ".join(f"{name} {value:.1%}" for name, value in retrieval.items()))
    print(f"answers that are no entry's text: {invented}")
    _show(everything, verdicts, answers, arguments.show)
    if arguments.set == "test":
        write_json(arguments.model / "evaluation.json",
                   {"set": "test", "kinds": table, "search_alone": {k: round(v, 4) for k, v in retrieval.items()},
                    "answers_that_are_no_entry": invented})


def _show(everything: list[Case], verdicts: list[str], answers: list[str], limit: int) -> None:
    """Failures to learn from; use it with the dev set only."""
    shown: dict[str, int] = {}
    for case, verdict, answer in zip(everything, verdicts, answers):
        if verdict == "right" or shown.get(case.kind, 0) >= limit:
            continue
        shown[case.kind] = shown.get(case.kind, 0) + 1
        print(f"\n[{case.kind}, {verdict}, wanted {case.owner}, found {', '.join(case.documents)}]")
        print(f"{case.prompt.split('<|im_start|>user')[-1].split('<|im_end|>')[0].strip()}\n-> {folded(answer)[-160:]}")


if __name__ == "__main__":
    main()
