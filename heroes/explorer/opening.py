"""The way in: explore() opens any database, and what it returns shows all the rest."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import SQLModel

from heroes.database import OperationalError
from heroes.diagrams import Diagram, diagram
from heroes.explorer.access import open_database
from heroes.explorer.limit import explain
from heroes.explorer.models import Models, load_models, write_source
from heroes.explorer.overview import Overview, look, sorted_tables
from heroes.explorer.page import Page, read_page
from heroes.explorer.profile import Profile, profile
from heroes.explorer.reference import foreign_keys, referred_name
from heroes.explorer.reflect import Schema, reflect

if TYPE_CHECKING:
    from heroes.explorer.widget import Browser


def explore(database: str | Path | URL | Engine) -> "Database":
    """Open any database for reading: give a path, a URL or an engine.

    Nothing is ever written. Raises ArgumentError for what is no database's place, OperationalError
    where it cannot be opened, TypeError for an async engine; each says what to do.
    """
    engine = open_database(database)
    with explained():
        return Database(engine, reflect(engine))


class Database:
    """A database that is open for reading: its models, diagram, pages and browser.

    Its tables are named as they are there, with "schema.table" outside the default schema.
    """

    def __init__(self, engine: Engine, schema: Schema) -> None:
        self.engine = engine
        self.schema = schema

    @property
    def tables(self) -> list[str]:
        """Return the names of the tables, then those of the views."""
        return [table.key for table in sorted_tables(self.schema)]

    @cached_property
    def models(self) -> Models:
        """Return the SQLModel classes, one for each table and view: `db.models.Album`."""
        return load_models(write_source(self.schema))

    def source(self) -> str:
        """Return the module that defines the models, to save as models.py."""
        return self.models.source

    def diagram(self, *names: str) -> Diagram:
        """Draw all tables and views, or those that you name with their neighbours."""
        tables = sorted_tables(self.schema)
        if names:
            wanted = {self._key(name) for name in names}
            edges = [(t.key, set(map(referred_name, foreign_keys(t)))) for t in tables]
            near = wanted | {p for key, parents in edges if key in wanted for p in parents}
            near |= {key for key, parents in edges if wanted & parents}
            tables = [table for table in tables if table.key in near]
        return diagram(*tables)

    def page(
        self,
        table: str | type[SQLModel],
        where: Sequence[Any] = (),
        order_by: Sequence[str] = (),
        size: int = 50,
        after: str | None = None,
        before: str | None = None,
        last: bool = False,
        *,
        start: Sequence[Any] | None = None,
        search: str | None = None,
    ) -> Page:
        """Read one page of a table: its rows, the way to the next ones, and the code for it.

        `where` holds SQLAlchemy expressions, `order_by` names of columns, "-" first for descending.
        `after` and `before` take another page's `next` and `prev`; `start` begins at values of the
        order; `search` looks for a text in all columns of text.
        """
        key = self._key(table)
        with explained():
            return read_page(
                self.engine,
                self.models[key],
                where=where,
                order_by=order_by,
                size=size,
                after=after,
                before=before,
                last=last,
                start=start,
                search=search,
                keyed=self.schema.is_keyed(key),
            )

    def profile(self, table: str | type[SQLModel]) -> Profile:
        """Say of each column its type, NULLs, distinct values, least and greatest, on a sample."""
        model = self.models[self._key(table)]
        with explained():
            return profile(self.engine, model)

    def browse(self, table: str | type[SQLModel] | None = None) -> "Browser":
        """Return a browser over the tables, to click through or to use by keyboard."""
        from heroes.explorer.widget import Browser

        if not self.tables:
            raise ValueError("This database has no tables to browse.")
        key = self.tables[0] if table is None else self._key(table)
        with explained():
            return Browser(self.engine, self.models, self.overview, key)

    @cached_property
    def overview(self) -> Overview:
        """Return the list of tables, as it was when first asked for."""
        with explained():
            return look(self.engine, _name(self.engine.url), self.schema)

    def __repr__(self) -> str:
        """Return the overview as plain text."""
        return repr(self.overview)

    def _ipython_display_(self) -> None:
        from IPython import display

        show: Any = display.display
        show(self.overview)
        if drawn := self.overview.diagram:
            show(drawn)

    def _key(self, table: Any) -> str:
        """Return the key of a table that is given by name or as its class."""
        name = getattr(getattr(table, "__table__", table), "key", table)
        if name in self.schema.metadata.tables:
            return str(name)
        close = get_close_matches(f"{name}", self.tables, n=1, cutoff=0.5)
        some = f"it has {', '.join(self.tables[:5])}" if self.tables else "it has no tables"
        more = " and more" if len(self.tables) > 5 else ""
        hint = f'did you mean "{close[0]}"?' if close else f"{some}{more}."
        raise ValueError(f'There is no table "{name}" in this database: {hint}')


@contextmanager
def explained() -> Iterator[None]:
    """Turn what a database says into one sentence that says what to do."""
    try:
        yield
    except OperationalError:
        raise
    except (OverflowError, UnicodeEncodeError) as error:
        raise ValueError(f"A value does not fit the database: {error}.") from None
    except SQLAlchemyError as error:
        raise OperationalError(explain(error), error) from None


def _name(url: URL) -> str:
    """Return the name of a database without its path or host."""
    name = (url.database or "").removeprefix("file:").partition("?")[0]
    return (Path(name).name if url.get_backend_name() == "sqlite" else name) or "this database"
