"""Pages of a million rows, beside datasette and jupysql on the same file: CPU, as ratios.

Neither is a dependency of ours: `uv run --with datasette --with jupysql python -m
tests.benchmarks.beside`. Each line is a median of 15, in milliseconds and as a multiple of ours.
"""

import asyncio
import logging
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from importlib import import_module
from typing import Any
from urllib.parse import quote

from IPython.core.interactiveshell import InteractiveShell
from sqlmodel import Session, select

from heroes import create_tables, explore, generate, make_engine
from heroes.models import Hero

SIZE = 50
TEXT = "777"  # in one name of 250
Work = Callable[[], object]


def main(rows: int = 1_000_000) -> None:
    """Make the file, measure each kind of page in turn, and print a table."""
    warnings.simplefilter("ignore")
    logging.disable()
    engine = make_engine()
    create_tables(engine)
    generate(engine, heroes=rows)
    chosen = select(Hero.name, Hero.id).order_by(Hero.name, Hero.id)  # type: ignore[arg-type]
    with Session(engine) as session:
        name, number = session.exec(chosen.offset(rows * 9 // 10).limit(1)).one()
    path = str(engine.url.database)
    ours, theirs = of_heroes(path, name), of_datasette(path, name, number)
    notebook = of_jupysql(path, rows * 9 // 10)
    for page in ours:
        base = cpu(ours[page])
        print(f"{page:12} {'heroes':26} {base:8.2f} ms")
        beside = [("datasette, JSON", theirs[0]), ("datasette, HTML", theirs[1])]
        for label, pages in [*beside, ("jupysql", notebook)]:
            taken = cpu(pages[page])
            print(f"{page:12} {label:26} {taken:8.2f} ms {taken / base:8.1f} times")


def cpu(work: Work) -> float:
    """Return the milliseconds of CPU that some work takes."""
    work()
    taken = []
    for _ in range(15):
        start = time.process_time()
        work()
        taken.append((time.process_time() - start) * 1000)
    return statistics.median(taken)


def of_heroes(path: str, name: str) -> dict[str, Work]:
    """Return what reads each kind of page."""
    db = explore(path)
    place = db.page("hero", order_by=["name"], start=[name], size=1).next
    holds: Any = db.models.Hero.name.contains(TEXT)  # type: ignore[attr-defined]

    def page(**asked: Any) -> Work:
        return lambda: db.page("hero", order_by=["name"], size=SIZE, **asked)

    return {"first": page(), "far": page(after=place), "contains": page(where=[holds])}


def of_datasette(path: str, name: str, number: int | None) -> tuple[dict[str, Work], ...]:
    """Return what asks for the same pages, without counting: as JSON, and as a web page."""
    settings = {"sql_time_limit_ms": 60_000, "facet_time_limit_ms": 1}
    client = import_module("datasette.app").Datasette([path], settings=settings).client
    loop = asyncio.new_event_loop()
    table = path.rpartition("/")[2].removesuffix(".db") + "/hero"

    def page(kind: str, query: str) -> Work:
        url = f"/{table}{kind}?_sort=name&_size={SIZE}&_nocount=1&_nosuggest=1&{query}"

        def get() -> None:
            assert loop.run_until_complete(client.get(url)).status_code == 200, url

        return get

    queries = {
        "first": "",
        "far": f"_next={quote(name)},{number}",
        "contains": f"name__contains={TEXT}",
    }
    return tuple(
        {label: page(kind, query) for label, query in queries.items()} for kind in (".json", "")
    )


def of_jupysql(path: str, offset: int) -> dict[str, Work]:
    """Return what sends the SQL of the same pages and makes their tables, the far one by OFFSET."""
    shell = InteractiveShell.instance()
    run: Any = shell.run_line_magic
    run("load_ext", "sql")
    for setting in ("feedback = 0", f"displaylimit = {SIZE}"):
        run("config", f"SqlMagic.{setting}")
    run("sql", f"sqlite:///{path}")

    def page(where: str = "", offset: int = 0) -> Work:
        sql = f"SELECT * FROM hero {where} ORDER BY name, id LIMIT {SIZE} OFFSET {offset}"
        return lambda: run("sql", sql)._repr_html_()

    contains = page(f"WHERE name LIKE '%{TEXT}%'")
    return {"first": page(), "far": page(offset=offset), "contains": contains}


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
