"""The exercises of 02 Create rows: what a session saves, and when."""

from collections.abc import Callable
from typing import Any

from sqlmodel import Session, insert, select

from heroes.judge import Exercise
from heroes.models import Hero, Team

CHAPTER = "02_create_rows"


def _vesper(**others: Any) -> Hero:
    return Hero(**{"name": "Vesper", "secret_name": "Claire Dumont", **others})


def _save_vesper(session: Session) -> None:
    session.add(Hero(name="Vesper", secret_name="Claire Dumont"))
    session.commit()


def _save_vesper_in_a_list(session: Session) -> None:
    session.add_all([_vesper()])
    session.flush()
    session.commit()


def _save_vesper_by_insert(session: Session) -> None:
    session.exec(insert(Hero).values(name="Vesper", secret_name="Claire Dumont"))
    session.commit()


def _add_alone(session: Session) -> None:
    session.add(_vesper())


def _flush_alone(session: Session) -> None:
    session.add(_vesper())
    session.flush()


def _commit_alone(session: Session) -> None:
    _vesper()
    session.commit()


def _save_two(session: Session) -> None:
    session.add(_vesper())
    session.commit()
    session.add(_vesper())
    session.commit()


def _swap_names(session: Session) -> None:
    session.add(Hero(name="Claire Dumont", secret_name="Vesper"))
    session.commit()


def _forget_secret_name(session: Session) -> None:
    session.add(Hero(name="Vesper"))
    session.commit()


save_vesper = Exercise(
    id="create_rows.save_vesper",
    chapter=CHAPTER,
    title="Save one hero",
    prompt=(
        "Write a function that saves one new hero named Vesper, whose secret name is Claire "
        "Dumont, so that other sessions find her. Nothing else is known of her."
    ),
    kind="mutate",
    concepts=("add", "commit"),
    minutes=3,
    models=(Hero, Team),
    starter="def save_vesper(session):\n    return ...",
    reference=_save_vesper,
    alternates=[_save_vesper_in_a_list, _save_vesper_by_insert],
    wrong=[
        (_add_alone, "forgotten_commit"),
        (_flush_alone, "flush_for_commit"),
        (_commit_alone, "forgotten_add"),
        (_save_two, "added_twice"),
        (_swap_names, "wrong_new_value"),
        (_forget_secret_name, "missing_value"),
    ],
    hints=(
        "Making the object is not enough: the session must know it.",
        "A flush sends the row, and the end of the session takes it back.",
    ),
)

states = Exercise(
    id="create_rows.states",
    chapter=CHAPTER,
    title="The states of an object",
    prompt="A hero is made, added, flushed, and rolled back. Which states is it in, step by step?",
    kind="predict",
    concepts=("object_states", "flush", "rollback"),
    minutes=3,
    starter="answer = ...  # the number of an option",
    reference="transient, pending, persistent, transient",
    wrong=[
        ("transient, persistent, persistent, transient", "add_is_insert"),
        ("pending, pending, persistent, detached", "made_is_added"),
        ("transient, pending, persistent, pending", "rollback_keeps_add"),
        ("transient, pending, persistent, persistent", "flush_is_commit"),
    ],
    hints=("A rollback undoes the row and the add.",),
)


def _make_hero(session: Session) -> Hero:
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.commit()
    session.refresh(hero)
    return hero


def _read_before_return(session: Session) -> Hero:
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.commit()
    assert hero.id is not None
    return hero


def _never_expire(session: Session) -> Hero:
    session.expire_on_commit = False
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.commit()
    return hero


def _ask_again(session: Session) -> Hero:
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.commit()
    return session.exec(select(Hero).where(Hero.id == hero.id)).one()


def _refresh_too_early(session: Session) -> Hero:
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.flush()
    session.refresh(hero)
    session.commit()
    return hero


def _without_commit(session: Session) -> Hero:
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.flush()
    return hero


def _name_alone(session: Session) -> str:
    return _make_hero(session).name


def _nothing_returned(session: Session) -> None:
    _make_hero(session)


def _another_hero(session: Session) -> Hero:
    _make_hero(session)
    return Hero(name="Halcyon", secret_name="June Abernathy")


make_hero = Exercise(
    id="create_rows.make_hero",
    chapter=CHAPTER,
    title="A hero to keep",
    prompt=(
        "This function returns a hero whose name cannot be read when the session is closed. "
        "Repair it, so that all values of the hero can be read then. Keep the commit."
    ),
    kind="mutate",
    concepts=("expire_on_commit", "refresh", "object_states"),
    minutes=5,
    models=(Hero, Team),
    starter=(
        "def make_hero(session):\n"
        '    hero = Hero(name="Halcyon", secret_name="June Abernathy")\n'
        "    session.add(hero)\n"
        "    session.commit()\n"
        "    return hero"
    ),
    reference=_make_hero,
    alternates=[_read_before_return, _never_expire, _ask_again],
    wrong=[
        (_refresh_too_early, "read_after_close"),
        (_without_commit, "flush_for_commit"),
        (_name_alone, "wrong_columns"),
        (_nothing_returned, "forgot_return"),
        (_another_hero, "forgotten_add"),
    ],
    hints=(
        "The commit made the values stale. Who can load them again, and until when?",
        "One call on the session loads the hero again, and it comes after the commit.",
    ),
)


