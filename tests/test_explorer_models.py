"""Any database becomes typed classes: every table and view, every row, every relationship."""

import ast
import gc
import json
import secrets
import subprocess
import sys
import weakref
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import URL, Engine, create_engine, event, inspect, make_url
from sqlmodel import Session, select

from heroes import explore
from heroes.explorer import naming
from heroes.explorer.models import Models, load_models, write_source
from heroes.explorer.naming import plural, singular
from heroes.explorer.reflect import reflect
from tests.conftest import server_url
from tests.odd_schemas import SCHEMAS, Odd, odd

DRIVERS = {"postgresql": "postgresql+psycopg", "mariadb": "mariadb+pymysql"}
CASES = [
    pytest.param(backend, schema, id=f"{schema.name}-{backend}")
    for schema in SCHEMAS
    for backend in schema.backends
]
UNREADABLE = {"broken", "no_columns"}
CATALOG = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"
    " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    "postgresql": "SELECT CASE nspname WHEN 'public' THEN '' ELSE nspname || '.' END || relname"
    " FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind::text ~ '[rvmpf]'"
    " AND nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'",
    "mariadb": "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()",
}
Make = Callable[[str, Odd], Engine]


@pytest.fixture
def make() -> Iterator[Make]:
    """Give a maker of databases, each gone when the test ends."""
    ends: list[Callable[[], object]] = []

    def build(backend: str, schema: Odd) -> Engine:
        engine = create_engine(_create(backend, ends))
        ends.append(engine.dispose)
        with engine.connect() as connection:
            connection = connection.execution_options(isolation_level="AUTOCOMMIT")
            if backend == "mariadb":
                connection.exec_driver_sql("SET sql_mode = 'ANSI_QUOTES'")
            cursor = connection.connection.cursor()
            for statement in schema.statements:
                cursor.execute(statement)
        if backend != "sqlite":
            engine.dispose()  # the mode in which the names above are quoted ends here
        return engine

    yield build
    for end in reversed(ends):
        end()


def _create(backend: str, ends: list[Callable[[], object]]) -> URL:
    if backend == "sqlite":
        return make_url("sqlite://")  # one connection, and so one database, for the thread
    url = make_url(server_url(backend)).set(drivername=DRIVERS[backend])
    name = f"heroes_test_{secrets.token_hex(6)}"
    admin = create_engine(url, isolation_level="AUTOCOMMIT")

    def run(statement: str) -> None:
        with admin.connect() as connection:
            connection.exec_driver_sql(statement)
        admin.dispose()

    run(f"CREATE DATABASE {name}")
    force = " WITH (FORCE)" if backend == "postgresql" else ""
    ends.append(lambda: run(f"DROP DATABASE {name}{force}"))
    return url.set(database=name)


def explored(engine: Engine) -> Models:
    return load_models(write_source(reflect(engine)))


def read_all(engine: Engine, models: Models) -> dict[str, int]:
    """Select every row, follow its relationships, dump it; return how many rows there are."""
    counts = {}
    with Session(engine) as session:
        for model in models:
            rows = session.exec(select(model)).all()
            key = inspect(model).primary_key
            for row in rows:
                if row is None:  # what SQLAlchemy makes of a row in which all of its key is NULL
                    assert len(key) == len(model.__table__.columns)
                    continue
                json.loads(row.model_dump_json())
                row.model_dump()
                for name in model.__sqlmodel_relationships__:
                    related = getattr(row, name)
                    for one in related if isinstance(related, list) else [related]:
                        assert one is None or isinstance(one, tuple(models))
            counts[model.__table__.key] = len(rows)
    return counts


def list_tables(engine: Engine, backend: str) -> set[str]:
    with engine.connect() as connection:
        cursor = connection.connection.cursor()
        cursor.execute(CATALOG[backend])
        return {name for (name,) in cursor.fetchall()}


def count_rows(engine: Engine, models: Models) -> dict[str, int]:
    preparer = engine.dialect.identifier_preparer
    with engine.connect() as connection:
        cursor = connection.connection.cursor()
        counts = {}
        for model in models:
            name = preparer.format_table(model.__table__).replace("%%", "%")
            cursor.execute(f"SELECT COUNT(*) FROM {name}")
            counts[model.__table__.key] = cursor.fetchone()[0]
    return counts


