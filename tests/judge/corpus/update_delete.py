"""A blind corpus: what learners would answer to the exercises of update_delete."""

from sqlalchemy import case, exists, text
from sqlmodel import Session, create_engine, delete, func, or_, select, update

from heroes.models import Base, Hero, HeroMissionLink, HeroUpdate, Team

RIGHT: dict[str, list] = {}
WRONG: dict[str, list] = {}


def right(name):
    """Note a right answer."""
    return lambda answer: RIGHT.setdefault(name, []).append(answer) or answer


def wrong(name, misconceptions, remark):
    """Note a wrong answer, what it shows, and a remark."""
    return lambda answer: (
        WRONG.setdefault(name, []).append((answer, misconceptions, remark)) or answer
    )


# ---------------------------------------------------------------- reboot


@right("update_delete.reboot")
def _(session):
    hero = session.get(Hero, 2)
    hero.name = "Spider-Youngster"
    hero.age = 16
    session.add(hero)
    session.commit()
    session.refresh(hero)
    return hero


@right("update_delete.reboot")
def _(session):
    spider = session.exec(select(Hero).where(Hero.id == 2)).one()
    spider.name, spider.age = "Spider-Youngster", 16
    session.commit()


@right("update_delete.reboot")
def _(session):
    statement = update(Hero).where(Hero.id == 2).values(name="Spider-Youngster", age=16)
    session.exec(statement)
    session.commit()


@right("update_delete.reboot")
def _(session):
    hero = session.get_one(Hero, 2)
    hero.sqlmodel_update({"name": "Spider-Youngster", "age": 16})
    session.add(hero)
    session.commit()


@right("update_delete.reboot")
def _(session):
    changes = HeroUpdate(name="Spider-Youngster", age=16)
    hero = session.exec(select(Hero).where(Hero.id == 2)).first()
    for key, value in changes.model_dump(exclude_unset=True).items():
        setattr(hero, key, value)
    session.commit()


@right("update_delete.reboot")
def _(session):
    sql = text("UPDATE hero SET name = :name, age = :age WHERE id = :id")
    session.connection().execute(sql, {"name": "Spider-Youngster", "age": 16, "id": 2})
    session.commit()


@right("update_delete.reboot")
def _(session):
    heroes = Hero.__table__
    session.exec(heroes.update().where(heroes.c.id == 2).values(name="Spider-Youngster"))
    session.exec(heroes.update().where(heroes.c.id == 2).values(age=16))
    session.commit()


@right("update_delete.reboot")
def _(session):
    for hero in session.exec(select(Hero)).all():
        if hero.id == 2:
            hero.name = "Spider-Youngster"
            hero.age = 16
            break
    session.commit()
    return session.get(Hero, 2)


@wrong("update_delete.reboot", ("forgotten_commit",), "added, never committed")
def _(session):
    hero = session.get(Hero, 2)
    hero.name = "Spider-Youngster"
    hero.age = 16
    session.add(hero)
    return hero


@wrong("update_delete.reboot", ("flush_for_commit", "forgotten_commit"), "flush instead of commit")
def _(session):
    hero = session.get(Hero, 2)
    hero.name = "Spider-Youngster"
    hero.age = 16
    session.add(hero)
    session.flush()
    session.refresh(hero)


@wrong("update_delete.reboot", ("update_without_where", "changed_too_much"), "no where")
def _(session):
    session.exec(update(Hero).values(name="Spider-Youngster", age=16))
    session.commit()


@wrong("update_delete.reboot", ("insert_for_update", "raises"), "new object with the same key")
def _(session):
    hero = Hero(id=2, name="Spider-Youngster", secret_name="Pedro Parqueador", age=16)  # noqa: S106
    session.add(hero)
    session.commit()


@wrong("update_delete.reboot", ("insert_for_update",), "a second hero beside the first")
def _(session):
    old = session.get(Hero, 2)
    new = Hero(name="Spider-Youngster", secret_name=old.secret_name, age=16, team_id=old.team_id)
    session.add(new)
    session.commit()