def _save_night_shift(session: Session) -> None:
    team = Team(name="Night Shift", headquarters="The Old Observatory")
    session.add(team)
    session.flush()
    session.add(Hero(name="Echo", secret_name="Lena Strand", team_id=team.id))
    session.add(Hero(name="Quill", secret_name="Marta Pena", team_id=team.id))
    session.commit()


def _through_relationship(session: Session) -> None:
    team = Team(name="Night Shift", headquarters="The Old Observatory")
    team.heroes = [
        Hero(name="Quill", secret_name="Marta Pena"),
        Hero(name="Echo", secret_name="Lena Strand"),
    ]
    session.add(team)
    session.commit()


def _in_a_begin_block(session: Session) -> None:
    with session.begin():
        team = Team(name="Night Shift", headquarters="The Old Observatory")
        echo = Hero(name="Echo", secret_name="Lena Strand", team=team)
        quill = Hero(name="Quill", secret_name="Marta Pena", team=team)
        session.add_all([echo, quill])


def _number_too_early(session: Session) -> None:
    team = Team(name="Night Shift", headquarters="The Old Observatory")
    session.add(team)
    session.add(Hero(name="Echo", secret_name="Lena Strand", team_id=team.id))
    session.add(Hero(name="Quill", secret_name="Marta Pena", team_id=team.id))
    session.commit()


def _commit_between(session: Session) -> None:
    team = Team(name="Night Shift", headquarters="The Old Observatory")
    session.add(team)
    session.commit()
    session.add(Hero(name="Echo", secret_name="Lena Strand", team_id=team.id))
    session.add(Hero(name="Quill", secret_name="Marta Pena", team_id=team.id))
    session.commit()


def _night_shift(session: Session, end: Callable[[Session], None]) -> None:
    team = Team(name="Night Shift", headquarters="The Old Observatory")
    echo = Hero(name="Echo", secret_name="Lena Strand", team=team)
    session.add(echo)
    end(session)


def _one_hero(session: Session) -> None:
    _night_shift(session, Session.commit)


def _never_committed(session: Session) -> None:
    team = Team(name="Night Shift", headquarters="The Old Observatory")
    session.add(team)
    session.flush()
    session.add(Hero(name="Echo", secret_name="Lena Strand", team_id=team.id))
    session.add(Hero(name="Quill", secret_name="Marta Pena", team_id=team.id))
    session.flush()


def _number_guessed(session: Session) -> None:
    session.add(Team(name="Night Shift", headquarters="The Old Observatory"))
    session.flush()
    session.add(Hero(name="Echo", secret_name="Lena Strand", team_id=1))
    session.add(Hero(name="Quill", secret_name="Marta Pena", team_id=1))
    session.commit()


save_night_shift = Exercise(
    id="create_rows.save_night_shift",
    chapter=CHAPTER,
    title="All or nothing",
    prompt=(
        "Save a new team named Night Shift, whose headquarters is The Old Observatory, and two new "
        "heroes in it: Echo, secret name Lena Strand, and Quill, secret name Marta Pena. All or "
        "nothing: commit once."
    ),
    kind="mutate",
    concepts=("flush", "transaction", "foreign_key", "add", "commit"),
    minutes=8,
    models=(Hero, Team),
    starter="def save_night_shift(session):\n    return ...",
    reference=_save_night_shift,
    alternates=[_through_relationship, _in_a_begin_block],
    wrong=[
        (_number_too_early, "id_before_flush"),
        (_commit_between, "half_done"),
        (_one_hero, "missing_row"),
        (_never_committed, "flush_for_commit"),
        (_number_guessed, "wrong_foreign_key"),
    ],
    commits=1,
    hints=(
        "A hero's team_id is the team's number, and the team has none before it was sent.",
        "`flush` sends what the session knows, and leaves the transaction open.",
    ),
)

save_order = Exercise(
    id="create_rows.save_order",
    chapter=CHAPTER,
    title="Steps in order",
    prompt="Put these lines in order, so that the last one shows the number of the new hero.",
    kind="order",
    concepts=("add", "commit", "refresh", "expire_on_commit"),
    minutes=2,
    starter="lines = ...  # a list of the numbers above",
    reference=[
        'hero = Hero(name="Nova", secret_name="Nia Okafor")',
        "session.add(hero)",
        "session.commit()",
        "session.refresh(hero)",
        "session.close()",
        "print(hero.id)",
    ],
    wrong=[
        (
            [
                'hero = Hero(name="Nova", secret_name="Nia Okafor")',
                "session.commit()",
                "session.add(hero)",
                "session.refresh(hero)",
                "session.close()",
                "print(hero.id)",
            ],
            "commit_before_add",
        ),
        (
            [
                'hero = Hero(name="Nova", secret_name="Nia Okafor")',
                "session.add(hero)",
                "session.refresh(hero)",
                "session.commit()",
                "session.close()",
                "print(hero.id)",
            ],
            "refresh_before_commit",
        ),
        (
            [
                'hero = Hero(name="Nova", secret_name="Nia Okafor")',
                "session.add(hero)",
                "session.commit()",
                "session.close()",
                "session.refresh(hero)",
                "print(hero.id)",
            ],
            "read_after_close",
        ),
    ],
    hints=("A closed session can load nothing.",),
)
