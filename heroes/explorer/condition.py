"""The conditions of a page: those that are given, and the one that a text is found."""

from typing import Any

from sqlalchemy import Enum, String, inspect, or_
from sqlalchemy.sql.elements import ColumnElement, TextClause
from sqlmodel import SQLModel

from heroes.explorer.seek import plain_type


def given_conditions(where: Any) -> list[Any]:
    """Return what somebody gave as conditions; raises ValueError for what is no expression."""
    return [_condition(each) for each in (where if isinstance(where, list | tuple) else [where])]


def _condition(given: Any) -> Any:
    clause = given.__clause_element__() if hasattr(given, "__clause_element__") else given
    if not isinstance(clause, ColumnElement | TextClause):
        what = f'"{given}"' if isinstance(given, str) else f"{given!r}"
        raise ValueError(
            f"{what[:60]} is no condition: give expressions such as Album.Title == 'X'."
        )
    return clause


def search_condition(model: type[SQLModel], text: str | None) -> list[ColumnElement[bool]]:
    """Return the condition that a column of text contains the text, whatever its case.

    Without a text there is none. Raises ValueError where there is nothing to search.
    """
    if text is not None and not isinstance(text, str):
        raise ValueError("Give as search a text.")
    if not text:
        return []
    mapper = inspect(model)
    columns = [column for column in mapper.local_table.columns if is_text(column)]
    if not columns:
        raise ValueError(f"{mapper.local_table.key} has no columns of text to search.")
    keys = (mapper.get_property_by_column(column).key for column in columns)
    return [or_(*(getattr(model, key).icontains(text, autoescape=True) for key in keys))]


def is_text(column: Any) -> bool:
    """Tell whether a column holds texts that can be searched."""
    kind = plain_type(column)
    return isinstance(kind, String) and not isinstance(kind, Enum)
