"""The exercises of 05 Update and delete: what a session sends for a change, and for how many."""

from sqlmodel import Session, col, delete, func, select, update

from heroes.judge import Exercise
from heroes.models import Hero, HeroMissionLink, HeroUpdate, Mission, Team

CHAPTER = "05_update_delete"


def _reboot(session: Session) -> None:
    hero = session.get(Hero, 2)
    hero.name = "Spider-Youngster"
    hero.age = 16
    session.commit()


def _reboot_by_dictionary(session: Session) -> None:
    hero = session.exec(select(Hero).where(Hero.id == 2)).one()
    hero.sqlmodel_update({"name": "Spider-Youngster", "age": 16})
    session.add(hero)
    session.commit()


def _reboot_by_statement(session: Session) -> None:
    session.exec(update(Hero).where(Hero.id == 2).values(name="Spider-Youngster", age=16))
    session.commit()


def _reboot_unsaved(session: Session) -> None:
    hero = session.get(Hero, 2)
    hero.name = "Spider-Youngster"
    hero.age = 16


def _reboot_flushed(session: Session) -> None:
    _reboot_unsaved(session)
    session.flush()


def _reboot_by_name(session: Session) -> None:
    hero = session.exec(select(Hero).where(Hero.name == "Spider-Boy")).first()
    hero.name = "Spider-Youngster"
    hero.age = 16
    session.commit()


def _reboot_name_alone(session: Session) -> None:
    hero = session.get(Hero, 2)
    hero.name = "Spider-Youngster"
    session.commit()


def _reboot_all(session: Session) -> None:
    session.exec(update(Hero).values(name="Spider-Youngster", age=16))
    session.commit()


def _reboot_a_second_hero(session: Session) -> None:
    hero = session.get(Hero, 2)
    secret, team = hero.secret_name, hero.team_id
    session.add(Hero(name="Spider-Youngster", age=16, secret_name=secret, team_id=team))
    session.commit()


reboot = Exercise(
    id="update_delete.reboot",
    chapter=CHAPTER,
    title="A new start",
    prompt=(
        "There is a hero whose id is 2. Make the name Spider-Youngster and the age 16, leave all "
        "else as it is, and save it."
    ),
    kind="mutate",
    concepts=("update", "get", "commit"),
    minutes=2,
    models=(Hero, Team),
    given=lambda session: session.get(Hero, 2) is not None,
    starter="def reboot(session):\n    return ...",
    reference=_reboot,
    alternates=[_reboot_by_dictionary, _reboot_by_statement],
    wrong=[
        (_reboot_unsaved, "forgotten_commit"),
        (_reboot_flushed, "flush_for_commit"),
        (_reboot_by_name, "wrong_row"),
        (_reboot_name_alone, "changed_too_little"),
        (_reboot_all, "update_without_where"),
        (_reboot_a_second_hero, "insert_for_update"),
    ],
    hints=(
        "session.get finds a hero by the key. What then is an assignment to you?",
        "Two assignments, and one call that makes them last.",
    ),
)

there_and_back = Exercise(
    id="update_delete.there_and_back",
    chapter=CHAPTER,
    title="There and back",
    prompt=(
        "A hero is 48. You load the hero, read the age, set it to 40, set it to 48 again, and "
        "commit. How many UPDATE statements does that send?"
    ),
    kind="predict",
    concepts=("unit_of_work", "update", "flush"),
    minutes=2,
    starter='answer = ...  # "none", "one", "two" or "an error"',
    reference="none",
    wrong=[
        ("one", "same_value_is_sent"),
        ("two", "assignment_is_update"),
        ("an error", "raises"),
    ],
    hints=("What does the session compare, and when?",),
)


def _form() -> HeroUpdate:
    return HeroUpdate.model_validate({"name": "Rusty", "age": None})


def _save_form(session: Session) -> None:
    form = HeroUpdate.model_validate({"name": "Rusty", "age": None})
    hero = session.get(Hero, 3)
    hero.sqlmodel_update(form.model_dump(exclude_unset=True))
    session.commit()


def _save_form_by_fields_set(session: Session) -> None:
    form, hero = _form(), session.get(Hero, 3)
    for name in form.model_fields_set:
        setattr(hero, name, getattr(form, name))
    session.commit()


def _save_form_by_statement(session: Session) -> None:
    changes = _form().model_dump(exclude_unset=True)
    session.exec(update(Hero).where(Hero.id == 3).values(**changes))
    session.commit()


def _save_form_without_nulls(session: Session) -> None:
    session.get(Hero, 3).sqlmodel_update(_form().model_dump(exclude_none=True))
    session.commit()