class TestEverySchema:
    @pytest.mark.parametrize(("backend", "schema"), CASES)
    def test_every_row_of_every_table_and_view_is_read_and_dumped(
        self, make: Make, backend: str, schema: Odd
    ) -> None:
        engine = make(backend, schema)
        db = explore(engine)
        assert list_tables(engine, backend) - set(db.tables) <= UNREADABLE
        counts = read_all(db.engine, db.models)
        assert counts == count_rows(engine, db.models)
        assert repr(db)
        for table, rows in counts.items():
            assert len(db.page(table, size=10_000, last=True).rows) == rows
            assert db.profile(table).rows == rows
        db.engine.dispose()


ARTISTS = SCHEMAS[0]
ALLOWED = {"datetime", "decimal", "typing", "uuid", "pydantic", "sqlalchemy", "sqlmodel"}


def source_of(make: Make, name: str, backend: str = "sqlite") -> str:
    return write_source(reflect(make(backend, next(s for s in SCHEMAS if s.name == name))))


def relationships(models: Models) -> dict[str, list[str]]:
    return {m.__name__: sorted(m.__sqlmodel_relationships__) for m in models}


class TestSource:
    def test_needs_only_the_standard_library_and_what_sqlmodel_brings(self, make: Make) -> None:
        for schema in SCHEMAS:
            if "sqlite" in schema.backends:
                tree = ast.parse(write_source(reflect(make("sqlite", schema))))
                for node in ast.walk(tree):
                    if isinstance(node, ast.Import):
                        assert {alias.name for alias in node.names} <= ALLOWED
                    elif isinstance(node, ast.ImportFrom):
                        assert str(node.module).split(".")[0] in ALLOWED

    @pytest.mark.parametrize("backend", ["sqlite", "postgresql", "mariadb"])
    def test_passes_the_linter_and_is_laid_out_as_the_formatter_does(
        self, make: Make, tmp_path: Path, backend: str
    ) -> None:
        write_all(make, backend, tmp_path)
        run("ruff", "check", "--isolated", "--extend-select=D102", str(tmp_path))
        run("ruff", "format", "--isolated", "--check", "--exclude", "*long*", str(tmp_path))

    @pytest.mark.full
    @pytest.mark.parametrize("backend", ["sqlite", "postgresql", "mariadb"])
    def test_passes_the_strictest_type_check(
        self, make: Make, tmp_path: Path, backend: str
    ) -> None:
        write_all(make, backend, tmp_path)
        run("mypy", "--strict", f"--cache-dir={tmp_path / 'cache'}", str(tmp_path))

    def test_an_array_that_the_driver_does_not_split_stays_one_text(self, make: Make) -> None:
        name = "arrays of what the driver does not know"
        engine = make("postgresql", next(s for s in SCHEMAS if s.name == name))
        models = explored(engine)
        with Session(engine) as session:
            row = session.exec(select(models["t"])).one()
        read = row.model_dump()
        assert read == {
            "id": 1, "a": '{x,"y,z"}', "b": "{A,b}", "c": "{c}", "d": ["s", "m"], "e": "f"
        }  # fmt: skip

    def test_a_year_is_compared_without_a_warning(self, make: Make) -> None:
        schema = odd("y", "CREATE TABLE t (y YEAR NOT NULL UNIQUE)", "INSERT INTO t VALUES (1999)")
        engine = make("mariadb", schema)
        model = explored(engine)["t"]
        with Session(engine) as session:
            assert session.exec(select(model.y).where(model.y == 1999)).all() == [1999]  # type: ignore[attr-defined]

    def test_no_class_has_a_name_that_linters_dislike(self, make: Make) -> None:
        models = explored(
            make("sqlite", odd("short", *(f"CREATE TABLE {c} (x INTEGER)" for c in "iol")))
        )
        assert [model.__name__ for model in models] == ["TableI", "L", "TableO"]

    def test_is_the_same_every_time(self, make: Make) -> None:
        engine = make("sqlite", next(s for s in SCHEMAS if s.name == "many to many"))
        assert write_source(reflect(engine)) == write_source(reflect(engine))

    def test_is_the_same_wherever_in_memory_the_rules_without_names_are(self, make: Make) -> None:
        columns = ", ".join(f"c{n} INTEGER" for n in range(9))
        rules = ", ".join(f"CHECK (c{n} > 0), UNIQUE (c{n}, id)" for n in range(9))
        engine = make("sqlite", odd("t", f"CREATE TABLE t (id INTEGER, {columns}, {rules})"))
        schemas = [reflect(engine) for _ in range(9)]
        assert len({write_source(schema) for schema in schemas}) == 1

    @pytest.mark.parametrize("backend", ["sqlite", "postgresql", "mariadb"])
    def test_no_name_breaks_out_of_its_quotes(self, make: Make, backend: str) -> None:
        suffix = " on MariaDB" if backend == "mariadb" else ""
        tree = ast.parse(source_of(make, f"hostile names{suffix}", backend))
        assert not [node for node in ast.walk(tree) if isinstance(node, ast.Raise)]
        names = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
        assert "SystemExit" not in names

    def test_hostile_text_in_defaults_checks_comments_and_enums_stays_text(
        self, make: Make
    ) -> None:
        text = '\'); raise SystemExit(1) #"""\n\\'
        sql = text.replace("'", "''")
        schema = odd(
            "hostile",
            f"CREATE TYPE e AS ENUM ('{sql}')",
            f"CREATE TABLE t (id INT PRIMARY KEY, a TEXT DEFAULT '{sql}', b e,"
            f" CHECK (a <> '{sql}'))",
            f"CREATE INDEX i ON t (id) WHERE a = '{sql}'",
            f"COMMENT ON TABLE t IS '{sql}'",
            f"COMMENT ON COLUMN t.a IS '{sql}'",
            f"INSERT INTO t VALUES (1, 'x', '{sql}')",
        )
        engine = make("postgresql", schema)
        models = explored(engine)
        assert read_all(engine, models) == {"t": 1}
        assert models.T.__table__.comment == text


