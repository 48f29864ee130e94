"""The exercises of 03 Read rows: many rows or one, in an order, a page at a time."""

from sqlalchemy.exc import NoResultFound
from sqlmodel import and_, desc, nulls_first, or_, select, tuple_

from heroes.judge import Exercise
from heroes.models import Hero, Team

MODELS = (Hero, Team)
CHAPTER = "03_read_rows"
SPIDER = "Pedro Parqueador"


def _oldest_with_python(session):
    heroes = session.exec(select(Hero)).all()
    return sorted(heroes, key=lambda hero: (hero.age is None, -(hero.age or 0), hero.id))[:2]


def _oldest_by_function(session):
    by_age = select(Hero).order_by(Hero.age.desc().nulls_last(), Hero.id)
    return session.exec(by_age.limit(2)).all()


oldest = Exercise(
    id="read_rows.oldest",
    chapter=CHAPTER,
    title="The oldest",
    prompt=(
        "Select the two oldest heroes, the oldest first. Among heroes of one age the lower id "
        "comes first. Heroes whose age is unknown come after all others."
    ),
    kind="select",
    concepts=("order_by", "limit", "null", "select"),
    minutes=3,
    models=MODELS,
    starter="oldest = ...  # a statement: select(...)",
    reference=select(Hero).order_by(Hero.age.is_(None), desc(Hero.age), Hero.id).limit(2),
    alternates=[
        select(Hero).limit(2).order_by(desc(Hero.age), Hero.id),  # SQLite sorts NULL low
        _oldest_by_function,
        _oldest_with_python,
    ],
    wrong=[
        (select(Hero).order_by(Hero.age, Hero.id).limit(2), "wrong_direction"),
        (select(Hero).order_by(desc(Hero.age)).limit(2), "missing_tie_breaker"),
        (select(Hero).order_by(nulls_first(desc(Hero.age)), Hero.id).limit(2), "wrong_order_key"),
        (select(Hero).order_by(desc(Hero.age), Hero.id), "missing_limit"),
        (select(Hero).order_by(desc(Hero.age), Hero.id).limit(5), "wrong_limit"),
        (select(Hero).order_by(desc(Hero.id)).limit(2), "wrong_order_key"),
        (select(Hero).order_by(desc(Hero.age), desc(Hero.id)).limit(2), "wrong_direction"),
        (select(Hero).limit(2), "missing_order"),
    ],
    order_by=["-age", "id"],
    hints=(
        "order_by takes several columns: the first decides, the next one breaks ties.",
        "desc(...) turns one column round. Hero.age.is_(None) is false, so first, for a known age.",
    ),
)

get_and_one = Exercise(
    id="read_rows.get_and_one",
    chapter=CHAPTER,
    title="get, then one",
    prompt=(
        "In one session you call session.get(Hero, 7), and then "
        "session.exec(select(Hero).where(Hero.id == 7)).one(). You keep both objects. How many "
        "statements are sent, and how many objects do you hold?"
    ),
    kind="predict",
    concepts=("get", "one_row", "identity_map"),
    minutes=2,
    starter="answer = ...  # run the cell to see the options, and give one or its number",
    reference="two statements, one object",
    wrong=[
        ("one statement, one object", "identity_map_saves_queries"),
        ("two statements, two objects", "object_per_query"),
        ("one statement, two objects", "object_per_query"),
    ],
    hints=(
        "Only get looks in the session before it asks the database.",
        "What is one row in the database is one object in one session.",
    ),
)


def _find_spider_or_none(session):
    statement = select(Hero).where(Hero.secret_name == "Pedro Parqueador")
    return session.exec(statement).one_or_none()


def _find_spider_first(session):
    return session.exec(select(Hero).where(Hero.secret_name == SPIDER)).first()


def _find_spider_catching(session):
    try:
        return session.exec(select(Hero).where(Hero.secret_name == SPIDER)).one()
    except NoResultFound:
        return None


def _find_spider_in_a_list(session):
    found = session.exec(select(Hero).where(Hero.secret_name == SPIDER)).all()
    return found[0] if found else None


def _find_spider_raising(session):
    return session.exec(select(Hero).where(Hero.secret_name == SPIDER)).all()[0]


def _find_spider_insisting(session):
    hero = session.exec(select(Hero).where(Hero.secret_name == SPIDER)).one()
    return hero or None


def _find_all_spiders(session):
    return session.exec(select(Hero).where(Hero.secret_name == SPIDER)).all()


def _find_spider_by_name(session):
    return session.exec(select(Hero).where(Hero.name == "Spider-Boy")).first()


def _find_anyone(session):
    return session.exec(select(Hero)).first()


def _find_nothing(session):
    session.exec(select(Hero).where(Hero.secret_name == SPIDER)).one_or_none()