@wrong("update_delete.reboot", ("changed_too_little",), "only the name")
def _(session):
    hero = session.get(Hero, 2)
    hero.name = "Spider-Youngster"
    session.add(hero)
    session.commit()


@wrong("update_delete.reboot", ("wrong_new_value",), "the name without its capital Y")
def _(session):
    hero = session.get(Hero, 2)
    hero.name = "Spider-youngster"
    hero.age = 16
    session.add(hero)
    session.commit()


@wrong("update_delete.reboot", ("null_overwrites",), "merge writes the default of team_id")
def _(session):
    session.merge(Hero(id=2, name="Spider-Youngster", age=16))
    session.commit()


@wrong("update_delete.reboot", ("null_overwrites", "raises"), "dump of all fields")
def _(session):
    hero = session.get(Hero, 2)
    changes = HeroUpdate(name="Spider-Youngster", age=16)
    hero.sqlmodel_update(changes.model_dump())
    session.add(hero)
    session.commit()


@wrong(
    "update_delete.reboot",
    ("wrong_row", "wrong_column", "changed_too_much"),
    "found by the name it has in the samples",
)
def _(session):
    session.exec(
        update(Hero).where(Hero.name == "Spider-Boy").values(name="Spider-Youngster", age=16)
    )
    session.commit()


@wrong("update_delete.reboot", ("wrong_row",), "the second hero instead of number 2")
def _(session):
    hero = session.exec(select(Hero).order_by(Hero.id).offset(1)).first()
    hero.name = "Spider-Youngster"
    hero.age = 16
    session.commit()


@wrong("update_delete.reboot", ("wrong_row",), "index 2 of the list")
def _(session):
    heroes = session.exec(select(Hero).order_by(Hero.id)).all()
    hero = heroes[2]
    hero.name = "Spider-Youngster"
    hero.age = 16
    session.commit()


@wrong("update_delete.reboot", ("not_executed",), "statement built, never sent")
def _(session):
    update(Hero).where(Hero.id == 2).values(name="Spider-Youngster", age=16)
    session.commit()


@wrong("update_delete.reboot", ("forgotten_commit", "commit_before_add"), "commit comes too early")
def _(session):
    hero = session.get(Hero, 2)
    session.commit()
    hero.name = "Spider-Youngster"
    hero.age = 16
    session.add(hero)


@wrong(
    "update_delete.reboot",
    ("insert_for_update", "deleted_too_much", "link_lost"),
    "deleted and made again, so team and missions are gone",
)
def _(session):
    old = session.get(Hero, 2)
    secret_name = old.secret_name
    session.delete(old)
    session.flush()
    session.add(Hero(id=2, name="Spider-Youngster", secret_name=secret_name, age=16))
    session.commit()


@wrong("update_delete.reboot", ("extra_filter", "changed_too_little"), "asks for the old name too")
def _(session):
    session.exec(
        update(Hero)
        .where(Hero.id == 2, Hero.name == "Spider-Boy")
        .values(name="Spider-Youngster", age=16)
    )
    session.commit()


@wrong(
    "update_delete.reboot",
    ("wrong_column", "wrong_row", "changed_too_much"),
    "heroes of team 2",
)
def _(session):
    session.exec(update(Hero).where(Hero.team_id == 2).values(name="Spider-Youngster", age=16))
    session.commit()


@wrong("update_delete.reboot", ("own_session",), "saves in a database of its own")
def _(session):
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as mine:
        hero = mine.get(Hero, 2) or Hero(id=2, name="", secret_name="")
        hero.name = "Spider-Youngster"
        hero.age = 16
        mine.add(hero)
        mine.commit()


# ---------------------------------------------------------------- save_form


@right("update_delete.save_form")
def _(session):
    form = HeroUpdate.model_validate({"name": "Rusty", "age": None})
    hero = session.get(Hero, 3)
    hero.sqlmodel_update(form.model_dump(exclude_unset=True))
    session.commit()


@right("update_delete.save_form")
def _(session):
    form = HeroUpdate.model_validate({"name": "Rusty", "age": None})
    hero = session.get(Hero, 3)
    for field in form.model_fields_set:
        setattr(hero, field, getattr(form, field))
    session.add(hero)
    session.commit()


