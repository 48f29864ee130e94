"""Tables are found in modules and databases by a look that leaves them as they were."""

import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, MetaData

from heroes import create_tables, diagram, make_engine
from heroes.database import fresh_models
from heroes.schema import SchemaError, find_tables, open_database, reflect

MODELS = """
print("a module may print while it is imported")
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlmodel import Field, SQLModel

class Base(DeclarativeBase):
    pass

class Old(Base):
    __tablename__ = "old"
    id: Mapped[int] = mapped_column(primary_key=True)

class New(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
"""


EXITS = """
import sys

sys.exit(0)
"""
SILENT = """
class Silent(Exception):
    def __str__(self):
        return self.words

raise Silent
"""
GRUMPY = """
from sqlmodel import Field, SQLModel

class Grumpy(type):
    def __getattr__(cls, name):
        raise RuntimeError(name)

class Odd(metaclass=Grumpy):
    pass

class River(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
"""


def names(target: str) -> list[str]:
    """Return the names of the tables found."""
    return [name for metadata in find_tables(target) for name in sorted(metadata.tables)]


def make_database(path: Path, *statements: str) -> Path:
    """Make a SQLite database, closed again."""
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()
    return path


@pytest.fixture(autouse=True)
def none_left_behind() -> None:
    """Forget the models that other tests of this process have defined on SQLModel's registry."""
    fresh_models()


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Work in an empty folder, and forget what was imported from it."""
    before = set(sys.modules)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", sys.path.copy())
    yield tmp_path
    for name in set(sys.modules) - before:
        if (getattr(sys.modules[name], "__file__", None) or "").startswith(str(tmp_path)):
            del sys.modules[name]
    fresh_models()


def test_the_models_of_a_module_are_found() -> None:
    assert names("heroes.models") == ["hero", "heromissionlink", "mission", "team"]


@pytest.mark.parametrize("target", ["school.py", "./school.py", "school", "package.school"])
def test_models_on_any_base_are_found(
    place: Path, target: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "package").mkdir()
    for path in ("school.py", "package/__init__.py", "package/school.py"):
        Path(path).write_text(MODELS if path.endswith("school.py") else "")
    assert sorted(names(target)) == ["new", "old"]
    assert capsys.readouterr().out == ""


def test_models_that_a_package_only_imports_are_found(place: Path) -> None:
    (place / "deep").mkdir()
    (place / "deep" / "__init__.py").write_text("from . import models as _models\n")
    (place / "deep" / "models.py").write_text(MODELS)
    assert "new" in names("deep")


def test_a_file_comes_before_a_module_of_the_same_name(place: Path) -> None:
    make_database(place / "json", "CREATE TABLE found (id INTEGER PRIMARY KEY)")
    assert names("json") == ["found"]


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("école ?#%41.db", "école ?#%41.db"),
        ("école.db", "sqlite:///école.db"),
        ("school.db", "sqlite+aiosqlite:///school.db"),
        ("school.db", "sqlite:///file:school.db?uri=true"),
        ("school.db", "sqlite:///school.db?uri=true"),
    ],
)
def test_a_database_is_read_and_left_as_it_was(place: Path, name: str, target: str) -> None:
    engine = make_engine(place / name)
    create_tables(engine)
    engine.dispose()
    before = (place / name).read_bytes()
    assert names(target) == ["hero", "heromissionlink", "mission", "team"]
    assert (place / name).read_bytes() == before
    assert "file:" in target or len(list(place.iterdir())) == 1


def test_what_a_program_has_not_checkpointed_yet_is_seen(place: Path) -> None:
    engine = make_engine(place / "live.db")
    create_tables(engine)
    with engine.connect():
        assert "hero" in names("live.db")
    engine.dispose()


@pytest.mark.parametrize(
    "target",
    [
        "nowhere.db",
        "sqlite:///nowhere.db",
        "sqlite:///nowhere.db?uri=true",
        "sqlite:///file:nowhere.db?uri=true",
    ],
)
def test_a_database_that_is_not_there_is_not_made(place: Path, target: str) -> None:
    with pytest.raises(SchemaError):
        find_tables(target)
    assert list(place.iterdir()) == []


def test_a_key_to_a_table_that_is_not_there_hides_no_table(place: Path) -> None:
    make_database(
        place / "odd.db",
        "CREATE TABLE a (id INTEGER PRIMARY KEY, x REFERENCES gone(id))",
        "CREATE TABLE b (id INTEGER PRIMARY KEY, x REFERENCES gone)",
        "CREATE TABLE c (id INTEGER, x ODDTYPE(3))",
        "CREATE INDEX i ON c (lower(x))",
    )
    [metadata] = find_tables("odd.db")
    assert [table.columns.keys() for table in metadata.tables.values()] == [["id", "x"]] * 3
    assert "b\n  id  INTEGER  PK" in diagram(metadata).text


def test_a_column_or_a_table_without_a_name_hides_nothing(place: Path) -> None:
    make_database(place / "odd.db", 'CREATE TABLE a ("" INTEGER, x TEXT)', 'CREATE TABLE "" (y)')
    [metadata] = find_tables("odd.db")
    found = {name: table.columns.keys() for name, table in metadata.tables.items()}
    assert found == {"": ["y"], "a": ['""', "x"]}
    assert 'a\n  ""  INTEGER\n' in diagram(metadata).text


def test_a_class_that_answers_no_question_hides_no_table(place: Path) -> None:
    (place / "grumpy.py").write_text(GRUMPY)
    assert names("grumpy.py") == ["river"]


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        ("folder", "folder is a folder: give the path of a file in it."),
        ("sqlite:///folder", "folder is a folder: give the path of a file in it."),
        ("nowhere", "There is no file and no module nowhere: correct the name."),
        ("nowhere.models", "There is no file and no module nowhere.models: correct the name."),
        (
            "postgres//u:secret@h/db",
            "There is no file and no module of this name: correct the name.",
        ),
        ("sqlite:///nowhere.db", "There is no database nowhere.db: correct the path."),
        ("u:secret@h/db", "There is no file and no module of this name: correct the name."),
        ("sqlite:///u:secret@h/db", "There is no database of this name: correct the path."),
        (
            "text.db",
            "file is not a database: give the path of a SQLite database, or of a file "
            "that is not there.",
        ),
        ("empty.db", "There are no tables in it: name the module or the file that has them."),
        ("json", "There are no tables in it: name the module or the file that has them."),
        (
            "fails.py",
            "fails.py cannot be imported: ZeroDivisionError: division by zero (fails.py, line 2)",
        ),
        (
            "needs",
            "needs cannot be imported: ModuleNotFoundError: No module named 'nowhere' "
            "(needs.py, line 1)",
        ),
        (
            "parent.child",
            "parent.child cannot be imported: ModuleNotFoundError: No module named "
            "'nowhere' (__init__.py, line 1)",
        ),
        ("exits.py", "exits.py cannot be imported: SystemExit: 0 (exits.py, line 4)"),
        ("exits", "exits cannot be imported: SystemExit: 0 (exits.py, line 4)"),
        ("silent.py", "silent.py cannot be imported: Silent (silent.py, line 6)"),
        (
            "typo.py",
            "typo.py cannot be imported: SyntaxError: '(' was never closed (typo.py, line 1)",
        ),
        (
            "nonsense://host/db",
            '"nonsense" is no known backend: use one of sqlite, postgresql, mysql, mariadb.',
        ),
        (
            "postgresql://u:secret@127.0.0.1:1/db",
            "No server answers at 127.0.0.1:1: start it, or "
            "correct the host and the port in the URL.",
        ),
        ("x" * 5000, "This file cannot be read: File name too long."),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(place: Path, target: str, sentence: str) -> None:
    (place / "folder").mkdir()
    (place / "parent").mkdir()
    contents = {
        "text.db": "not a database " * 100,
        "empty.db": "",
        "fails.py": "x = 0\n1 / x\n",
        "needs.py": "import nowhere\n",
        "exits.py": EXITS,
        "silent.py": SILENT,
        "parent/__init__.py": "import nowhere\n",
        "typo.py": "x = (\n",
    }
    for name, content in contents.items():
        (place / name).write_text(content)
    with pytest.raises(SchemaError) as caught:
        find_tables(target)
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "Give a path or a URL, or nothing for a new private database."),
        (
            "u:secret@h/db",
            "This is not a database URL: write it as backend://user:password@host:port/name.",
        ),
        ("x" * 300, "This path cannot be used: File name too long."),
        (
            "sqlite:///new.db?timeout=abc",
            "This URL cannot be used: could not convert string to float: 'abc'",
        ),
    ],
)
def test_what_cannot_be_opened_is_said_in_a_sentence(place: Path, name: str, sentence: str) -> None:
    with pytest.raises(SchemaError) as caught:
        open_database(name)
    assert str(caught.value) == sentence
    assert list(place.iterdir()) == []


def test_a_driver_that_is_not_installed_is_named_with_its_cure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(SchemaError, match=r'pip install "sqlmodel-heroes\[postgres\]"'):
        find_tables("postgresql+psycopg://u:secret@127.0.0.1:1/db")


def test_an_async_url_gives_a_sync_engine(tmp_path: Path) -> None:
    engine = open_database(f"sqlite+aiosqlite:///{tmp_path / 'new.db'}")
    assert isinstance(engine, Engine)
    assert engine.driver == "pysqlite"
    engine.dispose()


def test_a_server_is_read(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEROES_DATABASE_URL", postgres_url)
    engine = make_engine()
    create_tables(engine)
    found = reflect(engine.url.render_as_string(hide_password=False))
    assert isinstance(found, MetaData)
    assert "hero.team_id -> team.id" in diagram(found).text
    engine.dispose()