def _find_spider_name(session):
    return session.exec(select(Hero.name).where(Hero.secret_name == SPIDER)).one_or_none()


find_spider = Exercise(
    id="read_rows.find_spider",
    chapter=CHAPTER,
    title="Found or None",
    prompt=(
        "This function raises when nobody has the secret name. Repair it: it returns the hero, or "
        "None if there is none. No two heroes share a secret name."
    ),
    kind="select",
    concepts=("one_row",),
    minutes=3,
    models=MODELS,
    starter=(
        "def find_spider(session):\n"
        '    statement = select(Hero).where(Hero.secret_name == "Pedro Parqueador")\n'
        "    return session.exec(statement).one()"
    ),
    reference=_find_spider_or_none,
    alternates=[_find_spider_first, _find_spider_catching, _find_spider_in_a_list],
    wrong=[
        (_find_spider_raising, "raises_on_empty"),
        (_find_spider_insisting, "raises_on_empty"),
        (_find_all_spiders, "many_for_one"),
        (_find_spider_by_name, "wrong_column"),
        (_find_anyone, "missing_filter"),
        (_find_nothing, "forgot_return"),
        (_find_spider_name, "wrong_columns"),
    ],
    unique=("hero.secret_name",),
    hints=(
        "Which method of a result says None to no row?",
        "The table under 'One row' compares them: look at the column 'no row'.",
    ),
)


def _second_page_by_offset(session):
    by_name = select(Hero.id, Hero.name).order_by(Hero.name, Hero.id)
    return session.exec(by_name.offset(2).limit(2)).all()


def _second_page_by_slice(session):
    return session.exec(select(Hero.id, Hero.name).order_by(Hero.name, Hero.id).slice(2, 4)).all()


def _second_page_with_python(session):
    everyone = session.exec(select(Hero.id, Hero.name)).all()
    return sorted(everyone, key=lambda row: (row.name, row.id))[2:4]


def _second_page_loosely(session):
    return session.exec(select(Hero.id, Hero.name).order_by(Hero.name).offset(2).limit(2)).all()


def _second_page_unordered(session):
    return session.exec(select(Hero.id, Hero.name).offset(2).limit(2)).all()


def _second_page_by_number(session):
    return session.exec(select(Hero.id, Hero.name).order_by(Hero.id).offset(2).limit(2)).all()


def _one_page_as_offset(session):
    by_name = select(Hero.id, Hero.name).order_by(Hero.name, Hero.id)
    return session.exec(by_name.offset(1).limit(2)).all()


def _third_page(session):
    by_name = select(Hero.id, Hero.name).order_by(Hero.name, Hero.id)
    return session.exec(by_name.offset(4).limit(2)).all()


def _all_from_the_second_page(session):
    return session.exec(select(Hero.id, Hero.name).order_by(Hero.name, Hero.id).offset(2)).all()


def _second_page_up_to_six(session):
    by_name = select(Hero.id, Hero.name).order_by(Hero.name, Hero.id)
    return session.exec(by_name.offset(2).limit(4)).all()


def _second_page_of_names(session):
    return session.exec(select(Hero.name).order_by(Hero.name, Hero.id).offset(2).limit(2)).all()


def _second_page_sorted_late(session):
    rows = session.exec(select(Hero.id, Hero.name).order_by(Hero.id).offset(2).limit(2)).all()
    return sorted(rows, key=lambda row: (row.name, row.id))


second_page = Exercise(
    id="read_rows.second_page",
    chapter=CHAPTER,
    title="The second page",
    prompt=(
        "Pages hold two heroes each, in the order of their names. Heroes of one name come in the "
        "order of their id. Return id and name, two columns, of the second page."
    ),
    kind="select",
    concepts=("paging", "order_by", "limit", "columns", "select"),
    minutes=4,
    models=MODELS,
    starter="def second_page(session):\n    return ...",
    reference=_second_page_by_offset,
    alternates=[_second_page_by_slice, _second_page_with_python],
    wrong=[
        (_second_page_loosely, "missing_tie_breaker"),
        (_second_page_unordered, "missing_order"),
        (_second_page_by_number, "wrong_order_key"),
        (_one_page_as_offset, "wrong_offset"),
        (_third_page, "wrong_offset"),
        (_all_from_the_second_page, "missing_limit"),
        (_second_page_up_to_six, "wrong_limit"),
        (_second_page_of_names, "wrong_columns"),
        (_second_page_sorted_late, "limit_before_order"),
    ],
    order_by=["name", "id"],
    hints=(
        "An offset counts rows, not pages.",
        "select(Hero.id, Hero.name) fetches two columns. The order needs a second key for ties.",
    ),
)


def _echo_is_there(session):
    """Tell whether the hero with the id 11 is called Echo, as the prompt says."""
    hero = session.get(Hero, 11)
    return hero is not None and hero.name == "Echo"


