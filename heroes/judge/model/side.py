"""One side of a comparison: the classes of an answer, in the names of a right one."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import StaticPool, create_engine

from heroes.judge.model.family import Family, tables_of
from heroes.judge.model.naming import Naming, renamed
from heroes.judge.model.relations import Relation, relations_of, renamed_relations
from heroes.judge.model.schema import Shape, shape_of


@dataclass
class Side:
    """The classes of an answer, their tables and relationships, and how to reach them by name."""

    family: Family
    naming: Naming = field(default_factory=Naming)

    @cached_property
    def own_shapes(self) -> dict[str, Shape]:
        """Return the tables in the answer's own names."""
        tables = self.family.tables.items()
        return {name: shape_of(name, model, self.family) for name, model in tables}

    @cached_property
    def own_relations(self) -> dict[str, Relation]:
        """Return the relationships in the answer's own names; none if they cannot be connected."""
        return {} if self.family.error is not None else relations_of(self.family)

    def shapes(self) -> dict[str, Shape]:
        """Return the tables in the names of a right answer."""
        back = {self.naming.owner_back(name): shape for name, shape in self.own_shapes.items()}
        return {name: renamed(shape, name, self.naming) for name, shape in back.items()}

    def relations(self) -> dict[str, Relation]:
        """Return the relationships in the names of a right answer."""
        return renamed_relations(self.own_relations, self.naming)

    def model(self, owner: str) -> type[Any]:
        """Return the class that stands for one of a right answer."""
        name = self.naming.name(owner)
        family = self.family
        return family.tables.get(name) or family.listed.get(name) or family.known[name]

    def read(self, thing: Any, owner: str, key: str) -> Any:
        """Return the value of an attribute, named as a right answer names it."""
        return getattr(thing, self.naming.key(owner, key))

    def write(self, thing: Any, owner: str, key: str, value: Any) -> None:
        """Set an attribute, named as a right answer names it."""
        setattr(thing, self.naming.key(owner, key), value)

    @cached_property
    def image(self) -> bytes:
        """Return an empty database with the tables, as SQLite serializes it."""
        engine = create_engine("sqlite://", poolclass=StaticPool)
        tables = tables_of(self.family)
        try:
            with engine.begin() as connection:
                tables[0].metadata.create_all(connection, tables=tables)
            with engine.connect() as connection:
                raw: Any = connection.connection.driver_connection
                return bytes(raw.serialize())
        finally:
            engine.dispose()
