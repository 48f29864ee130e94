"""The panel under a cell: what was recorded, as plain text and as HTML that says the same."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from heroes.glass.advice import Advice
from heroes.glass.faults import Fault
from heroes.glass.layout import highlight, lay_out
from heroes.glass.timeline import Entry, Place, Statement, TransactionEvent

MAX_GROUPS = 20
MAX_SOURCE = 48
MAX_VALUES = 60
MAX_LINES = 30  # of one statement, before the rest is folded
SCHEMA = re.compile(
    r"\s*PRAGMA\s+(?:[^\s(=]+\.)?"
    r"(?:table_x?info|table_list|index_x?info|index_list|foreign_key_list)\b",
    re.I,
)
INDEX = re.compile(r"\s*(?:CREATE|DROP)\s+(?:UNIQUE\s+)?INDEX\b", re.I)
# JupyterLab stripes the rows of tables. Naming the class twice outweighs its selectors.
STYLE = (
    "<style>.heroes.heroes.glass table :is(td, th, caption)"
    " { text-align: left; vertical-align: top; }"
    " .heroes.heroes.glass table tbody tr { background: transparent; }"
    " .heroes.heroes.glass table pre { margin: 0; background: transparent; }"
    " .heroes.heroes.glass table td.number { text-align: right; white-space: nowrap; }"
    " .heroes.heroes.glass table tr.sql td { padding-left: 2em; }"
    " .heroes.heroes.glass p code { white-space: pre-wrap; overflow-wrap: anywhere; }</style>"
)


@dataclass
class Group:
    """Statements that one place sent again and again, shown once."""

    statements: list[Statement] = field(default_factory=list)

    @property
    def first(self) -> Statement:
        """Return the one whose SQL is shown."""
        return self.statements[0]

    def reason(self) -> str:
        """Return why they were sent, and how often."""
        first = self.first
        of = {"lazy load": first.attribute, "eager load": first.attribute, "refresh": first.entity}
        words = f"{first.reason} of {name}" if (name := of.get(first.reason)) else first.reason
        return f"{words} {self.times()}".rstrip()

    def times(self) -> str:
        """Return how often they were sent, if it was more than once."""
        return f"x{len(self.statements)}" if len(self.statements) > 1 else ""

    def beside(self) -> str:
        """Return what the first one stands for, if the others have SQL of their own."""
        if all(each.sql == self.first.sql for each in self.statements):
            return ""
        return f"and {plural(len(self.statements) - 1, 'more look')} at the schema"

    def rows(self) -> str:
        """Return how many rows they fetched or changed together, or nothing if nobody knows."""
        counted = [each.rows for each in self.statements if each.rows is not None]
        return plural(sum(counted), "row") if counted else ""

    def values(self) -> str:
        """Return the values that they were sent with, shortened."""
        sets = [each.parameters for each in self.statements]
        shown: list[str] = []
        flat = [one for several in sets for one in several]
        for one in flat:
            values = list(one.values()) if isinstance(one, dict) else list(one)
            text = ", ".join(map(_value, values))
            shown.append(text if len(flat) == 1 or len(values) == 1 else f"({text})")
        more = sum(each.more_parameters for each in self.statements)
        return _shorten(", ".join(shown), MAX_VALUES) + (f" and {more:,} more" if more else "")


@dataclass
class Block:
    """What happened from one BEGIN to its end; equal blocks that follow each other are one."""

    entries: list[Group | TransactionEvent] = field(default_factory=list)
    times: int = 1

    def signature(self) -> list[Any]:
        """Return what makes two blocks the same to a reader."""
        return [
            (each.kind, each.detail, each.connection)
            if isinstance(each, TransactionEvent)
            else (_key(each.first), len(each.statements))
            for each in self.entries
        ]


@dataclass
class Panel:
    """All that is shown of one trace. `brief` shows the SQL alone."""

    entries: Sequence[Entry]
    brief: bool = False
    dropped: Sequence[tuple[str, int]] = ()
    advice: Sequence[Advice] = ()
    faults: Sequence[Fault] = ()
    sections: Sequence[tuple[str, str, str]] = ()  # title, text, HTML
    complaint: str = ""

    def is_empty(self) -> bool:
        """Tell whether there is nothing to show."""
        said = self.entries or self.sections or self.complaint or self.dropped
        return not (said or (self.faults and not self.brief))

    def blocks(self) -> list[Block]:
        """Return the timeline, with repeated statements and repeated blocks folded."""
        folded: list[Block] = []
        last: list[Any] = []
        for block in _blocks(_steady(self.entries)):
            before, last = last, block.signature()
            if folded and before == last:
                folded[-1].times += 1
                for old, new in zip(folded[-1].entries, block.entries, strict=True):
                    if isinstance(old, Group) and isinstance(new, Group):
                        old.statements += new.statements
            else:
                folded.append(block)
        return folded

    def summary(self) -> str:
        """Return how many statements there were, and how many rows they moved."""
        statements = [each for each in self.entries if isinstance(each, Statement)]
        count = len(statements) + sum(number for _, number in self.dropped)
        rows = sum(each.rows or 0 for each in statements)
        failed = sum(each.error is not None for each in statements)
        parts = [plural(count, "statement")]
        if any(each.rows is not None for each in statements):
            parts.append(plural(rows, "row"))
        if failed:
            parts.append(f"{failed:,} failed")
        return ", ".join(parts)

    def text(self) -> str:
        """Return the panel as plain text."""
        lines = [self.summary()] if self.entries or self.dropped else []
        shown, hidden = self._shown()
        groups = [each for block in shown for each in block.entries if isinstance(each, Group)]
        several = len({each.first.connection for each in groups}) > 1
        source = max((len(_source(each.first.place)) for each in groups), default=0)
        reason = max((len(each.reason()) for each in groups), default=0)
        for block in shown:
            for index, entry in enumerate(block.entries):
                if isinstance(entry, TransactionEvent):
                    lines.append(_event(entry, block.times if index == 0 else 1, several))
                else:
                    lines += self._group(entry, source, reason, several)
        lines += [f"and {hidden:,} more"] if hidden else []
        lines += [
            f"{number:,} earlier ones from {what} were not kept" for what, number in self.dropped
        ]
        for start, message, fix, rest in self._told():
            lines.append(start + message)
            lines += [f"     {fix}{rest}"] if fix else []
        for name, text, _ in self.sections:
            lines += ["", name, text]
        lines += [self.complaint] if self.complaint else []
        return "\n".join(line.rstrip() for line in lines).strip("\n")

    def html(self) -> str:
        """Return the panel as HTML that reads well without a style sheet."""
        shown, hidden = self._shown()
        groups = [each for block in shown for each in block.entries if isinstance(each, Group)]
        several = len({each.first.connection for each in groups}) > 1
        rows: list[str] = []
        width = 2 if self.brief else 4
        for block in shown:
            for index, entry in enumerate(block.entries):
                if isinstance(entry, TransactionEvent):
                    words = escape(_event(entry, block.times if index == 0 else 1, several))
                    rows.append(f'<tr><td colspan="{width}"><b>{words}</b></td></tr>')
                else:
                    rows += self._rows(entry, several, width)
        heads = ("SQL", "rows") if self.brief else ("line", "expression", "reason", "rows")
        head = "".join(f'<th scope="col">{each}</th>' for each in heads)
        table = (
            f"<table><caption>{escape(self.summary())}</caption><thead><tr>{head}</tr></thead>"
            f"<tbody>{''.join(rows)}</tbody></table>"
            if rows or self.dropped
            else ""
        )
        return f'{STYLE}<div class="heroes glass">{table}{"".join(self._below(hidden))}</div>'

    def _below(self, hidden: int) -> Iterator[str]:
        if hidden:
            yield f"<p>and {hidden:,} more</p>"
        for what, number in self.dropped:
            yield f"<p>{number:,} earlier ones from {escape(what)} were not kept</p>"
        for start, message, fix, rest in self._told():
            code = f"<br><code>{escape(fix)}</code>{escape(rest)}" if fix else ""
            yield f"<p><b>{escape(start)}</b>{escape(message)}{code}</p>"
        for name, _, html in self.sections:
            yield f"<div><b>{escape(name)}</b>{html}</div>"
        if self.complaint:
            yield f"<p>{escape(self.complaint)}</p>"

    def _told(self) -> Iterator[tuple[str, str, str, str]]:
        """Yield of each error and advice how it begins, what it says, its fix and what follows."""
        told = [(_at(fault.place), fault.message, fault.fix) for fault in self.faults]
        told += [(f"{title(each.kind)}: ", each.message, each.fix) for each in self.advice]
        for start, message, fix in () if self.brief else told:
            before, _, rest = message.partition(fix) if fix else (message, "", "")
            yield start, before.rstrip(), fix or "", rest

    def _shown(self) -> tuple[list[Block], int]:
        """Return the blocks with the first groups, and how many statements are left out."""
        shown: list[Block] = []
        room, hidden = MAX_GROUPS, 0
        for block in self.blocks():
            kept: list[Group | TransactionEvent] = []
            for entry in block.entries:
                if isinstance(entry, Group):
                    room -= 1
                    if room < 0:
                        hidden += len(entry.statements)
                        continue
                elif room < 0:
                    continue
                kept.append(entry)
            if kept:
                shown.append(Block(kept, block.times))
        return shown, hidden

    def _group(self, group: Group, source: int, reason: int, several: bool) -> Iterator[str]:
        first, indent = group.first, ""
        if self.brief:
            note = "  ".join(filter(None, [group.beside() or group.times(), group.rows()]))
        else:
            indent = " " * 9
            where = f"line {first.line}" if first.line else ""
            on = f"  connection {first.connection}" if several else ""
            yield (
                f"{where:<9}{_source(first.place):<{source}}  {group.reason():<{reason}}  "
                f"{group.rows()}{on}"
            )
            if first.place.inner:
                yield f"{indent}in {_shorten(first.place.inner, 80)}"
            note = group.beside()
        lines = lay_out(first.sql, first.dialect).strip().split("\n")
        more = len(lines) - MAX_LINES
        lines = lines[:MAX_LINES] + ([f"... and {more} more lines"] if more > 0 else [])
        values = group.values()
        end = "   ".join(filter(None, [f"[{values}]" if values else "", note]))
        yield from (indent + line for line in lines[:-1])
        yield f"{indent}{lines[-1]}   {end}" if end else indent + lines[-1]
        for error in dict.fromkeys(each.error for each in group.statements if each.error):
            yield f"{indent}{error.partition(chr(10))[0]}"
        if first.plan and not self.brief:
            yield from (f"{indent}  {line}" for line in ["plan:", *first.plan.split("\n")])

    def _rows(self, group: Group, several: bool, width: int) -> Iterator[str]:
        first = group.first
        rows = f'<td class="number">{group.rows()}</td>'
        if not self.brief:
            on = f" (connection {first.connection})" if several else ""
            inner = f"<br>in {escape(first.place.inner)}" if first.place.inner else ""
            yield (
                f"<tr><td>{first.line or ''}</td><td><code>{escape(_source(first.place))}</code>"
                f"{inner}</td><td>{escape(group.reason() + on)}</td>{rows}</tr>"
            )
        sql = f"<pre>{highlight(first.sql, first.dialect).strip()}</pre>"
        if first.sql.count("\n") > MAX_LINES or len(first.sql) > 80 * MAX_LINES:
            sql = f"<details><summary>{len(first.sql):,} characters of SQL</summary>{sql}</details>"
        values = group.values()
        below = [f"<code>{escape(values)}</code>"] if values else []
        below += [escape(e) for e in dict.fromkeys(s.error for s in group.statements if s.error)]
        if first.plan and not self.brief:
            below.append(f"plan<pre>{escape(first.plan)}</pre>")
        times = group.beside() or (group.times() if self.brief else "")
        cell = f"{sql}{f' {times}' if times else ''}{'<br>'.join(below)}"
        if self.brief:
            yield f"<tr><td>{cell}</td>{rows}</tr>"
        else:
            yield f'<tr class="sql"><td colspan="{width}">{cell}</td></tr>'


def plural(number: int, noun: str) -> str:
    """Return a number with its noun: `1 row`, `2,000 rows`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def title(kind: str) -> str:
    """Return the kind of an advice as it begins a sentence: `N+1`, `Refresh storm`."""
    return kind[:1].upper() + kind[1:]


