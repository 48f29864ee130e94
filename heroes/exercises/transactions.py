"""The exercises of 14 Transactions: all or nothing, parts that may fail, and two at once."""

from typing import Any

from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, insert, update

from heroes.judge import Exercise
from heroes.models import Hero, Team

CHAPTER = "14_transactions"
MODELS = (Hero, Team)

survivors = Exercise(
    id="transactions.survivors",
    chapter=CHAPTER,
    title="Who is saved",
    prompt=(
        "A block with session.begin() adds Nova. In it, a block with session.begin_nested() adds "
        "Echo, flushes, and raises an error, which is caught right outside of the inner block. "
        "Then Quill is added, and the outer block ends. Who is in the table?"
    ),
    kind="predict",
    concepts=("savepoint", "rollback", "transaction"),
    minutes=2,
    starter="answer = ...  # the number of an option",
    reference="Nova and Quill",
    wrong=[
        ("nobody", "savepoint_is_transaction"),
        ("Quill", "savepoint_is_transaction"),
        ("Nova, Echo and Quill", "flush_is_commit"),
    ],
    hints=("How far back does a savepoint take you?", "Did the outer block see the error?"),
)

repeat = Exercise(
    id="transactions.repeat",
    chapter=CHAPTER,
    title="Try again",
    prompt=(
        "Team has a version_id_col, and the database is PostgreSQL. Put these lines in order, so "
        "that 5 is added once, and tried again from the start if somebody else was faster."
    ),
    kind="order",
    concepts=("transaction", "get", "commit"),
    minutes=3,
    starter="lines = ...  # a list of the numbers above",
    reference=[
        "for attempt in range(3):",
        "    with Session(engine) as session:",
        "        team = session.get(Team, 1)",
        "        team.budget += 5",
        "        try:",
        "            session.commit()",
        "            break",
        "        except StaleDataError: pass",
    ],
    wrong=[
        (
            [
                "for attempt in range(3):",
                "    with Session(engine) as session:",
                "        team = session.get(Team, 1)",
                "        team.budget += 5",
                "        try:",
                "            break",
                "            session.commit()",
                "        except StaleDataError: pass",
            ],
            "forgotten_commit",
        ),
        (
            [
                "for attempt in range(3):",
                "    with Session(engine) as session:",
                "        team.budget += 5",
                "        team = session.get(Team, 1)",
                "        try:",
                "            session.commit()",
                "            break",
                "        except StaleDataError: pass",
            ],
            "used_before_defined",
        ),
    ],
    hints=(
        "A new attempt needs a new read, so the read belongs to what is repeated.",
        "What ends the loop comes after what may fail.",
    ),
)


def _swap(session: Session) -> None:
    first, second = session.get(Hero, 1), session.get(Hero, 2)
    before = first.team_id
    first.team_id = second.team_id
    second.team_id = before
    session.commit()


def _swap_in_a_block(session: Session) -> None:
    with session.begin():
        first, second = session.get(Hero, 1), session.get(Hero, 2)
        first.team_id, second.team_id = second.team_id, first.team_id


def _swap_by_statements(session: Session) -> None:
    teams = session.get(Hero, 1).team_id, session.get(Hero, 2).team_id
    session.exec(update(Hero).where(Hero.id == 1).values(team_id=teams[1]))
    session.exec(update(Hero).where(Hero.id == 2).values(team_id=teams[0]))
    session.commit()


def _swap_in_two_commits(session: Session) -> None:
    first, second = session.get(Hero, 1), session.get(Hero, 2)
    teams = first.team_id, second.team_id
    first.team_id = teams[1]
    session.commit()
    second.team_id = teams[0]
    session.commit()


def _swap_without_commit(session: Session) -> None:
    first, second = session.get(Hero, 1), session.get(Hero, 2)
    first.team_id, second.team_id = second.team_id, first.team_id


def _swap_with_flush(session: Session) -> None:
    first, second = session.get(Hero, 1), session.get(Hero, 2)
    first.team_id, second.team_id = second.team_id, first.team_id
    session.flush()


def _swap_of_one(session: Session) -> None:
    first, second = session.get(Hero, 1), session.get(Hero, 2)
    first.team_id = second.team_id
    second.team_id = first.team_id
    session.commit()


def _swap_of_all(session: Session) -> None:
    teams = session.get(Hero, 1).team_id, session.get(Hero, 2).team_id
    session.exec(update(Hero).values(team_id=teams[1]))
    session.exec(update(Hero).where(Hero.id == 2).values(team_id=teams[0]))
    session.commit()


