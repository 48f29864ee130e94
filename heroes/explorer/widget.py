"""The browser: plain widgets around one HTML table, all of them reached by keyboard."""

import builtins
from collections.abc import Callable
from contextlib import AbstractContextManager
from html import escape
from keyword import iskeyword
from threading import Lock, Thread
from typing import Any

from ipywidgets import HTML, Output
from sqlalchemy import Connection, Engine
from sqlmodel import SQLModel

from heroes import displays
from heroes.explorer.browsing import Browsing
from heroes.explorer.control import (
    bar,
    button,
    checkbox,
    code_area,
    dropdown,
    find,
    number,
    offer,
    panel,
    text,
)
from heroes.explorer.count import count
from heroes.explorer.filtering import Filter, operators, parse
from heroes.explorer.frame import to_dataframe
from heroes.explorer.limit import Limit, explain
from heroes.explorer.models import Models
from heroes.explorer.overview import Overview
from heroes.explorer.page import Page, read_page
from heroes.explorer.painting import more_columns, paint, paint_row, size
from heroes.explorer.seek import is_sorted

KEY = ""  # no column is named so
SECONDS = 30  # that a read may take
AT_MOST = 100_000  # rows that are counted
SENTENCE = 300  # characters
ROW_BUDGET = 1_500  # bytes of the row that is shown whole
CODE_BUDGET = 2_000
PAGE_BUDGET = 8_800  # bytes of the table, the row and the code; with the choices, below 10 kB
LONG_CODE = "# This code holds a value too long to show: Copy code gives all of it."