class TestModels:
    def test_are_found_by_class_and_by_table(self, make: Make) -> None:
        models = explored(make("sqlite", ARTISTS))
        assert models.Album is models["album"]
        assert [model.__name__ for model in models] == ["Album", "Artist"]
        assert {"Album", "Artist"} <= set(dir(models))
        assert repr(models) == "Models(Album, Artist)"
        assert "class Album(Base, table=True):" in models.source

    def test_say_what_there_is_when_asked_for_something_else(self, make: Make) -> None:
        models = explored(make("sqlite", ARTISTS))
        with pytest.raises(AttributeError, match="There is no model Song: Models"):
            _ = models.Song
        with pytest.raises(KeyError, match="There is no table songs: give one of album, artist"):
            _ = models["songs"]

    def test_of_other_schemas_are_found_by_schema_and_table(self, make: Make) -> None:
        engine = make("postgresql", next(s for s in SCHEMAS if s.name == "several schemas"))
        models = explored(engine)
        assert models["other.album"] is models.OtherAlbum
        assert models["An odd schema.a b"] is models.AB

    def test_run_from_one_source_twice_stand_beside_each_other(self, make: Make) -> None:
        engine = make("sqlite", ARTISTS)
        source = write_source(reflect(engine))
        first, second = load_models(source), load_models(source)
        assert first.Album is not second.Album
        assert read_all(engine, first) == read_all(engine, second) == {"album": 3, "artist": 2}

    def test_are_gone_when_nobody_holds_them(self, make: Make) -> None:
        models = explored(make("sqlite", ARTISTS))
        album, names = weakref.ref(models.Album), set(sys.modules)
        del models
        gc.collect()
        assert album() is None
        assert not [name for name in names if name.startswith("heroes_explored")]

    def test_select_the_columns_by_their_real_names_and_no_others(self, make: Make) -> None:
        engine = make("sqlite", odd("t", 'CREATE TABLE t (id INTEGER PRIMARY KEY, "a b", "copy")'))
        sent: list[str] = []
        event.listen(engine, "before_cursor_execute", lambda *args: sent.append(args[2]))
        with Session(engine) as session:
            session.exec(select(explored(engine).T)).all()
        assert sent[-1].split() == ["SELECT", "t.id,", 't."a', 'b",', "t.copy", "FROM", "t"]

    def test_reflection_and_models_send_no_statement_that_changes_anything(
        self, make: Make
    ) -> None:
        for schema in (s for s in SCHEMAS if "sqlite" in s.backends):
            engine = make("sqlite", schema)
            sent: list[str] = []
            event.listen(engine, "before_cursor_execute", lambda *a, sent=sent: sent.append(a[2]))
            explored(engine)
            assert {statement.split()[0].upper() for statement in sent} <= {"PRAGMA", "SELECT"}