def _seed_echoes(session):
    """Add heroes whose names and numbers lie close to the last one of the page."""
    session.add_all([Team(id=n, name=f"Team {n}", headquarters="Here") for n in (1, 2, 3)])
    session.flush()
    rows = [
        (11, "Echo", 2), (12, "Echo", None), (13, "Echo", 1), (10, "Echo", 1), (4, "Dodo", None),
        (20, "echo", None), (3, "Fern", 3), (7, "Fern", 2), (5, "Gale", None), (2, "Gale", 1),
        (30, "Ash", 2), (8, "Echoes", 1), (15, "Hum", 2),
    ]  # fmt: skip
    for number, name, team in rows:
        hero = Hero(id=number, name=name, team_id=team, age=number, secret_name=f"Secret {number}")
        session.add(hero)
    session.commit()


BY_NAME = select(Hero).order_by(Hero.name, Hero.id)


def _two_after_a_pair(session):
    by_name = select(Hero).order_by(Hero.name, Hero.id)
    after = tuple_(Hero.name, Hero.id) > ("Echo", 11)
    return session.exec(by_name.where(after).limit(2)).all()


def _two_after_in_two_parts(session):
    later = or_(Hero.name > "Echo", and_(Hero.name == "Echo", Hero.id > 11))
    return session.exec(select(Hero).where(later).order_by(Hero.name, Hero.id).limit(2)).all()


def _two_after_a_loaded_hero(session):
    last = session.get(Hero, 11)
    after = tuple_(Hero.name, Hero.id) > (last.name, last.id)
    return session.exec(BY_NAME.where(after).limit(2)).all()


def _two_after_with_python(session):
    everyone = session.exec(BY_NAME).all()
    return [hero for hero in everyone if (hero.name, hero.id) > ("Echo", 11)][:2]


def _two_after_the_name(session):
    return session.exec(BY_NAME.where(Hero.name > "Echo").limit(2)).all()


def _two_from_the_name(session):
    return session.exec(BY_NAME.where(Hero.name >= "Echo").limit(2)).all()


def _two_from_the_pair(session):
    return session.exec(BY_NAME.where(tuple_(Hero.name, Hero.id) >= ("Echo", 11)).limit(2)).all()


def _two_after_both(session):
    return session.exec(BY_NAME.where(Hero.name > "Echo", Hero.id > 11).limit(2)).all()


def _two_after_either(session):
    return session.exec(BY_NAME.where(or_(Hero.name > "Echo", Hero.id > 11)).limit(2)).all()


def _two_after_the_number(session):
    return session.exec(BY_NAME.where(Hero.id > 11).limit(2)).all()


def _two_by_offset(session):
    return session.exec(BY_NAME.offset(6).limit(2)).all()


def _all_after_the_pair(session):
    return session.exec(BY_NAME.where(tuple_(Hero.name, Hero.id) > ("Echo", 11))).all()


def _two_after_unordered(session):
    after = tuple_(Hero.name, Hero.id) > ("Echo", 11)
    return session.exec(select(Hero).where(after).limit(2)).all()


def _two_after_loosely(session):
    after = tuple_(Hero.name, Hero.id) > ("Echo", 11)
    return session.exec(select(Hero).where(after).order_by(Hero.name).limit(2)).all()


next_two = Exercise(
    id="read_rows.next_two",
    chapter=CHAPTER,
    title="The next two",
    prompt=(
        "The last hero of a page was Echo with the id 11, who is still there. Return the next "
        "two heroes in the order of name, then id, without an offset: a hero may have joined in "
        "between."
    ),
    kind="select",
    concepts=("paging", "where", "comparison", "order_by", "limit", "select"),
    minutes=6,
    models=MODELS,
    starter="def next_two(session):\n    return ...",
    setup=_seed_echoes,
    reference=_two_after_a_pair,
    alternates=[_two_after_in_two_parts, _two_after_a_loaded_hero, _two_after_with_python],
    wrong=[
        (_two_after_the_name, "missing_tie_breaker"),
        (_two_from_the_name, "boundary"),
        (_two_from_the_pair, "boundary"),
        (_two_after_both, "and_for_or"),
        (_two_after_either, "or_for_and"),
        (_two_after_the_number, "wrong_column"),
        (_two_by_offset, "wrong_offset"),
        (_all_after_the_pair, "missing_limit"),
        (_two_after_unordered, "missing_order"),
        (_two_after_loosely, "missing_tie_breaker"),
    ],
    order_by=["name", "id"],
    given=_echo_is_there,
    hints=(
        "Compare what you order by: name and id together.",
        "tuple_(Hero.name, Hero.id) can be compared with a tuple of two values.",
    ),
)
