"""What a database is sent for a condition, to compare it and to write it as text()."""

import re
from typing import Any

from sqlalchemy import Dialect, FromClause, select, text

BESIDE = [text("0")]


def is_same(made: Any, expression: Any, dialect: Dialect) -> bool:
    """Tell whether two conditions are sent as the same SQL, alone and beside another one."""
    one, other = (
        [_sent(select(text("1")).where(*more, each), dialect) for more in ([], BESIDE)]
        for each in (made, expression)
    )
    return repr(one) == repr(other)  # 1 and True are equal, and not the same


def as_text(expression: Any, table: FromClause, dialect: Dialect) -> tuple[str, dict[str, Any]]:
    """Return the SQL of a condition on a table as text() takes it, and its values by name.

    Raises ValueError for a condition on other tables.
    """
    chosen = select(text("1")).select_from(table)
    named = _naming(dialect)
    start = f"{chosen.compile(dialect=named)} \nWHERE "
    sql, values = _sent(chosen.where(expression), named)
    if not sql.startswith(start):
        raise ValueError("A condition on other tables needs a join: use `any()` or `has()`.")
    short = _short_names(values)
    pattern = "|".join([*(f"(?<![:\\w]):{re.escape(name)}\\b" for name in short), ":"])
    written = re.sub(
        pattern,
        lambda found: f":{short[found[0][1:]]}" if len(found[0]) > 1 else "\\:",
        sql.removeprefix(start),
    )
    return written, {short[name]: value for name, value in values.items()}


def _sent(statement: Any, dialect: Dialect) -> tuple[str, dict[str, Any]]:
    """Return the SQL of a statement, and its values as the driver gets them."""
    compiled = statement.compile(dialect=dialect)
    state = compiled.construct_expanded_state(escape_names=False)
    processors = {**compiled._bind_processors, **state.processors}
    values = {
        name: processors[name](value) if name in processors else value
        for name, value in state.parameters.items()
    }
    return state.statement, values


def _short_names(values: dict[str, Any]) -> dict[str, str]:
    """Return names without their numbers, which SQLAlchemy gives anew, where that is clear."""
    bases = {name: re.sub(r"(_\d+)+$", "", name) for name in values}
    is_clear = len(set(bases.values())) == len(bases)
    ordered = sorted(values, key=len, reverse=True)
    return {name: bases[name] if is_clear else name for name in ordered}


def _naming(dialect: Dialect) -> Dialect:
    """Return the dialect as it is, but with names for values, as text() has them."""
    make: Any = type(dialect)
    made: Dialect = make(paramstyle="named")
    for name in ("server_version_info", "default_schema_name"):
        if hasattr(dialect, name):
            setattr(made, name, getattr(dialect, name))
    return made
