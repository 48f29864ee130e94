"""Compare CHECK constraints: by their text, or else by the rows that they let in."""

import re
import sqlite3
from itertools import islice, product
from typing import Any

from heroes.judge.migrate.schema import Shape

MAX_PROBES = 3_000  # combinations of values on which two CHECKs are compared


def same_checks(one: Shape, other: Shape) -> bool:
    """Tell whether two tables let in the same rows: by the text, or else by trying values."""
    mine, theirs = (sorted(map(_plain, shape.checks)) for shape in (one, other))
    if mine == theirs:
        return True
    texts = [*one.checks, *other.checks]
    words = set(re.findall(r"\w+", " ".join(texts)))
    columns = [column for column in one.columns if column in words]
    values = _probes(" ".join(texts))
    allowed = [" AND ".join(f"({text}) IS NOT 0" for text in s.checks) or "1" for s in (one, other)]
    names = ", ".join(f'? AS "{column}"' for column in columns) or "1"
    sql = f"SELECT ({allowed[0]}) = ({allowed[1]}) FROM (SELECT {names})"  # noqa: S608
    connection = sqlite3.connect(":memory:")
    try:
        rows = islice(product(values, repeat=len(columns)), MAX_PROBES)
        return all(connection.execute(sql, row).fetchone()[0] for row in rows)
    except sqlite3.Error:
        return False
    finally:
        connection.close()


def _plain(text: str) -> str:
    return re.sub(r"[\s()\"`\[\]]", "", text).lower()


def _probes(text: str) -> list[Any]:
    """Return values at and beside the literals of a text."""
    numbers = [float(n) if "." in n else int(n) for n in re.findall(r"\d+(?:\.\d+)?", text)]
    near = [n + d for n in [0, *numbers] for d in (-1, 0, 1)]
    words = re.findall(r"'([^']*)'", text)
    lengths = ["a" * n for n in near if isinstance(n, int) and 0 <= n < 300]
    return list(dict.fromkeys([None, *near, *(-n for n in numbers), *words, *lengths]))
