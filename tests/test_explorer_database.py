"""Rules of explore() and its browser: every action, whatever is wrong, and nothing written."""

import gc
import json
import re
import resource
import socket
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import ModuleType
from typing import Any

import comm
import pytest
from comm.base_comm import BaseComm
from IPython.core.interactiveshell import InteractiveShell
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Session, select

from heroes import explore, make_engine
from heroes.archive import build_archive
from heroes.database import OperationalError
from heroes.explorer.control import find
from heroes.explorer.widget import Browser


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the path of the archive, which no test changes."""
    path = tmp_path_factory.mktemp("archive") / "archive.db"
    engine = create_engine(f"sqlite:///{path}")
    build_archive(engine)
    engine.dispose()
    return path


@pytest.fixture
def browser(archive: Path) -> Iterator[Browser]:
    """Return a browser over the incidents of the archive."""
    browser: Browser = explore(archive).browse("incident")
    yield browser
    browser.wait()
    browser.engine.dispose()


def status(browser: Browser) -> str:
    """Return the sentence that the browser says."""
    return str(browser.says.value).removeprefix('<span role="status">').removesuffix("</span>")


def column(browser: Browser, name: str) -> list[Any]:
    """Return the values of a column on the page in front."""
    return [row[browser.browsing.columns.index(name)] for row in browser.browsing.rows]


def choose(browser: Browser, control: Any, value: Any) -> None:
    """Choose a value, and wait for what that reads."""
    control.value = value
    browser.wait()


def filter_by(browser: Browser, name: str, operator: str, value: str = "") -> None:
    """Fill in a condition and press Filter."""
    browser.column.value = name
    browser.operator.value = operator
    browser.value.value = value
    browser.press("Filter")


def test_another_table_is_opened_and_back_leads_to_the_first(browser: Browser) -> None:
    choose(browser, browser.table, "report")
    assert browser.browsing.view.table == "report"
    assert "report: 25 rows" in browser.rows.value
    assert "select(Report)" in browser.code.value
    browser.press("Back")
    assert browser.table.value == "incident"
    browser.press("Back")
    assert "nothing to go back to" in status(browser)


@pytest.mark.parametrize(
    ("table", "name", "operator", "value", "rows"),
    [
        ("incident", "kind", "contains", "ROBot", "kind LIKE '%robot%'"),
        ("incident", "kind", "starts with", "giant", "kind LIKE 'giant%'"),
        ("incident", "kind", "=", "flood", "kind = 'flood'"),
        ("incident", "severity", "≥", "5", "severity >= 5"),
        ("incident", "severity", "≠", "1", "severity <> 1"),
        ("incident", "damage", "<", "15,838.12", "damage < 15838.12"),
        ("incident", "closed", "is NULL", "", "closed IS NULL"),
        ("incident", "opened", ">", "2031-06-01 12:00", "opened > '2031-06-01 12:00'"),
        ("registered_hero", "active", "=", "no", "NOT active"),
        ("registered_hero", "registered", "≤", "2030-12-31", "registered <= '2030-12-31'"),
        ("registered_hero", "badge_image", "is not NULL", "", "badge_image IS NOT NULL"),
        ("Equipment Item", "group", "=", "climbing", "\"group\" = 'climbing'"),
    ],
)
def test_a_filter_shows_the_rows_it_names_and_can_be_taken_away(
    archive: Path, browser: Browser, table: str, name: str, operator: str, value: str, rows: str
) -> None:
    if table != "incident":
        choose(browser, browser.table, table)
    filter_by(browser, name, operator, value)
    with closing(sqlite3.connect(archive)) as connection:
        sql = f'SELECT count(*) FROM "{table}"'
        (matching,) = connection.execute(f"{sql} WHERE {rows}").fetchone()
        (everything,) = connection.execute(sql).fetchone()
    browser.press("Count")
    assert status(browser).startswith(f"{matching} row")
    (condition,) = browser.filters.children
    condition.click()
    browser.wait()
    browser.press("Count")
    assert status(browser).startswith(f"{everything} rows")
    assert not browser.filters.children


@pytest.mark.parametrize(
    ("name", "operator", "value", "found"),
    [
        ("at", "=", "1700000000", [2]),
        ("at", "=", "soon", [3]),
        ("at", "≥", "2024-02-29 14:30", [1, 3]),  # as SQLite has it: a text is above a number
        ("active", "=", "t", [2]),
        ("amount", "=", "1 or 2", [3]),
    ],
)
def test_what_a_column_shows_can_be_filtered_by_also_where_it_does_not_fit(
    tmp_path: Path, name: str, operator: str, value: str, found: list[int]
) -> None:
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            "CREATE TABLE a (id INTEGER PRIMARY KEY, at DATETIME, active BOOLEAN, amount NUMERIC);"
            "INSERT INTO a VALUES (1, '2024-02-29 14:30:00', 1, 1.5), (2, 1700000000, 't', 2),"
            " (3, 'soon', 0, '1 or 2')"
        )
    browser = explore(path).browse("a")
    filter_by(browser, name, operator, value)
    assert column(browser, "id") == found, status(browser)
    browser.press("Back")
    filter_by(browser, name, "=", "never")
    assert "does not fit" in status(browser)


def test_only_columns_that_have_an_order_are_offered_for_it(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("CREATE TABLE a (id INTEGER PRIMARY KEY, j JSON, x TEXT)")
    browser = explore(path).browse("a")
    assert [name for name, _ in browser.order.options] == ["its key", "id", "x"]


def test_a_page_whose_code_cannot_be_written_is_shown_all_the_same(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> str:
        raise TypeError("A thing has no literal.")

    monkeypatch.setattr("heroes.explorer.page.write_code", refuse)
    browser.press("Next")
    assert browser.code.value == "# A thing has no literal."
    assert "Reading" not in status(browser)


def test_comparisons_fit_the_column_even_where_two_tables_name_theirs_alike(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("CREATE TABLE a (x INTEGER); CREATE TABLE b (x TEXT)")
    browser = explore(path).browse("a")
    assert browser.operator.options[0] == "="
    choose(browser, browser.table, "b")
    assert "contains" in browser.operator.options


def test_a_search_looks_in_all_columns_of_text(browser: Browser) -> None:
    browser.search.value = "PIGEON"
    browser.press("Search")
    assert browser.browsing.rows == []
    browser.search.value = "impostor"
    browser.press("Search")
    assert set(column(browser, "kind")) == {"impostor"}
    browser.search.value = ""
    browser.press("Search")
    assert len(set(column(browser, "kind"))) > 1


def test_an_order_turns_round_and_begins_at_a_value(browser: Browser) -> None:
    choose(browser, browser.order, "damage")
    choose(browser, browser.descending, True)
    damages = [value for value in column(browser, "damage") if value is not None]
    assert damages and damages == sorted(damages, reverse=True)
    choose(browser, browser.order, "opened")
    choose(browser, browser.descending, False)
    browser.start.value = "2031-06-01"
    browser.press("Go")
    assert f"{column(browser, 'opened')[0]}" >= "2031-06-01"
    browser.press("Previous")
    assert f"{column(browser, 'opened')[-1]}" < "2031-06-01"
    choose(browser, browser.order, browser.order.options[0][1])
    browser.press("Go")
    assert status(browser).startswith("Order by a column first")


def test_a_column_that_is_named_like_the_order_by_the_key_can_order_too(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            'CREATE TABLE a (x INTEGER PRIMARY KEY, "its key" TEXT);'
            "INSERT INTO a VALUES (1, 'b'), (2, 'a')"
        )
    browser = explore(path).browse("a")
    choose(browser, browser.order, "its key")
    assert column(browser, "x") == [2, 1]


def test_pages_turn_to_both_ends_and_say_where_they_end(browser: Browser) -> None:
    browser.press("Next")
    assert column(browser, "id") == list(range(26, 51))
    browser.press("Previous")
    browser.press("Previous")
    assert status(browser).startswith("This is the first page.")
    browser.press("Last")
    assert column(browser, "id")[-1] == 360
    browser.press("Next")
    assert status(browser).startswith("This is the last page.")
    browser.press("First")
    assert column(browser, "id")[0] == 1


def test_a_key_and_related_rows_are_followed_and_the_trail_leads_back(browser: Browser) -> None:
    browser.row.value = 2
    labels = [label for label, _ in browser.ways.options]
    assert labels[0] == "district_id → district"
    assert "report with incident_id" in labels
    browser.press("Follow")
    assert (browser.table.value, len(browser.browsing.rows)) == ("district", 1)
    assert "incident" in browser.path.value and "district, id = 7" in browser.path.value
    browser.ways.value = [label for label, _ in browser.ways.options].index(
        "incident with district_id"
    )
    browser.press("Follow")
    assert set(column(browser, "district_id")) == {7}
    browser.press("Back")
    browser.press("Back")
    assert browser.browsing.view.table == "incident" and not browser.browsing.trail


def test_a_row_that_leads_nowhere_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("CREATE TABLE a (x INTEGER); INSERT INTO a VALUES (1)")
    browser = explore(path).browse("a")
    browser.press("Follow")
    assert status(browser) == "Row 1 leads to no other rows."


def test_copy_gives_the_browser_the_code_in_front(browser: Browser) -> None:
    browser.press("Copy code")
    (output,) = browser.copied.outputs
    assert "navigator.clipboard" in output["data"]["application/javascript"]
    assert "select(Incident)" in output["data"]["application/javascript"]


@pytest.fixture
def shell() -> Iterator[InteractiveShell]:
    """Return an IPython shell, for the time of a test."""
    InteractiveShell.clear_instance()
    yield InteractiveShell.instance()
    InteractiveShell.clear_instance()


def test_a_page_becomes_a_dataframe_under_a_new_name_only(
    browser: Browser, shell: InteractiveShell
) -> None:
    browser.press("To DataFrame")
    assert status(browser).startswith("df holds the 25 rows")
    assert list(shell.user_ns["df"]["id"]) == list(range(1, 26))
    shell.user_ns["mine"] = kept = object()
    for name, sentence in {
        "mine": "There is a mine already",
        "df": "There is a df already",
        "len": "There is a len already",
        "class": "is no name in Python",
        "a b": "is no name in Python",
        "": "is no name in Python",
    }.items():
        browser.name.value = name
        browser.press("To DataFrame")
        assert sentence in status(browser).replace("&quot;", '"'), name
    assert shell.user_ns["mine"] is kept


def test_a_value_that_does_not_fit_is_a_sentence_and_the_browser_lives_on(
    browser: Browser,
) -> None:
    filter_by(browser, "severity", "=", "soon")
    assert "does not fit severity: give a whole number." in status(browser)
    filter_by(browser, "severity", "=", "9" * 40)
    assert status(browser).endswith(".") and "Traceback" not in status(browser)
    browser.press("First")
    browser.press("Next")
    assert column(browser, "id")[0] == 26


ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
SHORT = "CREATE TABLE a (x INTEGER PRIMARY KEY, y TEXT)"


def fill(path: Path, *statements: str) -> Path:
    """Send statements to an SQLite file."""
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    return path


def test_a_table_that_is_dropped_is_said_and_read_again_when_it_is_back(tmp_path: Path) -> None:
    path = fill(tmp_path / "a.db", SHORT, "CREATE TABLE b (x)", "INSERT INTO a VALUES (1, 'one')")
    browser = explore(path).browse("a")
    fill(path, "DROP TABLE a")
    browser.press("First")
    assert status(browser).startswith("The database has changed (no such table: a): call")
    choose(browser, browser.table, "b")
    assert "b: 0 rows" in browser.rows.value
    choose(browser, browser.table, "a")
    assert browser.table.value == "b", "the choice says what is shown"
    fill(path, SHORT, "INSERT INTO a VALUES (2, 'two')")
    choose(browser, browser.table, "a")
    assert column(browser, "y") == ["two"]


def test_a_file_that_vanishes_is_said_and_read_again_when_it_is_back(tmp_path: Path) -> None:
    path = fill(tmp_path / "a.db", SHORT, "INSERT INTO a VALUES (1, 'one')")
    browser = explore(path).browse("a")
    away = path.rename(tmp_path / "away.db")
    browser.engine.dispose()
    browser.press("First")
    assert status(browser).endswith(".") and "Traceback" not in status(browser)
    assert not path.exists(), "looking makes no file"
    away.rename(path)
    browser.press("First")
    assert (status(browser), column(browser, "y")) == ("", ["one"])


@pytest.fixture
def server(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Return an engine that writes, on a new database of PostgreSQL with the archive in it."""
    monkeypatch.setenv("HEROES_DATABASE_URL", postgres_url)
    engine = make_engine()
    build_archive(engine)
    yield engine
    engine.dispose()


