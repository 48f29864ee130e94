"""A blind corpus: what learners would answer to the exercises of create_rows."""

import copy

from sqlalchemy import insert, inspect, text
from sqlalchemy import select as sa_select
from sqlalchemy.orm import make_transient
from sqlmodel import Session, col, func, select, update

from heroes.models import Hero, HeroCreate, HeroPublic, Team, TeamCreate

RIGHT = {}
WRONG = {}
UNSURE = {}


def right(name):
    return lambda answer: RIGHT.setdefault(name, []).append(answer) or answer


def wrong(name, misconception, remark):
    return lambda answer: (
        WRONG.setdefault(name, []).append((answer, misconception, remark)) or answer
    )


def unsure(name, remark):
    return lambda answer: UNSURE.setdefault(name, []).append((answer, remark)) or answer


# ---------------------------------------------------------------- save_vesper
SV = "create_rows.save_vesper"


@right(SV)
def save_vesper(session):
    hero = Hero(name="Vesper", secret_name="Claire Dumont")
    session.add(hero)
    session.commit()


@right(SV)
def save_vesper(session):
    session.add(Hero(name="Vesper", secret_name="Claire Dumont", age=None, team_id=None))
    session.commit()


@right(SV)
def save_vesper(session):
    session.add_all([Hero(secret_name="Claire Dumont", name="Vesper")])
    session.flush()
    session.commit()


@right(SV)
def save_vesper(session):
    vesper = Hero(name="Vesper", secret_name="Claire Dumont")
    session.add(vesper)
    session.commit()
    session.refresh(vesper)
    return vesper


@right(SV)
def save_vesper(session):
    hero = Hero()
    hero.name = "Vesper"
    hero.secret_name = "Claire Dumont"
    session.add(hero)
    session.commit()
    return hero.id


@right(SV)
def save_vesper(session):
    with session.begin():
        session.add(Hero(name="Vesper", secret_name="Claire Dumont"))


@right(SV)
def save_vesper(session):
    with session.begin_nested():
        session.add(Hero(name="Vesper", secret_name="Claire Dumont"))
    session.commit()


@right(SV)
def save_vesper(session):
    session.execute(insert(Hero).values(name="Vesper", secret_name="Claire Dumont"))
    session.commit()


@right(SV)
def save_vesper(session):
    session.exec(insert(Hero), params=[{"name": "Vesper", "secret_name": "Claire Dumont"}])
    session.commit()


@right(SV)
def save_vesper(session):
    hero = session.scalars(
        insert(Hero).returning(Hero), [{"name": "Vesper", "secret_name": "Claire Dumont"}]
    ).one()
    session.commit()
    return hero


@right(SV)
def save_vesper(session):
    statement = text("INSERT INTO hero (name, secret_name) VALUES (:name, :secret)")
    session.execute(statement, {"name": "Vesper", "secret": "Claire Dumont"})
    session.commit()


@right(SV)
def save_vesper(session):
    session.merge(Hero(name="Vesper", secret_name="Claire Dumont"))
    session.commit()


@right(SV)
def save_vesper(session):
    session.add(Hero.model_validate({"name": "Vesper", "secret_name": "Claire Dumont"}))
    session.commit()


@right(SV)
def save_vesper(session):
    data = HeroCreate(name="Vesper", secret_name="Claire Dumont")
    session.add(Hero.model_validate(data))
    session.commit()


@right(SV)
def save_vesper(session):
    values = dict(name="Vesper", secret_name="Claire Dumont")
    session.add(Hero(**values))
    return session.commit()


@right(SV)
def save_vesper(session):
    try:
        session.add(Hero(name="Vesper", secret_name="Claire Dumont"))
        session.commit()
    except Exception:
        session.rollback()
        raise


@right(SV)
def save_vesper(session):
    session.bulk_save_objects([Hero(name="Vesper", secret_name="Claire Dumont")])
    session.commit()


@right(SV)
def save_vesper(session):
    session.add(Hero(name="Vesper", secret_name="Claire Dumont", team=None))
    session.commit()
    session.close()


@right(SV)
def save_vesper(session):
    hero = Hero(name="Vesper", secret_name="Claire Dumont")
    session.add(hero)
    session.add(hero)
    session.commit()
    session.commit()


RIGHT[SV] += [
    lambda session: (
        session.add(Hero(name="Vesper", secret_name="Claire Dumont")),
        session.commit(),
    )[0],
    lambda session: (
        session.add(Hero(name="Vesper", secret_name="Claire Dumont")) or session.commit()
    ),
]


@wrong(SV, "forgotten_commit", "add only")
def save_vesper(session):
    session.add(Hero(name="Vesper", secret_name="Claire Dumont"))


@wrong(SV, "forgotten_commit", "returns the hero without a commit")
def save_vesper(session):
    hero = Hero(name="Vesper", secret_name="Claire Dumont")
    session.add(hero)
    return hero


@wrong(SV, "flush_for_commit", "flush only")
def save_vesper(session):
    hero = Hero(name="Vesper", secret_name="Claire Dumont")
    session.add(hero)
    session.flush()
    return hero


@wrong(SV, "flush_for_commit", "flush and refresh")
def save_vesper(session):
    hero = Hero(name="Vesper", secret_name="Claire Dumont")
    session.add_all([hero])
    session.flush()
    session.refresh(hero)
    return hero


@wrong(SV, "forgotten_commit", "insert statement without a commit")
def save_vesper(session):
    session.execute(insert(Hero).values(name="Vesper", secret_name="Claire Dumont"))


@wrong(SV, "forgotten_commit", "raw SQL without a commit")
def save_vesper(session):
    session.execute(text("INSERT INTO hero (name, secret_name) VALUES ('Vesper', 'Claire Dumont')"))