@right("update_delete.save_form")
def _(session):
    form = HeroUpdate.model_validate({"name": "Rusty", "age": None})
    hero = session.get(Hero, 3)
    hero.name = form.name
    hero.age = form.age
    session.add(hero)
    session.commit()


@right("update_delete.save_form")
def _(session):
    form = HeroUpdate.model_validate({"name": "Rusty", "age": None})
    sent = form.model_dump(exclude_unset=True)
    session.exec(update(Hero).where(Hero.id == 3).values(**sent))
    session.commit()


@right("update_delete.save_form")
def _(session):
    form = HeroUpdate.model_validate({"name": "Rusty", "age": None})
    hero = session.get(Hero, 3)
    hero.sqlmodel_update(form.model_dump(include={"name", "age"}))
    session.add(hero)
    session.commit()
    session.refresh(hero)
    return hero


@right("update_delete.save_form")
def _(session):
    sent = {"name": "Rusty", "age": None}
    HeroUpdate.model_validate(sent)
    hero = session.exec(select(Hero).where(Hero.id == 3)).one()
    hero.sqlmodel_update(sent)
    session.commit()


@right("update_delete.save_form")
def _(session):
    form = HeroUpdate.model_validate({"name": "Rusty", "age": None})
    session.connection().execute(
        text("UPDATE hero SET name = :name, age = :age WHERE id = 3"),
        form.model_dump(exclude={"secret_name", "team_id"}),
    )
    session.commit()


@right("update_delete.save_form")
def _(session):
    form = HeroUpdate.model_validate({"name": "Rusty", "age": None})
    hero = session.get(Hero, 3)
    before = hero.model_dump()
    merged = before | form.model_dump(exclude_unset=True)
    hero.sqlmodel_update(merged)
    session.commit()


@wrong("update_delete.save_form", ("null_overwrites", "raises"), "unchanged but for an add")
def _(session):
    form = HeroUpdate.model_validate({"name": "Rusty", "age": None})
    hero = session.get(Hero, 3)
    hero.sqlmodel_update(form.model_dump())
    session.add(hero)
    session.commit()


@wrong("update_delete.save_form", ("null_ignored", "changed_too_little"), "exclude_none")
def _(session):
    form = HeroUpdate.model_validate({"name": "Rusty", "age": None})
    hero = session.get(Hero, 3)
    hero.sqlmodel_update(form.model_dump(exclude_none=True))
    session.commit()


@wrong("update_delete.save_form", ("null_ignored", "changed_too_little"), "exclude_defaults")
def _(session):
    form = HeroUpdate.model_validate({"name": "Rusty", "age": None})
    hero = session.get(Hero, 3)
    hero.sqlmodel_update(form.model_dump(exclude_defaults=True))
    session.add(hero)
    session.commit()


@wrong("update_delete.save_form", ("null_overwrites",), "only the secret name is spared")
def _(session):
    form = HeroUpdate.model_validate({"name": "Rusty", "age": None})
    hero = session.get(Hero, 3)
    hero.sqlmodel_update(form.model_dump(exclude={"secret_name"}))
    session.commit()


@wrong("update_delete.save_form", ("null_overwrites", "raises"), "the form itself is passed")
def _(session):
    form = HeroUpdate.model_validate({"name": "Rusty", "age": None})
    hero = session.get(Hero, 3)
    hero.sqlmodel_update(form)
    session.commit()


@wrong("update_delete.save_form", ("forgotten_commit",), "repaired, but not saved")
def _(session):
    form = HeroUpdate.model_validate({"name": "Rusty", "age": None})
    hero = session.get(Hero, 3)
    hero.sqlmodel_update(form.model_dump(exclude_unset=True))
    session.add(hero)


@wrong("update_delete.save_form", ("flush_for_commit", "forgotten_commit"), "flush is not commit")
def _(session):
    form = HeroUpdate.model_validate({"name": "Rusty", "age": None})
    hero = session.get(Hero, 3)
    hero.sqlmodel_update(form.model_dump(exclude_unset=True))
    session.flush()


