"""What a cell sent is shown under it, and a trace says the same in scripts and tests."""

import asyncio
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.orm import registry, scoped_session, sessionmaker
from sqlmodel import Field, Session, SQLModel, select

from heroes import (
    create_tables,
    load_ipython_extension,
    make_engine,
    seed,
    states,
    trace,
    unload_ipython_extension,
)
from heroes.glass import record, tracing
from heroes.glass.timeline import TransactionEvent
from heroes.glass.tracing import Trace
from heroes.models import Hero, Team

SET_UP = """
from heroes import create_tables, make_engine, seed, states, trace
from heroes.models import Hero, Team
from sqlalchemy.orm import registry, scoped_session, sessionmaker
from sqlmodel import Field, Session, SQLModel, select
engine = make_engine("sqlite://")
create_tables(engine)
session = Session(engine)
seed(session)
"""


class Screen:
    """An IPython shell, and the panels that it shows."""

    def __init__(self, shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch) -> None:
        self.shell = shell
        self.panels: list[dict[str, Any]] = []
        monkeypatch.setattr(
            shell.display_pub, "publish", lambda data, **_: self.panels.append(data)
        )

    def run(self, code: str) -> str:
        """Run a cell, and return the text of the last panel that it shows."""
        self.panels.clear()
        self.result = self.shell.run_cell(code, store_history=True)
        return str(self.panels[-1]["text/plain"]) if self.panels else ""


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Iterator[Screen]:
    """Return a shell with the extension loaded and the sample heroes in a session."""
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance()
    shell.run_line_magic("xmode", "Minimal")
    load_ipython_extension(shell)
    screen = Screen(shell, monkeypatch)
    screen.run(SET_UP)
    screen.result.raise_error()
    yield screen
    unload_ipython_extension(shell)
    InteractiveShell.clear_instance()


@pytest.fixture
def engine() -> Engine:
    """Return an engine on a database with the sample heroes."""
    engine: Engine = make_engine()
    create_tables(engine)
    with Session(engine) as session:
        seed(session)
    return engine