@wrong(SV, "forgotten_commit", "commit without parentheses")
def save_vesper(session):
    session.add(Hero(name="Vesper", secret_name="Claire Dumont"))
    session.commit


@unsure(
    SV,
    "a savepoint is no commit: WRONG by the rules, but with pysqlite's own transactions its release is durable",
)
def save_vesper(session):
    with session.begin_nested():
        session.add(Hero(name="Vesper", secret_name="Claire Dumont"))


@wrong(SV, "forgotten_commit", "commits first, then adds")
def save_vesper(session):
    session.commit()
    session.add(Hero(name="Vesper", secret_name="Claire Dumont"))


@wrong(SV, "forgotten_commit", "reads her in the same session, which flushes")
def save_vesper(session):
    session.add(Hero(name="Vesper", secret_name="Claire Dumont"))
    return session.exec(select(Hero).where(Hero.name == "Vesper")).first()


@wrong(SV, "forgotten_commit", "close throws it away")
def save_vesper(session):
    session.add(Hero(name="Vesper", secret_name="Claire Dumont"))
    session.close()
    session.commit()


@wrong(SV, "forgotten_commit", "rollback before the commit")
def save_vesper(session):
    try:
        session.add(Hero(name="Vesper", secret_name="Claire Dumont"))
    finally:
        session.rollback()
    session.commit()


@wrong(SV, "forgotten_add", "commit only")
def save_vesper(session):
    hero = Hero(name="Vesper", secret_name="Claire Dumont")
    session.commit()
    return hero


@wrong(SV, "forgotten_add", "made, but neither added nor committed")
def save_vesper(session):
    return Hero(name="Vesper", secret_name="Claire Dumont")


@wrong(SV, "forgotten_add", "validate is no save")
def save_vesper(session):
    Hero.model_validate({"name": "Vesper", "secret_name": "Claire Dumont"})
    session.commit()


@wrong(SV, "forgotten_add", "refresh of a hero that is not there")
def save_vesper(session):
    hero = Hero(name="Vesper", secret_name="Claire Dumont")
    session.commit()
    session.refresh(hero)
    return hero


@wrong(SV, "not_executed", "an insert that is not executed")
def save_vesper(session):
    insert(Hero).values(name="Vesper", secret_name="Claire Dumont")
    session.commit()


@wrong(SV, "not_executed", "returns the insert")
def save_vesper(session):
    return insert(Hero).values(name="Vesper", secret_name="Claire Dumont")


@wrong(SV, "wrong_new_value", "names turned around")
def save_vesper(session):
    session.add(Hero(name="Claire Dumont", secret_name="Vesper"))
    session.commit()


@wrong(SV, "wrong_new_value", "small letter")
def save_vesper(session):
    session.add(Hero(name="vesper", secret_name="Claire Dumont"))
    session.commit()


@wrong(SV, "wrong_new_value", "misspelt")
def save_vesper(session):
    session.add(Hero(name="Vesper", secret_name="Clair Dumont"))
    session.commit()


@wrong(SV, "wrong_new_value", "age 0 for unknown")
def save_vesper(session):
    session.add(Hero(name="Vesper", secret_name="Claire Dumont", age=0))
    session.commit()


@wrong(SV, "wrong_new_value", "the tutorial's age")
def save_vesper(session):
    session.add(Hero(name="Vesper", secret_name="Claire Dumont", age=33))
    session.commit()


@wrong(SV, "wrong_new_value", "a team that nobody named")
def save_vesper(session):
    session.add(
        Hero(
            name="Vesper",
            secret_name="Claire Dumont",
            team=Team(name="Night Shift", headquarters="The Old Observatory"),
        )
    )
    session.commit()


@wrong(SV, "wrong_new_value", "team 0 for none")
def save_vesper(session):
    session.add(Hero(name="Vesper", secret_name="Claire Dumont", team_id=0))
    session.commit()


@wrong(SV, "wrong_new_value", "empty text as age")
def save_vesper(session):
    session.add(Hero(name="Vesper", secret_name="Claire Dumont", age=""))
    session.commit()


@wrong(SV, "raises", "no secret name")
def save_vesper(session):
    session.add(Hero(name="Vesper"))
    session.commit()


@wrong(SV, "raises", "a field of another name")
def save_vesper(session):
    session.add(Hero(name="Vesper", secretname="Claire Dumont"))
    session.commit()


@wrong(SV, "raises", "positional values")
def save_vesper(session):
    session.add(Hero("Vesper", "Claire Dumont"))
    session.commit()


@wrong(SV, "raises", "adds a dict")
def save_vesper(session):
    session.add({"name": "Vesper", "secret_name": "Claire Dumont"})
    session.commit()


@wrong(SV, "raises", "adds a data model")
def save_vesper(session):
    session.add(HeroCreate(name="Vesper", secret_name="Claire Dumont"))
    session.commit()


@wrong(SV, "raises", "adds a list")
def save_vesper(session):
    session.add([Hero(name="Vesper", secret_name="Claire Dumont")])
    session.commit()


@wrong(SV, "raises", "save() of another ORM")
def save_vesper(session):
    Hero(name="Vesper", secret_name="Claire Dumont").save()


@wrong(SV, "raises", "objects.create of another ORM")
def save_vesper(session):
    return Hero.objects.create(name="Vesper", secret_name="Claire Dumont")


@wrong(SV, "added_twice", "two objects")
def save_vesper(session):
    session.add(Hero(name="Vesper", secret_name="Claire Dumont"))
    session.add(Hero(name="Vesper", secret_name="Claire Dumont"))
    session.commit()