def test_a_connection_that_is_killed_is_said_and_opened_anew(server: Any) -> None:
    browser = explore(server).browse("incident")
    with server.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    browser.press("Next")
    assert "connection to the database was lost" in status(browser)
    browser.press("Next")
    assert (status(browser), column(browser, "id")[0]) == ("", 26)
    browser.engine.dispose()


def test_a_slow_read_is_cancelled_while_the_main_thread_is_free(tmp_path: Path) -> None:
    path = fill(
        tmp_path / "a.db", SHORT, f"CREATE VIEW endless AS SELECT * FROM ({ENDLESS}) ORDER BY 1"
    )
    browser = explore(path).browse("a")
    browser.table.value = "endless"
    time.sleep(0.3)
    assert status(browser) == "Reading."
    find(browser.box, "Next").click()
    assert status(browser).startswith("Still reading")
    started = time.monotonic()
    find(browser.box, "Cancel").click()
    assert time.monotonic() - started < 0.5, "Cancel does not wait"
    browser.wait(2)
    assert status(browser) == "This was cancelled: ask again when you like."
    assert time.monotonic() - started < 2
    browser.press("First")
    assert "a: 0 rows" in browser.rows.value and browser.table.value == "a"


def test_cancel_stops_a_read_that_was_asked_for_this_moment(tmp_path: Path) -> None:
    path = fill(
        tmp_path / "a.db", SHORT, f"CREATE VIEW endless AS SELECT * FROM ({ENDLESS}) ORDER BY 1"
    )
    browser = explore(path).browse("a")
    browser.table.value = "endless"
    find(browser.box, "Cancel").click()
    browser.wait(5)
    assert "cancelled" in status(browser)


