"""Say how one condition differs from another one that stands for the same."""

from typing import Any

from sqlalchemy import not_
from sqlalchemy.sql import visitors
from sqlalchemy.sql.functions import FunctionElement

from heroes.judge.rules.changes.clauses import columns_of, has_select, said, values_of

PATTERN_NAMES = ("like", "contains", "startswith", "endswith", "match", "regexp", "glob")
LESS = {"lt", "le", "gt", "ge"}
Why = tuple[str | None, str]  # a misconception, and the rest of a sentence


def compared_alike(own: Any, right: Any) -> Why | None:
    """Return what is wrong with a condition if the other one is right; None if nobody can say."""
    if has_select(own) or has_select(right):
        is_opposite = said(not_(own)) == said(right)
        return ("wrong_operator", ", the opposite of what is asked.") if is_opposite else None
    names = {column.key for column in columns_of(own)}, {c.key for c in columns_of(right)}
    tables = {str(c.table) for c in columns_of(own)}, {str(c.table) for c in columns_of(right)}
    if names[0] != names[1] or tables[0] != tables[1]:
        return (
            None if names[0] & names[1] and tables[0] & tables[1] else _of_other_columns(own, right)
        )
    if _is_folded(own) != _is_folded(right) and _texts_fold_alike(own, right):
        return "case_sensitivity", f": {_case(own)}"
    if _is_pattern(own) and _is_pattern(right):
        return _of_patterns(own, right)
    if _is_pattern(own) or _is_pattern(right):
        return _of_pattern_and_value(own, right)
    return _of_values(own, right)


def _of_other_columns(own: Any, right: Any) -> Why | None:
    if not columns_of(own) or not columns_of(right):
        return None
    if _texts(own) == _texts(right) or _operator(own) == _operator(right):
        return "wrong_column", ", which is not the column that is asked for."
    return None


def _of_patterns(own: Any, right: Any) -> Why:
    is_escaped = _escape(own) is None and _escape(right) is not None
    alike = _operator(own) == _operator(right) or "like" in _operator(own)
    if is_escaped and alike and _letters(own) == _letters(right):
        return "unescaped_wildcard", ": % and _ stand for other characters unless they are escaped."
    if _operator(own).startswith("not_") != _operator(right).startswith("not_"):
        return "wrong_operator", ", the opposite of what is asked."
    return "wrong_pattern", ", which is another pattern than the prompt asks for."


def _of_pattern_and_value(own: Any, right: Any) -> Why:
    if _is_pattern(own):
        if _letters(own) != _letters(right):
            return "wrong_pattern", ", which is a pattern, and the prompt asks for less or more."
        if "%" not in "".join(_texts(own)) and "like" in _operator(own):
            return "case_sensitivity", f": {_case(own)}"
        return "wrong_pattern", ", which finds longer texts too."
    if any("%" in each or "_" in each for each in _texts(own)):
        return "wrong_pattern", ": % and _ mean nothing to this operator."
    return "wrong_operator", ", which finds the whole text only."


def _of_values(own: Any, right: Any) -> Why | None:
    first, second = _operator(own), _operator(right)
    if {"is_", "is_not"} & {first, second} and first != second:
        both = {first, second} <= {"is_", "is_not"}
        return ("wrong_operator", ", the opposite of what is asked.") if both else None
    if "distinct" in first + second and "ne" in (first, second):
        is_lost = "distinct" in second
        rest = ": a comparison with NULL is never true." if is_lost else ", which counts NULL too."
        return ("null_lost" if is_lost else "null_kept"), rest
    if first == second or ({first, second} <= LESS and first[0] == second[0]):
        if len(columns_of(own)) and _functions(own) == _functions(right):
            return "wrong_value", ", which is not the value that the prompt asks for."
        return _of_functions(own, right)
    if _functions(own) != _functions(right):
        return _of_functions(own, right)
    return "wrong_operator", ", which is not the comparison that the prompt asks for."


def _of_functions(own: Any, right: Any) -> Why | None:
    functions = _functions(own) | _functions(right)
    if functions & {"coalesce", "ifnull"}:
        is_kept = bool(_functions(own) & {"coalesce", "ifnull"})
        kept, lost = ", which gives NULL a value.", ": a comparison with NULL is never true."
        return ("null_kept", kept) if is_kept else ("null_lost", lost)
    if functions & {"count", "sum", "avg", "min", "max"}:
        return "wrong_aggregate", ", which computes something else than what is asked for."
    return None


def _functions(element: Any) -> set[str]:
    return {each.name for each in visitors.iterate(element) if isinstance(each, FunctionElement)}


def _operator(element: Any) -> str:
    operator = getattr(element, "operator", None)
    return getattr(operator, "__name__", "").removesuffix("_op")


def _is_pattern(element: Any) -> bool:
    return any(name in _operator(element) for name in PATTERN_NAMES)


def _is_folded(element: Any) -> bool:
    """Tell whether a condition treats upper and lower case letters alike, in SQLite."""
    return (_is_pattern(element) and "glob" not in said(element).lower()) or bool(
        _functions(element) & {"lower", "upper"}
    )


def _texts(element: Any) -> list[str]:
    return [each for each in values_of(element) if isinstance(each, str)]


def _letters(element: Any) -> str:
    escape = _escape(element) or ""
    text = "".join(_texts(element))
    return "".join(each for each in text if each not in ("%", "_", *escape)).lower()


def _texts_fold_alike(own: Any, right: Any) -> bool:
    whole = not {_operator(own), _operator(right)} & set(PATTERN_NAMES[1:])
    if not whole or any("%" in each for each in _texts(own)):
        return False
    return sorted(each.lower() for each in _texts(own)) == sorted(
        each.lower() for each in _texts(right)
    )


def _escape(element: Any) -> str | None:
    modifiers = getattr(element, "modifiers", {})
    return modifiers.get("escape") or ("/" if modifiers.get("autoescape") else None)


def _case(own: Any) -> str:
    if _is_folded(own):
        return "upper and lower case letters are the same to it."
    return "upper and lower case letters differ for it."
