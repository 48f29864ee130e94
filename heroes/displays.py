"""How models and rows look in a notebook: the same text every time, an HTML table beside it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from numbers import Number
from typing import Any

from sqlalchemy import Row, inspect
from sqlmodel import SQLModel

MAX_ROWS = 50
MAX_CHARACTERS = 40
# JupyterLab aligns all cells to the right. Naming the class twice outweighs its selector.
STYLE = (
    "<style>.heroes.heroes table :is(td, th, caption) { text-align: left; }"
    " .heroes.heroes table td.number { text-align: right; }</style>"
)
PLAIN = '<div class="mathjax_ignore tex2jax_ignore">'  # what stands in it is no formula


@dataclass(frozen=True)
class Missing:
    """Stand for a value that is not in memory, and say why; showing it sends no SQL."""

    reason: str

    def __repr__(self) -> str:
        return f"<{self.reason}>"


EXPIRED = Missing("expired")  # a commit or an expire() made it stale
UNLOADED = Missing("not loaded")  # a query left it out
UNSET = Missing("not set")  # nobody gave it a value


def declared_values(model: SQLModel) -> dict[str, Any]:
    """Return the values of a model's fields in declared order, as they are in memory."""
    state = inspect(model, raiseerr=False)
    missing = UNLOADED if state is not None and state.has_identity else UNSET
    expired = state.expired_attributes if state is not None else ()
    return {
        name: vars(model).get(name, EXPIRED if name in expired else missing)
        for name, field in type(model).model_fields.items()
        if field.repr
    }


def one_line(model: SQLModel) -> str:
    """Return the model as one line, fields in declared order: `Team(id=1, name='Preventers')`."""
    values = ", ".join(f"{name}={value!r}" for name, value in declared_values(model).items())
    return f"{type(model).__name__}({values})"