swap = Exercise(
    id="transactions.swap",
    chapter=CHAPTER,
    title="Swap teams",
    prompt=(
        "This function swaps the teams of the heroes 1 and 2, who exist. If it fails halfway, the "
        "first move stays. Repair it: one commit saves all."
    ),
    kind="mutate",
    concepts=("transaction", "commit"),
    minutes=3,
    models=MODELS,
    given=lambda session: all(session.get(Hero, key) is not None for key in (1, 2)),
    starter=(
        "def swap(session):\n"
        "    first, second = session.get(Hero, 1), session.get(Hero, 2)\n"
        "    before = first.team_id\n"
        "    first.team_id = second.team_id\n"
        "    session.commit()\n"
        "    second.team_id = before\n"
        "    session.commit()"
    ),
    reference=_swap,
    alternates=[_swap_in_a_block, _swap_by_statements],
    wrong=[
        (_swap_in_two_commits, "half_done"),
        (_swap_without_commit, "forgotten_commit"),
        (_swap_with_flush, "flush_for_commit"),
        (_swap_of_one, "changed_too_little"),
        (_swap_of_all, "update_without_where"),
    ],
    commits=1,
    hints=("Where may it stop, and what is saved by then?", "Each commit ends a transaction."),
)


def _rows() -> list[dict[str, Any]]:
    return [
        {"id": 1, "name": "Lanterns", "headquarters": "The Old Mill"},
        {"id": 900, "name": "Tide", "headquarters": "Pier 4"},
    ]


def _save_teams(session: Session) -> None:
    rows = [
        {"id": 1, "name": "Lanterns", "headquarters": "The Old Mill"},
        {"id": 900, "name": "Tide", "headquarters": "Pier 4"},
    ]
    upsert = sqlite.insert(Team)
    new = {"name": upsert.excluded.name, "headquarters": upsert.excluded.headquarters}
    session.exec(upsert.on_conflict_do_update(index_elements=[Team.id], set_=new), params=rows)
    session.commit()


def _save_teams_by_values(session: Session) -> None:
    upsert = sqlite.insert(Team).values(_rows())
    new = {"name": upsert.excluded.name, "headquarters": upsert.excluded.headquarters}
    session.exec(upsert.on_conflict_do_update(index_elements=["id"], set_=new))
    session.commit()


def _save_teams_in_a_block(session: Session) -> None:
    upsert = sqlite.insert(Team)
    upsert = upsert.on_conflict_do_update(set_=dict(upsert.excluded))
    with session.begin():
        session.exec(upsert, params=_rows())


def _upserted(session: Session, *columns: str) -> None:
    upsert = sqlite.insert(Team)
    new = {column: upsert.excluded[column] for column in columns}
    session.exec(upsert.on_conflict_do_update(index_elements=["id"], set_=new), params=_rows())


def _save_teams_unsaved(session: Session) -> None:
    _upserted(session, "name", "headquarters")


def _save_teams_flushed(session: Session) -> None:
    _upserted(session, "name", "headquarters")
    session.flush()


def _save_names_alone(session: Session) -> None:
    _upserted(session, "name")
    session.commit()


def _save_new_teams_alone(session: Session) -> None:
    session.exec(sqlite.insert(Team).on_conflict_do_nothing(), params=_rows())
    session.commit()


def _insert_teams(session: Session) -> None:
    session.exec(insert(Team), params=_rows())
    session.commit()


def _merge_teams(session: Session) -> None:
    for row in _rows():
        session.merge(Team(**row))
    session.commit()


save_teams = Exercise(
    id="transactions.save_teams",
    chapter=CHAPTER,
    title="Insert or update",
    prompt=(
        "With one statement, save both rows: a team whose id is there gets the new name and "
        "headquarters, and the other one is added. The check runs on SQLite."
    ),
    kind="mutate",
    concepts=("upsert", "bulk_statement", "commit"),
    minutes=6,
    models=MODELS,
    starter=(
        "rows = [\n"
        '    {"id": 1, "name": "Lanterns", "headquarters": "The Old Mill"},\n'
        '    {"id": 900, "name": "Tide", "headquarters": "Pier 4"},\n'
        "]\n\n\n"
        "def save_teams(session):\n"
        "    return ..."
    ),
    reference=_save_teams,
    alternates=[_save_teams_by_values, _save_teams_in_a_block],
    wrong=[
        (_save_teams_unsaved, "forgotten_commit"),
        (_save_teams_flushed, "flush_for_commit"),
        (_save_names_alone, "changed_too_little"),
        (_save_new_teams_alone, "changed_too_little"),
        (_insert_teams, "raises"),
        (_merge_teams, "too_many_statements"),
    ],
    statements=1,
    hints=(
        "The insert of sqlalchemy.dialects.sqlite can do more than the one of sqlmodel.",
        "excluded holds the values of the row that could not go in.",
    ),
)