class Browser:
    """A browser over the tables of a database. As the last expression of a cell it is a widget.

    What takes long is read in a thread, so that the kernel answers, and can be cancelled.
    """

    def __init__(self, engine: Engine, models: Models, overview: Overview, table: str) -> None:
        """Take a database and the table to begin with, whose first page is read at once."""
        self.engine = engine
        self.schema = overview.schema
        self.limit = Limit(SECONDS)
        self.browsing = Browsing(self._read, self.schema, models, table)
        self._lock, self._thread = Lock(), Thread()
        self._is_painting = False
        self._filtered: tuple[Filter, ...] = ()  # the conditions that have a button each
        self._offered = KEY  # the table whose columns the choices hold
        self._build(overview.labels)
        self._paint("")

    def __repr__(self) -> str:
        """Return the page in front as plain text, with its SQL."""
        rows = self.browsing.rows
        table = displays.Table(self._caption(), self.browsing.columns, rows, len(rows))
        sql = map(displays.visible, self.browsing.page.sql.splitlines())
        return "\n".join([table.text(), *sql])

    def to_dataframe(self) -> Any:
        """Return the rows of the page in front as a DataFrame of pandas, or else of polars."""
        return to_dataframe(self.browsing.columns, self.browsing.rows)

    def press(self, label: str) -> None:
        """Press a button by its label, and wait until what it asked for is there."""
        find(self.box, label).click()
        self.wait()

    def wait(self, seconds: float | None = None) -> None:
        """Wait until what was asked for last is there."""
        if self._thread.ident is not None:
            self._thread.join(seconds)

    def _read(self, model: type[SQLModel], **asked: Any) -> Page:
        """Read a page within the time limit."""
        table = model.__table__.key  # type: ignore[attr-defined]
        with self.connect() as connection:
            return read_page(connection, model, keyed=self.schema.is_keyed(table), **asked)

    def connect(self) -> AbstractContextManager[Connection]:
        """Open a connection on which Cancel stops what runs."""
        return self.limit.connect(self.engine)

    def _build(self, labels: dict[str, str]) -> None:
        do, here = self._do, self.browsing
        self.table = dropdown("Table", [(label, key) for key, label in labels.items()])
        self.column, self.operator = dropdown("Column"), dropdown("is")
        self.value, self.search = text("Value"), text("Search")
        self.order, self.descending = dropdown("Order by"), checkbox("descending")
        self.start, self.row = text("From value"), number("Row")
        self.ways, self.name = dropdown("Leads to"), text("Name", "df")
        self.code, self.copied = code_area("Code"), Output()
        self.says, self.path, self.rows, self.whole = HTML(), HTML(), HTML(), HTML()
        self.filters = bar()
        self.box = panel(
            bar(self.table, button("Back", do(here.back)), self.path),
            bar(self.column, self.operator, self.value, button("Filter", do(self._filter))),
            self.filters,
            bar(self.search, button("Search", do(lambda: here.search(self.search.value)))),
            bar(self.order, self.descending, self.start, button("Go", do(self._start))),
            bar(
                button("Count", do(self._count)),
                button("Cancel", lambda _: self.limit.cancel()),
                self.says,
            ),
            self.rows,
            bar(
                button("First", do(here.first)),
                button("Previous", do(here.previous)),
                button("Next", do(here.next)),
                button("Last", do(here.last)),
            ),
            bar(self.row, self.ways, button("Follow", do(self._follow))),
            self.whole,
            self.code,
            bar(
                button("Copy code", lambda _: self._copy()),
                self.name,
                button("To DataFrame", do(self._name)),
                self.copied,
            ),
        )
        self.table.observe(do(lambda: here.open(self.table.value)), "value")
        self.order.observe(do(self._order), "value")
        self.descending.observe(do(self._order), "value")
        self.column.observe(lambda _: self._offer(), "value")
        self.row.observe(lambda _: self._point(), "value")

    def _do(self, action: Callable[[], str | None]) -> Callable[[Any], None]:
        """Return what a widget calls: it starts the action in a thread, unless one is going on."""

        def start(_: object) -> None:
            if self._is_painting:
                return
            with self._lock:
                if self._thread.is_alive():
                    self._say("Still reading. Cancel that first.")
                    return
                self._say("Reading.")
                self.limit = Limit(SECONDS)  # now, so that Cancel cannot come too early
                self._thread = Thread(target=self._work, args=(action,), daemon=True)
                self._thread.start()

        return start

    def _work(self, action: Callable[[], str | None]) -> None:
        try:
            said = action() or ""
        except (ValueError, ModuleNotFoundError) as error:  # in our words already
            said = displays.cell(error, SENTENCE)
        except Exception as error:  # whatever a database can do: the browser lives on
            said = explain(error)
        self._paint(said)

    def _filter(self) -> None:
        column = self._column(self.column.value)
        is_typed = "NULL" not in self.operator.value
        value = self._parse(column, self.value.value) if is_typed else None
        self.browsing.filter(column.name, self.operator.value, value)

    def _order(self) -> None:
        column = None if self.order.value == KEY else self.order.value
        self.browsing.order(column, descending=self.descending.value)

    def _start(self) -> None:
        if self.order.value == KEY:
            raise ValueError("Order by a column first, then give a value of it to begin at.")
        self.browsing.start(self._parse(self._column(self.order.value), self.start.value))

    def _parse(self, column: Any, typed: str) -> Any:
        place = self.browsing.columns.index(column.name)
        return parse(column, typed, (row[place] for row in self.browsing.rows))

    def _count(self) -> str:
        with self.connect() as connection:
            counted = count(connection, self.browsing.everything, AT_MOST)
        return f"{counted} {'row' if counted.rows == 1 else 'rows'} in all."

    def _follow(self) -> None:
        ways = self.browsing.relations(self.row.value)
        if self.ways.value is None:
            raise ValueError(f"Row {self.row.value} leads to no other rows.")
        self.browsing.follow(ways[self.ways.value])

    def _name(self) -> str:
        from IPython.core.getipython import get_ipython

        shell, name = get_ipython(), self.name.value.strip()
        if not name.isidentifier() or iskeyword(name):
            raise ValueError(f'"{name}" is no name in Python: give one such as df.')
        if shell is None:
            raise ValueError("There is no notebook here: call to_dataframe().")
        if name in shell.user_ns or hasattr(builtins, name):
            raise ValueError(f"There is a {name} already: give another name.")
        shell.user_ns[name] = frame = self.to_dataframe()
        return f"{name} holds the {len(frame)} rows of this page."

    def _copy(self) -> None:
        from IPython.display import Javascript

        make: Any = Javascript
        self.copied.outputs = ()
        script = f"navigator.clipboard.writeText({quoted(self.browsing.page.code)})"
        self.copied.append_display_data(make(script))
        self._say("Copied.")

    def _paint(self, said: str) -> None:
        """Show where the browsing is now. Widgets that change meanwhile start nothing."""
        self._is_painting = True
        try:
            self._paint_controls()
            here = self.browsing
            self.code.value = self._code()
            budget = PAGE_BUDGET - size(self.code.value) - size(self.whole.value)
            painting = paint(self._caption(), here.columns, here.rows, budget)
            self.rows.value = painting.html
            cut = more_columns(len(here.columns) - painting.columns)
            self._say(" ".join(filter(None, [said, here.page.note, cut])))
        finally:
            self._is_painting = False

    def _code(self) -> str:
        try:
            code = self.browsing.page.code
        except (TypeError, ValueError) as error:  # a value that Python has no literal for
            return f"# {error}"
        return code if size(code) <= CODE_BUDGET else LONG_CODE

    def _paint_controls(self) -> None:
        here = self.browsing
        view = here.view
        self.table.value = view.table
        if self._offered != view.table:
            self._offered = view.table
            names = [(displays.visible(name), name) for name in here.columns]
            offer(self.column, names)
            ordered = [(label, name) for label, name in names if self._is_sorted(name)]
            offer(self.order, [("its key", KEY), *ordered])
            self._offer()
        self.order.value = view.order_by[0].removeprefix("-") if view.order_by else KEY
        self.descending.value = bool(view.order_by) and view.order_by[0].startswith("-")
        self.search.value = view.search
        if self._filtered != view.filters:
            self._filtered, gone = view.filters, self.filters.children
            self.filters.children = [self._unfilter(each) for each in view.filters]
            for each in gone:
                each.close()
        trail = " > ".join([*(str(each) for each, _ in here.trail[-3:]), str(view)])
        self.path.value = escape(displays.cell(trail, 120))
        self.row.max = max(len(here.page.rows), 1)
        self.row.value = 1
        self._point()

    def _is_sorted(self, name: str) -> bool:
        return is_sorted(self._column(name), self.engine.dialect)

    def _unfilter(self, each: Filter) -> Any:
        label = displays.cell(f"Without: {each}", 60)
        return button(label, self._do(lambda: self.browsing.unfilter(each)))

    def _offer(self) -> None:
        """Offer the comparisons that fit the chosen column."""
        if self.column.value is not None:  # as it is while the columns change
            offer(self.operator, operators(self._column(self.column.value)))

    def _point(self) -> None:
        """Show the chosen row whole, and where it leads."""
        here, chosen = self.browsing, self.row.value
        if not here.page.rows:
            offer(self.ways, [])
            self.whole.value = ""
            return
        ways = here.relations(chosen)
        offer(self.ways, [(displays.visible(each.label), n) for n, each in enumerate(ways)])
        self.whole.value = paint_row(f"Row {chosen}", here.values(chosen), ROW_BUDGET).html

    def _caption(self) -> str:
        count = len(self.browsing.page.rows)
        return f"{self.browsing.view}: {count} {'row' if count == 1 else 'rows'} on this page"

    def _column(self, name: str) -> Any:
        return self.browsing.schema.metadata.tables[self.browsing.view.table].columns[name]

    def _say(self, sentence: str) -> None:
        self.says.value = f'<span role="status">{escape(sentence)}</span>'

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        bundle: dict[str, Any] = dict(self.box._repr_mimebundle_())
        return bundle | {"text/plain": repr(self), "text/html": f"<pre>{escape(repr(self))}</pre>"}


def quoted(text_: str) -> str:
    """Return a text as a literal of JavaScript that no text can end early."""
    import json

    return json.dumps(text_).replace("<", "\\u003c")
