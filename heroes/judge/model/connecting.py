"""Tell the errors that come when classes are defined and connected, in the learner's words."""

import re

from heroes.judge.model.flaws import CONFIGURATION, DEFINITION, Flaw
from heroes.judge.run import said_of

Told = tuple[str, str, str | None, str]  # a pattern, what to say, the misconception, where to look

DEFINITIONS: list[Told] = [
    (
        r"Mapper\[(\w+)\(.*could not assemble any primary key columns",
        "{0} has no primary key: a table model needs a column that tells its rows apart.",
        "no_primary_key",
        "",
    ),
    (
        r"<class '(?:.*\.)?(\w+)'> has no matching SQLAlchemy type",
        "A column cannot hold a {0}: SQLModel knows no column type for it.",
        "wrong_type",
        "A relationship needs Relationship(), and a list or dict a column type such as JSON.",
    ),
    (
        r"(?:typing\.)?(\S+) has no matching SQLAlchemy type",
        "A column cannot hold {0}: SQLModel knows no column type for it.",
        "wrong_type",
        "",
    ),
    (
        r"Cannot have a \(non-optional\) union",
        "A column holds values of one type, or None: a union of two types is no column.",
        "wrong_type",
        "",
    ),
    (
        r"Table '(\w+)' is already defined",
        "The table {0} is defined twice.",
        "defined_twice",
        "Run fresh_models() first, and give each class a table of its own.",
    ),
    (
        r"Couldn't find the secondary table for model <class '(?:.*\.)?(\w+)'>",
        "{0} is no table model, so it cannot link two others.",
        "not_a_table",
        "",
    ),
    (
        r"No inspection system is available for object of type .*",
        "The link model is no table model, so it cannot link two others.",
        "not_a_table",
        "",
    ),
    (
        r"A non-annotated attribute was detected: `(\w+)",
        "{0} has no annotation, so it is no field.",
        "missing_annotation",
        "",
    ),
]
CONNECTIONS: list[Told] = [
    (
        r"Mapper\[(\w+)\(.*expression '(.+?)' failed to locate a name",
        "{0} has a relationship to {1}, and there is no such class.",
        "unresolved_name",
        "Is the name spelled as the class is, and is that a table model?",
    ),
    (
        r"on relationship (\S+) - there are no foreign keys linking",
        "{0} has nothing to go by: no foreign key leads from one table to the other.",
        "missing_foreign_key",
        "A relationship needs a column with foreign_key=.",
    ),
    (
        r"on relationship (\S+) - there are multiple foreign key paths",
        "{0} does not know which key to go by: several lead from one table to the other.",
        "ambiguous_foreign_keys",
        "A relationship can be told its foreign_keys.",
    ),
    (
        r"Mapper\[(\w+)\(.*has no property '(\w+)'",
        "back_populates speaks of {0}.{1}, and there is no such relationship.",
        "unbound_relationship",
        "Both sides name each other, spelled as they are.",
    ),
    (
        r"relationship '(\S+)' refers to attribute '(\S+)' that is not a relationship",
        "{0} is bound to {1}, which is no relationship.",
        "unbound_relationship",
        "back_populates names the relationship on the other side.",
    ),
    (
        r"reverse_property '?(\S+?)'? on relationship (\S+) references relationship (\S+?),",
        "{1} is bound to {2}, which leads elsewhere.",
        "unbound_relationship",
        "",
    ),
    (
        r"(\S+) and back-reference (\S+) are both of the same direction",
        "{0} and {1} both look the same way: one of them is to be the side of the one.",
        "wrong_relationship_side",
        "In a table that refers to itself the side of the one needs remote_side.",
    ),
    (
        r"For many-to-(?:one|many) relationship (\S+), delete-orphan",
        "cascade_delete stands on {0}, the side that belongs to the other: it is for the parent.",
        "wrong_cascade_side",
        "",
    ),
    (
        r"Could not initialize target column for ForeignKey '(\S+)' on table '(\w+)'",
        "A foreign key of {1} refers to {0}, and there is no such column.",
        "wrong_foreign_key",
        "A foreign key is named by table and column.",
    ),
    (
        r"Foreign key associated with column '(\S+)' could not find table '(\w+)'",
        "{0} refers to the table {1}, and there is none.",
        "wrong_foreign_key",
        "A table is called as its class, in lower case.",
    ),
    (
        r"Class '(?:.*\.)?(\w+)' is not mapped",
        "A relationship leads to {0}, which is no table model.",
        "not_a_table",
        "",
    ),
    (
        r"Multiple classes found for path \"(\w+)\"",
        "There is more than one class {0}: an older one is still registered.",
        "defined_twice",
        "Run fresh_models() first.",
    ),
    (
        r"relationship\('(.+)'\).* seems to be using a generic class",
        "The annotation {0} stands in quotes as a whole; only the name of the class may.",
        "quoted_annotation",
        "",
    ),
    (
        r"generic class as the argument to relationship",
        "An annotation of a relationship stands in quotes as a whole; only the class's name may.",
        "quoted_annotation",
        "",
    ),
]


def definition_flaw(error: BaseException) -> Flaw:
    """Tell why classes cannot be defined."""
    if "Boolean value of this clause" in str(error) and _is_inheriting(error):
        message = "A class inherits from a table model, whose attributes are columns."
        look = "What both have in common belongs to a base class without a table."
        return Flaw(DEFINITION, message, "inherits_from_table", None, None, look)
    return _told(error, [*DEFINITIONS, *CONNECTIONS], DEFINITION)


def _is_inheriting(error: BaseException) -> bool:
    """Tell whether pydantic raised it: it takes a column of the parent for a default."""
    traceback = error.__traceback__
    while traceback is not None:
        if "collect_model_fields" in traceback.tb_frame.f_code.co_name:
            return True
        traceback = traceback.tb_next
    return False


def connection_flaw(error: BaseException) -> Flaw:
    """Tell why SQLAlchemy cannot connect classes."""
    return _told(error, [*CONNECTIONS, *DEFINITIONS], CONFIGURATION)


def _told(error: BaseException, told: list[Told], rank: int) -> Flaw:
    text = str(error)
    got = said_of(error)
    for pattern, message, misconception, look in told:
        if (match := re.search(pattern, text, re.DOTALL)) is not None:
            return Flaw(rank, message.format(*match.groups()), misconception, None, None, look)
    return Flaw(
        rank, f"Your classes raise an error: {_clean(got).rstrip('.')}.", None, None, None, ""
    )


def _clean(text: str) -> str:
    """Return an error without addresses and the names of functions that classes stand in."""
    text = re.sub(r"<class '(?:[^']*\.)?(\w+)'>", r"\1", text)
    return re.sub(r" at 0x[0-9a-fA-F]+", "", text)
