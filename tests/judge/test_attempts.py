"""What was tried is kept in the workbook; a file that cannot be used costs a line, not a check."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from heroes import progress, trace
from heroes.exercises import all_exercises
from heroes.judge.attempts import FILE, VARIABLE, progress_file, read_attempts, summarize
from heroes.judge.verdict import Verdict
from heroes.models import Hero
from heroes.workbook import MANIFEST
from tests.judge.exercises import ADULTS

RIGHT = select(Hero).where(Hero.age >= 18)  # type: ignore[operator]
WRONG = select(Hero).where(Hero.age > 18)  # type: ignore[operator]


@pytest.fixture
def workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Work in a workbook."""
    (tmp_path / MANIFEST).write_text("{}")
    monkeypatch.chdir(tmp_path)
    yield tmp_path


def test_every_attempt_is_kept_in_the_workbook(workbook: Path) -> None:
    ADULTS.check(WRONG)
    ADULTS.check(...)
    ADULTS.check(RIGHT)
    attempts = read_attempts(workbook / FILE)
    assert [(each.exercise, each.passed) for each in attempts] == [
        ("tests.adults", False),
        ("tests.adults", True),
    ]


def test_outside_of_a_workbook_no_file_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ADULTS.check(RIGHT)
    assert list(tmp_path.iterdir()) == []
    assert read_attempts(None)[-1].exercise == "tests.adults"


def test_another_file_can_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "mine.db"))
    ADULTS.check(RIGHT)
    assert len(read_attempts(tmp_path / "mine.db")) == 1


def noticed(verdict: Verdict) -> bool:
    """Tell whether a verdict is right, and has one line about its file."""
    assert verdict.passed
    assert "\n" not in verdict.notice
    return verdict.notice in repr(verdict) and "could not be kept" in verdict.notice


def test_a_locked_file_costs_a_line(workbook: Path) -> None:
    ADULTS.check(RIGHT)
    other = sqlite3.connect(workbook / FILE, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    assert noticed(ADULTS.check(RIGHT))
    other.close()
    assert ADULTS.check(RIGHT).notice == ""


@pytest.mark.parametrize(
    "content", [b"no database at all, but text", b"SQLite format 3\x00 broken"]
)
def test_a_broken_file_costs_a_line(workbook: Path, content: bytes) -> None:
    (workbook / FILE).write_bytes(content * 50)
    assert noticed(ADULTS.check(RIGHT))
    assert (workbook / FILE).read_bytes() == content * 50
    assert "could not be kept" in repr(summarize([ADULTS]))


def test_a_folder_in_its_place_costs_a_line(workbook: Path) -> None:
    (workbook / FILE).mkdir()
    assert noticed(ADULTS.check(RIGHT))


def test_a_file_of_another_program_costs_a_line(workbook: Path) -> None:
    other = sqlite3.connect(workbook / FILE)
    other.execute("CREATE TABLE attempt (other TEXT)")
    other.close()
    assert noticed(ADULTS.check(RIGHT))


def test_a_file_that_is_removed_is_made_again(workbook: Path) -> None:
    ADULTS.check(RIGHT)
    (workbook / FILE).unlink()
    assert ADULTS.check(RIGHT).notice == ""
    assert len(read_attempts(workbook / FILE)) == 1


def test_keeping_sends_nothing_that_a_trace_hears(workbook: Path) -> None:
    with trace() as t:
        ADULTS.check(RIGHT)
    assert t.statements == []


def test_the_summary_counts_chapters_and_what_comes_back(workbook: Path) -> None:
    shown = repr(summarize([ADULTS], workbook))
    assert "0 of 1 exercises passed" in shown
    for _ in range(2):
        ADULTS.check(WRONG)
    shown = repr(summarize([ADULTS], workbook))
    assert "Adults" in shown
    assert "misconceptions" in shown
    ADULTS.check(RIGHT)
    assert "1 of 1 exercises passed" in repr(summarize([ADULTS], workbook))


def test_progress_speaks_of_the_whole_course(workbook: Path) -> None:
    shown = progress()
    assert f"0 of {len(all_exercises)} exercises passed" in repr(shown)
    assert "<table>" in shown._repr_html_()


def test_the_file_is_that_of_the_folder(workbook: Path, tmp_path: Path) -> None:
    assert progress_file() == workbook / FILE
    assert progress_file(tmp_path / "elsewhere") is None
