"""Tell the errors of migrations in the learner's words."""

import re

from heroes.judge.guard import LimitError
from heroes.judge.migrate.difference import Difference
from heroes.judge.migrate.running import Journey
from heroes.judge.migrate.schema import Schema
from heroes.judge.migrate.ways import Phase

LIMITS = {
    "endless": "Your migration does not come to an end.",
    "too_many_statements": "Your migration sends too many statements: is there a loop?",
    "too_many_rows": "Your migration reads too many rows: is there a loop?",
    "printed": "Your migration prints too much.",
}


def said_of_error(journey: Journey) -> Difference:
    """Return what is wrong with a migration that raised."""
    error, way = journey.error, journey.phase
    text = _first_line(error)
    if isinstance(error, LimitError):
        return Difference(LIMITS[error.kind], "endless" if error.kind == "endless" else error.kind)
    if isinstance(error, SystemExit | KeyboardInterrupt):
        return Difference("Your migration ends Python.", "exits")
    found = _null_refused(journey, text) or _refused_by_sqlite(error, text, way)
    if found:
        return found
    if match := re.search(r"no such (index|column|table): \W*([\w.]+)", text, re.IGNORECASE):
        said = f"{way} names {_article(match[1].lower())} that is not there: {match[2]}."
        was_there = match[2].rpartition(".")[2] in _all_names(journey.start.schema)
        return Difference(said, "raises" if was_there else "wrong_name", got=text)
    if "No such constraint" in text:
        look = "A constraint without a name is found only by a naming convention."
        return Difference(
            f"{way} names a constraint that is not there.", "wrong_name", None, text, look
        )
    if "already exists" in text:
        return Difference(f"{way} makes something that is there already.", "wrong_schema", got=text)
    if "CHECK constraint failed" in text:
        said = f"{way} makes a CHECK that does not hold for the rows that are there."
        return Difference(said, "wrong_schema", got=text)
    if match := re.search(r"UNIQUE constraint failed: (?:_alembic_tmp_)?(\S+)\.(\w+)", text):
        said = f"{way} stops at rows that have the same {match[1]}.{match[2]}."
        return Difference(said, "raises", got=text, table=match[1])
    return Difference(f"{way} raises an error.", "raises", got=text)


def _article(word: str) -> str:
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"


def _all_names(schema: Schema) -> set[str]:
    """Return the names of all tables and columns."""
    return {name for table, shape in schema.shapes.items() for name in (table, *shape.columns)}


def _null_refused(journey: Journey, text: str) -> Difference | None:
    if "Cannot add a NOT NULL column" in text:
        sql = str(getattr(journey.error, "statement", ""))
        match = re.search(r'ALTER TABLE "?(\w+)"? ADD COLUMN "?(\w+)', sql)
        table, column = match.groups() if match else (None, "")
    elif match := re.search(r"NOT NULL constraint failed: (?:_alembic_tmp_)?(\w+)\.(\w+)", text):
        table, column = match.groups()
    else:
        return None
    name = f"{table}.{column}" if table else "The new column"
    before = journey.start if journey.phase == "upgrade" else journey.up
    shape = before.schema.shapes.get(table or "") if before else None
    is_old = shape is not None and column in shape.columns
    said = (
        f"{name} is to refuse NULL, and there are rows in which it is NULL."
        if is_old
        else f"{name} may not be NULL, but the rows that are there have no value for it."
    )
    where = "" if journey.phase == "upgrade" else "On the way back, "
    look = "Let the column be NULL at first, fill it, and then require it; or give it a default."
    return Difference(where + said, "not_null_without_default", None, text, look, table)


def is_refused(error: BaseException | None) -> bool:
    """Tell whether Alembic refuses what SQLite cannot do in place."""
    return "ALTER of constraints" in str(error)


def _refused_by_sqlite(error: BaseException | None, text: str, way: Phase) -> Difference | None:
    look = "`with op.batch_alter_table(...)` copies the table instead."
    if is_refused(error):
        said = f"{way} alters a constraint in place, and SQLite cannot do that."
        return Difference(said, "not_batch", None, text.partition(". ")[0], look)
    if re.search(r'near "(ALTER|CONSTRAINT|DROP|MODIFY|FOREIGN|SET|TYPE|ADD)": syntax error', text):
        said = f"{way} alters a column in place, and SQLite cannot do that."
        return Difference(said, "not_batch", None, text, look)
    if "Constraint must have a name" in text:
        said = f"{way} makes a constraint without a name, which batch mode cannot keep."
        return Difference(said, "unnamed_constraint", got=text)
    if match := re.search(r"error in index (\w+) after drop column", text):
        said = f"{way} drops a column that the index {match[1]} still uses."
        return Difference(said, "index_in_the_way", None, text, "Drop the index first.")
    if "in foreign key definition" in text or "Cannot drop" in text or "cannot drop" in text:
        said = f"{way} drops a column that a constraint still uses, and SQLite cannot do that."
        return Difference(said, "not_batch", None, text, look)
    return None


def _first_line(error: BaseException | None) -> str:
    said = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
    said = re.sub(r" at 0x[0-9a-fA-F]+", "", said)
    return f"{type(error).__name__}: {said}" if said else type(error).__name__
