"""The catalogue: each misconception has a title and one sentence of truth."""

import re
from pathlib import Path

import pytest

from heroes.judge import misconceptions
from heroes.judge.misconceptions import ENTRIES, MISCONCEPTIONS, Misconception, title_of

JUDGE = Path(misconceptions.__file__).parent
each = pytest.mark.parametrize("entry", MISCONCEPTIONS.values(), ids=lambda entry: entry.id)


def test_there_are_many() -> None:
    assert len(MISCONCEPTIONS) >= 80


def test_none_is_listed_twice() -> None:
    heads = re.findall(r"^(\w+): ", ENTRIES, re.M)
    assert len(heads) == len(set(heads)) == len(MISCONCEPTIONS)


@each
def test_an_entry_has_an_id_a_short_title_and_one_sentence(entry: Misconception) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z0-9]+)*", entry.id)
    assert 3 < len(entry.title) <= 52
    assert not entry.title.endswith(".")
    assert entry.sentence.endswith(".")
    assert ". " not in entry.sentence.replace("...", "")


def test_titles_differ() -> None:
    titles = [entry.title for entry in MISCONCEPTIONS.values()]
    assert len(titles) == len(set(titles))


def test_an_entry_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        MISCONCEPTIONS["boundary"].title = "other"  # type: ignore[misc]


def test_the_title_of_an_unknown_one_is_its_id_in_words() -> None:
    assert title_of("boundary") == "a boundary in or out"
    assert title_of("of_another_time") == "of another time"


def test_what_the_rules_name_is_in_the_catalogue() -> None:
    named = re.compile(r'Finding\([^()]*?(?:\([^()]*\)[^()]*?)*?, "([a-z]+(?:_[a-z]+)+)"')
    found = {
        name
        for path in JUDGE.rglob("*.py")
        for name in named.findall(path.read_text(encoding="utf-8"))
    }
    assert found, "no rule names anything"
    assert found <= set(MISCONCEPTIONS)