@wrong(SV, "added_twice", "added and merged")
def save_vesper(session):
    session.add(Hero(name="Vesper", secret_name="Claire Dumont"))
    session.commit()
    session.merge(Hero(name="Vesper", secret_name="Claire Dumont"))
    session.commit()


@wrong(SV, "changed_too_little", "only if there is no Vesper yet")
def save_vesper(session):
    hero = session.exec(select(Hero).where(Hero.name == "Vesper")).first()
    if hero is None:
        session.add(Hero(name="Vesper", secret_name="Claire Dumont"))
        session.commit()


@wrong(SV, "wrong_row", "changes a hero who is there already")
def save_vesper(session):
    hero = session.exec(select(Hero)).first()
    hero.name = "Vesper"
    hero.secret_name = "Claire Dumont"
    session.add(hero)
    session.commit()


@wrong(SV, "wrong_row", "merge over the hero with the id 1")
def save_vesper(session):
    session.merge(Hero(id=1, name="Vesper", secret_name="Claire Dumont"))
    session.commit()


@wrong(SV, "raises", "an id that is taken")
def save_vesper(session):
    session.add(Hero(id=1, name="Vesper", secret_name="Claire Dumont"))
    session.commit()


@wrong(SV, "update_without_where", "update for insert")
def save_vesper(session):
    session.execute(update(Hero).values(name="Vesper", secret_name="Claire Dumont"))
    session.commit()


@wrong(SV, "raises", "next id of an empty table: None + 1")
def save_vesper(session):
    last = session.exec(select(func.max(Hero.id))).one()
    session.add(Hero(id=last + 1, name="Vesper", secret_name="Claire Dumont"))
    session.commit()


@wrong(SV, "changed_too_little", "deletes her afterwards")
def save_vesper(session):
    hero = Hero(name="Vesper", secret_name="Claire Dumont")
    session.add(hero)
    session.commit()
    session.delete(hero)
    session.commit()


@wrong(SV, "own_session", "another session, without a commit")
def save_vesper(session):
    with Session(session.get_bind()) as mine:
        mine.add(Hero(name="Vesper", secret_name="Claire Dumont"))
    session.commit()


@wrong(SV, "own_session", "added to the one, committed in the other")
def save_vesper(session):
    mine = Session(session.get_bind())
    session.add(Hero(name="Vesper", secret_name="Claire Dumont"))
    mine.commit()


@unsure(SV, "a session of its own that commits: the row is there")
def save_vesper(session):
    with Session(session.get_bind()) as mine:
        mine.add(Hero(name="Vesper", secret_name="Claire Dumont"))
        mine.commit()


@unsure(SV, "the engine's connection: the row is there")
def save_vesper(session):
    with session.get_bind().begin() as connection:
        connection.execute(insert(Hero).values(name="Vesper", secret_name="Claire Dumont"))


@unsure(SV, "ends the session's work first, then begins: right, but odd")
def save_vesper(session):
    session.rollback()
    with session.begin():
        session.add(Hero(name="Vesper", secret_name="Claire Dumont"))


@unsure(SV, "the commit of the connection beneath the session: the row is there")
def save_vesper(session):
    session.connection().execute(insert(Hero).values(name="Vesper", secret_name="Claire Dumont"))
    session.connection().commit()


# ---------------------------------------------------------------- make_hero
MH = "create_rows.make_hero"


@right(MH)
def make_hero(session):
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.commit()
    session.refresh(hero)
    return hero


@right(MH)
def make_hero(session):
    session.expire_on_commit = False
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.commit()
    return hero


@right(MH)
def make_hero(session):
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.commit()
    hero.name  # loads all columns
    return hero


@right(MH)
def make_hero(session):
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.commit()
    assert hero.id is not None
    return hero


@right(MH)
def make_hero(session):
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.commit()
    print("Saved", hero.id, hero.name)
    return hero


@right(MH)
def make_hero(session):
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.flush()
    key = hero.id
    session.commit()
    return session.get(Hero, key)


@right(MH)
def make_hero(session):
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.flush()
    key = hero.id
    session.commit()
    return session.exec(select(Hero).where(Hero.id == key)).one()


@right(MH)
def make_hero(session):
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.commit()
    return session.exec(select(Hero).where(Hero.id == hero.id)).first()


@right(MH)
def make_hero(session):
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.flush()
    session.expunge(hero)
    session.commit()
    return hero


@right(MH)
def make_hero(session):
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.commit()
    session.refresh(hero)
    session.expunge(hero)
    return hero


@right(MH)
def make_hero(session):
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.commit()
    session.refresh(hero, ["id", "name", "secret_name", "age", "team_id"])
    return hero


@right(MH)
def make_hero(session):
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.commit()
    session.refresh(hero)
    return Hero(**hero.model_dump())


@right(MH)
def make_hero(session):
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add_all([hero])
    session.commit()
    session.refresh(hero)
    make_transient(hero)
    return hero


@right(MH)
def make_hero(session):
    session.expire_on_commit = False
    try:
        hero = Hero(name="Halcyon", secret_name="June Abernathy")
        session.add(hero)
        session.commit()
    finally:
        session.expire_on_commit = True
    return hero


@right(MH)
def make_hero(session):
    hero = session.merge(Hero(name="Halcyon", secret_name="June Abernathy"))
    session.commit()
    session.refresh(hero)
    return hero


@right(MH)
def make_hero(session):
    with session.begin():
        hero = Hero(name="Halcyon", secret_name="June Abernathy")
        session.add(hero)
    session.refresh(hero)
    return hero


@right(MH)
def make_hero(session):
    key = session.scalar(
        insert(Hero).values(name="Halcyon", secret_name="June Abernathy").returning(Hero.id)
    )
    session.commit()
    return session.get(Hero, key)