@wrong("update_delete.save_form", ("update_without_where", "changed_too_much"), "all heroes")
def _(session):
    form = HeroUpdate.model_validate({"name": "Rusty", "age": None})
    session.exec(update(Hero).values(**form.model_dump(exclude_unset=True)))
    session.commit()


@wrong("update_delete.save_form", ("null_ignored", "changed_too_little"), "if value is not None")
def _(session):
    form = HeroUpdate.model_validate({"name": "Rusty", "age": None})
    hero = session.get(Hero, 3)
    for key in HeroUpdate.model_fields:
        value = getattr(form, key)
        if value is not None:
            setattr(hero, key, value)
    session.commit()


@wrong("update_delete.save_form", ("null_ignored", "changed_too_little"), "or keeps the old age")
def _(session):
    form = HeroUpdate.model_validate({"name": "Rusty", "age": None})
    hero = session.get(Hero, 3)
    hero.name = form.name or hero.name
    hero.age = form.age or hero.age
    session.add(hero)
    session.commit()


@wrong("update_delete.save_form", ("null_counted_as_zero", "wrong_new_value"), "age 0 for no age")
def _(session):
    form = HeroUpdate.model_validate({"name": "Rusty", "age": None})
    hero = session.get(Hero, 3)
    hero.name = form.name
    hero.age = form.age or 0
    session.add(hero)
    session.commit()


@wrong("update_delete.save_form", ("changed_too_little",), "the null is taken out of the form")
def _(session):
    form = HeroUpdate.model_validate({"name": "Rusty"})
    hero = session.get(Hero, 3)
    hero.sqlmodel_update(form.model_dump(exclude_unset=True))
    session.commit()


@wrong("update_delete.save_form", ("insert_for_update", "raises"), "a new Hero from the form")
def _(session):
    form = HeroUpdate.model_validate({"name": "Rusty", "age": None})
    hero = Hero(id=3, **form.model_dump(exclude_unset=True))
    session.add(hero)
    session.commit()


@wrong("update_delete.save_form", ("null_overwrites",), "merge sets the default of team_id")
def _(session):
    form = HeroUpdate.model_validate({"name": "Rusty", "age": None})
    session.merge(Hero(id=3, **form.model_dump(exclude_unset=True)))
    session.commit()


@wrong("update_delete.save_form", ("wrong_row",), "another hero")
def _(session):
    form = HeroUpdate.model_validate({"name": "Rusty", "age": None})
    hero = session.exec(select(Hero).order_by(Hero.id).offset(3)).first()
    hero.sqlmodel_update(form.model_dump(exclude_unset=True))
    session.commit()


@wrong("update_delete.save_form", ("wrong_row",), "the third hero, not number 3")
def _(session):
    form = HeroUpdate.model_validate({"name": "Rusty", "age": None})
    hero = session.exec(select(Hero).order_by(Hero.id)).all()[2]
    hero.sqlmodel_update(form.model_dump(exclude_unset=True))
    session.add(hero)
    session.commit()


@wrong("update_delete.save_form", ("null_overwrites",), "the team alone was forgotten")
def _(session):
    form = HeroUpdate.model_validate({"name": "Rusty", "age": None})
    hero = session.get(Hero, 3)
    form.secret_name = hero.secret_name
    hero.sqlmodel_update(form.model_dump(exclude_unset=False))
    session.add(hero)
    session.commit()


@wrong("update_delete.save_form", ("wrong_new_value",), "the old name is put back")
def _(session):
    form = HeroUpdate.model_validate({"name": "Rusty", "age": None})
    hero = session.get(Hero, 3)
    old = hero.model_dump(include={"name", "secret_name", "team_id"})
    hero.sqlmodel_update(form.model_dump() | old)
    session.commit()


# ---------------------------------------------------------------- birthday


@right("update_delete.birthday")
def _(session):
    result = session.exec(update(Hero).where(Hero.team_id == 1).values(age=Hero.age + 1))
    session.commit()
    return result.rowcount