def _save_form_without_defaults(session: Session) -> None:
    session.get(Hero, 3).sqlmodel_update(_form().model_dump(exclude_defaults=True))
    session.commit()


def _save_all_of_the_form(session: Session) -> None:
    session.get(Hero, 3).sqlmodel_update(_form())
    session.commit()


def _save_all_but_the_secret(session: Session) -> None:
    session.get(Hero, 3).sqlmodel_update(_form().model_dump(exclude={"secret_name"}))
    session.commit()


def _save_form_unsaved(session: Session) -> None:
    session.get(Hero, 3).sqlmodel_update(_form().model_dump(exclude_unset=True))


def _save_form_everywhere(session: Session) -> None:
    session.exec(update(Hero).values(**_form().model_dump(exclude_unset=True)))
    session.commit()


save_form = Exercise(
    id="update_delete.save_form",
    chapter=CHAPTER,
    title="What was sent",
    prompt=(
        "A client sent a new name for the hero whose id is 3, who exists, and a null to remove the "
        "age. This function also touches what was not sent. Repair it, so that name and age change "
        "and all else stays."
    ),
    kind="mutate",
    concepts=("sqlmodel_update", "exclude_unset", "null"),
    minutes=4,
    models=(Hero, Team),
    given=lambda session: session.get(Hero, 3) is not None,
    starter=(
        "def save_form(session):\n"
        '    form = HeroUpdate.model_validate({"name": "Rusty", "age": None})\n'
        "    hero = session.get(Hero, 3)\n"
        "    hero.sqlmodel_update(form.model_dump())\n"
        "    session.commit()"
    ),
    reference=_save_form,
    alternates=[_save_form_by_fields_set, _save_form_by_statement],
    wrong=[
        (_save_form_without_nulls, "null_lost"),
        (_save_form_without_defaults, "null_lost"),
        (_save_all_of_the_form, "null_overwrites"),
        (_save_all_but_the_secret, "null_overwrites"),
        (_save_form_unsaved, "forgotten_commit"),
        (_save_form_everywhere, "update_without_where"),
    ],
    hints=(
        "Look at what form.model_dump() gives: which of it did the client send?",
        "A null that was sent is set, a field that was not sent is unset.",
    ),
)


def _birthday(session: Session) -> int:
    older = update(Hero).where(Hero.team_id == 1).values(age=Hero.age + 1)
    count = session.exec(older).rowcount
    session.commit()
    return count


def _birthday_returning(session: Session) -> int:
    older = update(Hero).where(Hero.team_id == 1).values({"age": Hero.age + 1})
    count = len(session.exec(older.returning(Hero.id)).all())
    session.commit()
    return count


def _birthday_by_column(session: Session) -> int:
    older = update(Hero).values({Hero.age: Hero.age + 1}).where(col(Hero.team_id).in_([1]))
    with session.begin():
        return session.exec(older).rowcount


def _birthday_of_all(session: Session) -> int:
    count = session.exec(update(Hero).values(age=Hero.age + 1)).rowcount
    session.commit()
    return count


def _birthday_unsaved(session: Session) -> int:
    return session.exec(update(Hero).where(Hero.team_id == 1).values(age=Hero.age + 1)).rowcount


def _birthday_of_newborns(session: Session) -> int:
    age = func.coalesce(Hero.age, 0) + 1
    count = session.exec(update(Hero).where(Hero.team_id == 1).values(age=age)).rowcount
    session.commit()
    return count


def _birthday_of_known_ages(session: Session) -> int:
    known = update(Hero).where(Hero.team_id == 1, col(Hero.age).is_not(None))
    count = session.exec(known.values(age=Hero.age + 1)).rowcount
    session.commit()
    return count


def _birthday_in_a_loop(session: Session) -> int:
    heroes = session.exec(select(Hero).where(Hero.team_id == 1)).all()
    for hero in heroes:
        if hero.age is not None:
            hero.age += 1
    session.commit()
    return len(heroes)


def _birthday_to_one(session: Session) -> int:
    count = session.exec(update(Hero).where(Hero.team_id == 1).values(age=1)).rowcount
    session.commit()
    return count


def _birthday_of_hero_1(session: Session) -> int:
    count = session.exec(update(Hero).where(Hero.id == 1).values(age=Hero.age + 1)).rowcount
    session.commit()
    return count


def _birthday_without_number(session: Session) -> None:
    _birthday(session)