@right(MH)
def make_hero(session):
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.commit()
    for column in inspect(Hero).columns.keys():
        getattr(hero, column)
    return hero


@right(MH)
def make_hero(session):
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.commit()
    session.refresh(hero)
    session.close()
    return hero


@wrong(MH, "read_after_close", "add_all for add: the hero is still expired")
def make_hero(session):
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add_all([hero])
    session.commit()
    return hero


@wrong(MH, "refresh_before_commit", "refreshed, then expired by the commit")
def make_hero(session):
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.flush()
    session.refresh(hero)
    session.commit()
    return hero


@wrong(MH, "read_after_close", "read before the commit only")
def make_hero(session):
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.flush()
    name = hero.name
    session.commit()
    return hero


@wrong(MH, "forgotten_commit", "no commit")
def make_hero(session):
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    return hero


@wrong(MH, "flush_for_commit", "flush and refresh for commit")
def make_hero(session):
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.flush()
    session.refresh(hero)
    return hero


@wrong(MH, "forgotten_commit", "only flush")
def make_hero(session):
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.flush()
    return hero


@wrong(MH, "forgotten_add", "neither added nor refreshed")
def make_hero(session):
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.commit()
    return hero


@wrong(MH, "read_after_close", "expunged while expired")
def make_hero(session):
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.commit()
    session.expunge(hero)
    return hero


@wrong(MH, "read_after_close", "expunge_all while expired")
def make_hero(session):
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.commit()
    session.expunge_all()
    return hero


@wrong(MH, "read_after_close", "closed while expired")
def make_hero(session):
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.commit()
    session.close()
    return hero


@wrong(MH, "read_after_close", "refreshed after the close")
def make_hero(session):
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.commit()
    session.close()
    session.refresh(hero)
    return hero


@wrong(MH, "read_after_close", "refreshes the name only")
def make_hero(session):
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.commit()
    session.refresh(hero, attribute_names=["name"])
    return hero


@wrong(MH, "read_after_close", "printing heroes' models fetches nothing")
def make_hero(session):
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.commit()
    print(repr(hero))
    return hero


@wrong(MH, "read_after_close", "commits again behind the refresh")
def make_hero(session):
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.commit()
    session.refresh(hero)
    session.commit()
    return hero


@wrong(MH, "read_after_close", "expire for refresh")
def make_hero(session):
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.commit()
    session.expire(hero)
    return hero


@wrong(MH, "expired_is_lost", "make_transient of an expired hero: all is lost")
def make_hero(session):
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.commit()
    make_transient(hero)
    return hero


@wrong(MH, "read_after_close", "merge returns the same expired hero")
def make_hero(session):
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.commit()
    return session.merge(hero, load=False)


@wrong(MH, "read_after_close", "a copy of the expired hero")
def make_hero(session):
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.commit()
    return copy.copy(hero)


@wrong(MH, "wrong_columns", "the name only")
def make_hero(session):
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.commit()
    return hero.name


@wrong(MH, "wrong_columns", "the id only")
def make_hero(session):
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.commit()
    session.refresh(hero)
    return hero.id


@wrong(MH, "wrong_columns", "the public form lacks the secret name")
def make_hero(session):
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.commit()
    session.refresh(hero)
    return HeroPublic.model_validate(hero)


@wrong(MH, "forgot_return", "no return")
def make_hero(session):
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.commit()
    session.refresh(hero)


@wrong(MH, "forgot_return", "returns what refresh returns: None")
def make_hero(session):
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.commit()
    return session.refresh(hero)


@wrong(MH, "many_for_one", "a list")
def make_hero(session):
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.commit()
    return session.exec(select(Hero).where(Hero.id == hero.id)).all()


@wrong(MH, "wrong_row", "reads by name: the first Halcyon may be another")
def make_hero(session):
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.commit()
    return session.exec(select(Hero).where(Hero.name == "Halcyon").order_by(Hero.id)).first()


@wrong(MH, "raises", "one() by name, where there may be two")
def make_hero(session):
    session.add(Hero(name="Halcyon", secret_name="June Abernathy"))
    session.commit()
    return session.exec(select(Hero).where(Hero.name == "Halcyon")).one()


@wrong(MH, "forgotten_add", "returns a new, unsaved hero beside the saved one: no id")
def make_hero(session):
    session.add(Hero(name="Halcyon", secret_name="June Abernathy"))
    session.commit()
    return Hero(name="Halcyon", secret_name="June Abernathy")


@wrong(MH, "forgotten_add", "a copy made before the flush: no id")
def make_hero(session):
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    saved = Hero(**hero.model_dump())
    session.add(saved)
    session.commit()
    return hero


@wrong(MH, "raises", "refresh before add")
def make_hero(session):
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.refresh(hero)
    session.add(hero)
    session.commit()
    return hero


@wrong(MH, "refresh_before_commit", "refresh right after add: it is not there yet")
def make_hero(session):
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    with session.no_autoflush:
        session.refresh(hero)
    session.commit()
    return hero


@wrong(MH, "forgotten_commit", "rolled back behind the refresh")
def make_hero(session):
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.flush()
    session.refresh(hero)
    session.expunge(hero)
    session.rollback()
    return hero


@wrong(MH, "wrong_new_value", "sets an age that nobody asked for")
def make_hero(session):
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.commit()
    session.refresh(hero)
    hero.age = 40
    session.commit()
    session.refresh(hero)
    return hero


@wrong(MH, "expired_is_lost", "expire_on_commit set too late")
def make_hero(session):
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.commit()
    session.expire_on_commit = False
    return hero