@right("update_delete.birthday")
def _(session):
    statement = (
        update(Hero)
        .where(Hero.team_id == 1)
        .values({Hero.age: Hero.age + 1})
        .execution_options(synchronize_session=False)
    )
    number = session.exec(statement).rowcount
    session.commit()
    return number


@right("update_delete.birthday")
def _(session):
    sql = text("UPDATE hero SET age = age + 1 WHERE team_id = :team")
    result = session.connection().execute(sql, {"team": 1})
    count = result.rowcount
    session.commit()
    return count


@wrong("update_delete.birthday", ("too_many_statements",), "counts by a second statement")
def _(session):
    session.exec(update(Hero).where(Hero.team_id == 1).values(age=Hero.age + 1))
    session.commit()
    return session.exec(select(func.count()).where(Hero.team_id == 1)).one()


@right("update_delete.birthday")
def _(session):
    team = select(Team.id).where(Team.id == 1)
    done = session.exec(
        update(Hero)
        .where(Hero.team_id.in_(team))
        .values(age=Hero.age + 1)
        .execution_options(synchronize_session="fetch")
    )
    session.commit()
    return done.rowcount


@wrong("update_delete.birthday", ("too_many_statements",), "counts by a second statement")
def _(session):
    heroes = Hero.__table__
    older = heroes.update().where(heroes.c.team_id == 1).values(age=1 + heroes.c.age)
    session.exec(older)
    members = session.exec(select(Hero.id).where(Hero.team_id == 1)).all()
    session.commit()
    return len(members)


@right("update_delete.birthday")
def _(session):
    older = case((Hero.age.is_not(None), Hero.age + 1), else_=None)
    result = session.exec(update(Hero).filter_by(team_id=1).values(age=older))
    session.commit()
    return int(result.rowcount)


@wrong("update_delete.birthday", ("too_many_statements",), "counts by a second statement")
def _(session):
    members = select(func.count(Hero.id)).where(Hero.team_id == 1)
    number = session.scalar(members)
    session.exec(
        update(Hero).where(Hero.team_id == 1, Hero.age != None).values(age=Hero.age + 1)  # noqa: E711
    )
    session.commit()
    return number


@wrong("update_delete.birthday", ("update_without_where", "changed_too_much"), "no where at all")
def _(session):
    result = session.exec(update(Hero).values(age=Hero.age + 1))
    session.commit()
    return result.rowcount


@wrong(
    "update_delete.birthday",
    ("update_without_where", "changed_too_much"),
    "no where, but the right count",
)
def _(session):
    session.exec(update(Hero).values(age=Hero.age + 1))
    session.commit()
    return session.exec(select(func.count(Hero.id)).where(Hero.team_id == 1)).one()


@wrong("update_delete.birthday", ("extra_filter", "null_lost"), "unknown ages are not counted")
def _(session):
    result = session.exec(
        update(Hero).where(Hero.team_id == 1, Hero.age.is_not(None)).values(age=Hero.age + 1)
    )
    session.commit()
    return result.rowcount


@wrong("update_delete.birthday", ("count_nullable_column", "null_lost"), "count of the ages")
def _(session):
    session.exec(update(Hero).where(Hero.team_id == 1).values(age=Hero.age + 1))
    session.commit()
    return session.exec(select(func.count(Hero.age)).where(Hero.team_id == 1)).one()


@wrong(
    "update_delete.birthday",
    ("null_counted_as_zero", "wrong_new_value"),
    "an unknown age becomes 1",
)
def _(session):
    result = session.exec(
        update(Hero).where(Hero.team_id == 1).values(age=func.coalesce(Hero.age, 0) + 1)
    )
    session.commit()
    return result.rowcount


@wrong("update_delete.birthday", ("too_many_statements", "lost_update"), "a loop with if")
def _(session):
    heroes = session.exec(select(Hero).where(Hero.team_id == 1)).all()
    for hero in heroes:
        if hero.age is not None:
            hero.age += 1
            session.add(hero)
    session.commit()
    return len(heroes)