def _enlist(session: Session) -> int:
    heroes = [
        Hero(name="Quill", secret_name="Marta Pena"),
        Hero(name="Vesper", secret_name="Claire Dumont", team_id=1),
        Hero(name="Nova", secret_name="Ada Okafor"),
    ]
    saved = 0
    for hero in heroes:
        try:
            with session.begin_nested():
                session.add(hero)
            saved += 1
        except IntegrityError:
            pass
    session.commit()
    return saved


def _recruits() -> list[Hero]:
    return [
        Hero(name="Quill", secret_name="Marta Pena"),
        Hero(name="Vesper", secret_name="Claire Dumont", team_id=1),
        Hero(name="Nova", secret_name="Ada Okafor"),
    ]


def _enlist_by_hand(session: Session) -> int:
    saved = 0
    with session.begin():
        for hero in _recruits():
            savepoint = session.begin_nested()
            session.add(hero)
            try:
                savepoint.commit()
                saved += 1
            except IntegrityError:
                savepoint.rollback()
    return saved


def _enlist_after_a_look(session: Session) -> int:
    heroes = [hero for hero in _recruits() if hero.team_id is None or session.get(Team, 1)]
    session.add_all(heroes)
    session.commit()
    return len(heroes)


def _enlist_one_by_one(session: Session) -> int:
    saved = 0
    for hero in _recruits():
        session.add(hero)
        try:
            session.commit()
            saved += 1
        except IntegrityError:
            session.rollback()
    return saved


def _enlist_unsaved(session: Session) -> int:
    saved = 0
    for hero in _recruits():
        try:
            with session.begin_nested():
                session.add(hero)
            saved += 1
        except IntegrityError:
            pass
    return saved


def _enlist_with_rollback(session: Session) -> int:
    saved = 0
    for hero in _recruits():
        session.add(hero)
        try:
            session.flush()
            saved += 1
        except IntegrityError:
            session.rollback()
    session.commit()
    return saved


def _enlist_until_an_error(session: Session) -> int:
    saved = 0
    try:
        for hero in _recruits():
            with session.begin_nested():
                session.add(hero)
            saved += 1
    except IntegrityError:
        pass
    session.commit()
    return saved


def _enlist_unprotected(session: Session) -> int:
    heroes = _recruits()
    session.add_all(heroes)
    session.commit()
    return len(heroes)


def _enlist_without_number(session: Session) -> None:
    _enlist(session)


enlist = Exercise(
    id="transactions.enlist",
    chapter=CHAPTER,
    title="Whoever can be saved",
    prompt=(
        "This function saves nobody if there is no team 1. Repair it: it saves the heroes that the "
        "database takes, and skips the others. It commits once, and returns how many were saved."
    ),
    kind="mutate",
    concepts=("savepoint", "transaction", "add"),
    minutes=8,
    models=MODELS,
    starter=(
        "def enlist(session):\n"
        "    heroes = [\n"
        '        Hero(name="Quill", secret_name="Marta Pena"),\n'
        '        Hero(name="Vesper", secret_name="Claire Dumont", team_id=1),\n'
        '        Hero(name="Nova", secret_name="Ada Okafor"),\n'
        "    ]\n"
        "    session.add_all(heroes)\n"
        "    session.commit()\n"
        "    return len(heroes)"
    ),
    reference=_enlist,
    alternates=[_enlist_by_hand, _enlist_after_a_look],
    wrong=[
        (_enlist_one_by_one, "half_done"),
        (_enlist_unsaved, "forgotten_commit"),
        (_enlist_with_rollback, "missing_row"),
        (_enlist_until_an_error, "missing_row"),
        (_enlist_unprotected, "wrong_foreign_key"),
        (_enlist_without_number, "forgot_return"),
    ],
    commits=1,
    hints=(
        "A rollback of the session takes back the heroes before it as well.",
        "Each hero needs a savepoint of its own, and the try stands around its block.",
    ),
)