def _steady(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Yield the entries; indexes made one after the other are sorted by name.

    SQLAlchemy keeps a table's indexes in a set, so their order changes from run to run.
    """
    indexes: list[Statement] = []
    for entry in entries:
        if isinstance(entry, Statement) and entry.reason == "ddl" and INDEX.match(entry.sql):
            indexes.append(entry)
            continue
        yield from sorted(indexes, key=lambda each: each.sql)
        indexes.clear()
        yield entry
    yield from sorted(indexes, key=lambda each: each.sql)


def _blocks(entries: Iterable[Entry]) -> Iterator[Block]:
    """Yield what lies between one BEGIN and its end; statements of one place are one group."""
    block = Block()
    groups: dict[Any, Group] = {}
    for entry in entries:
        if isinstance(entry, TransactionEvent):
            if entry.kind == "BEGIN" and block.entries:
                yield block
                block = Block()
            groups.clear()
            block.entries.append(entry)
            if entry.kind in ("COMMIT", "ROLLBACK"):
                yield block
                block = Block()
        elif (key := _key(entry)) in groups:
            groups[key].statements.append(entry)
        else:
            groups[key] = Group([entry])
            block.entries.append(groups[key])
    if block.entries:
        yield block


def _key(statement: Statement) -> tuple[Any, ...]:
    """Return what makes statements one group. Looks at the schema are one, whatever they ask."""
    sql = statement.sql.lstrip()
    shape = "schema" if statement.reason == "driver" and SCHEMA.match(sql) else sql
    place = statement.place
    return (
        place.line, place.source, place.inner, statement.reason, statement.attribute, shape,
        statement.connection, bool(statement.error),
    )  # fmt: skip


def _event(event: TransactionEvent, times: int, several: bool) -> str:
    words = [event.kind, event.detail]
    words += [f"(connection {event.connection})"] if several else []
    words += [f"x{times}"] if times > 1 else []
    return " ".join(filter(None, words))


def _source(place: Place) -> str:
    return _shorten(" ".join(place.source.split()), MAX_SOURCE)


def _at(place: Place) -> str:
    return f"line {place.line}, {_source(place)}: " if place.line else ""


def _value(value: Any) -> str:
    text = repr(value) if isinstance(value, str | bytes) else str(value)
    text = "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
    return _shorten("NULL" if value is None else text, MAX_VALUES // 2)


def _shorten(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"
