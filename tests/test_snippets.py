"""What notebooks/snippets.md says that copied code does today, it does; the right forms work."""

import __future__

import ast
import asyncio
import gc
import logging
import re
import sys
import warnings
from inspect import isawaitable
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest

from conftest import deviations
from heroes import fresh_models
from tests.notebook_rules import UNWANTED, words_only
from tests.refresh import FOLDER

TEXT = (FOLDER / "snippets.md").read_text("utf-8")
ROW = re.compile(r"(?m)^\| (\d+) \| (.+?) \| (.+?) \| (.+?) \| .+ \|$")
SECTION = re.compile(r"(?ms)^## (.+?)\n(.*?)(?=^## |\Z)")
PIECE = re.compile(r"(?ms)^```python\n(.*?)^```$")
SECTIONS = {title: PIECE.findall(text) for title, text in SECTION.findall(TEXT)}
[SET_UP] = SECTIONS.pop("Before each piece")
IN_CELLS = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
LATE = __future__.annotations.compiler_flag


class Snippet(NamedTuple):
    """A row of the table: a title, and what the two pieces give, as spans of code."""

    number: str
    title: str
    today: str
    right: str

    @property
    def pieces(self) -> list[str]:
        return SECTIONS[f"{self.number}. {self.title}"]


SNIPPETS = [Snippet(*groups) for groups in ROW.findall(TEXT)]
each_snippet = pytest.mark.parametrize("snippet", SNIPPETS, ids=lambda each: each.title)


@pytest.mark.skipif(bool(deviations()), reason=f"today is the pinned environment: {deviations()}")
@each_snippet
def test_a_copied_snippet_does_today_what_the_table_says(snippet: Snippet, here: None) -> None:
    assert outcome(snippet.pieces[0]) == said(snippet.today)


@each_snippet
def test_the_right_form_gives_its_value_without_a_warning(snippet: Snippet, here: None) -> None:
    assert outcome(snippet.pieces[1]) == said(snippet.right)
    assert len(said(snippet.right)) == 1
    assert not said(snippet.right)[0].endswith("Error")


def test_each_row_of_the_table_has_its_section_and_two_pieces() -> None:
    assert len(SNIPPETS) >= 16
    assert [f"{each.number}. {each.title}" for each in SNIPPETS] == list(SECTIONS)
    assert [each.number for each in SNIPPETS] == [str(n + 1) for n in range(len(SNIPPETS))]
    assert {len(pieces) for pieces in SECTIONS.values()} == {2}
    assert all(each.today != each.right for each in SNIPPETS)


def test_the_versions_that_the_text_names_are_those_of_the_tests() -> None:
    [sentence] = re.findall(r"(?m)^Today is .+$", TEXT)
    named = re.findall(r"([a-z]+) (\d+\.\d+\.\d+)", sentence)
    assert len(named) == 5
    pins = FOLDER.with_name("pyproject.toml").read_text("utf-8")
    assert [name for name, version in named if f'"{name}=={version}"' not in pins] == []


def test_the_text_links_to_what_is_there_in_plain_words() -> None:
    links = re.findall(r"\]\(([^)#]+)", TEXT)
    assert links
    assert [link for link in links if not (FOLDER / link).is_file()] == []
    assert UNWANTED.findall(words_only(TEXT)) == []


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put files into a folder of the test, and take back what a piece does to the loggers."""
    monkeypatch.chdir(tmp_path)
    for name in ("sqlalchemy", "sqlalchemy.engine"):
        monkeypatch.setattr(logging.getLogger(name), "handlers", [])
    monkeypatch.setitem(sys.modules, "snippet", ModuleType("snippet"))
    fresh_models()


def said(cell: str) -> list[str]:
    """Return what the code spans in a cell of the table say."""
    return re.findall(r"`([^`]+)`", cell)


def outcome(piece: str) -> list[str]:
    """Run a piece as a cell; return its error's name, or its value with the warnings it gave."""
    names = vars(sys.modules["snippet"])
    exec(compile(SET_UP, "set-up", "exec", dont_inherit=True), names)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        error = ""
        try:
            value = repr(asyncio.run(run(piece, names)))
        except Exception as raised:
            error = type(raised).__name__
        if error:
            gc.collect()  # of what it leaves behind, some warns as it goes
            return [error]
    kinds = {warning.category for warning in caught} - {ResourceWarning, RuntimeWarning}
    return [value, *sorted(kind.__name__ for kind in kinds)]


async def run(piece: str, names: dict[str, Any]) -> object:
    """Run the statements of a piece in a running loop, and return the value of the last one."""
    *body, last = ast.parse(piece).body
    assert isinstance(last, ast.Expr)
    flags = IN_CELLS | (LATE if "from __future__ import annotations" in piece else 0)
    try:
        for tree in (ast.Module(body, []), ast.Expression(last.value)):
            mode = "exec" if isinstance(tree, ast.Module) else "eval"
            value = eval(compile(tree, "piece", mode, flags, dont_inherit=True), names)
            value = await value if isawaitable(value) else value
        return value
    finally:
        await names["async_engine"].dispose()