@wrong(MH, "added_twice", "adds again for the refresh")
def make_hero(session):
    session.add(Hero(name="Halcyon", secret_name="June Abernathy"))
    session.commit()
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.commit()
    session.refresh(hero)
    return hero


@unsure(MH, "returns a dict of all values, not a hero")
def make_hero(session):
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.commit()
    session.refresh(hero)
    return hero.model_dump()


@unsure(MH, "a new Hero from values written down by hand, with the id")
def make_hero(session):
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.commit()
    return Hero(id=hero.id, name="Halcyon", secret_name="June Abernathy")


@unsure(MH, "a session of its own that does not expire: the row is there and can be read")
def make_hero(session):
    with Session(session.get_bind(), expire_on_commit=False) as mine:
        hero = Hero(name="Halcyon", secret_name="June Abernathy")
        mine.add(hero)
        mine.commit()
        return hero


@wrong(MH, "read_after_close", "model_dump of an expired hero fetches nothing")
def make_hero(session):
    hero = Hero(name="Halcyon", secret_name="June Abernathy")
    session.add(hero)
    session.commit()
    hero.model_dump()
    return hero


@unsure(MH, "the newest hero by the highest id")
def make_hero(session):
    session.add(Hero(name="Halcyon", secret_name="June Abernathy"))
    session.commit()
    return session.exec(select(Hero).order_by(col(Hero.id).desc())).first()


# ---------------------------------------------------------------- save_night_shift
NS = "create_rows.save_night_shift"


@right(NS)
def save_night_shift(session):
    team = Team(name="Night Shift", headquarters="The Old Observatory")
    echo = Hero(name="Echo", secret_name="Lena Strand", team=team)
    quill = Hero(name="Quill", secret_name="Marta Pena", team=team)
    session.add(echo)
    session.add(quill)
    session.commit()


@right(NS)
def save_night_shift(session):
    heroes = [
        Hero(name="Echo", secret_name="Lena Strand"),
        Hero(name="Quill", secret_name="Marta Pena"),
    ]
    session.add(Team(name="Night Shift", headquarters="The Old Observatory", heroes=heroes))
    session.commit()


@right(NS)
def save_night_shift(session):
    team = Team(name="Night Shift", headquarters="The Old Observatory")
    session.add(team)
    session.flush()
    session.add(Hero(name="Echo", secret_name="Lena Strand", team_id=team.id))
    session.add(Hero(name="Quill", secret_name="Marta Pena", team_id=team.id))
    session.commit()


@right(NS)
def save_night_shift(session):
    team = Team(name="Night Shift", headquarters="The Old Observatory")
    team.heroes.append(Hero(name="Quill", secret_name="Marta Pena"))
    team.heroes.append(Hero(name="Echo", secret_name="Lena Strand"))
    session.add(team)
    session.commit()
    session.refresh(team)
    return team


@right(NS)
def save_night_shift(session):
    team = Team(name="Night Shift", headquarters="The Old Observatory")
    session.add_all(
        [
            team,
            Hero(name="Echo", secret_name="Lena Strand", team=team),
            Hero(name="Quill", secret_name="Marta Pena", team=team),
        ]
    )
    session.commit()


@right(NS)
def save_night_shift(session):
    with session.begin():
        team = Team(name="Night Shift", headquarters="The Old Observatory")
        for name, secret in [("Echo", "Lena Strand"), ("Quill", "Marta Pena")]:
            session.add(Hero(name=name, secret_name=secret, team=team))


@right(NS)
def save_night_shift(session):
    try:
        team = Team(name="Night Shift", headquarters="The Old Observatory")
        session.add(team)
        session.flush()
        session.refresh(team)
        for data in (
            {"name": "Echo", "secret_name": "Lena Strand"},
            {"name": "Quill", "secret_name": "Marta Pena"},
        ):
            session.add(Hero(**data, team_id=team.id))
        session.commit()
    except Exception:
        session.rollback()
        raise


@right(NS)
def save_night_shift(session):
    key = session.scalar(
        insert(Team)
        .values(name="Night Shift", headquarters="The Old Observatory")
        .returning(Team.id)
    )
    session.execute(
        insert(Hero),
        [
            {"name": "Echo", "secret_name": "Lena Strand", "team_id": key},
            {"name": "Quill", "secret_name": "Marta Pena", "team_id": key},
        ],
    )
    session.commit()


@right(NS)
def save_night_shift(session):
    result = session.execute(
        text("INSERT INTO team (name, headquarters) VALUES ('Night Shift', 'The Old Observatory')")
    )
    statement = text("INSERT INTO hero (name, secret_name, team_id) VALUES (:name, :secret, :team)")
    session.execute(statement, {"name": "Echo", "secret": "Lena Strand", "team": result.lastrowid})
    session.execute(statement, {"name": "Quill", "secret": "Marta Pena", "team": result.lastrowid})
    session.commit()


@right(NS)
def save_night_shift(session):
    team = Team(name="Night Shift", headquarters="The Old Observatory")
    echo = Hero(name="Echo", secret_name="Lena Strand")
    quill = Hero(name="Quill", secret_name="Marta Pena")
    echo.team = team
    quill.team = team
    session.add(team)
    session.commit()
    return [echo.id, quill.id]


@right(NS)
def save_night_shift(session):
    quill = Hero(name="Quill", secret_name="Marta Pena")
    echo = Hero(name="Echo", secret_name="Lena Strand")
    team = Team(name="Night Shift", headquarters="The Old Observatory")
    team.heroes = [quill, echo]
    session.add(quill)
    session.commit()