@wrong(
    "update_delete.birthday",
    ("raises", "too_many_statements", "lost_update"),
    "a loop that adds 1 to None",
)
def _(session):
    heroes = session.exec(select(Hero).where(Hero.team_id == 1)).all()
    for hero in heroes:
        hero.age += 1
    session.commit()
    return len(heroes)


@wrong("update_delete.birthday", ("forgotten_commit",), "not saved")
def _(session):
    return session.exec(update(Hero).where(Hero.team_id == 1).values(age=Hero.age + 1)).rowcount


@wrong("update_delete.birthday", ("flush_for_commit", "forgotten_commit"), "flush only")
def _(session):
    result = session.exec(update(Hero).where(Hero.team_id == 1).values(age=Hero.age + 1))
    session.flush()
    return result.rowcount


@wrong("update_delete.birthday", ("forgot_return",), "no return")
def _(session):
    session.exec(update(Hero).where(Hero.team_id == 1).values(age=Hero.age + 1))
    session.commit()


@wrong("update_delete.birthday", ("prints_for_return", "forgot_return"), "prints the number")
def _(session):
    result = session.exec(update(Hero).where(Hero.team_id == 1).values(age=Hero.age + 1))
    session.commit()
    print(result.rowcount)


@wrong("update_delete.birthday", ("wrong_column", "wrong_row"), "Hero.id for Hero.team_id")
def _(session):
    result = session.exec(update(Hero).where(Hero.id == 1).values(age=Hero.age + 1))
    session.commit()
    return result.rowcount


@wrong(
    "update_delete.birthday",
    ("wrong_row", "wrong_column", "changed_too_much"),
    "teams by the name that number 1 has in the samples",
)
def _(session):
    teams = select(Team.id).where(Team.name == "Preventers")
    result = session.exec(
        update(Hero)
        .where(Hero.team_id.in_(teams))
        .values(age=Hero.age + 1)
        .execution_options(synchronize_session=False)
    )
    session.commit()
    return result.rowcount


@wrong(
    "update_delete.birthday",
    ("changed_too_much", "cartesian_product", "update_without_where"),
    "exists says nothing of the hero",
)
def _(session):
    result = session.exec(
        update(Hero)
        .where(select(Team.id).where(Team.id == 1).exists())
        .values(age=Hero.age + 1)
        .execution_options(synchronize_session=False)
    )
    session.commit()
    return result.rowcount


@wrong("update_delete.birthday", ("missing_filter", "wrong_value"), "counts the heroes of all")
def _(session):
    session.exec(update(Hero).where(Hero.team_id == 1).values(age=Hero.age + 1))
    session.commit()
    return session.exec(select(func.count()).select_from(Hero)).one()


@wrong("update_delete.birthday", ("wrong_new_value", "too_many_statements"), "sent twice")
def _(session):
    statement = update(Hero).where(Hero.team_id == 1).values(age=Hero.age + 1)
    session.exec(statement)
    number = session.exec(statement).rowcount
    session.commit()
    return number


@wrong("update_delete.birthday", ("wrong_value", "wrong_columns"), "the ids for their number")
def _(session):
    session.exec(update(Hero).where(Hero.team_id == 1).values(age=Hero.age + 1))
    session.commit()
    return session.exec(select(Hero.id).where(Hero.team_id == 1)).all()


@wrong("update_delete.birthday", ("wrong_aggregate", "wrong_value"), "sum of the ages")
def _(session):
    session.exec(update(Hero).where(Hero.team_id == 1).values(age=Hero.age + 1))
    session.commit()
    return session.exec(select(func.sum(Hero.age)).where(Hero.team_id == 1)).one()


# ---------------------------------------------------------------- dismiss


@right("update_delete.dismiss")
def _(session):
    young = session.exec(select(Hero).where(Hero.age < 18)).all()
    for hero in young:
        session.delete(hero)
    session.commit()
    return len(young)


@right("update_delete.dismiss")
def _(session):
    young = select(Hero.id).where(Hero.age < 18)
    session.exec(delete(HeroMissionLink).where(HeroMissionLink.hero_id.in_(young)))
    result = session.exec(delete(Hero).where(Hero.age < 18))
    session.commit()
    return result.rowcount


