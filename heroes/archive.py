"""The archive of a city's bureau of heroes: a database as people meet it, made by nobody's models.

Its tables are plain SQL on purpose (archive.sql): a name with a space, reserved words, a leading
digit, a table without a key. Every row is computed, so it is the same on every machine.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, column, insert, inspect, table

from heroes.database import twin

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

SPELLING = {  # where a backend writes it another way
    "postgresql": {"BLOB": "BYTEA"},
    "mysql": {'"': "`", "TIMESTAMP": "DATETIME"},
    "mariadb": {'"': "`", "TIMESTAMP": "DATETIME"},
}

READINGS = 20_000
INCIDENTS = 360
START = datetime(2031, 1, 1)
DISTRICTS = (
    ("Old Harbour", 48_200), ("Glass Quarter", 31_750), ("Upper Mills", 67_900),
    ("Lantern Hill", 22_400), ("Saltmarsh", 9_150), ("Foundry Row", 54_300),
    ("Observatory Park", 12_600), ("The Undercroft", None),
)  # fmt: skip
OFFICERS = (
    "Ada Brandt", "Ines Okafor", "Tomás Vidal", "Mei Lindqvist", "Yusuf Adeyemi", "Petra Novak",
    "Léon Haddad", "Ruth O'Malley", "Kofi Sato", "Dana Weiss",
)  # fmt: skip
FIRST = ("Amber", "Cobalt", "Crimson", "Ivory", "Jade", "Silver")
LAST = ("Lynx", "Meteor", "Nightjar", "Pilot", "Quill", "Rook")
CIVIL = ("Nour Ellis", "Sam Costa", "Ewa Lind", "Omar Reyes", "Kim Park", "Zoë Marsh", "Ivo Tan")
POWERS = (
    "Flight", "Invisibility", "Magnetism", "Speed", "Strength", "Telepathy", "Time slips",
    "Talking to pigeons",
)  # fmt: skip
EQUIPMENT = (
    ("Grappling hook", "climbing"), ("Rope, 50 m", "climbing"), ("Cape, fireproof", "clothing"),
    ("Mask, half", "clothing"), ("Radio", "signals"), ("Searchlight", "signals"),
    ("Smoke pellets", "supplies"), ("First-aid kit", "supplies"), ("Jet pack", "transport"),
)  # fmt: skip
KINDS = ("robbery", "flood", "giant robot", "missing cat", "power cut", "lost time", "impostor")
ROLES = ("lead", "support", "witness")


def build_archive(engine: "Engine | AsyncEngine") -> None:
    """Make the bureau's 12 tables and 2 views and fill them, in one transaction; once is enough.

    Raises ValueError where some of the tables are there, but not all: they may be yours.
    """
    core = engine if isinstance(engine, Engine) else twin(engine)
    there = sorted({*ROWS} & {*inspect(core).get_table_names()})
    if len(there) == len(ROWS):
        return
    if there:
        raise ValueError(f"This database has a table {there[0]} already: give a new database.")
    with core.begin() as connection:
        for statement in _ddl(core.dialect.name):
            connection.exec_driver_sql(statement)
        for name, (columns, rows) in ROWS.items():
            _fill(connection, name, columns.split(), rows())


def _ddl(backend: str) -> list[str]:
    text = files("heroes").joinpath("archive.sql").read_text("utf-8")
    for ours, theirs in SPELLING.get(backend, {}).items():
        text = text.replace(ours, theirs)
    return [statement for statement in text.split(";") if statement.strip()]


def _fill(connection: Connection, name: str, columns: list[str], rows: Iterator[Any]) -> None:
    values = [dict(zip(columns, row, strict=True)) for row in rows]
    connection.execute(insert(table(name, *map(column, columns))), values)


def _day(number: int) -> str:
    return f"{date(2026, 1, 1) + timedelta(days=number)}"


def _badge(number: int) -> str:
    return f"B-{100 + number}"


def _districts() -> Iterator[Any]:
    return ((number, *district) for number, district in enumerate(DISTRICTS, 1))


def _officers() -> Iterator[Any]:
    for number, name in enumerate(OFFICERS):
        mentor = _badge((number - 1) // 3) if number else None
        yield _badge(number), name, _day(number * 137), mentor


def _heroes() -> Iterator[Any]:
    for number in range(1, 37):
        alias = f"{FIRST[(number - 1) // 6]} {LAST[number % 6]}"
        civil_name = CIVIL[number % 7] if number % 4 else None
        district_id = number % 8 + 1 if number % 9 else None
        image = b"\x89PNG" + bytes(number * step % 256 for step in range(24))
        picture = image if number % 5 == 0 else None
        registered = _day(number * 41)
        yield number, alias, civil_name, district_id, registered, number % 6 != 0, picture


def _powers() -> Iterator[Any]:
    return iter(list(enumerate(POWERS, 1)))


def _hero_powers() -> Iterator[Any]:
    for hero_id in range(1, 37):
        for power_id in sorted({hero_id % 8 + 1, hero_id * 3 % 8 + 1}):
            yield hero_id, power_id


def _equipment() -> Iterator[Any]:
    for number, (name, group) in enumerate(EQUIPMENT, 1):
        yield (
            f"E{number:03}",
            name,
            group,
            f"{number * number * 37}.{number * 11}" if number != 7 else None,
        )


def _loans() -> Iterator[Any]:
    for number in range(1, 121):
        first = 1_500 + number * 3
        until = _day(first + number % 21 + 1) if number % 10 else None
        hero_id, officer = number * 7 % 36 + 1, _badge(number % 10)
        yield number, f"E{number * 5 % 9 + 1:03}", hero_id, _day(first), until, officer


def _incidents() -> Iterator[Any]:
    for number in range(1, INCIDENTS + 1):
        opened = START + timedelta(hours=number * 23, minutes=number * 17 % 60)
        closed = f"{opened + timedelta(hours=number % 50 + 1)}" if number % 12 else None
        damage = f"{number * 7919 % 90_000}.{number % 90 + 10}" if number % 3 else None
        kind, severity = KINDS[number * 5 % 7], number * 7 % 11 % 5 + 1
        yield number, number * 3 % 8 + 1, kind, severity, f"{opened}", closed, damage


def _incident_heroes() -> Iterator[Any]:
    for incident_id in range(1, INCIDENTS + 1):
        for place in range(incident_id % 4):  # a quarter of all incidents ends without a hero
            yield incident_id, (incident_id * 11 + place * 13) % 34 + 1, ROLES[place]


def _reports() -> Iterator[Any]:
    for incident_id in range(1, INCIDENTS + 1, 2):
        for number in range(1, incident_id % 3 + 2):
            text = f"Report {number} on incident {incident_id}.\nNobody saw it; everybody heard it."
            yield incident_id, number, _badge((incident_id + number) % 10), text


def _calls() -> Iterator[Any]:
    for number in range(1, 201):
        called = START + timedelta(minutes=number * 211)
        caller = CIVIL[number % 7] if number % 3 else None
        note = f"{KINDS[number % 7].capitalize()} seen 100% sure" if number % 8 else None
        yield f"{called}", caller, number % 8 + 1 if number % 6 else None, note


def _readings() -> Iterator[Any]:
    for number in range(1, READINGS + 1):
        taken = START + timedelta(minutes=(number - 1) // 8 * 10)
        tenths = 350 + number * 37 % 211 + number // 8 % 144
        decibels = f"{tenths // 10}.{tenths % 10}" if number % 97 else None
        yield number, (number - 1) % 8 + 1, f"{taken}", decibels


ROWS: dict[str, tuple[str, Callable[[], Iterator[Any]]]] = {  # in an order that their keys allow
    "district": ("id name population", _districts),
    "officer": ("badge name joined mentor", _officers),
    "registered_hero": (
        "id alias civil_name district_id registered active badge_image",
        _heroes,
    ),
    "power": ("id name", _powers),
    "hero_power": ("hero_id power_id", _hero_powers),
    "Equipment Item": ("code name group price", _equipment),
    "equipment_loan": ("id item hero_id from to approved_by", _loans),
    "incident": ("id district_id kind severity opened closed damage", _incidents),
    "incident_hero": ("incident_id hero_id role", _incident_heroes),
    "report": ("incident_id number written_by body", _reports),
    "24h_hotline": ("called caller district_id note", _calls),
    "reading": ("id district_id taken decibels", _readings),
}