@dataclass(frozen=True, repr=False)
class Table:
    """Rows as a person reads them: a caption, named columns, cells of plain text."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
    total: int
    keys: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        """Return the table as plain text, so that it reads well alone."""
        return self.text()

    def _repr_html_(self) -> str:
        return self.html()

    def text(self) -> str:
        """Return the table as plain text, numbers to the right."""
        cells = [[cell(value) for value in row] for row in self.rows]
        names = list(map(visible, self.columns))
        widths = [max(map(len, column)) for column in zip(names, *cells, strict=True)]
        right = [
            all(map(_is_number, values))
            for _, *values in zip(self.columns, *self.rows, strict=True)
        ]

        def line(values: Iterable[str]) -> str:
            padded = (
                value.rjust(width) if is_right else value.ljust(width)
                for value, width, is_right in zip(values, widths, right, strict=True)
            )
            return "  ".join(padded).rstrip()

        rule = "  ".join("-" * width for width in widths)
        return "\n".join(
            [visible(self.caption), line(names), rule, *map(line, cells), *self._more()]
        )

    def html(self) -> str:
        """Return the table as HTML that reads well without a style sheet."""
        head = "".join(f'<th scope="col">{escape(cell(name))}</th>' for name in self.columns)
        body = "".join(f"<tr>{''.join(map(self._td, self.columns, row))}</tr>" for row in self.rows)
        more = "".join(f"<p>{escape(line)}</p>" for line in self._more())
        return (
            f'{STYLE}<div class="heroes"><table><caption>{escape(visible(self.caption))}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}</div>"
        )

    def _td(self, column: str, value: Any) -> str:
        text = escape(cell(value))
        if column in self.keys:
            return f'<th scope="row">{text}</th>'
        return f'<td class="number">{text}</td>' if _is_number(value) else f"<td>{text}</td>"

    def _more(self) -> list[str]:
        hidden = self.total - len(self.rows)
        return [f"... and {hidden:,} more"] if hidden else []


def table_of(values: Sequence[Any]) -> Table | None:
    """Return the table of a list of models of one class, or of rows of one query; else None."""
    if not values:
        return None
    first, shown = values[0], values[:MAX_ROWS]
    if isinstance(first, SQLModel) and all(type(value) is type(first) for value in values):
        columns, cells = _model_columns(shown)
        mapper = inspect(type(first), raiseerr=False)
        keys = {column.key for column in mapper.primary_key} if mapper is not None else set()
        name = f"{type(first).__name__}: "
    elif isinstance(first, Row) and all(isinstance(value, Row) for value in values):
        if len({value._fields for value in values}) > 1:
            return None
        columns, cells = _row_columns(shown)
        keys, name = set(), ""
    else:
        return None
    counted = f"{name}{len(values):,} {'row' if len(values) == 1 else 'rows'}"
    return Table(counted, columns, cells, len(values), frozenset(keys))


def register(ipython: Any) -> None:
    """Show models, rows and lists of them as tables in this IPython shell."""
    text, html = _formatters(ipython)
    text.for_type(SQLModel, _print_model)
    text.for_type(Row, _print_row)
    if not isinstance(plain := text.for_type(list), partial):
        text.for_type(list, partial(_print_list, plain))
    html.for_type(SQLModel, lambda model: _html([model]))
    html.for_type(Row, lambda row: _html([row]))
    html.for_type(list, _html)


def unregister(ipython: Any) -> None:
    """Undo `register`: IPython shows models, rows and lists its own way again."""
    text, html = _formatters(ipython)
    if isinstance(ours := text.for_type(list), partial):
        text.for_type(list, ours.args[0])
    for kind in (SQLModel, Row):
        text.pop(kind, None)
        html.pop(kind, None)
    html.pop(list, None)


def _formatters(ipython: Any) -> tuple[Any, Any]:
    formatters = ipython.display_formatter.formatters
    return formatters["text/plain"], formatters["text/html"]


def _html(values: Sequence[Any]) -> str | None:
    table = table_of(values)
    return table.html() if table else None


def _print_list(plain: Any, values: list[Any], printer: Any, cycle: bool) -> None:
    if not _print_table(printer, values):
        plain(values, printer, cycle)


def _print_model(model: SQLModel, printer: Any, cycle: bool) -> None:
    if not _print_table(printer, [model]):
        printer.text(one_line(model))


def _print_row(row: Row[Any], printer: Any, cycle: bool) -> None:
    if not _print_table(printer, [row]):
        printer.pretty(tuple(row))


def _print_table(printer: Any, values: Sequence[Any]) -> bool:
    """Print a table if the values are all that the cell shows; tell whether it did."""
    table = table_of(values) if len(printer.stack) == 1 else None
    if table:
        printer.text(table.text())
    return table is not None


def _model_columns(models: Sequence[SQLModel]) -> tuple[list[str], list[list[Any]]]:
    rows = [declared_values(model) for model in models]
    return list(rows[0]), [list(row.values()) for row in rows]


def _row_columns(rows: Sequence[Row[Any]]) -> tuple[list[str], list[list[Any]]]:
    """Return the columns and cells of rows; an entity takes one column for each of its fields."""
    columns: list[str] = []
    cells: list[list[Any]] = [[] for _ in rows]
    for index, name in enumerate(rows[0]._fields):
        values = [row[index] for row in rows]
        sample = next((value for value in values if isinstance(value, SQLModel)), None)
        fields = list(declared_values(sample)) if sample is not None else []
        columns += [f"{name}.{field}" for field in fields] if sample is not None else [name]
        for line, value in zip(cells, values, strict=True):
            if sample is None:
                line.append(value)
            elif value is None:  # the empty side of an outer join
                line.extend([None] * len(fields))
            else:
                line.extend(declared_values(value).values())
    return columns, cells


def _is_number(value: Any) -> bool:
    return isinstance(value, Number) or value is None


def visible(text: str) -> str:
    """Return the text with codes for what could hide it, turn it round or break the line."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def cell(value: Any, width: int = MAX_CHARACTERS) -> str:
    """Return a value as one line of at most `width` characters, all of them visible."""
    text = visible((value if isinstance(value, str) else str(value))[: width + 1])
    return text if len(text) <= width else f"{text[: width - 1]}…"