@right("update_delete.dismiss")
def _(session):
    ids = session.exec(select(Hero.id).where(Hero.age < 18)).all()
    if ids:
        session.exec(delete(HeroMissionLink).where(HeroMissionLink.hero_id.in_(ids)))
        session.exec(delete(Hero).where(Hero.id.in_(ids)))
    session.commit()
    return len(ids)


@right("update_delete.dismiss")
def _(session):
    young = exists().where(Hero.id == HeroMissionLink.hero_id, Hero.age <= 17)
    session.exec(delete(HeroMissionLink).where(young).execution_options(synchronize_session=False))
    number = session.exec(delete(Hero).where(Hero.age <= 17)).rowcount
    session.commit()
    return number


@right("update_delete.dismiss")
def _(session):
    connection = session.connection()
    connection.execute(
        text(
            "DELETE FROM heromissionlink WHERE hero_id IN (SELECT id FROM hero WHERE age < :limit)"
        ),
        {"limit": 18},
    )
    done = connection.execute(text("DELETE FROM hero WHERE age < :limit"), {"limit": 18})
    session.commit()
    return done.rowcount


@right("update_delete.dismiss")
def _(session):
    def is_young(hero):
        return hero.age is not None and hero.age < 18

    number = 0
    for hero in session.exec(select(Hero)).all():
        if is_young(hero):
            session.delete(hero)
            number += 1
    session.commit()
    return number


@right("update_delete.dismiss")
def _(session):
    number = session.exec(select(func.count()).where(Hero.age < 18)).one()
    links = session.exec(select(HeroMissionLink).join(Hero).where(Hero.age < 18)).all()
    for link in links:
        session.delete(link)
    session.flush()
    session.exec(delete(Hero).where(Hero.age < 18))
    session.commit()
    return number


@right("update_delete.dismiss")
def _(session):
    count = select(func.count()).select_from(Hero)
    before = session.scalar(count)
    for hero in session.scalars(select(Hero).where(Hero.age.between(0, 17))).all():
        hero.mission_links.clear()
        session.delete(hero)
    session.commit()
    return before - session.scalar(count)


@wrong(
    "update_delete.dismiss",
    ("bulk_ignores_cascade", "orphan_left", "raises"),
    "one bulk delete, the links stay",
)
def _(session):
    result = session.exec(delete(Hero).where(Hero.age < 18))
    session.commit()
    return result.rowcount


@wrong(
    "update_delete.dismiss",
    ("orphan_left", "bulk_ignores_cascade", "raises"),
    "heroes first, so that nothing tells which links",
)
def _(session):
    number = session.exec(delete(Hero).where(Hero.age < 18)).rowcount
    young = select(Hero.id).where(Hero.age < 18)
    session.exec(delete(HeroMissionLink).where(HeroMissionLink.hero_id.in_(young)))
    session.commit()
    return number


@wrong("update_delete.dismiss", ("boundary", "deleted_too_much"), "18 is let in")
def _(session):
    young = session.exec(select(Hero).where(Hero.age <= 18)).all()
    for hero in young:
        session.delete(hero)
    session.commit()
    return len(young)


@wrong("update_delete.dismiss", ("null_kept", "deleted_too_much"), "unknown ages go too")
def _(session):
    young = session.exec(select(Hero).where(or_(Hero.age < 18, Hero.age.is_(None)))).all()
    for hero in young:
        session.delete(hero)
    session.commit()
    return len(young)


@wrong(
    "update_delete.dismiss",
    ("null_counted_as_zero", "null_kept", "deleted_too_much"),
    "unknown taken for 0",
)
def _(session):
    number = 0
    for hero in session.exec(select(Hero)).all():
        if (hero.age or 0) < 18:
            session.delete(hero)
            number += 1
    session.commit()
    return number


