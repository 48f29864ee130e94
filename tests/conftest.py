"""What the tests share: the database servers, where they are there."""

import os
from collections.abc import Iterator

import pytest
from sqlalchemy.orm import close_all_sessions

SERVERS = {"postgresql": "HEROES_TEST_POSTGRES", "mariadb": "HEROES_TEST_MARIADB"}


def server_url(backend: str) -> str:
    """Return the URL of a test server, or skip the test and say how to give one."""
    variable = SERVERS[backend]
    if url := os.environ.get(variable):
        return url
    if os.environ.get("HEROES_REQUIRE_SERVERS"):
        pytest.fail(f"{variable} is not set, and HEROES_REQUIRE_SERVERS asks for it.")
    return pytest.skip(f"no {backend} server: set {variable} to the URL of one")


@pytest.fixture(autouse=True)
def _no_sessions_left() -> Iterator[None]:
    """Close what a failing test leaves open, so that it cannot make the next one fail."""
    yield
    close_all_sessions()


@pytest.fixture
def postgres_url() -> str:
    """Return the URL of a PostgreSQL server on which the tests may make databases."""
    return server_url("postgresql")


@pytest.fixture
def mariadb_url() -> str:
    """Return the URL of a MariaDB server on which the tests may make databases."""
    return server_url("mariadb")