class TestPanel:
    def test_it_shows_place_reason_sql_values_and_rows(self, screen: Screen) -> None:
        assert screen.run("hero = session.get(Hero, 3)\nhero.team and hero.team.name") == (
            "2 statements, 2 rows\n"
            "BEGIN\n"
            "line 1   session.get(Hero, 3)  query                   1 row\n"
            "         SELECT hero.id, hero.name, hero.age, hero.team_id, hero.secret_name\n"
            "         FROM hero\n"
            "         WHERE hero.id = ?   [3]\n"
            "line 2   hero.team             lazy load of Hero.team  1 row\n"
            "         SELECT team.id, team.name, team.headquarters\n"
            "         FROM team\n"
            "         WHERE team.id = ?   [1]"
        )

    def test_a_cell_that_sends_nothing_shows_nothing(self, screen: Screen) -> None:
        screen.run("1 + 1")
        assert screen.panels == []

    def test_repeated_statements_are_one_group(self, screen: Screen) -> None:
        shown = screen.run(
            "for team in session.exec(select(Team)).all():\n    len(team.heroes)\nNone"
        )
        assert "lazy load of Team.heroes x5  25 rows" in shown
        assert "[1, 2, 3, 4, 5]" in shown
        assert "selectinload(Team.heroes)" in shown

    @pytest.mark.filterwarnings("ignore:SELECT statement has a cartesian product")
    def test_tables_that_nothing_joins_are_told_each_time(self, screen: Screen) -> None:
        cell = "found = session.exec(select(Hero, Team)).all()"
        first, second = screen.run(cell), screen.run(cell)
        assert "Cartesian product: " in first
        assert "nothing joins them" in second

    def test_repeated_transactions_are_one_block(self, screen: Screen) -> None:
        shown = screen.run(
            "for n in range(4):\n    session.add(Hero(name=str(n), secret_name='x'))\n"
            "    session.commit()"
        )
        assert shown.count("BEGIN") == 1
        assert "BEGIN x3" in shown or "BEGIN x4" in shown

    def test_a_failing_cell_still_shows_its_timeline(self, screen: Screen) -> None:
        shown = screen.run("session.get(Hero, 3)\n1 / 0")
        assert screen.result.error_in_exec is not None
        assert shown.startswith("1 statement, 1 row")

    def test_a_big_cell_stays_small(self, screen: Screen) -> None:
        queries = "\n".join(f"session.get(Hero, {n}, populate_existing=True)" for n in range(1, 51))
        shown = screen.run(queries)
        assert shown.endswith("and 30 more")
        assert "50 statements" in shown
        assert len(screen.panels[-1]["text/html"]) < 30_000

    def test_nothing_in_it_changes_from_run_to_run(self, screen: Screen) -> None:
        cell = "with Session(engine) as s:\n    [h.team for h in s.exec(select(Hero)).all()]"
        first = screen.run(cell), screen.panels[0]["text/html"]
        assert (screen.run(cell), screen.panels[0]["text/html"]) == first

    def test_the_html_says_the_same_and_runs_nothing(self, screen: Screen) -> None:
        hostile = "<script>alert(1)</script>'`\""
        screen.run(f"name = {hostile!r}; session.exec(select(Hero).where(Hero.name == name)).all()")
        html = screen.panels[-1]["text/html"]
        assert "<script" not in html
        assert "&lt;script&gt;" in html
        assert '<th scope="col">expression</th>' in html
        assert "<caption>1 statement, 0 rows</caption>" in html

    def test_two_transactions_at_once_are_told_apart(self, screen: Screen) -> None:
        shown = screen.run(
            "other = make_engine()\ncreate_tables(other)\n"
            "with Session(other) as a, Session(other) as b:\n"
            "    a.get(Hero, 1)\n    b.get(Hero, 1)"
        )
        assert "BEGIN (connection 2)" in shown
        assert shown.endswith("ROLLBACK (connection 2)\nROLLBACK (connection 1)")

    def test_looks_at_the_schema_are_one_line_that_says_how_many_more_there_are(
        self, screen: Screen
    ) -> None:
        look = "import sqlalchemy as sa\n_ = sa.inspect(engine).get_multi_columns(filter_names={})"
        shown = screen.run(look.format("['hero']"))
        assert '         PRAGMA main.table_xinfo("hero")' in shown.split("\n")
        shown = screen.run(look.format("['hero', 'team', 'mission']"))
        assert ' PRAGMA main.table_xinfo("hero")   and 2 more looks at the schema\n' in shown
        assert "</pre> and 2 more looks at the schema</td>" in screen.panels[-1]["text/html"]
        again = "import sqlalchemy as sa\nfor _ in range(2): sa.inspect(engine).get_columns('hero')"
        shown = screen.run(again)
        assert "driver x2" in shown and "more look" not in shown

        screen.run("%glass brief")
        brief = screen.run(look.format("['hero', 'team']"))
        assert 'PRAGMA main.table_xinfo("hero")   and 1 more look at the schema  8 rows' in brief

    def test_a_pragma_that_sets_something_is_never_hidden_behind_another(
        self, screen: Screen
    ) -> None:
        shown = screen.run(
            "with engine.connect() as connection:\n"
            "    for each in ('foreign_keys = ON', 'cache_size = 100', 'table_info(hero)'):\n"
            "        connection.exec_driver_sql(f'PRAGMA {each}').close()"
        )
        for pragma in ("foreign_keys = ON", "cache_size = 100", "table_info(hero)"):
            assert f"         PRAGMA {pragma}" in shown.split("\n")

    def test_a_module_shows_its_own_line_too(self, screen: Screen, tmp_path: Path) -> None:
        (tmp_path / "panel_crud.py").write_text(
            "from heroes.models import Hero\n\ndef one(session):\n    return session.get(Hero, 7)\n"
        )
        shown = screen.run(
            f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import panel_crud\n"
            "panel_crud.one(session)"
        )
        assert "line 2   panel_crud.one(session)" in shown
        assert "         in panel_crud, line 4: session.get(Hero, 7)" in shown
        assert str(tmp_path) not in shown

    def test_a_module_that_is_run_by_its_path_is_named_by_its_file(
        self, screen: Screen, tmp_path: Path
    ) -> None:
        (tmp_path / "env.py").write_text("session.get(Hero, 7)\n")
        shown = screen.run(
            f"from importlib import util; path = {str(tmp_path / 'env.py')!r}\n"
            "spec = util.spec_from_file_location('env_py', path)\n"
            "module = util.module_from_spec(spec)\n"
            "vars(module).update(session=session, Hero=Hero)\n"
            "spec.loader.exec_module(module)"
        )
        assert "         in env.py, line 1: session.get(Hero, 7)" in shown

    def test_a_package_is_named_as_it_is_imported(self, screen: Screen, tmp_path: Path) -> None:
        (tmp_path / "panel_package").mkdir()
        (tmp_path / "panel_package" / "__init__.py").write_text(
            "def one(session, model):\n    return session.get(model, 7)\n"
        )
        shown = screen.run(
            f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import panel_package\n"
            "panel_package.one(session, Hero)"
        )
        assert "         in panel_package, line 2: session.get(model, 7)" in shown