class TestRelationships:
    def test_are_named_after_the_columns_and_classes(self, make: Make) -> None:
        names = relationships(explored(make("sqlite", ARTISTS)))
        assert names == {"Album": ["artist"], "Artist": ["albums"]}

    def test_to_rows_of_the_same_table_are_named_by_their_role(self, make: Make) -> None:
        schema = next(s for s in SCHEMAS if s.name == "self-references")
        names = relationships(explored(make("sqlite", schema)))
        assert names["Node"] == ["children", "parent"]
        assert {"manager", "related_buddy", "reports_to", "reports"} <= set(names["Employee"])

    def test_of_several_keys_to_one_table_tell_these_apart(self, make: Make) -> None:
        schema = next(s for s in SCHEMAS if s.name == "several keys between two tables")
        names = relationships(explored(make("postgresql", schema)))
        assert {"away_team", "related_home_team"} <= set(names["Game"])
        assert "games_as_away_team" in names["Team"]

    def test_are_named_without_the_name_of_the_column_that_is_pointed_at(self, make: Make) -> None:
        name = "keys named after what they point at"
        names = relationships(explored(make("sqlite", next(s for s in SCHEMAS if s.name == name))))
        assert names["City"] == [*("country", "trips", "trips_as_fromcity", "trips_as_tocity")]
        assert names["Trip"] == ["city", "fromcity", "tocity"]

    @pytest.mark.parametrize(
        ("column", "target", "table", "said"),
        [
            ("privilege", "privilege", "privilege", "privilege"),
            ("view_privilege", "privilege", "privilege", "view_privilege"),
            ("paid", "code", "payment", "paid"),
            ("uid", "id", "users", "uid"),
            ("userid", "id", "users", "user"),
            ("from_currency_code", "currency_code", "currencies", "from_currency"),
        ],
    )
    def test_are_named_after_no_less_than_a_word(
        self, column: str, target: str, table: str, said: str
    ) -> None:
        assert naming.reference(column, target, table) == said

    def test_say_what_they_lead_to_however_the_columns_are_named(self, make: Make) -> None:
        schema = next(s for s in SCHEMAS if s.name == "keys that are named in other ways")
        names = relationships(explored(make("sqlite", schema)))
        assert {"region", "parent_folder", "children"} <= set(names["Folder"])
        assert "region_folder" in names["Letter"]  # a key to a folder, though there are regions
        assert {"related_letter", "related_related_letter"} == set(names["Link"])
        assert "links_as_related_letter" in names["Letter"]

    def test_lead_through_link_tables_and_to_the_links_too(self, make: Make) -> None:
        engine = make("sqlite", next(s for s in SCHEMAS if s.name == "many to many"))
        models = explored(engine)
        assert {"tracks", "playlist_tracks", "plays"} <= set(relationships(models)["Playlist"])
        with Session(engine) as session:
            playlist = session.get(models.Playlist, 1)
            assert [track.id for track in playlist.tracks] == [1, 2]

    def test_lead_through_link_tables_whose_rows_have_a_number(self, make: Make) -> None:
        schema = next(s for s in SCHEMAS if s.name == "many to many by rows with a number")
        engine = make("sqlite", schema)
        models = explored(engine)
        names = ["app_founder", "app_guests", "app_reader_circles", "app_circles", "circles"]
        assert relationships(models)["AppReader"] == sorted(names)
        with Session(engine) as session:
            reader = session.get(models.AppReader, 1)
            assert [circle.id for circle in reader.circles] == [1, 2]
            assert [circle.id for circle in session.get(models.AppReader, 2).app_circles] == [2]

    def test_of_one_to_one_are_no_lists(self, make: Make) -> None:
        engine = make("sqlite", next(s for s in SCHEMAS if s.name == "one to one"))
        models = explored(engine)
        with Session(engine) as session:
            person = session.get(models.Person, 1)
            assert person.passport.person is person

    def test_see_what_is_unique_whatever_its_type(self, make: Make) -> None:
        name = "unique columns that hide behind their types and defaults"
        engine = make("sqlite", next(s for s in SCHEMAS if s.name == name))
        models = explored(engine)
        assert [column.name for column in inspect(models.Anthem).primary_key] == ["title"]
        with Session(engine) as session:
            country = session.get(models.Country, 2)
            assert country.anthem.country is country

    def test_that_can_be_written_are(self, make: Make) -> None:
        engine = make("sqlite", ARTISTS)
        models = explored(engine)
        with Session(engine) as session:
            artist = models.Artist(name="new", albums=[models.Album(title="first")])
            session.add(artist)
            session.commit()
            assert artist.albums[0].artist_id == artist.id


