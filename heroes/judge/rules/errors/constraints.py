"""Rules for what the database refuses: a missing value, a value twice, a key to nothing."""

import re
from dataclasses import replace
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.exc import IntegrityError, PendingRollbackError
from sqlalchemy.orm import Mapper
from sqlalchemy.sql.dml import Delete

from heroes.glass.faults import CHECK, FOREIGN, NOT_NULL, UNIQUE
from heroes.judge.rows import Trial
from heroes.judge.rules.case import Case, Finding
from heroes.judge.rules.endings import numbers_in_time
from heroes.judge.rules.raised import told

TABLE = re.compile(r'\[SQL: (?P<verb>INSERT INTO|UPDATE|DELETE FROM)\s+"?(?P<name>\w+)')
BLANKED = re.compile(r"tried to blank-out primary key column '(?P<name>[^']+)'")
EARLY = Finding(
    "The number of the new row is read before the database has chosen it, so it is None.",
    "id_before_flush",
    "flush() sends the row, and then its number is known.",
)


def refused(case: Case) -> Finding | None:
    """Find what the database refused, and why."""
    error = case.ran.error
    if error is None or isinstance(error, PendingRollbackError):
        return None
    text = told(error)
    if found := BLANKED.search(text):
        message = f"Rows still refer to what you delete, and {found['name']} cannot become NULL."
        return Finding(message, "raises", "Delete those rows first.")
    if not isinstance(error, IntegrityError) and "IntegrityError" not in text:
        return None
    statement = TABLE.search(text)
    verb, table = (statement["verb"], statement["name"]) if statement else ("", "a table")
    if found := NOT_NULL.search(text):
        return _no_value(case, verb, table, next(filter(None, found.groups())))
    if found := UNIQUE.search(text):
        return _twice(case, next(filter(None, found.groups())).partition(" [")[0])
    if found := CHECK.search(text):
        name = next(filter(None, found.groups())).partition(" [")[0]
        return Finding(f"A value breaks the check {name} of {table}.", "raises")
    return _no_parent(case, verb, table) if FOREIGN.search(text) else None


def _no_value(case: Case, verb: str, table: str, column: str) -> Finding:
    name = column.rpartition(".")[2].split()[0]
    owner = next((each for each in case.plan.builder.tables if each.name == table), None)
    is_key = owner is not None and name in owner.columns and owner.columns[name].foreign_keys
    if verb == "UPDATE":
        message = f"Your answer sets {name} of {table} to NULL, and it takes no NULL."
        return Finding(message, "raises" if is_key else "null_overwrites")
    if is_key and numbers_in_time(case):
        return EARLY
    message = f"A new row of {table} has no {name}, and the database takes no NULL there."
    return Finding(message, "missing_value", "A table model does not check what it is given.")


def _twice(case: Case, columns: str) -> Finding:
    names = [name.strip() for name in columns.split(",")]
    keys = {f"{t.name}.{c.name}" for t in case.plan.builder.tables for c in t.primary_key}
    if len(names) == 1 and names[0] in keys:
        message = f"A row with this {names[0]} is there already, in one database or another."
        return Finding(message, "raises", "Without an id the database chooses a free one.")
    message = f"A row with the same {', '.join(names)} is there already."
    return Finding(message, "added_twice", "Look first whether the row is there.")


def _no_parent(case: Case, verb: str, table: str) -> Finding:
    if not verb.startswith("DELETE"):
        message = f"A row of {table} would refer to a row that does not exist."
        return Finding(message, "wrong_foreign_key", "A foreign key is the key of a row.")
    if not any(_loses_rows(trial, table) for trial in case.trials.failed):
        message = f"Rows of {table} are deleted that should have stayed."
        return Finding(message, "deleted_too_much", "Look at what is deleted.")
    if any(_is_bare(each, table) for each in case.selects) and _keeps_rows(case, table):
        message = f"All rows of {table} are to be deleted: your DELETE has no condition."
        return Finding(message, "delete_without_where", "A where(...) chooses the rows.")
    message = f"Rows of another table still refer to rows of {table} that you delete."
    if any(_cascades(each) for each in case.selects if isinstance(each, Delete)):
        look = "delete(...) knows no relationships, session.delete(object) does."
        return Finding(message, "bulk_ignores_cascade", look)
    return Finding(message, "raises", "Delete or change those rows first.")


def _loses_rows(trial: Trial, table: str) -> bool:
    """Tell whether a right answer deletes rows of a table."""
    before, after = trial.right.before.get(table), (trial.right.ran.tables or {}).get(table)
    return len(after or ()) < len(before or ())


def _is_bare(statement: Any, table: str) -> bool:
    is_delete = isinstance(statement, Delete) and not statement._where_criteria
    return is_delete and statement.table.name == table


def _keeps_rows(case: Case, table: str) -> bool:
    """Tell whether a right answer leaves rows in a table."""
    return any((trial.right.ran.tables or {}).get(table) for trial in case.trials.failed)


def mostly_refused(case: Case) -> Finding | None:
    """Find what the database refuses in most worlds, though in others the rows are wrong."""
    failed = case.trials.failed
    errors = [trial for trial in failed if isinstance(trial.ran.error, IntegrityError)]
    if len(errors) * 2 <= len(failed) or case.ran.error is not None:
        return None
    return refused(replace(case, trial=errors[0]))


def _cascades(statement: Delete) -> bool:
    """Tell whether a session would delete more than the rows of the statement's table."""
    entity = statement.entity_description.get("entity")
    mapper = inspect(entity, raiseerr=False) if entity is not None else None
    return isinstance(mapper, Mapper) and any(each.cascade.delete for each in mapper.relationships)
