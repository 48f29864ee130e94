"""Unknown code ends, whatever it does, and leaves nothing behind."""

import builtins
import sys
import threading
import time
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy.orm import session as orm_session
from sqlmodel import Field, Session, SQLModel
from sqlmodel.main import default_registry

from heroes import fresh_models, make_engine, trace
from heroes.judge.guard import LimitError, guarded
from heroes.models import Base


def endless() -> None:
    while True:
        pass


def catching() -> None:
    while True:
        with suppress(BaseException):
            endless()


def test_a_value_comes_back() -> None:
    assert guarded(lambda: 42).value == 42


def test_an_error_comes_back() -> None:
    assert isinstance(guarded(lambda: 1 / 0).error, ZeroDivisionError)


@pytest.mark.parametrize("leave", [sys.exit, lambda: exit(3), lambda: quit()])
def test_an_exit_is_an_error_like_others(leave: Any) -> None:
    assert isinstance(guarded(leave).error, SystemExit)


@pytest.mark.parametrize("action", [endless, catching])
def test_an_endless_loop_ends(action: Any) -> None:
    before = time.monotonic()
    done = guarded(action, 0.2)
    assert isinstance(done.error, LimitError)
    assert time.monotonic() - before < 4
    spent = time.process_time()
    time.sleep(0.3)
    assert time.process_time() - spent < 0.1  # nothing goes on in the background


def test_a_call_that_sleeps_is_given_up_on() -> None:
    done = guarded(lambda: time.sleep(4), 0.1)
    assert done.stopped
    assert isinstance(done.error, LimitError)


def test_printing_without_end_is_stopped() -> None:
    def action() -> None:
        while True:
            print("x" * 1_000)

    done = guarded(action)
    assert isinstance(done.error, LimitError)
    assert done.error.kind == "printed"


def test_what_is_printed_is_kept_and_not_shown(capsys: pytest.CaptureFixture[str]) -> None:
    done = guarded(lambda: print("seen"))
    assert done.printed == "seen\n"
    assert capsys.readouterr().out == ""


def test_other_threads_print_as_before(capsys: pytest.CaptureFixture[str]) -> None:
    other = threading.Timer(0.05, lambda: print("elsewhere"))
    other.start()
    guarded(lambda: time.sleep(0.2))
    assert capsys.readouterr().out == "elsewhere\n"


def test_nobody_is_asked_to_type() -> None:
    assert isinstance(guarded(lambda: input()).error, EOFError)


def test_streams_and_input_are_put_back() -> None:
    before = sys.stdout, sys.stderr, builtins.input
    guarded(lambda: 1 / 0)
    assert (sys.stdout, sys.stderr, builtins.input) == before


def test_models_that_it_defines_are_forgotten() -> None:
    def action() -> None:
        class Gone(SQLModel, table=True):
            id: int | None = Field(default=None, primary_key=True)

        class GoneToo(Base, table=True):
            id: int | None = Field(default=None, primary_key=True)

    for _ in range(2):  # the second time nothing is "already defined"
        assert guarded(action).error is None
    assert "gone" not in SQLModel.metadata.tables
    assert "gonetoo" not in Base.metadata.tables
    assert "Gone" not in default_registry._class_registry


def test_models_that_it_defines_and_somebody_keeps_do_not_stand_in_the_way_of_fresh_ones() -> None:
    def define() -> type[SQLModel]:
        class Gadget(SQLModel, table=True):
            id: int | None = Field(default=None, primary_key=True)

        return Gadget

    kept = guarded(define).value
    fresh_models()
    assert kept.__name__ == "Gadget"


def test_what_stops_it_inside_of_a_destructor_is_not_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    class Slow:
        def __del__(self) -> None:
            while True:
                time.sleep(0.001)

    guarded(lambda: [Slow()].clear(), 0.2)
    assert "ignored" not in capsys.readouterr().err


def test_an_error_that_comes_after_the_time_is_up_is_the_limit() -> None:
    def slow() -> None:
        try:
            while True:
                time.sleep(0.01)
        finally:
            raise ValueError("whatever it was in the middle of")

    assert isinstance(guarded(slow, 0.2).error, LimitError)


def test_tables_that_it_takes_off_the_list_come_back() -> None:
    before = dict(Base.metadata.tables)
    guarded(Base.metadata.clear)
    assert dict(Base.metadata.tables) == before


def test_sessions_that_it_opens_are_closed() -> None:
    kept = []

    def action() -> None:
        session = Session(make_engine("sqlite://"))
        session.connection()
        kept.append(session)

    before = set(orm_session._sessions)
    guarded(action)
    assert not kept[0].in_transaction()
    assert set(orm_session._sessions) - before <= {kept[0].hash_key}


def test_an_open_trace_hears_nothing_of_it() -> None:
    engine = make_engine("sqlite://")

    def action() -> None:
        with engine.connect() as connection, trace() as inner:
            connection.exec_driver_sql("SELECT 1")
        assert len(inner.statements) == 1

    with trace() as outer:
        assert guarded(action).error is None
    assert outer.statements == []