class Recorder(BaseComm):  # type: ignore[misc]
    """A line to JupyterLab that counts the bytes of what is sent on it."""

    sent = 0

    def publish_msg(self, msg_type: str, data: Any = None, **more: Any) -> None:
        """Count a message as it would be sent."""
        Recorder.sent += len(json.dumps([data, more.get("metadata")], ensure_ascii=False).encode())


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> type[Recorder]:
    """Let widgets send to a recorder."""
    monkeypatch.setattr(comm, "create_comm", Recorder)
    return Recorder


def wide(path: Path, columns: int, cell: str, rows: int = 200) -> Path:
    """Make a table of many columns, whose cells are long, with a long key."""
    names = [f'"column {number}"' for number in range(columns - 1)]
    sql = f"CREATE TABLE wide (id TEXT PRIMARY KEY, {', '.join(names)})"
    fill(path, sql)
    with closing(sqlite3.connect(path)) as connection:
        marks = ", ".join("?" * columns)
        values = [[f"{row:09}{cell}", *[cell] * (columns - 1)] for row in range(rows)]
        connection.executemany(f"INSERT INTO wide VALUES ({marks})", values)
        connection.commit()
    return path


@pytest.mark.parametrize("columns", [3, 40, 400])
@pytest.mark.parametrize("cell", ["é<&" * 700, "short"])
def test_turning_a_page_sends_at_most_10_000_bytes(
    tmp_path: Path, recorder: type[Recorder], columns: int, cell: str
) -> None:
    browser = explore(wide(tmp_path / "a.db", columns, cell)).browse()
    filter_by(browser, "id", "≥", "0")
    for label in ("Next", "Next", "Previous", "Last", "First"):
        recorder.sent = 0
        browser.press(label)
        assert 1_000 < recorder.sent <= 10_000, (label, status(browser))


