"""Name things as a person would: classes, their attributes, and the relationships of them."""

import builtins
import keyword
import re
import unicodedata
from collections.abc import Callable, Container, Iterable
from functools import cache
from itertools import count

import inflect
from sqlmodel import SQLModel

# What a module of models imports or defines itself: a class or an attribute of that name hides it.
MODULE = frozenset(
    {
        *("Any", "AsKey", "AsStored", "AsText", "AsWritten", "Base", "ConfigDict", "Decimal"),
        *("Field", "FieldSerializationInfo", "JSON", "KeyDict", "KeyList", "Optional"),
        *("Relationship", "SQLModel", "TypeAdapter", "UUID", "as_it_is", "dt", "field_serializer"),
        *("mysql", "postgresql", "registry", "sa", "sqlite", "FAULTS"),
    }
)
TYPES = frozenset({"bool", "bytes", "dict", "float", "int", "list", "set", "str"})
AMBIGUOUS = frozenset("IOl")  # linters ask for another name
# Not the plurals that they look like, or plural in a way of their own.
SINGULAR = frozenset(
    {"alias", "atlas", "bias", "canvas", "christmas", "gas", "lens", "news", "series", "species"}
)
UNCOUNTED = frozenset(
    {"data", "media", "metadata", "staff", *("cms", "dns", "fts", "gps", "mms", "sms", "tls")}
)
HEADED = re.compile("(.+?)(_(?:of|by|for|per|with)_.+)")  # "bill_of_materials": it is a bill
KINDS = "id|fk|key|uuid|guid|pk|no|nr|num|number|code|ref|ptr_id"  # of columns that point
REVERSED = {  # what a person calls the other end of these references to rows of the same table
    "parent": "children",
    "manager": "reports",
    "reports_to": "reports",
    "supervisor": "reports",
    "boss": "reports",
    "reply_to": "replies",
}


@cache
def _engine() -> inflect.engine:
    return inflect.engine()


def plural(name: str) -> str:
    """Return the plural of a name in snake case; what is plural already stays."""
    if headed := HEADED.fullmatch(name):
        return plural(headed[1]) + headed[2]
    head, last = _parted(name)
    if last in UNCOUNTED:
        return name
    if not last.isascii() or not last.isalpha() or _singular(last) != last:
        return name if last.isascii() and last.isalpha() else f"{name}_list"
    return head + _engine().plural_noun(last)


def singular(name: str) -> str:
    """Return the singular of a name in snake case; what is singular already stays."""
    if headed := HEADED.fullmatch(name):
        return singular(headed[1]) + headed[2]
    head, last = _parted(name)
    return head + _singular(last)


def _parted(name: str) -> tuple[str, str]:
    head, line, last = name.rpartition("_")
    return head + line, last


def _singular(word: str) -> str:
    if word in SINGULAR or word in UNCOUNTED or re.search("(ss|us|is|ata|edia)$", word):
        return word
    if not word.isascii() or not word.isalpha() or len(word) < 3:
        return word
    found = _engine().singular_noun(word)
    return found if isinstance(found, str) else word


def snake(name: str) -> str:
    """Return a name in snake case: "InvoiceLine" and "Invoice Line" become "invoice_line"."""
    words = re.sub(r"([a-z\d])([A-Z])|([A-Z])([A-Z][a-z])", r"\1\3_\2\4", _word(name, ""))
    return re.sub("_+", "_", words.lower()).strip("_")


def camel(name: str) -> str:
    """Return a name as a class has it: "invoice_lines" becomes "InvoiceLines"."""
    joined = "".join(part[:1].upper() + part[1:] for part in snake(name).split("_"))
    return _word(joined, "").replace("_", "")  # some letters unfold in upper case


def _word(name: str, otherwise: str) -> str:
    """Return a name with each run of what no identifier may hold as one underscore."""
    folded = unicodedata.normalize("NFKC", name)
    kept = "".join(c if f"a{c}".isidentifier() else "_" for c in folded)
    return re.sub("__+", "_", kept).strip("_") or otherwise


def class_name(table: str, schema: str | None, taken: Container[str]) -> str:
    """Return a free name for the class of a table: the singular, with its schema if need be."""
    one, many = camel(singular(snake(table))), camel(table)
    place = camel(schema or "")
    names = [name for name in (one, many, place + one) if name] or ["Table"]
    bad = [name in AMBIGUOUS or not name[0].isidentifier() for name in names]
    safe = [f"Table{name}" if is_bad else name for name, is_bad in zip(names, bad, strict=True)]
    return _free(safe, lambda name: name in taken or name in BUILT_IN, "")


def attribute_name(column: str, taken: Container[str]) -> str:
    """Return a free name for the attribute of a column: the column's own where Python lets it."""
    own = column if column.isidentifier() and not column.startswith("_") else ""
    name = unicodedata.normalize("NFKC", own) or _word(column, "column")
    if not name[0].isidentifier():
        name = f"column_{name}"
    return _free([name, f"{name}_"], lambda name: name in taken or name in RESERVED, "_")


def relationship_name(candidates: Iterable[str], taken: Container[str]) -> str:
    """Return the first candidate that is free, else one that says that it is related."""
    words = [name for name in candidates if name]
    names = [name if name[0].isidentifier() else f"row_{name}" for name in words] or ["row"]
    more = [f"related_{name}" for name in names]
    return _free(names + more, lambda name: name in taken or name in RESERVED, "_")


def reference(column: str, target: str, table: str) -> str:
    """Return what a column that points at a column of a table says by its name.

    "artist_id" and "ArtistCode" say "artist", and "billtoaddressid" says "billtoaddress" where it
    points at the key of an "address".
    """
    name, key, own = snake(column), snake(target), singular(snake(table))
    short = re.sub(rf"(?<=.)_({KINDS})$|^(id|fk)_(?=.)", "", name)
    if name == own:
        return name
    if short != name or key == own:
        return short
    rest = key.removeprefix(own)  # "id" of "addressid", "_code" of "currency_code"
    head = name.removesuffix(rest if rest != key or key == "id" else f"_{key}").rstrip("_")
    return head if len(head) > 2 else name


def reversed_reference(role: str, table: str) -> str | None:
    """Return what a person calls the other end of a reference to rows of the same table, if known.

    "parent" leads back to "children", and so does "parent_folder" in a table of folders.
    """
    words = table.split("_")
    tails = [f"_{'_'.join(words[start:])}" for start in range(len(words))]
    return REVERSED.get(next((role.removesuffix(t) for t in tails if role.endswith(t)), role))


def _free(names: list[str], is_taken: Callable[[str], bool], between: str) -> str:
    numbered = (f"{names[0]}{between}{number}" for number in count(2))
    free = (name for name in names if not is_taken(name))
    return next(free, None) or next(name for name in numbered if not is_taken(name))


BUILT_IN = frozenset({*dir(builtins), *keyword.kwlist, *MODULE, "Table"})
RESERVED = frozenset(
    {
        *dir(SQLModel),
        *dir(type(SQLModel)),
        *keyword.kwlist,
        *MODULE,
        *TYPES,
        *AMBIGUOUS,
        "metadata",
        "registry",
    }
)