class TestMagics:
    def test_brief_shows_the_sql_alone(self, screen: Screen) -> None:
        screen.run("%glass brief")
        assert screen.run("session.get(Hero, 3)") == (
            "1 statement, 1 row\n"
            "BEGIN\n"
            "SELECT hero.id, hero.name, hero.age, hero.team_id, hero.secret_name\n"
            "FROM hero\n"
            "WHERE hero.id = ?   [3]   1 row"
        )

    def test_off_shows_nothing_until_on(self, screen: Screen) -> None:
        screen.run("%glass off")
        assert screen.run("session.get(Hero, 3)") == ""
        screen.run("%glass on")
        assert screen.run("session.get(Hero, 4)") != ""

    def test_an_unknown_word_is_answered_in_a_sentence(
        self, screen: Screen, capsys: pytest.CaptureFixture[str]
    ) -> None:
        screen.run("%glass loud")
        assert "%glass knows off, on, brief, not loud. It stays on." in capsys.readouterr().out
        screen.run("%%trace plans\nsession.get(Hero, 3)")
        assert "%%trace knows explain, diff, steps, not plans." in capsys.readouterr().out

    def test_trace_keeps_line_numbers_and_top_level_await(self, screen: Screen) -> None:
        screen.run("%glass off")
        shown = screen.run("%%trace\nimport asyncio\nawait asyncio.sleep(0)\nsession.get(Hero, 3)")
        assert "line 4   session.get(Hero, 3)" in shown

    def test_trace_explains_and_compares_on_request(self, screen: Screen) -> None:
        shown = screen.run("%%trace explain diff\nsession.get(Hero, 3).age = 49\nsession.flush()")
        assert "plan:" in shown
        assert "look up hero by primary key" in shown
        assert "49" in shown.partition("hero")[2]
        screen.run("session.rollback()")

    def test_steps_show_pending_become_persistent(self, screen: Screen) -> None:
        shown = screen.run(
            "%%trace steps\nnova = Hero(name='Nova', secret_name='x')\nsession.add(nova)\n"
            "session.flush()\nsession.rollback()"
        )
        assert shown == (
            "1  Hero 'Nova': transient\n"
            "2  Hero 'Nova': transient → pending\n"
            "3  BEGIN\n"
            "4  INSERT INTO hero (name, age, team_id, secret_name) VALUES (…\n"
            "5  Hero 'Nova': pending → persistent\n"
            "6  ROLLBACK\n"
            "7  Hero 'Nova': persistent → transient"
        )
        assert "application/vnd.jupyter.widget-view+json" in screen.panels[-1]

    def test_a_cell_that_loads_the_extension_looks_the_same_when_run_again(
        self, screen: Screen
    ) -> None:
        assert screen.run("%load_ext heroes\nsession.get(Hero, 3)") == ""
        assert screen.run("session.get(Hero, 4)") != ""

    def test_unloading_leaves_the_shell_as_it_was(self) -> None:
        InteractiveShell.clear_instance()
        shell = InteractiveShell.instance()
        before = [*shell.input_transformers_cleanup]
        hooks = {name: [*each] for name, each in shell.events.callbacks.items()}
        load_ipython_extension(shell)
        load_ipython_extension(shell)
        unload_ipython_extension(shell)
        unload_ipython_extension(shell)
        assert shell.input_transformers_cleanup == before
        assert shell.events.callbacks == hooks
        assert "glass" not in shell.magics_manager.magics["line"]
        InteractiveShell.clear_instance()

    def test_a_fault_of_ours_is_one_line_and_the_cell_goes_on(
        self, screen: Screen, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*_: object) -> None:
            raise RuntimeError("ours")

        monkeypatch.setattr(record, "_begin_statement", broken)
        shown = screen.run("found = session.exec(select(Hero)).all()")
        assert screen.result.error_in_exec is None
        assert len(screen.shell.user_ns["found"]) == 30
        assert shown.endswith("heroes could not record all of this cell (RuntimeError: ours).")