@right(NS)
def save_night_shift(session):
    team = Team.model_validate(TeamCreate(name="Night Shift", headquarters="The Old Observatory"))
    session.add(team)
    with session.begin_nested():
        team.heroes.extend(
            Hero.model_validate(HeroCreate(name=name, secret_name=secret))
            for name, secret in {"Echo": "Lena Strand", "Quill": "Marta Pena"}.items()
        )
    session.commit()


@right(NS)
def save_night_shift(session):
    team = Team(name="Night Shift", headquarters="The Old Observatory")
    session.add(team)
    session.flush()
    heroes = [
        Hero(name="Quill", secret_name="Marta Pena", team_id=team.id),
        Hero(name="Echo", secret_name="Lena Strand", team_id=team.id),
    ]
    session.add_all(heroes)
    session.commit()
    for hero in heroes:
        session.refresh(hero)
    return heroes


@right(NS)
def save_night_shift(session):
    session.merge(
        Team(
            name="Night Shift",
            headquarters="The Old Observatory",
            heroes=[
                Hero(name="Echo", secret_name="Lena Strand"),
                Hero(name="Quill", secret_name="Marta Pena"),
            ],
        )
    )
    session.commit()


RIGHT[NS].append(
    lambda session: (
        session.add(
            Team(
                name="Night Shift",
                headquarters="The Old Observatory",
                heroes=[
                    Hero(name=name, secret_name=secret)
                    for name, secret in (("Echo", "Lena Strand"), ("Quill", "Marta Pena"))
                ],
            )
        )
        or session.commit()
    )
)


@wrong(NS, "half_done", "commits the team first")
def save_night_shift(session):
    team = Team(name="Night Shift", headquarters="The Old Observatory")
    session.add(team)
    session.commit()
    session.add(Hero(name="Echo", secret_name="Lena Strand", team_id=team.id))
    session.add(Hero(name="Quill", secret_name="Marta Pena", team_id=team.id))
    session.commit()


@wrong(NS, "half_done", "commit and refresh for the id")
def save_night_shift(session):
    team = Team(name="Night Shift", headquarters="The Old Observatory")
    session.add(team)
    session.commit()
    session.refresh(team)
    session.add_all(
        [
            Hero(name="Echo", secret_name="Lena Strand", team=team),
            Hero(name="Quill", secret_name="Marta Pena", team=team),
        ]
    )
    session.commit()


@wrong(NS, "half_done", "commits in the loop")
def save_night_shift(session):
    team = Team(name="Night Shift", headquarters="The Old Observatory")
    for name, secret in [("Echo", "Lena Strand"), ("Quill", "Marta Pena")]:
        session.add(Hero(name=name, secret_name=secret, team=team))
        session.commit()


@wrong(NS, "half_done", "heroes first, then put into the team")
def save_night_shift(session):
    echo = Hero(name="Echo", secret_name="Lena Strand")
    quill = Hero(name="Quill", secret_name="Marta Pena")
    session.add_all([echo, quill])
    session.commit()
    session.add(Team(name="Night Shift", headquarters="The Old Observatory", heroes=[echo, quill]))
    session.commit()


@wrong(NS, "half_done", "the insert of the team is committed by itself")
def save_night_shift(session):
    key = session.scalar(
        insert(Team)
        .values(name="Night Shift", headquarters="The Old Observatory")
        .returning(Team.id)
    )
    session.commit()
    session.execute(insert(Hero).values(name="Echo", secret_name="Lena Strand", team_id=key))
    session.execute(insert(Hero).values(name="Quill", secret_name="Marta Pena", team_id=key))
    session.commit()


@wrong(NS, "half_done", "two with blocks of begin")
def save_night_shift(session):
    with session.begin():
        team = Team(name="Night Shift", headquarters="The Old Observatory")
        session.add(team)
    with session.begin():
        session.add(Hero(name="Echo", secret_name="Lena Strand", team=team))
        session.add(Hero(name="Quill", secret_name="Marta Pena", team=team))


@wrong(NS, "link_lost", "team.id before the flush is None")
def save_night_shift(session):
    team = Team(name="Night Shift", headquarters="The Old Observatory")
    session.add(team)
    session.add(Hero(name="Echo", secret_name="Lena Strand", team_id=team.id))
    session.add(Hero(name="Quill", secret_name="Marta Pena", team_id=team.id))
    session.commit()


@wrong(NS, "link_lost", "team.id of a team that is not even added, in add_all")
def save_night_shift(session):
    team = Team(name="Night Shift", headquarters="The Old Observatory")
    heroes = [
        Hero(name="Echo", secret_name="Lena Strand", team_id=team.id),
        Hero(name="Quill", secret_name="Marta Pena", team_id=team.id),
    ]
    session.add_all([team, *heroes])
    session.commit()


@wrong(NS, "link_lost", "the heroes are in no team")
def save_night_shift(session):
    session.add(Team(name="Night Shift", headquarters="The Old Observatory"))
    session.add(Hero(name="Echo", secret_name="Lena Strand"))
    session.add(Hero(name="Quill", secret_name="Marta Pena"))
    session.commit()


@wrong(NS, "link_lost", "only one of them is in the team")
def save_night_shift(session):
    team = Team(name="Night Shift", headquarters="The Old Observatory")
    session.add(Hero(name="Echo", secret_name="Lena Strand", team=team))
    session.add(Hero(name="Quill", secret_name="Marta Pena"))
    session.commit()


@wrong(NS, "link_lost", "a keyword that the model does not know")
def save_night_shift(session):
    team = Team(name="Night Shift", headquarters="The Old Observatory")
    session.add_all(
        [
            team,
            Hero(name="Echo", secret_name="Lena Strand", teams=team),
            Hero(name="Quill", secret_name="Marta Pena", teams=team),
        ]
    )
    session.commit()


