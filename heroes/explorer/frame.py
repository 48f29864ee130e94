"""The rows of a page as a DataFrame, of pandas or polars, whichever is installed."""

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

LIBRARIES: dict[str, dict[str, Any]] = {"pandas": {}, "polars": {"strict": False}}


def to_dataframe(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Any:
    """Return a DataFrame with a column for each of the table's.

    Raises ModuleNotFoundError, which names what to install, where there is neither library.
    """
    data: Mapping[str, list[Any]] = {
        name: [row[index] for row in rows] for index, name in enumerate(columns)
    }
    for library, options in LIBRARIES.items():
        try:
            return import_module(library).DataFrame(data, **options)
        except ModuleNotFoundError as error:
            if error.name != library:
                raise
    raise ModuleNotFoundError("There is no library for DataFrames: pip install pandas")
