"""The Python that a person would write for a page: imports, the select, and a session around it.

What is shown gives the very statement that ran.
"""

from collections.abc import Iterable

from heroes.explorer.expression import Writer
from heroes.explorer.layout import Call, lay_out
from heroes.explorer.literal import IMPORTS
from heroes.explorer.query import Query
from heroes.explorer.seek import Sorting

SQLMODEL = ("and_", "col", "func", "not_", "or_", "text", "tuple_")
SQLALCHEMY = (
    *("Boolean", "Date", "DateTime", "Float", "Integer", "Numeric", "String", "Text", "Time"),
    *("bindparam", "cast", "false", "true"),
)
SESSION = """\
with Session(engine) as session:
    rows = session.exec(statement).all()
"""
TURNED = """\
with Session(engine) as session:
    rows = session.exec(statement).all()[::-1]  # read from the end
"""


def write_code(query: Query) -> str:
    """Return a module that reads the page into `rows`, where `engine` and the models are."""
    writer = Writer(query.model, query.dialect)
    name = query.model.__name__
    writer.models.add(name)
    parts = [Call("select", (name,))]
    if query.where:
        parts.append(Call(".where", writer.conditions(query.where)))
    if query.order:
        parts.append(Call(".order_by", tuple(_sorted(writer, each) for each in query.way)))
    parts.append(Call(".limit", (str(query.size),)))
    if query.offset:
        parts.append(Call(".offset", (str(query.offset),)))
    body = "\n".join(lay_out("", part, 4) for part in parts)
    ending = TURNED if query.is_reversed else SESSION
    return f"{_imports(writer)}\n\nstatement = (\n{body}\n)\n{ending}"


def _sorted(writer: Writer, each: Sorting) -> str:
    code = str(writer.attribute(each.column).node)
    if not each.descending:
        return code
    writer.names.add("col")
    return f"col({code}).desc()"


def _imports(writer: Writer) -> str:
    names = writer.names
    standard = [line for name, line in IMPORTS.items() if name in names]
    libraries = [
        _line("sqlalchemy", names & set(SQLALCHEMY)),
        _line("sqlalchemy.dialects.postgresql", names & {"MultiRange", "Range"}),
        _line("sqlalchemy.types", names & {"NullType"}),
        _line("sqlmodel", {"Session", "select", *(names & set(SQLMODEL))}),
    ]
    groups = [standard, [line for line in libraries if line], [_line("models", writer.models)]]
    return "\n\n".join("\n".join(group) for group in groups if group)


def _line(module: str, names: Iterable[str]) -> str:
    wanted = sorted(names, key=lambda name: (name.islower(), name))
    return f"from {module} import {', '.join(wanted)}" if wanted else ""
