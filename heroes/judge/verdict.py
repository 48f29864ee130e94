"""A verdict: what a check found, as a sentence, the smallest database that shows it, and rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from heroes.displays import STYLE, Table
from heroes.glass.layout import lay_out
from heroes.glass.timeline import Statement

MAX_SQL = 8  # lines of the answer's SQL
MAX_PRINTED = 400  # characters of what the answer printed


@dataclass(frozen=True, eq=False, repr=False)
class Verdict:
    """What a check found. `passed` is None when nothing was attempted.

    `counterexample` is the smallest database on which the answer differs from a right one, as rows
    by table. `expected` and `got` are what a right answer and this one give on it. `notes` are what
    could be better in an answer that passed, `notice` is what went wrong beside the check.
    """

    passed: bool | None
    message: str = ""
    misconception: str | None = None
    counterexample: Mapping[str, list[dict[str, Any]]] | None = None
    expected: Table | str | None = None
    got: Table | str | None = None
    look_at: str = ""
    statements: Sequence[Statement] = ()
    notes: Sequence[str] = ()
    printed: str = ""
    notice: str = ""

    @property
    def title(self) -> str:
        """Return the first words: passed, not yet, or not attempted."""
        if self.passed is None:
            return "Not attempted."
        if self.passed:
            return "Passed, but:" if self.notes else "Passed."
        return "Not yet."

    def __repr__(self) -> str:
        """Return the verdict as plain text, the same for the same answer."""
        parts = [" ".join(filter(None, [self.title, self.message]))]
        parts += [f"    {note}" for note in self.notes]
        if self.passed is False:
            parts += self._evidence()
        parts += [self.notice] if self.notice else []
        return "\n".join(parts)

    def _evidence(self) -> Iterator[str]:
        if self.counterexample is not None:
            yield (
                "On this database the answers differ:"
                if any(self.counterexample.values())
                else "On an empty database the answers differ:"
            )
            for name, rows in self.counterexample.items():
                if rows:
                    yield _indented(_table(name, rows).text())
        for label, shown in (("expected", self.expected), ("yours", self.got)):
            if shown is not None:
                text = shown if isinstance(shown, str) else _body(shown)
                yield "\n".join(
                    f"{label if not number else '':<10}{line}".rstrip()
                    for number, line in enumerate(text.splitlines() or [""])
                )
        if sql := self._sql():
            yield f"{'your SQL':<10}" + sql.replace("\n", "\n" + " " * 10)
        if self.printed:
            yield f"{'printed':<10}" + _short(self.printed).replace("\n", "\n" + " " * 10)
        if self.look_at:
            yield self.look_at

    def _sql(self) -> str:
        """Return the SQL of the answer, of its last statement that matters."""
        sent = [each for each in self.statements if each.sql]
        if not sent:
            return ""
        last = sent[-1]
        lines = lay_out(last.sql, last.dialect).splitlines()
        more = [f"... and {len(lines) - MAX_SQL} more lines"] if len(lines) > MAX_SQL else []
        values = [
            v for one in last.parameters for v in (one.values() if isinstance(one, dict) else one)
        ]
        if values and lines and not more:
            lines[-1] += "   " + _short(repr(values), 60)
        return "\n".join(lines[:MAX_SQL] + more)

    def _repr_html_(self) -> str:
        colour = {True: "success", False: "warn", None: "info"}[self.passed]
        head = f'<strong style="color: var(--jp-{colour}-color0)">{escape(self.title)}</strong>'
        parts = [f"<p>{head} {escape(self.message)}</p>"]
        if self.notes:
            items = "".join(f"<li>{escape(note)}</li>" for note in self.notes)
            parts.append(f"<ul>{items}</ul>")
        if self.passed is False:
            parts += self._html_evidence()
        parts += [f"<p>{escape(self.notice)}</p>"] if self.notice else []
        return f'{STYLE}<div class="heroes">{"".join(parts)}</div>'

    def _html_evidence(self) -> Iterator[str]:
        if self.counterexample is not None:
            filled = {name: rows for name, rows in self.counterexample.items() if rows}
            where = "this" if filled else "an empty"
            yield f"<p>On {where} database the answers differ:</p>"
            for name, rows in filled.items():
                yield _table(name, rows).html()
        for label, shown in (("expected", self.expected), ("yours", self.got)):
            if isinstance(shown, Table):
                named = Table(label, shown.columns, shown.rows, shown.total)
                yield named.html() if shown.rows else f"<p>{label}: no rows</p>"
            elif shown is not None:
                yield f"<p>{label}: <code>{escape(shown)}</code></p>"
        if sql := self._sql():
            yield f"<p>your SQL:</p><pre>{escape(sql)}</pre>"
        if self.printed:
            yield f"<p>printed:</p><pre>{escape(_short(self.printed))}</pre>"
        if self.look_at:
            yield f"<p>{escape(self.look_at)}</p>"


def _table(name: str, rows: Sequence[Mapping[str, Any]]) -> Table:
    columns = list(rows[0])
    cells = [[_null(row[column]) for column in columns] for row in rows[:20]]
    return Table(name, columns, cells, len(rows))


def _body(table: Table) -> str:
    """Return the lines of a table without caption and rule."""
    if not table.rows:
        return "no rows" if not table.total else f"{table.total:,} rows"
    lines = table.text().splitlines()
    return "\n".join([lines[1], *lines[3:]] if any(table.columns) else lines[3:])


def _null(value: Any) -> Any:
    return "NULL" if value is None else value


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())


def _short(text: str, limit: int = MAX_PRINTED) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