birthday = Exercise(
    id="update_delete.birthday",
    chapter=CHAPTER,
    title="A birthday for a team",
    prompt=(
        "With one statement in all, make every hero of the team whose id is 1 a year older, and "
        "save it. Unknown ages stay unknown. Return how many heroes the team has, those of "
        "unknown age among them."
    ),
    kind="mutate",
    concepts=("bulk_statement", "rowcount", "where", "null", "commit"),
    minutes=5,
    models=(Hero, Team),
    statements=1,
    starter="def birthday(session):\n    return ...",
    reference=_birthday,
    alternates=[_birthday_returning, _birthday_by_column],
    wrong=[
        (_birthday_of_all, "update_without_where"),
        (_birthday_unsaved, "forgotten_commit"),
        (_birthday_of_newborns, "null_counted_as_zero"),
        (_birthday_of_known_ages, "null_lost"),
        (_birthday_in_a_loop, "too_many_statements"),
        (_birthday_to_one, "wrong_new_value"),
        (_birthday_of_hero_1, "wrong_column"),
        (_birthday_without_number, "forgot_return"),
    ],
    hints=(
        "update(Hero) takes where and values, and a value may be computed from a column.",
        "What the session gives back for an update knows how many rows matched: its rowcount.",
    ),
)


def _dismiss(session: Session) -> int:
    young = session.exec(select(Hero).where(Hero.age < 18)).all()
    for hero in young:
        session.delete(hero)
    session.commit()
    return len(young)


def _dismiss_by_statements(session: Session) -> int:
    keys = select(Hero.id).where(Hero.age < 18)
    session.exec(delete(HeroMissionLink).where(col(HeroMissionLink.hero_id).in_(keys)))
    count = session.exec(delete(Hero).where(Hero.age < 18)).rowcount
    session.commit()
    return count


def _dismiss_one_by_one(session: Session) -> int:
    count = 0
    for hero in session.exec(select(Hero)).all():
        if hero.age is not None and hero.age < 18:
            session.delete(hero)
            session.commit()
            count += 1
    return count


def _dismiss_by_bare_statement(session: Session) -> int:
    count = session.exec(delete(Hero).where(Hero.age < 18)).rowcount
    session.commit()
    return count


def _dismiss_up_to_18(session: Session) -> int:
    young = session.exec(select(Hero).where(Hero.age <= 18)).all()
    for hero in young:
        session.delete(hero)
    session.commit()
    return len(young)


def _dismiss_unsaved(session: Session) -> int:
    young = session.exec(select(Hero).where(Hero.age < 18)).all()
    for hero in young:
        session.delete(hero)
    session.flush()
    return len(young)


def _dismiss_one(session: Session) -> int:
    hero = session.exec(select(Hero).where(Hero.age < 18).order_by(Hero.id)).first()
    if hero:
        session.delete(hero)
    session.commit()
    return 1 if hero else 0


def _dismiss_the_unknown(session: Session) -> int:
    young = [hero for hero in session.exec(select(Hero)).all() if (hero.age or 0) < 18]
    for hero in young:
        session.delete(hero)
    session.commit()
    return len(young)


def _dismiss_all_links(session: Session) -> int:
    session.exec(delete(HeroMissionLink))
    return _dismiss_by_bare_statement(session)


def _dismiss_without_number(session: Session) -> None:
    _dismiss(session)


dismiss = Exercise(
    id="update_delete.dismiss",
    chapter=CHAPTER,
    title="Too young",
    prompt=(
        "Delete every hero who is under 18, save it, and return how many heroes you deleted. An "
        "unknown age is not under 18. Some of them have been on missions: the links of the deleted "
        "heroes, rows of HeroMissionLink, must go too, and no others."
    ),
    kind="mutate",
    concepts=("delete", "cascade_delete", "where", "null", "commit"),
    minutes=7,
    models=(Hero, Team, Mission, HeroMissionLink),
    starter="def dismiss(session):\n    return ...",
    reference=_dismiss,
    alternates=[_dismiss_by_statements, _dismiss_one_by_one],
    wrong=[
        (_dismiss_by_bare_statement, "bulk_ignores_cascade"),
        (_dismiss_up_to_18, "boundary"),
        (_dismiss_unsaved, "flush_for_commit"),
        (_dismiss_one, "deleted_too_little"),
        (_dismiss_the_unknown, "null_counted_as_zero"),
        (_dismiss_all_links, "delete_without_where"),
        (_dismiss_without_number, "forgot_return"),
    ],
    hints=(
        "The statement delete(Hero) knows nothing of links. Who does?",
        "Load the heroes, hand each of them to the session's delete, and count them.",
    ),
)
