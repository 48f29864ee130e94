"""Moments that Python has no object for, such as PostgreSQL's infinity: they are read as texts."""

from typing import Any

NAMES = ("date", "time", "timetz", "timestamp", "timestamptz", "interval")


def keep_moments(adapters: Any) -> None:
    """Let a connection of psycopg give a moment that does not fit Python's types as its text.

    psycopg would raise DataError, and with it all rows of a page would be lost.
    """
    from psycopg import DataError
    from psycopg.adapt import Loader
    from psycopg.pq import Format

    for name in NAMES:
        oid = adapters.types[name].oid
        plain: Any = adapters.get_loader(oid, Format.TEXT)

        class AsText(Loader):
            kind = plain

            def __init__(self, oid: int, context: Any = None) -> None:
                super().__init__(oid, context)
                self.plain = self.kind(oid, context)

            def load(self, data: Any) -> Any:
                try:
                    return self.plain.load(data)
                except (DataError, OverflowError):
                    return bytes(data).decode()

        adapters.register_loader(oid, AsText)
