"""Every topic of the official tutorials is taught: the table says where, and the cell is there."""

from pathlib import Path
from typing import NamedTuple

import nbformat
import pytest

from tests.refresh import FOLDER

TABLE = Path(__file__).with_name("coverage.tsv")


class Topic(NamedTuple):
    """A topic, the page that it comes from, and where the course teaches it."""

    topic: str
    page: str
    notebook: str
    fragment: str


TOPICS = [Topic(*line.split("\t")) for line in TABLE.read_text("utf-8").splitlines()[1:]]
CELLS = {
    path.stem: [cell.source for cell in nbformat.read(path, 4).cells]
    for path in FOLDER.glob("*.ipynb")
}
# The parts of SQLModel's tutorial up to many-to-many, of SQLAlchemy's unified tutorial, and of
# its guide to loading.
# The parts of SQLModel's tutorial up to many-to-many and its advanced guide, and of SQLAlchemy's
# unified tutorial and its pages on types.
# The parts of SQLModel's tutorial up to many-to-many, of SQLAlchemy's unified tutorial and guides.
# Alembic's documentation.
# The parts of SQLModel's tutorial up to many-to-many and of SQLAlchemy's unified tutorial, then
# SQLModel's pages on FastAPI and FastAPI's own, then what a project of several files needs.
PAGES = (
    "tutorial/create-db-and-table",
    "tutorial/insert",
    "tutorial/automatic-id-none-refresh",
    "tutorial/select",
    "tutorial/where",
    "tutorial/indexes",
    "tutorial/one",
    "tutorial/limit-and-offset",
    "tutorial/update",
    "tutorial/delete",
    "tutorial/connect/create-connected-tables",
    "tutorial/connect/create-connected-rows",
    "tutorial/connect/read-connected-data",
    "tutorial/connect/update-connected-data",
    "tutorial/connect/remove-data-connections",
    "tutorial/relationship-attributes/define-relationships-attributes",
    "tutorial/relationship-attributes/create-and-update-relationships",
    "tutorial/relationship-attributes/read-relationships",
    "tutorial/relationship-attributes/remove-relationships",
    "tutorial/relationship-attributes/back-populates",
    "tutorial/relationship-attributes/cascade-delete-relationships",
    "tutorial/relationship-attributes/type-annotation-strings",
    "tutorial/many-to-many/create-models-with-link",
    "tutorial/many-to-many/create-data",
    "tutorial/many-to-many/update-remove-relationships",
    "tutorial/many-to-many/link-with-extra-fields",
    "advanced/decimal",
    "advanced/uuid",
    "core/type_basics",
    "core/custom_types",
    "core/defaults",
    "orm/extensions/mutable",
    "orm/declarative_mixins",
    "tutorial/data_select",
    "tutorial/dbapi_transactions",
    "orm_data_manipulation",
    "orm_related_objects",
    "queryguide/relationships",
    "queryguide/columns",
    "orm/session_transaction",
    "orm/versioning",
    "orm/queryguide/dml",
    "orm/session_events",
    "orm/extensions/hybrid",
    "orm/session_basics",
    "orm/extensions/asyncio",
    "alembic.sqlalchemy.org/en/latest/tutorial",
    "alembic.sqlalchemy.org/en/latest/autogenerate",
    "alembic.sqlalchemy.org/en/latest/batch",
    "alembic.sqlalchemy.org/en/latest/naming",
    "alembic.sqlalchemy.org/en/latest/cookbook",
    "alembic.sqlalchemy.org/en/latest/branches",
    "alembic.sqlalchemy.org/en/latest/offline",
    "tutorial/fastapi/simple-hero-api/",
    "tutorial/fastapi/response-model/",
    "tutorial/fastapi/multiple-models/",
    "tutorial/fastapi/read-one/",
    "tutorial/fastapi/limit-and-offset/",
    "tutorial/fastapi/update/",
    "tutorial/fastapi/update-extra-data/",
    "tutorial/fastapi/delete/",
    "tutorial/fastapi/session-with-dependency/",
    "tutorial/fastapi/teams/",
    "tutorial/fastapi/relationships/",
    "tutorial/fastapi/tests/",
    "advanced/events/",
    "advanced/testing-dependencies/",
    "advanced/async-tests/",
    "sqlmodel.tiangolo.com/features/",
    "tutorial/code-structure/",
    "orm/composites",
    "orm/declarative_styles",
    "tutorial/metadata.html#table-reflection",
    "core/reflection",
)


@pytest.mark.parametrize("topic", TOPICS, ids=lambda each: each.topic)
def test_a_topic_is_taught_where_the_table_says(topic: Topic) -> None:
    assert all(topic)
    assert any(topic.fragment in source for source in CELLS[topic.notebook])


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_the_tutorials_has_topics_in_the_table(page: str) -> None:
    assert any(page in topic.page for topic in TOPICS)


def test_no_topic_stands_twice() -> None:
    names = [(topic.topic, topic.notebook) for topic in TOPICS]
    assert len(names) == len(set(names))