class TestTrace:
    def test_it_counts_statements_in_a_script(self, engine: Engine) -> None:
        with trace() as t, Session(engine) as session:
            session.exec(select(Team)).all()
            session.get(Hero, 1)
        assert len(t.statements) == 2
        first = t.statements[0]
        assert (first.reason, first.rows, first.cell) == ("query", 5, None)
        assert first.source == "session.exec(select(Team))"
        assert first.sql.startswith("SELECT team.id")
        assert [each.kind for each in t.timeline if isinstance(each, TransactionEvent)] == [
            "BEGIN",
            "ROLLBACK",
        ]

    def test_it_hears_its_own_threads_but_no_other_task(self, engine: Engine) -> None:
        def work(number: int) -> None:
            with Session(engine) as session:
                session.get(Hero, number)

        with trace() as t, ThreadPoolExecutor(2) as pool:
            list(pool.map(work, (1, 2)))
        assert len(t.statements) == 2

        async def traced() -> Trace:
            with trace() as t:
                work(1)
                await asyncio.sleep(0.01)
                await asyncio.create_task(asyncio.sleep(0.01))
                work(2)
            return t

        async def other() -> None:
            await asyncio.sleep(0.005)
            work(3)

        async def both() -> Trace:
            return (await asyncio.gather(traced(), other()))[0]

        assert [each.parameters for each in asyncio.run(both()).statements] == [[(1,)], [(2,)]]

    def test_traces_inside_each_other_hear_the_same(self, engine: Engine) -> None:
        with trace() as outer, Session(engine) as session:
            session.get(Hero, 1)
            with trace() as inner:
                session.get(Hero, 2)
        assert [len(each.statements) for each in (outer, inner)] == [2, 1]
        assert outer.statements[1] is inner.statements[0]

    def test_listeners_are_there_only_while_a_trace_is_open(self, engine: Engine) -> None:
        def attached() -> bool:
            return any(event.contains(*listener) for listener in record.LISTENERS)

        assert not attached()
        with trace(steps=True):
            assert attached()
        assert not attached()
        assert not event.contains(*record.LOADS)

    def test_a_listener_of_ones_own_is_heard_after_a_trace(self, engine: Engine) -> None:
        heard: list[str] = []

        def listen(connection: object, cursor: object, sql: str, *_: object) -> None:
            heard.append(sql)

        plain = create_engine("sqlite://")
        with trace():
            event.listen(Engine, "before_cursor_execute", listen)
        try:
            with plain.connect() as connection:
                connection.execute(text("SELECT 1"))
        finally:
            event.remove(Engine, "before_cursor_execute", listen)
        assert heard == ["SELECT 1"]
        with trace():
            pass
        assert not Engine._has_events

    def test_closing_a_trace_does_no_harm_to_a_thread_at_work(self, engine: Engine) -> None:
        errors: list[BaseException] = []
        done = threading.Event()

        def work() -> None:
            try:
                while not done.is_set():
                    with Session(engine) as session:
                        session.exec(select(Hero).limit(3)).all()
            except BaseException as error:
                errors.append(error)

        threads = [threading.Thread(target=work) for _ in range(3)]
        for thread in threads:
            thread.start()
        for _ in range(200):
            with trace(steps=True), Session(engine) as session:
                session.get(Hero, 1)
        done.set()
        for thread in threads:
            thread.join()
        assert errors == []

    def test_rows_are_those_that_were_fetched(self, engine: Engine) -> None:
        with trace() as t, Session(engine) as session:
            session.connection().execute(select(Hero.id)).fetchmany(4)
            next(iter(session.exec(select(Hero).execution_options(yield_per=7))))
            session.exec(text("UPDATE hero SET age = 1 WHERE id < 4"))
            session.add_all([Hero(name=str(n), secret_name="x") for n in range(3)])
            session.flush()
        assert [each.rows for each in t.statements][:3] == [4, 7, 3]
        assert sum(each.rows or 0 for each in t.statements if each.reason == "flush") == 3

    def test_a_failing_statement_has_its_error(self, engine: Engine) -> None:
        with trace() as t, Session(engine) as session, pytest.raises(Exception, match="nowhere"):
            session.exec(text("SELECT * FROM nowhere"))
        assert t.statements[0].error == "OperationalError: no such table: nowhere"

    def test_a_long_trace_keeps_the_end_and_counts_the_rest(self, engine: Engine) -> None:
        with trace() as t, engine.connect() as connection:
            for _ in range(record.MAX_ENTRIES + 500):
                connection.exec_driver_sql("SELECT 1").close()
        assert len(t.timeline) == record.MAX_ENTRIES
        assert "10,500 statements" in t.panel().text()
        assert "earlier ones from line" in t.panel().text()

    def test_timings_are_shown_only_when_asked(self, engine: Engine) -> None:
        with trace() as t, Session(engine) as session:
            session.get(Hero, 1)
        assert "millisec" not in t.panel().text()
        assert "milliseconds" in repr(t.timings())
        assert t.statements[0].duration > 0

    def test_changes_need_to_be_asked_for(self) -> None:
        with trace() as t:
            pass
        with pytest.raises(ValueError, match=r"trace\(diff=True\)"):
            t.changes  # noqa: B018 - the access is the subject

    def test_a_trace_shows_as_its_panel(self, engine: Engine) -> None:
        with trace() as t, Session(engine) as session:
            session.get(Hero, 1)
        bundle = t._repr_mimebundle_()
        assert bundle["text/plain"] == t.panel().text()
        assert bundle["text/html"].startswith("<style>")


