"""What is wrong with a class, as data: one flaw is one sentence for the learner."""

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Flaw:
    """One difference from a right answer. The lower its rank, the sooner it is told."""

    rank: int
    message: str
    misconception: str | None = None
    expected: str | None = None
    got: str | None = None
    look_at: str = ""
    about: tuple[str, str] | None = None  # the class and the attribute whose default it is


# Ranks: what makes other differences follow is told first.
PRESENCE, DEFINITION, KEY, COLUMN, TYPE, NULLS, FOREIGN, UNIQUE, INDEX = range(9)
CONFIGURATION, CHECK, DEFAULT, RELATION, CASCADE, ONDELETE, PAYLOAD, NAMING = range(9, 17)


def listed(words: Sequence[str]) -> str:
    """Return words as a person lists them: "a, b and c"."""
    words = list(words)
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + f" and {words[-1]}"


def an(noun: str) -> str:
    """Return a noun with its article."""
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def says(prompt: str, word: str) -> bool:
    """Tell whether a prompt uses a word as it is spelled, so that its name is asked for."""
    return re.search(rf"(?<![\w]){re.escape(word)}(?![\w])", prompt) is not None


def alike(one: str, other: str) -> bool:
    """Tell whether two names differ by case, underscores or a plural alone."""

    def plain(name: str) -> str:
        return name.lower().replace("_", "").removesuffix("s").removesuffix("e")

    return plain(one) == plain(other)
