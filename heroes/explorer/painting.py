"""Rows as one HTML table that a screen reader can read, within a budget of bytes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from numbers import Number
from typing import Any

from heroes.displays import STYLE, cell

BUDGET = 5_500  # bytes of one table, as they are sent
WIDTHS = (40, 24, 16)  # characters of a cell; the widest that fits is taken


STYLE_HERE = (
    "<style>.heroes.heroes table :is(td, th) { padding: 2px 8px; line-height: 1.5; }"
    " .heroes.heroes table caption { white-space: nowrap; line-height: 1.5; }</style>"
)


@dataclass(frozen=True)
class Painting:
    """An HTML table, and what had to be left out of it."""

    html: str
    columns: int  # how many are shown, of those that there are
    rows: int


def paint(
    caption: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], budget: int = BUDGET
) -> Painting:
    """Return the table with its cells cut, then its columns, then its rows, until it fits."""
    drawn = ""
    for width in WIDTHS:
        drawn = _table(caption, columns, rows, width)
        if size(drawn) <= budget:
            return Painting(drawn, len(columns), len(rows))

    def some_columns(shown: int) -> str:
        return _table(caption, columns[:shown], [row[:shown] for row in rows], WIDTHS[-1])

    def some_rows(shown: int) -> str:
        return _table(caption, columns[:1], [row[:1] for row in rows[:shown]], WIDTHS[-1])

    if (shown := _most(len(columns), some_columns, budget)) > 0:
        return Painting(some_columns(shown), shown, len(rows))
    shown = _most(len(rows), some_rows, budget)
    return Painting(some_rows(shown), min(1, len(columns)), shown)


def paint_row(caption: str, values: dict[str, Any], budget: int = BUDGET) -> Painting:
    """Return one row from top to bottom: a line for each column."""
    return paint(caption, ("column", "value"), list(values.items()), budget)


def shown(value: Any, width: int) -> str:
    """Return a value as one short line; a huge one is cut before it is looked at."""
    if value is None:
        return "NULL"
    if isinstance(value, bytes | bytearray | memoryview):
        start = bytes(value[:width]).hex()
        return cell(f"{len(value):,} bytes: {start}", width)
    return cell(value[: width + 1] if isinstance(value, str) else value, width)


def size(text: str) -> int:
    """Return the bytes of a text as a widget sends it: quotes and ends of lines take two."""
    return len(text.encode()) + text.count('"') + text.count("\n")


def _most(count: int, draw: Callable[[int], str], budget: int) -> int:
    """Return the greatest number of things whose drawing fits, by halving."""
    low, high = 0, count
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if size(draw(middle)) <= budget else (low, middle - 1)
    return low


def _table(caption: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], width: int) -> str:
    names = "".join(
        f'<th scope="col">{escape(cell(name, max(width, 16)))}</th>' for name in columns
    )
    body = "".join(
        f'<tr><th scope="row">{number}</th>{"".join(_td(value, width) for value in row)}</tr>'
        for number, row in enumerate(rows, 1)
    )
    return (
        f'{STYLE}{STYLE_HERE}<div class="heroes"><table>'
        f"<caption>{escape(cell(caption, 120))}</caption>"
        f'<thead><tr><th scope="col">row</th>{names}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _td(value: Any, width: int) -> str:
    text = escape(shown(value, width))
    if value is None:
        return f"<td><i>{text}</i></td>"
    return f'<td class="number">{text}</td>' if isinstance(value, Number) else f"<td>{text}</td>"


def more_columns(count: int) -> str:
    """Return what to do to see the columns that have no room, if there are some."""
    if count < 1:
        return ""
    columns = "1 more column is" if count == 1 else f"{count:,} more columns are"
    return f"{columns} in each row: choose a row below."