@wrong(
    "update_delete.dismiss",
    ("deleted_too_little", "null_counted_as_zero"),
    "a hero of age 0 is taken for unknown",
)
def _(session):
    number = 0
    for hero in session.exec(select(Hero)).all():
        if hero.age and hero.age < 18:
            session.delete(hero)
            number += 1
    session.commit()
    return number


@wrong("update_delete.dismiss", ("raises",), "None < 18 in Python")
def _(session):
    young = [hero for hero in session.exec(select(Hero)).all() if hero.age < 18]
    for hero in young:
        session.delete(hero)
    session.commit()
    return len(young)


@wrong("update_delete.dismiss", ("forgotten_commit",), "not saved")
def _(session):
    young = session.exec(select(Hero).where(Hero.age < 18)).all()
    for hero in young:
        session.delete(hero)
    return len(young)


@wrong("update_delete.dismiss", ("flush_for_commit", "forgotten_commit"), "flush only")
def _(session):
    young = session.exec(select(Hero).where(Hero.age < 18)).all()
    for hero in young:
        session.delete(hero)
    session.flush()
    return len(young)


@wrong("update_delete.dismiss", ("delete_without_where", "deleted_too_much"), "all links go")
def _(session):
    session.exec(delete(HeroMissionLink))
    result = session.exec(delete(Hero).where(Hero.age < 18))
    session.commit()
    return result.rowcount


@wrong("update_delete.dismiss", ("one_for_many", "deleted_too_little"), "only the first")
def _(session):
    hero = session.exec(select(Hero).where(Hero.age < 18)).first()
    if hero is None:
        return 0
    session.delete(hero)
    session.commit()
    return 1


@wrong("update_delete.dismiss", ("wrong_value",), "counted after they are gone")
def _(session):
    statement = select(Hero).where(Hero.age < 18)
    for hero in session.exec(statement).all():
        session.delete(hero)
    session.commit()
    return len(session.exec(statement).all())


@wrong("update_delete.dismiss", ("wrong_value",), "the links are counted too")
def _(session):
    young = select(Hero.id).where(Hero.age < 18)
    links = session.exec(delete(HeroMissionLink).where(HeroMissionLink.hero_id.in_(young)))
    gone = session.exec(delete(Hero).where(Hero.age < 18))
    session.commit()
    return links.rowcount + gone.rowcount


@wrong("update_delete.dismiss", ("forgot_return",), "no return")
def _(session):
    for hero in session.exec(select(Hero).where(Hero.age < 18)).all():
        session.delete(hero)
    session.commit()


@wrong(
    "update_delete.dismiss",
    ("inner_join_drops_rows", "deleted_too_little"),
    "only those who have been on a mission",
)
def _(session):
    statement = select(Hero).join(HeroMissionLink).where(Hero.age < 18).distinct()
    young = session.exec(statement).all()
    for hero in young:
        session.delete(hero)
    session.commit()
    return len(young)


@wrong(
    "update_delete.dismiss",
    ("join_duplicates", "wrong_value"),
    "heroes with two missions are counted twice",
)
def _(session):
    statement = select(Hero).join(HeroMissionLink, isouter=True).where(Hero.age < 18)
    young = session.exec(statement).all()
    for hero in young:
        session.delete(hero)
    session.commit()
    return len(young)


@wrong("update_delete.dismiss", ("deleted_too_much",), "the missions go along")
def _(session):
    young = session.exec(select(Hero).where(Hero.age < 18)).all()
    for hero in young:
        for mission in hero.missions:
            session.delete(mission)
        session.delete(hero)
    session.commit()
    return len(young)


@wrong(
    "update_delete.dismiss",
    ("deleted_too_much", "wrong_column"),
    "all links of the missions of the young",
)
def _(session):
    ids = session.exec(select(Hero.id).where(Hero.age < 18)).all()
    missions = session.exec(
        select(HeroMissionLink.mission_id).where(HeroMissionLink.hero_id.in_(ids))
    ).all()
    session.exec(delete(HeroMissionLink).where(HeroMissionLink.mission_id.in_(missions)))
    gone = session.exec(delete(Hero).where(Hero.id.in_(ids)))
    session.commit()
    return gone.rowcount