class TestStates:
    def test_each_object_says_what_it_is(self, engine: Engine) -> None:
        with Session(engine, autoflush=False) as session:
            hero, doomed = session.get(Hero, 3), session.get(Team, 5)
            assert hero and doomed
            hero.age = 49
            session.delete(doomed)
            session.add(Hero(name="Nova", secret_name="x"))
            session.expire(hero, ["name"])
            found = {each.name: each for each in states(session)}
            assert found["Hero 3"].dirty == {"age": (48, 49)}
            assert found["Hero 3"].expired
            assert found["Team 5"].to_delete
            assert found["Hero 'Nova'"].state == "pending"
            assert "team" in found["Hero 3"].unloaded

    def test_looking_sends_nothing_and_loads_nothing(self, engine: Engine) -> None:
        with Session(engine) as session:
            hero = session.get(Hero, 3)
            session.commit()
            with trace() as t:
                assert "expired" in repr(states(session))
                states(session)._repr_html_()
            assert t.timeline == []
            assert "name" not in vars(hero)

    def test_a_trace_knows_objects_that_left_their_session(self, engine: Engine) -> None:
        with trace() as t:
            lone = Hero(name="Lone", secret_name="x")
            with Session(engine) as session:
                gone = Hero(name="Gone", secret_name="x")
                session.add(gone)
                session.commit()
        assert {each.state for each in t.objects} == {"transient", "detached"}
        assert lone.id is None

    def test_objects_of_a_forgotten_model_still_have_a_name(self) -> None:
        class Base(SQLModel, registry=registry()):
            pass

        class Pet(Base, table=True):
            id: int | None = Field(default=None, primary_key=True)

        with trace(steps=True) as t:
            pet = Pet()
        Pet._sa_registry.dispose()
        assert [each.name for each in t.objects] == ["Pet"]
        assert repr(t.steps()) == "1  Pet: transient"
        assert pet is not None

    def test_a_scoped_session_is_the_session_of_its_thread(self, engine: Engine) -> None:
        scoped = scoped_session(sessionmaker(engine))
        hero = scoped.get(Hero, 3)
        assert hero is not None
        assert [each.name for each in states(scoped)] == ["Hero 3"]
        scoped.remove()

    def test_what_is_no_session_is_refused_in_a_sentence(self) -> None:
        with pytest.raises(TypeError, match=r"states\(\) takes a session"):
            states(make_engine("sqlite://"))  # type: ignore[arg-type]


@pytest.mark.full
def test_a_million_statements_keep_less_than_50_megabytes() -> None:
    code = """
import gc
from heroes import make_engine
from heroes.glass.tracing import Trace
def used():
    gc.collect()
    return int(open("/proc/self/statm").read().split()[1]) * 4096
engine = make_engine("sqlite://")
with engine.connect() as connection:
    for warm in range(2):
        with Trace(everywhere=True) as first:
            connection.exec_driver_sql("SELECT ?", ("x" * 2_000,)).close()
    before = used()
    with Trace(everywhere=True) as t:
        for number in range(1_000_000):
            connection.exec_driver_sql("SELECT ?", (str(number) + "x" * 2_000,)).close()
    print(used() - before)
    print(t.panel().text().splitlines()[0])
    print(len(t.panel().text()))
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    kept, summary, length = run.stdout.splitlines()
    assert int(kept) < 50_000_000
    assert summary.startswith("1,000,000 statements")
    assert int(length) < 5_000


def test_glass_is_imported_when_it_is_first_asked_for() -> None:
    code = (
        "import sys, heroes; assert 'heroes.glass.tracing' not in sys.modules; heroes.trace;"
        "assert 'heroes.glass.tracing' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    assert tracing.trace is trace


def test_the_states_of_a_session_show_as_a_table_in_a_notebook(screen: Screen) -> None:
    screen.run("hero = session.get(Hero, 3)")
    formatted = screen.shell.display_formatter.format(states(screen.shell.user_ns["session"]))[0]
    assert formatted["text/html"].startswith("<style>")
    assert formatted["text/plain"].startswith("1 object\nobject  state")