@wrong(NS, "link_lost", "append replaced by the last hero")
def save_night_shift(session):
    team = Team(name="Night Shift", headquarters="The Old Observatory")
    session.add(team)
    for hero in [
        Hero(name="Echo", secret_name="Lena Strand"),
        Hero(name="Quill", secret_name="Marta Pena"),
    ]:
        session.add(hero)
        team.heroes = [hero]
    session.commit()


@wrong(NS, "forgotten_commit", "no commit")
def save_night_shift(session):
    team = Team(name="Night Shift", headquarters="The Old Observatory")
    session.add(Hero(name="Echo", secret_name="Lena Strand", team=team))
    session.add(Hero(name="Quill", secret_name="Marta Pena", team=team))


@wrong(NS, "flush_for_commit", "flush only")
def save_night_shift(session):
    team = Team(name="Night Shift", headquarters="The Old Observatory")
    session.add(team)
    session.flush()
    session.add(Hero(name="Echo", secret_name="Lena Strand", team_id=team.id))
    session.add(Hero(name="Quill", secret_name="Marta Pena", team_id=team.id))
    session.flush()


@wrong(NS, "half_done", "the team is committed, the heroes are not")
def save_night_shift(session):
    team = Team(name="Night Shift", headquarters="The Old Observatory")
    session.add(team)
    session.commit()
    session.add(Hero(name="Echo", secret_name="Lena Strand", team_id=team.id))
    session.add(Hero(name="Quill", secret_name="Marta Pena", team_id=team.id))


@wrong(NS, "forgotten_add", "only the team is added; the heroes know its id, not it")
def save_night_shift(session):
    team = Team(name="Night Shift", headquarters="The Old Observatory")
    session.add(team)
    session.flush()
    Hero(name="Echo", secret_name="Lena Strand", team_id=team.id)
    Hero(name="Quill", secret_name="Marta Pena", team_id=team.id)
    session.commit()


@wrong(NS, "forgotten_add", "nothing is added")
def save_night_shift(session):
    team = Team(name="Night Shift", headquarters="The Old Observatory")
    team.heroes = [
        Hero(name="Echo", secret_name="Lena Strand"),
        Hero(name="Quill", secret_name="Marta Pena"),
    ]
    session.commit()


@wrong(NS, "added_twice", "a team for each hero")
def save_night_shift(session):
    session.add(
        Hero(
            name="Echo",
            secret_name="Lena Strand",
            team=Team(name="Night Shift", headquarters="The Old Observatory"),
        )
    )
    session.add(
        Hero(
            name="Quill",
            secret_name="Marta Pena",
            team=Team(name="Night Shift", headquarters="The Old Observatory"),
        )
    )
    session.commit()


@wrong(NS, "added_twice", "heroes twice: by id and in the list")
def save_night_shift(session):
    team = Team(
        name="Night Shift",
        headquarters="The Old Observatory",
        heroes=[
            Hero(name="Echo", secret_name="Lena Strand"),
            Hero(name="Quill", secret_name="Marta Pena"),
        ],
    )
    session.add(team)
    session.add(Hero(name="Echo", secret_name="Lena Strand", team=team))
    session.add(Hero(name="Quill", secret_name="Marta Pena", team=team))
    session.commit()


@wrong(NS, "wrong_row", "takes a Night Shift that is there already")
def save_night_shift(session):
    team = session.exec(select(Team).where(Team.name == "Night Shift")).first()
    if team is None:
        team = Team(name="Night Shift", headquarters="The Old Observatory")
    session.add(Hero(name="Echo", secret_name="Lena Strand", team=team))
    session.add(Hero(name="Quill", secret_name="Marta Pena", team=team))
    session.commit()


@wrong(NS, "wrong_row", "looks for the new team by name and finds the old one")
def save_night_shift(session):
    session.add(Team(name="Night Shift", headquarters="The Old Observatory"))
    session.flush()
    team = session.exec(select(Team).where(Team.name == "Night Shift").order_by(Team.id)).first()
    session.add(Hero(name="Echo", secret_name="Lena Strand", team_id=team.id))
    session.add(Hero(name="Quill", secret_name="Marta Pena", team_id=team.id))
    session.commit()


@wrong(NS, "wrong_row", "one() by name raises when there is another Night Shift")
def save_night_shift(session):
    session.add(Team(name="Night Shift", headquarters="The Old Observatory"))
    team = session.exec(select(Team).where(Team.name == "Night Shift")).one()
    session.add_all(
        [
            Hero(name="Echo", secret_name="Lena Strand", team=team),
            Hero(name="Quill", secret_name="Marta Pena", team=team),
        ]
    )
    session.commit()


@wrong(NS, "wrong_row", "puts old heroes of these names into the team")
def save_night_shift(session):
    team = Team(name="Night Shift", headquarters="The Old Observatory")
    for name, secret in [("Echo", "Lena Strand"), ("Quill", "Marta Pena")]:
        hero = session.exec(select(Hero).where(Hero.secret_name == secret)).first()
        if hero is None:
            hero = Hero(name=name, secret_name=secret)
        hero.team = team
        session.add(hero)
    session.add(team)
    session.commit()


@wrong(NS, "wrong_row", "the tutorial's id of the team")
def save_night_shift(session):
    session.add(Team(name="Night Shift", headquarters="The Old Observatory"))
    session.add(Hero(name="Echo", secret_name="Lena Strand", team_id=4))
    session.add(Hero(name="Quill", secret_name="Marta Pena", team_id=4))
    session.commit()


@wrong(NS, "wrong_row", "the number of teams as the id")
def save_night_shift(session):
    count = session.exec(select(func.count()).select_from(Team)).one()
    session.add(Team(name="Night Shift", headquarters="The Old Observatory"))
    session.add(Hero(name="Echo", secret_name="Lena Strand", team_id=count))
    session.add(Hero(name="Quill", secret_name="Marta Pena", team_id=count))
    session.commit()


