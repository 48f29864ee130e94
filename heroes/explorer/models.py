"""Models of any database: their source, and the classes that running it gives."""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from types import ModuleType
from typing import Any

from sqlmodel import SQLModel

from heroes.explorer.reflect import Schema

_numbers = count(1)


def write_source(schema: Schema) -> str:
    """Return a module of typed SQLModel classes, one for each table and view of the schema.

    A value that does not fit its column's type is read as it is stored.
    """
    from heroes.explorer import source  # what it builds on takes a second to import

    return source.write_source(schema)


@dataclass(frozen=True, repr=False)
class Models:
    """The classes of a database: by name as attributes, by table as items, in order as a list."""

    source: str
    _by_name: Mapping[str, type[SQLModel]]
    _by_table: Mapping[str, type[SQLModel]]

    def __getattr__(self, name: str) -> type[SQLModel]:
        if name.startswith("_") or name not in self._by_name:
            raise AttributeError(f"There is no model {name}: {self!r}.")
        return self._by_name[name]

    def __getitem__(self, table: str) -> type[SQLModel]:
        if table not in self._by_table:
            raise KeyError(f"There is no table {table}: give one of {', '.join(self._by_table)}.")
        return self._by_table[table]

    def __iter__(self) -> Iterator[type[SQLModel]]:
        return iter(self._by_name.values())

    def __len__(self) -> int:
        return len(self._by_name)

    def __dir__(self) -> list[str]:
        return [*self._by_name, "source"]

    def __repr__(self) -> str:
        return f"Models({', '.join(self._by_name)})"


def load_models(source: str) -> Models:
    """Run the source of models in a module of its own, and return its classes."""
    module = ModuleType(f"heroes_explored_{next(_numbers)}")
    sys.modules[module.__name__] = module  # where the annotations of a class are looked up
    try:
        exec(compile(source, f"<{module.__name__}>", "exec"), vars(module))  # noqa: S102 - ours
        base: Any = vars(module)["Base"]
        base._sa_registry.configure()
    finally:
        del sys.modules[module.__name__]
    by_name = {
        name: value
        for name, value in vars(module).items()
        if isinstance(value, type) and issubclass(value, base) and value is not base
    }
    return Models(source, by_name, {_table_key(model): model for model in by_name.values()})


def _table_key(model: Any) -> str:
    return str(model.__table__.key)
