"""The prompt format: documents, turns and answers, as the portal sends them through the template.

Documents stand in a system message just after the last user message, the best one last, so that it is
always equally far from the answer: that is what a small model learns first. An answer begins with the
link of its document, which is one token (README.md, "Prompt format").
"""

from __future__ import annotations

from typing import NamedTuple, Sequence

from corpus import Entry

END_OF_TEXT, TURN_START, TURN_END = "<|endoftext|>", "<|im_start|>", "<|im_end|>"
ANSWER_START = f"{TURN_END}\n{TURN_START}assistant\n"
NO_DOCUMENTS = "No help entry matches."
KEPT_EXCHANGES = 2
CHAT_TEMPLATE = (
    "{% for message in messages %}"
    "{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' }}"
    "{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}")


class Document(NamedTuple):
    """One found entry and how well it matches: "6" is best, "1" is weak."""

    entry: Entry
    strength: str


class Exchange(NamedTuple):
    """An earlier question and its answer."""

    question: str
    answer: str


def link(title: str, id_: str) -> str:
    """The Markdown link of an entry: one token of the vocabulary, in documents and answers alike."""
    return f"[{title}](/help/{id_})"


def document_line(document: Document, with_text: bool) -> str:
    """One document of the system message."""
    head = f"{link(document.entry.title, document.entry.id)} | {document.strength}"
    return f"{document.entry.answer}\n{head}" if with_text else head


def system_message(documents: Sequence[Document], texts: bool = True) -> str:
    """What grounds the answer: the text of the best document, and the links of all, best last.

    Without `texts` it is the links alone, as in the first minutes of training.
    """
    if not documents:
        return NO_DOCUMENTS
    lines = [document_line(d, texts and rank == 0) for rank, d in enumerate(documents)]
    return "\n".join(reversed(lines))


def prompt(question: str, documents: Sequence[Document], history: Sequence[Exchange] = (), texts: bool = True) -> str:
    """The whole prompt, equal to the rendered chat template."""
    turns: list[tuple[str, str]] = []
    for exchange in list(history)[-KEPT_EXCHANGES:]:
        turns += [("user", exchange.question), ("assistant", exchange.answer)]
    turns.append(("user", question))
    text = "".join(f"{TURN_START}{role}\n{content}{TURN_END}\n" for role, content in turns)
    return f"{text}{TURN_START}system\n{system_message(documents, texts)}{ANSWER_START}"


def sourced(entry: Entry, text: str) -> str:
    """An answer that names its help entry."""
    return f"{link(entry.title, entry.id)}\n\n{text}"


def first_answer(entry: Entry) -> str:
    return sourced(entry, entry.answer)


def further_answer(entry: Entry) -> str:
    return sourced(entry, entry.more)


NOTHING_FURTHER = "That is all I know about this. The help page has more details."


def last_answer(entry: Entry) -> str:
    """What is said when people ask to go on after both texts of an entry were given."""
    return sourced(entry, NOTHING_FURTHER)