@wrong(NS, "raises", "an id that is taken")
def save_night_shift(session):
    session.add(Team(id=1, name="Night Shift", headquarters="The Old Observatory"))
    session.add(Hero(name="Echo", secret_name="Lena Strand", team_id=1))
    session.add(Hero(name="Quill", secret_name="Marta Pena", team_id=1))
    session.commit()


@wrong(NS, "raises", "the team as team_id")
def save_night_shift(session):
    team = Team(name="Night Shift", headquarters="The Old Observatory")
    session.add(team)
    session.add(Hero(name="Echo", secret_name="Lena Strand", team_id=team))
    session.add(Hero(name="Quill", secret_name="Marta Pena", team_id=team))
    session.commit()


@wrong(NS, "raises", "the name as the team")
def save_night_shift(session):
    session.add(Hero(name="Echo", secret_name="Lena Strand", team="Night Shift"))
    session.commit()


@wrong(NS, "raises", "dicts in the list")
def save_night_shift(session):
    heroes = [
        {"name": "Echo", "secret_name": "Lena Strand"},
        {"name": "Quill", "secret_name": "Marta Pena"},
    ]
    session.add(Team(name="Night Shift", headquarters="The Old Observatory", heroes=heroes))
    session.commit()


@wrong(NS, "raises", "no headquarters")
def save_night_shift(session):
    team = Team(name="Night Shift")
    session.add(Hero(name="Echo", secret_name="Lena Strand", team=team))
    session.add(Hero(name="Quill", secret_name="Marta Pena", team=team))
    session.commit()


@wrong(NS, "wrong_new_value", "secret names exchanged")
def save_night_shift(session):
    team = Team(name="Night Shift", headquarters="The Old Observatory")
    session.add(Hero(name="Echo", secret_name="Marta Pena", team=team))
    session.add(Hero(name="Quill", secret_name="Lena Strand", team=team))
    session.commit()


@wrong(NS, "wrong_new_value", "The is missing")
def save_night_shift(session):
    team = Team(name="Night Shift", headquarters="Old Observatory")
    session.add(Hero(name="Echo", secret_name="Lena Strand", team=team))
    session.add(Hero(name="Quill", secret_name="Marta Pena", team=team))
    session.commit()


@wrong(NS, "wrong_new_value", "Nightshift in one word")
def save_night_shift(session):
    heroes = [
        Hero(name="Echo", secret_name="Lena Strand"),
        Hero(name="Quill", secret_name="Marta Pena"),
    ]
    session.add(Team(name="Nightshift", headquarters="The Old Observatory", heroes=heroes))
    session.commit()


@wrong(NS, "wrong_new_value", "the tutorial's ages")
def save_night_shift(session):
    team = Team(name="Night Shift", headquarters="The Old Observatory")
    session.add(Hero(name="Echo", secret_name="Lena Strand", age=17, team=team))
    session.add(Hero(name="Quill", secret_name="Marta Pena", age=34, team=team))
    session.commit()


@wrong(NS, "changed_too_little", "no Quill")
def save_night_shift(session):
    team = Team(name="Night Shift", headquarters="The Old Observatory")
    session.add(Hero(name="Echo", secret_name="Lena Strand", team=team))
    session.commit()


@wrong(NS, "changed_too_little", "no team")
def save_night_shift(session):
    session.add_all(
        [Hero(name="Echo", secret_name="Lena Strand"), Hero(name="Quill", secret_name="Marta Pena")]
    )
    session.commit()


@wrong(NS, "changed_too_little", "the error of the second hero is swallowed")
def save_night_shift(session):
    team = Team(name="Night Shift", headquarters="The Old Observatory")
    session.add(team)
    session.flush()
    for name, secret in [("Echo", "Lena Strand"), ("Quill", None)]:
        try:
            with session.begin_nested():
                session.add(Hero(name=name, secret_name=secret, team_id=team.id))
        except Exception:
            pass
    session.commit()


@wrong(NS, "half_done", "two sessions, two commits")
def save_night_shift(session):
    with Session(session.get_bind()) as mine:
        team = Team(name="Night Shift", headquarters="The Old Observatory")
        mine.add(team)
        mine.commit()
        key = team.id
    session.add(Hero(name="Echo", secret_name="Lena Strand", team_id=key))
    session.add(Hero(name="Quill", secret_name="Marta Pena", team_id=key))
    session.commit()


@unsure(NS, "a session of its own with one commit: the rows are there")
def save_night_shift(session):
    with Session(session.get_bind()) as mine:
        heroes = [
            Hero(name="Echo", secret_name="Lena Strand"),
            Hero(name="Quill", secret_name="Marta Pena"),
        ]
        mine.add(Team(name="Night Shift", headquarters="The Old Observatory", heroes=heroes))
        mine.commit()


@unsure(NS, "a second commit with nothing left to write")
def save_night_shift(session):
    heroes = [
        Hero(name="Echo", secret_name="Lena Strand"),
        Hero(name="Quill", secret_name="Marta Pena"),
    ]
    session.add(Team(name="Night Shift", headquarters="The Old Observatory", heroes=heroes))
    session.commit()
    session.commit()


@unsure(NS, "an empty commit in front")
def save_night_shift(session):
    session.commit()
    heroes = [
        Hero(name="Echo", secret_name="Lena Strand"),
        Hero(name="Quill", secret_name="Marta Pena"),
    ]
    session.add(Team(name="Night Shift", headquarters="The Old Observatory", heroes=heroes))
    session.commit()
