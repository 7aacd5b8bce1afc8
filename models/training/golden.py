"""Writes golden/retrieval.json: searches and their results, for the C# index to repeat."""

from __future__ import annotations

from corpus import load
from export import GOLDEN, write_json
from search import HelpIndex

WITHOUT_PREVIOUS, OTHERS, WITH_PREVIOUS = 36, 8, 16


def main() -> None:
    corpus = load()
    index = HelpIndex(corpus)
    dev = corpus.heldout["dev"].entry_questions()
    step = max(1, len(dev) // WITHOUT_PREVIOUS)
    asked = [question for _, question in dev[::step][:WITHOUT_PREVIOUS]]
    searches: list[tuple[str, list[str]]] = [(question, []) for question in asked]
    searches += [(question, []) for question in ("", "tell me more", "TTFT?!", "p99 vs p50", "ΤΤFT Kelvin K caffè ☕", "What is TTFT? " * 80 + "Where is the model picker?")]
    searches += [(question, []) for question in corpus.out_of_scope[:OTHERS]]
    for number in range(WITH_PREVIOUS):
        follow_up = corpus.follow_ups[number] if number % 4 else dev[(number * 7 + 3) % len(dev)][1]
        earlier = [asked[number], "thanks, go on"] if number % 3 == 0 else [asked[number]]
        searches.append((follow_up, earlier))
    write_json(GOLDEN / "retrieval.json", [
        {"question": question, "earlier": earlier,
         "documents": [{"id": d.entry.id, "strength": d.strength}
                       for d in index.search_turn(question, earlier)]}
        for question, earlier in searches])
    print(f"{len(searches)} searches")


if __name__ == "__main__":
    main()