@pytest.mark.full
def test_a_thousand_pages_add_at_most_10_megabytes(tmp_path: Path) -> None:
    path = wide(tmp_path / "a.db", 40, "x" * 100, rows=30_000)
    browser = explore(path).browse()
    filter_by(browser, "id", "≥", "0")
    for _ in range(50):
        browser.press("Next")
    before = resident()
    for _ in range(1_000):
        browser.press("Next")
    assert resident() - before <= 10 * 2**20


def test_a_condition_that_stays_keeps_its_button(browser: Browser) -> None:
    filter_by(browser, "severity", "≥", "2")
    (button,) = browser.filters.children
    browser.press("Next")
    assert browser.filters.children == (button,)


def resident() -> int:
    """Return the bytes of memory that this process holds."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text("utf-8").split()[1])
    return pages * resource.getpagesize()


ATTACK = "<script>document.title='attacked'</script><img src=x onerror=alert(1)>"
NAMES = [
    f"{ATTACK}",
    "a\"b'c`d",
    'x"] { int a }\nclick a href "javascript:alert(1)"',
    "%%{init: {'securityLevel': 'loose'}}%%",
    "# [a](javascript:alert(1)) **b** | c |",
    "\u202eright\u200fto left",
    "$(x)\\(y\\) {{z}} ${z}",
    "'''\"\"\"\nraise SystemExit(1)\n",
]
CELLS = [
    *NAMES,
    "a\x00b",
    f"{ATTACK}\x00\u202e",
    ATTACK.encode(),
    "y" * 10_000_000,
    b"\x00" * 10**7,
]


def quoted(name: str) -> str:
    """Return a name in SQL's quotes."""
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the path of a database whose names and values try to break out."""
    path = tmp_path_factory.mktemp("hostile") / "<b>&'.db"
    with closing(sqlite3.connect(path)) as connection:
        for name in NAMES:
            table, other = quoted(name), quoted(f"{name} child")
            connection.execute(f"CREATE TABLE {table} ({table} INTEGER PRIMARY KEY, v)")
            connection.execute(
                f"CREATE TABLE {other} (id INTEGER PRIMARY KEY, {table} INTEGER REFERENCES {table})"
            )
            values = CELLS if name == NAMES[0] else CELLS[:8]
            connection.executemany(f"INSERT INTO {table} (v) VALUES (?)", [[v] for v in values])
            connection.execute(f"INSERT INTO {other} VALUES (1, 1)")
        connection.commit()
    return path


def assert_harmless(html: str) -> None:
    """Hold that all the tags in it are ours, and that nothing in it is hidden."""
    tags = set(re.findall(r"<\s*/?\s*([^\s>/]+)", html))
    ours = "style div table caption thead tbody tr th td i p span pre br"
    assert tags <= set(ours.split()), tags
    assert "\u202e" not in html and "\u200f" not in html and "\x00" not in html


def widgets_in(root: Any) -> Iterator[Any]:
    """Yield all that a widget holds."""
    yield root
    for each in getattr(root, "children", ()):
        yield from widgets_in(each)


def test_no_name_or_value_breaks_out_of_overview_diagram_and_profile(hostile: Path) -> None:
    db = explore(hostile)
    assert len(db.tables) == 2 * len(NAMES)
    assert_harmless(db.overview._repr_html_())
    assert all(line.isprintable() for line in repr(db).splitlines())
    drawn = db.diagram().mermaid
    for line in drawn.splitlines():
        assert re.fullmatch(
            r'erDiagram|    t\d+\["[\w .,#;-]*"\] \{|    \}'
            r'|        [\w()]+ [\w()]+( [PFUK, ]+)?( "[\w .,#;-]*")?'
            r'|    t\d+ \|[|o]--[o|][{|] t\d+ : "[\w .,#;-]*"',
            line,
        ), line
    for name in db.tables:
        profiled = db.profile(name)
        assert_harmless(profiled._repr_html_())
        assert all(line.isprintable() for line in repr(profiled).splitlines())


def test_no_name_or_value_breaks_out_of_the_browser(hostile: Path) -> None:
    browser = explore(hostile).browse()
    for name in NAMES:
        choose(browser, browser.table, name)
        assert status(browser) == ""
        for number in range(1, len(browser.browsing.rows) + 1):
            browser.row.value = number
            assert_harmless(browser.whole.value)
        browser.search.value = ATTACK
        browser.press("Search")
        filter_by(browser, name, "=", ATTACK)
        assert "does not fit" in status(browser)
        filter_by(browser, name, "≥", "1")
        assert len(browser.filters.children) == 1
        browser.search.value = ""
        browser.press("Search")
        browser.press("Follow")
        for widget in widgets_in(browser.box):
            if type(widget).__name__ == "HTML":
                assert_harmless(widget.value)
            assert not getattr(widget, "description_allow_html", False)
            for label in getattr(widget, "_options_labels", ()):
                assert label.isprintable()
        assert_harmless(browser._repr_mimebundle_()["text/html"])
        compile(browser.code.value, "code", "exec")
        browser.press("Copy code")
        assert "</script" not in browser.copied.outputs[0]["data"]["application/javascript"]


def test_the_code_of_a_hostile_table_gives_its_rows(hostile: Path) -> None:
    db = explore(hostile)
    sys.modules["models"] = module = ModuleType("models")
    try:
        exec(db.source(), vars(module))
        for name in NAMES:
            names: dict[str, Any] = {"engine": db.engine}
            exec(db.page(name).code, names)
            assert len(names["rows"]) == len(db.page(name).rows)
    finally:
        del sys.modules["models"]


def test_whatever_is_tried_nothing_is_written(archive: Path, browser: Browser) -> None:
    before = archive.read_bytes()
    db = explore(archive)
    for name in db.tables:
        db.page(name, last=True)
        db.profile(name)
        choose(browser, browser.table, name)
        browser.press("Last")
        browser.press("Count")
    with Session(db.engine) as session:
        session.add(db.models["district"](id=99, name="Mine"))
        with pytest.raises(SQLAlchemyError, match="readonly"):
            session.commit()
    with Session(db.engine) as session:
        district = session.exec(select(db.models["district"])).first()
        district.name = "Mine"
        with pytest.raises(SQLAlchemyError, match="readonly"):
            session.commit()
    assert archive.read_bytes() == before
    assert [path.name for path in archive.parent.iterdir()] == [archive.name]


def said(given: Any, kind: type[Exception]) -> str:
    """Return the sentence with which explore() refuses."""
    with pytest.raises(kind) as caught:
        explore(given)
    sentence = f"{caught.value}"
    assert "\n" not in sentence and sentence.endswith(".") and len(sentence) < 300
    return sentence


def test_what_is_no_database_is_refused_in_a_sentence(tmp_path: Path) -> None:
    missing, notes = tmp_path / "missing.db", tmp_path / "notes.txt"
    notes.write_text("These are notes. " * 100, "utf-8")
    assert "There is no file" in said(missing, ArgumentError)
    assert "There is no file" in said(f"sqlite:///{missing}", ArgumentError)
    assert not missing.exists()
    assert "is a folder" in said(tmp_path, ArgumentError)
    assert "is no SQLite database" in said(notes, OperationalError)
    assert notes.read_text("utf-8").startswith("These are notes.")
    engine = create_async_engine("sqlite+aiosqlite://")
    assert "is async" in said(engine, TypeError)


def test_an_empty_database_says_that_there_is_nothing(tmp_path: Path) -> None:
    db = explore(fill(tmp_path / "a.db", "CREATE TABLE a (x)", "DROP TABLE a"))
    assert "0 tables" in repr(db)
    with pytest.raises(ValueError, match="no tables to browse"):
        db.browse()


@pytest.mark.parametrize("backend", ["postgresql", "mariadb"])
def test_a_host_that_does_not_answer_is_a_sentence_within_ten_seconds(backend: str) -> None:
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        closed = listener.getsockname()[1]
    started = time.monotonic()
    assert "s3cret" not in said(f"{backend}://me:s3cret@127.0.0.1:{closed}/x", OperationalError)
    assert time.monotonic() - started < 10


@pytest.mark.parametrize("backend", ["postgresql", "mariadb"])
def test_a_host_that_accepts_and_says_nothing_is_a_sentence_within_ten_seconds(
    backend: str,
) -> None:
    started = time.monotonic()
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        assert "s3cret" not in said(f"{backend}://me:s3cret@127.0.0.1:{port}/x", OperationalError)
    assert time.monotonic() - started < 10


@pytest.mark.parametrize("backend", ["mariadb"])
def test_a_wrong_password_is_a_sentence_without_it(mariadb_url: str, backend: str) -> None:
    url = make_url(mariadb_url).set(username="nobody_here", password="s3cret")
    sentence = said(url, OperationalError)
    assert "s3cret" not in sentence


def test_a_text_that_is_no_utf_8_costs_no_row(tmp_path: Path) -> None:
    path = tmp_path / "odd.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT, n NUMERIC)")
        connection.execute("INSERT INTO t VALUES (1, CAST(X'fffe41' AS TEXT), 1e300), (2, 'a', 2)")
    connection.close()
    db = explore(path)
    first, second = db.page("t").rows
    assert (first.x, second.x) == (b"\xff\xfeA", "a")
    found = db.page("t", where=[db.models.T.n == first.n])  # type: ignore[attr-defined]
    assert [row.id for row in found.rows] == [1]
    assert "b'\\xff\\xfeA'" in repr(db.browse("t"))


def test_a_number_that_no_database_holds_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "small.db"
    sqlite3.connect(path).execute("CREATE TABLE t (id INTEGER PRIMARY KEY)").connection.close()
    db = explore(path)
    with pytest.raises(ValueError, match=r"^A value does not fit the database: "):
        db.page("t", where=[db.models.T.id == 2**64])  # type: ignore[attr-defined]