class TestNaming:
    @pytest.mark.parametrize(
        ("one", "many"),
        [
            ("invoice_line", "invoice_lines"),
            ("user_data", "user_data"),
            ("staff", "staff"),
            ("note_fts", "note_fts"),
            ("bill_of_materials", "bills_of_materials"),
            ("product_by_category", "products_by_category"),
        ],
    )
    def test_a_name_has_a_singular_and_a_plural(self, one: str, many: str) -> None:
        assert (singular(one), plural(one)) == (one, many)
        assert (singular(many), plural(many)) == (one, many)


class TestValues:
    def test_that_do_not_fit_come_as_they_are_stored(self, make: Make) -> None:
        schema = odd(
            "dirty",
            "CREATE TABLE t (id INTEGER PRIMARY KEY, a DATE, b NUMERIC(8, 2), c BOOLEAN, d JSON,"
            " e DATETIME, f BLOB, g INTEGER)",
            "INSERT INTO t VALUES (1, 'soon', 'x', 'maybe', '{', 5, 'text', 'many')",
            "INSERT INTO t VALUES (2, '2020-01-02', 9007199254740993, 1, '{\"a\": 1}',"
            " '2020-01-02 03:04:05', x'ff', 5)",
        )
        engine = make("sqlite", schema)
        models = explored(engine)
        with Session(engine) as session:
            odd_row, row = session.exec(select(models.T)).all()
            values = {"a": "soon", "b": "x", "c": "maybe", "d": "{", "e": 5, "f": "text"}
            assert odd_row.model_dump() == {"id": 1, **values, "g": "many"}
            assert row.b == 9007199254740993
            assert row.a == date(2020, 1, 2)
            assert row.c is True
            assert row.d == {"a": 1}
            assert json.loads(row.model_dump_json())["f"] == "_w=="
            found = session.exec(select(models.T).where(models.T.a == "soon")).one()
            assert found is odd_row
            found = session.exec(select(models.T).where(models.T.b == row.b)).one()
            assert found is row

    def test_equal_rows_without_a_key_are_rows_each(self, make: Make) -> None:
        for backend in ("sqlite", "postgresql"):
            schema = odd(
                "t", "CREATE TABLE t (a INTEGER)", "INSERT INTO t VALUES (1), (1), (NULL), (NULL)"
            )
            engine = make(backend, schema)
            with Session(engine) as session:
                rows = session.exec(select(explored(engine).T)).all()
            assert len({id(row) for row in rows}) == 4
            assert sorted(str(row.a) for row in rows) == ["1", "1", "None", "None"]


class TestNotes:
    def test_say_what_cannot_be_read_as_it_is(self, make: Make) -> None:
        schema = next(s for s in SCHEMAS if s.name == "foreign keys that lead nowhere")
        notes = reflect(make("sqlite", schema)).notes
        assert "The foreign key a(x) points at nowhere, which is not there." in notes
        assert "The foreign key c(x) points at keyless, which has no such key." in notes

    def test_there_are_none_of_an_ordinary_database(self, make: Make) -> None:
        assert reflect(make("sqlite", ARTISTS)).notes == ()

    def test_one_odd_table_costs_no_other(self, make: Make) -> None:
        schema = reflect(make("sqlite", next(s for s in SCHEMAS if s.name == "broken views")))
        assert set(schema.metadata.tables) == {"t"}
        assert "broken cannot be read: no such table: main.gone." in schema.notes


def write_all(make: Make, backend: str, folder: Path) -> None:
    for schema in SCHEMAS:
        if backend in schema.backends:
            name = "".join(c if c.isalnum() else "_" for c in schema.name)
            source = write_source(reflect(make(backend, schema)))
            (folder / f"{name}.py").write_text(source, "utf-8")


def run(module: str, *arguments: str) -> None:
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
