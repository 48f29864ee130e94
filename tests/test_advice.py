"""Rules of what is advised, and of what is left alone."""

import asyncio
import io
import json
import linecache
import re
from collections.abc import Iterator
from contextlib import redirect_stdout
from functools import cache
from typing import Any

import pytest
from sqlalchemy import Column, Engine, Integer, Table, orm
from sqlalchemy.exc import SAWarning
from sqlalchemy.orm import joinedload, selectinload
from sqlmodel import Session, SQLModel, col, func, select

from heroes import async_session, create_tables, make_engine, seed
from heroes import models as heroes_models
from heroes.glass.advice import Advice, advise
from heroes.glass.timeline import NOWHERE, Place, Statement
from heroes.glass.tracing import Trace
from tests import corpus_advice
from tests.corpus_advice import NEGATIVE, POSITIVE, Case

READS = ("query", "lazy load", "eager load", "refresh")


@cache
def template() -> Engine:
    """Return an engine on a database with all sample rows."""
    engine = make_engine("sqlite://")
    fill(engine)
    return engine


def fill(engine: Engine) -> None:
    create_tables(engine)
    create_tables(engine, corpus_advice.Base.metadata)
    with Session(engine) as session:
        seed(session)
        corpus_advice.fill(session)


@pytest.fixture
def engine() -> Iterator[Engine]:
    """Return an engine on a copy of it."""
    engine = fresh_engine()
    yield engine
    engine.dispose()


def fresh_engine() -> Engine:
    engine = make_engine("sqlite://")
    source, target = template().raw_connection(), engine.raw_connection()
    source.driver_connection.backup(target.driver_connection)
    source.close()
    target.close()
    return engine


def run(code: str, engine: Engine, **names: Any) -> tuple[Trace, str]:
    """Return the trace of a script, and what it prints."""
    scope = {**NAMES, "engine": engine, **names}
    name = f"advised-{abs(hash(code))}.py"
    linecache.cache[name] = len(code), None, code.splitlines(keepends=True), name
    with Trace(everywhere=True) as trace, redirect_stdout(io.StringIO()) as printed:
        exec(compile(code, name, "exec"), scope)
    assert trace._recorder.fault is None
    return trace, printed.getvalue()


def advice_of(trace: Trace, kind: str | None = None, **options: Any) -> list[Advice]:
    found = advise(trace._recorder.entries, trace._recorder.causes, **options)
    return [each for each in found if kind is None or each.kind == kind]


def reads(trace: Trace) -> list[Statement]:
    return [each for each in trace.statements if each.reason in READS]


NAMES = {
    **{name: getattr(heroes_models, name) for name in ("Team", "Hero", "HeroPublic", "Mission")},
    "HeroMissionLink": heroes_models.HeroMissionLink,
    **{each.__name__: each for each in corpus_advice.Base.__subclasses__()},
    **{each.__name__: each for each in (Session, SQLModel, select, selectinload, joinedload)},
    "col": col,
    "func": func,
    "orm": orm,
    "json": json,
    "asyncio": asyncio,
    "async_session": async_session,
    "seed": seed,
}


def title(case: Case) -> str:
    return case.title


@pytest.mark.parametrize("case", POSITIVE, ids=title)
def test_an_n_plus_one_is_found_and_its_fix_cures_it(case: Case) -> None:
    trace, printed = run(case.code.replace("QUERY", case.query), fresh_engine())
    found = advice_of(trace, "n+1")
    assert [(each.attribute, each.count, each.line) for each in found] == list(case.advice)
    for each in found:
        if case.fix:
            assert each.fix == case.fix
        assert each.fix is not None and "\n" not in each.fix
        cured, same = run(case.code.replace("QUERY", each.fix), fresh_engine())
        assert same == printed, "the fix changes nothing but the statements"
        assert advice_of(cured, "n+1") == []
        if case.alone:
            assert len(reads(cured)) <= 3
            numbers = re.search(r"sends ([\d,]+) statements? instead of ([\d,]+)\.$", each.message)
            assert numbers and [int(each) for each in numbers.groups()] == [
                len(reads(cured)),
                len(reads(trace)),
            ]


@pytest.mark.parametrize("case", NEGATIVE, ids=title)
def test_what_is_no_n_plus_one_is_left_alone(case: Case) -> None:
    trace, _ = run(case.code, fresh_engine())
    assert advice_of(trace, "n+1") == []


def test_pages_that_each_repeat_a_load_are_one_advice(engine: Engine) -> None:
    code = """\
with Session(engine) as session:
    for page in range(3):
        for team in session.exec(select(Team).offset(page * 2).limit(2)).all():
            print(len(team.heroes))
"""
    (found,) = advice_of(run(code, engine)[0])
    assert (found.kind, found.attribute, found.count, found.line) == ("n+1", "Team.heroes", 5, 4)
    assert found.fix == "select(Team).options(selectinload(Team.heroes))", "page is not known there"
    assert found.message.endswith("sends 6 statements instead of 8.")


def test_it_says_how_often_and_for_what() -> None:
    def sentence(code: str) -> str:
        code = "with Session(engine) as session:\n    " + code.replace("\n", "\n    ")
        (found,) = advice_of(run(code, fresh_engine())[0], "n+1")
        return found.message.partition("\n")[0]

    code = "for team in session.exec(select(Team)).all():\n    team.heroes"
    assert sentence(code) == "line 3 loads team.heroes once for each of 5 teams."
    code = "[hero.team for hero in session.exec(select(Hero)).all()]"
    assert sentence(code) == "line 2 loads hero.team once for each of 4 teams."
    query = "select(Hero).execution_options(yield_per=1)"  # so that heroes and teams are let go
    code = f"[str(hero.team) for hero in session.exec({query})]"
    assert sentence(code) == "line 2 loads hero.team once for each of 25 heroes."
    code = "[getattr(link, 'hero') for link in session.exec(select(HeroMissionLink)).all()]"
    assert sentence(code) == "line 2 loads HeroMissionLink.hero once for each of 13 heroes."
    code = "for team in 2 * session.exec(select(Team)).all():\n    team.heroes\n"
    code += "    session.expire(team, ['heroes'])"
    assert sentence(code) == "line 3 loads team.heroes 10 times, for 5 teams."


def test_a_function_for_the_objects_of_two_queries_is_told_once(engine: Engine) -> None:
    code = """\
def sizes(teams):
    return [len(team.heroes) for team in teams]

with Session(engine) as session:
    print(sizes(session.exec(select(Team).where(Team.id < 3)).all()))
    print(sizes(session.exec(select(Team).where(Team.id > 2)).all()))
"""
    (found,) = advice_of(run(code, engine)[0])
    assert (found.attribute, found.count, found.line) == ("Team.heroes", 5, 2)
    assert found.fix == "select(Team).where(Team.id < 3).options(selectinload(Team.heroes))"


def test_the_query_may_have_been_sent_before_the_trace(engine: Engine) -> None:
    with Session(engine) as session:
        heroes = session.exec(select(heroes_models.Hero)).all()
        trace, _ = run("for hero in heroes:\n    hero.team", engine, heroes=heroes)
    (found,) = advice_of(trace)
    assert found.message == (
        "line 2 loads hero.team once for each of 4 teams.\n"
        "select(Hero).options(joinedload(Hero.team)) sends 1 statement instead of 5."
    )


def test_what_names_local_variables_is_no_part_of_a_fix(engine: Engine) -> None:
    code = """\
def report(session, lowest):
    for team in session.exec(select(Team).where(Team.id > lowest)).all():
        print(len(team.heroes))

with Session(engine) as session:
    report(session, 2)
"""
    (found,) = advice_of(run(code, engine)[0])
    assert found.fix == "select(Team).options(selectinload(Team.heroes))"


def test_the_children_of_one_object_are_loaded_with_that_object(engine: Engine) -> None:
    code = """\
with Session(engine) as session:
    team = session.get(Team, 2)
    print([len(hero.missions) for hero in team.heroes])
"""
    (found,) = advice_of(run(code, engine)[0])
    assert found.fix == (
        "select(Team).where(Team.id == 2)"
        ".options(selectinload(Team.heroes).selectinload(Hero.missions))"
    )
    assert found.message.endswith("sends 3 statements instead of 7.")


def test_two_of_many_collections_are_no_loop(engine: Engine) -> None:
    code = """\
def size(team):
    return len(team.heroes)

with Session(engine) as session:
    teams = session.exec(select(Team)).all()
    print(size(teams[0]))
    print(size(teams[1]))
"""
    assert advice_of(run(code, engine)[0]) == []
    assert len(advice_of(run(code + "    print(size(teams[2]))", fresh_engine())[0])) == 1


def test_two_calls_with_objects_of_an_earlier_query_are_no_loop(engine: Engine) -> None:
    code = """\
def team_of(hero):
    return hero.team

team_of(heroes[0])
team_of(heroes[1])
"""
    with Session(engine) as session:
        heroes = session.exec(select(heroes_models.Hero)).all()
        assert advice_of(run(code, engine, heroes=heroes)[0]) == []


def test_advice_keeps_the_order_of_the_trace_and_never_changes(engine: Engine) -> None:
    code = """\
with Session(engine) as session:
    for number in range(1, 7):
        session.get(Hero, number)
    for book in session.exec(select(Book)).all():
        print(len(book.genres), book.author.name)
    session.commit()
    for team in session.exec(select(Team)).all():
        print(len(team.heroes))
"""
    trace, _ = run(code, engine)
    found = advice_of(trace)
    assert [(each.kind, each.line, each.attribute) for each in found] == [
        ("repeated query", 3, None),
        ("n+1", 5, "Book.genres"),
        ("n+1", 5, "Book.author"),
        ("n+1", 8, "Team.heroes"),
    ]
    assert found == advice_of(trace) == advice_of(run(code, fresh_engine())[0])


STORM = """\
with Session(engine) as session:
    heroes = session.exec(select(Hero).limit(4)).all()
    session.commit()
    # HERE
    for hero in heroes:
        print(hero.name)
"""


def test_a_refresh_storm_after_a_commit_is_told_and_cured(engine: Engine) -> None:
    trace, printed = run(STORM, engine)
    (found,) = advice_of(trace)
    assert (found.kind, found.count, found.line) == ("refresh storm", 4, 6)
    assert found.message == (
        "line 6 loads 4 heroes again, one by one: they had expired.\n"
        "Session(engine, expire_on_commit=False) keeps them as they are at the commit."
    )
    assert found.fix
    cured, same = run(STORM.replace("Session(engine)", found.fix), fresh_engine())
    assert same == printed and len(reads(cured)) == 1 and not advice_of(cured)


@pytest.mark.parametrize("cause", ["session.rollback()", "session.expire_all()"])
def test_a_refresh_storm_without_a_commit_is_cured_by_a_query(cause: str, engine: Engine) -> None:
    code = STORM.replace("session.commit()", cause)
    trace, printed = run(code, engine)
    (found,) = advice_of(trace)
    assert (found.kind, found.count, found.fix) == ("refresh storm", 4, "select(Hero)")
    code = code.replace("# HERE", f"session.exec({found.fix}).all()")
    cured, same = run(code, fresh_engine())
    assert same == printed and len(reads(cured)) == 2 and not advice_of(cured)


@pytest.mark.parametrize(
    "code",
    [
        STORM.replace("limit(4)", "limit(2)"),
        STORM.replace("print(hero.name)", "session.refresh(hero)"),
        STORM.replace("for hero in heroes", "for hero in [heroes[0]] * 5"),
        STORM.replace("# HERE", "session.exec(select(Hero)).all()"),
        # one object, after each commit
        """\
with Session(engine) as session:
    hero = session.get(Hero, 3)
    for _ in range(5):
        hero.age += 1
        session.commit()
""",
        # columns that are loaded when they are first read
        """\
with Session(engine) as session:
    for hero in session.exec(select(Hero).options(orm.defer(Hero.secret_name))).all():
        print(hero.secret_name)
""",
    ],
)
def test_what_is_no_refresh_storm_is_left_alone(code: str, engine: Engine) -> None:
    assert advice_of(run(code, engine)[0], "refresh storm") == []


@pytest.mark.parametrize(
    ("code", "count", "line", "message"),
    [
        (
            """\
with Session(engine) as session:
    for _ in range(3):
        print(len(session.exec(select(Team)).all()))
""",
            3,
            3,
            "sends the same SELECT 3 times, while nothing is written.\nOnce is enough.",
        ),
        (
            """\
def team(session):
    return session.exec(select(Team).where(Team.id == 2)).one()

with Session(engine) as session:
    print(team(session).name, team(session).headquarters, team(session).id)
""",
            3,
            2,
            "sends the same SELECT 3 times with the same values, while nothing is written.\n"
            "Once is enough.",
        ),
        (
            """\
with engine.connect() as connection:
    for _ in range(4):
        print(connection.execute(select(func.count(Hero.id))).scalar_one())
""",
            4,
            3,
            "sends the same SELECT 4 times, while nothing is written.\nOnce is enough.",
        ),
        (
            """\
with Session(engine) as session:
    for team in session.exec(select(Team)).all():
        print(session.exec(select(func.count(Hero.id)).where(Hero.team_id == team.id)).one())
""",
            5,
            3,
            "sends the same SELECT 5 times, with 5 different values.\nIf they are known "
            "beforehand, one SELECT with IN can ask for all of them at once.",
        ),
    ],
)
def test_a_query_that_is_sent_again_is_told(
    code: str, count: int, line: int, message: str, engine: Engine
) -> None:
    (found,) = advice_of(run(code, engine)[0])
    assert (found.kind, found.count, found.line) == ("repeated query", count, line)
    assert found.message == f"line {line} {message}"
    assert found.fix is None


@pytest.mark.parametrize(
    ("query", "fix"),
    [
        ("session.get(Team, team.id)", "select(Team).where(Team.id.in_([1, 2, 3, 4, 5]))"),
        (
            "session.exec(select(Hero).where(Hero.team_id == team.id).order_by(Hero.id)).all()",
            "select(Hero).where(Hero.team_id.in_([1, 2, 3, 4, 5])).order_by(Hero.id)",
        ),
        (
            "session.exec(select(Team).where(Team.name == team.name)).one()",
            "select(Team).where(Team.name.in_(['Preventers', 'Z-Force', 'Wakaland', "
            "'Night Shift', 'Reserves']))",
        ),
        (
            "session.exec(select(Hero).where(col(Hero.team_id) == team.id)).all()",
            "select(Hero).where(col(Hero.team_id).in_([1, 2, 3, 4, 5]))",
        ),
        ("[session.exec(select(Hero).where(ID == Hero.team_id)).all() for ID in [team.id]]", None),
        ("session.exec(select(Hero).where(Hero.team == team)).all()", None),
        ("session.exec(select(Hero.name).where(Hero.team_id == team.id)).all()", None),
        ("session.exec(select(Hero).where(Hero.team_id == team.id, Hero.age > 9)).all()", None),
        ("session.exec(select(Hero).where(~(Hero.team_id == team.id))).all()", None),
        ("session.exec(select(Hero).where(Hero.team_id == team.id).distinct()).all()", None),
        ("session.exec(query).all()", None),
        ("session.scalar(select(Team).where(Team.id == team.id))", "select(Team).where("
         "Team.id.in_([1, 2, 3, 4, 5]))"),
    ],
)  # fmt: skip
def test_a_query_of_each_value_is_one_with_in_where_that_is_sure(
    query: str, fix: str | None, engine: Engine
) -> None:
    code = f"""\
with Session(engine) as session:
    teams = [heroes_models.Team(**row._mapping) for row in session.execute(text)]
    for team in teams:
        query = select(Hero).where(Hero.team_id == team.id)
        found = {query}
        print(found if isinstance(found, Team) or found is None else list(found))
"""
    names = {"text": heroes_models.Team.__table__.select(), "heroes_models": heroes_models}
    asked = [each for each in advice_of(run(code, engine, **names)[0]) if each.line == 5]
    assert [each.fix for each in asked] == ([fix] if "age >" not in query else [])
    if fix:
        with Session(engine) as session:
            both = session.exec(eval(fix, NAMES)).all()
            each = [
                hero
                for team in session.exec(select(heroes_models.Team)).all()
                for hero in _rows(eval(query, {**NAMES, "session": session, "team": team}))
            ]
            assert sorted(map(repr, both)) == sorted(map(repr, each))


def _rows(found: Any) -> list[Any]:
    return list(found) if isinstance(found, list) else [found]


@pytest.mark.parametrize(
    "code",
    [
        # written in between
        """\
with Session(engine) as session:
    for number in range(6):
        session.add(Hero(name="New", secret_name=str(number)))
        print(session.exec(select(func.count(Hero.id))).one())
""",
        # a transaction for each
        """\
with Session(engine) as session:
    for _ in range(6):
        print(session.exec(select(func.count(Hero.id))).one())
        session.rollback()
""",
        """\
def answer(number):
    with Session(engine) as session:
        return session.get(Hero, number).name

print([answer(number) for number in range(1, 9)])
""",
        # three places
        """\
with Session(engine) as session:
    session.exec(select(Team)).all()
    session.exec(select(Team)).all()
    session.exec(select(Team)).all()
""",
        # pages, by offset and by key
        """\
with Session(engine) as session:
    for page in range(6):
        session.exec(select(Hero).order_by(Hero.id).offset(page * 5).limit(5)).all()
""",
        """\
with Session(engine) as session:
    last = 0
    while heroes := session.exec(select(Hero).where(Hero.id > last).order_by(Hero.id)).fetchmany(5):
        last = heroes[-1].id
""",
        # chance, and time
        """\
with Session(engine) as session:
    for _ in range(6):
        session.exec(select(Hero).order_by(func.random()).limit(1)).one()
        session.exec(select(func.now())).one()
""",
        # a chain, of which each link names the next
        """\
with Session(engine) as session:
    for number in (3, 2, 1, 6, 5, 4):
        session.get(Folder, number)
""",
        # from the identity map
        """\
with Session(engine) as session:
    heroes = session.exec(select(Hero)).all()
    for hero in heroes:
        session.get(Hero, hero.id)
""",
        # a helper's own affair
        """\
with Session(engine) as session:
    seed(session)
""",
        # four different values
        """\
with Session(engine) as session:
    for number in range(1, 5):
        session.get(Hero, number)
""",
        # rows that other transactions change
        """\
with Session(engine) as session:
    for number in range(3):
        with Session(engine) as other:
            other.add(Hero(name="New", secret_name=str(number)))
            other.commit()
        session.exec(select(Hero)).all()
""",
    ],
)
def test_what_is_no_repeated_query_is_left_alone(code: str, engine: Engine) -> None:
    assert advice_of(run(code, engine)[0]) == []


def test_rows_that_are_locked_are_asked_for_one_by_one() -> None:
    place = Place("session.exec(query)", 2)
    sql = "SELECT job.id FROM job LIMIT 1"
    asked = [Statement(sql, [], place, "query", rows=1, dialect="sqlite") for _ in range(6)]
    assert len(advise(asked, {})) == 1
    for each in asked:
        each.sql += " FOR UPDATE SKIP LOCKED"
    assert advise(asked, {}) == []


def test_an_answer_that_changes_is_waited_for() -> None:
    place = Place("session.exec(query)", 2)
    asked = [Statement("SELECT job.id FROM job", [], place, "query", rows=1) for _ in range(6)]
    for each in asked:
        each.dialect = "sqlite"
    assert len(advise(asked, {})) == 1
    asked[-1].rows = 2
    assert advise(asked, {}) == []


def test_of_many_values_none_stands_in_a_fix(engine: Engine) -> None:
    code = (
        "with Session(engine) as session:\n    for number in range({}): session.get(Hero, number)"
    )
    few, many = (advice_of(run(code.format(n), fresh_engine())[0])[0] for n in (20, 21))
    assert few.fix and many.fix is None


def test_a_class_that_sqlmodel_does_not_know_has_no_fix(engine: Engine) -> None:
    class Plain(orm.DeclarativeBase):
        pass

    class Squad(Plain):
        __table__ = Table("team", Plain.metadata, Column("id", Integer, primary_key=True))

    code = (
        "with Session(engine) as session:\n    for number in range(9): session.get(Squad, number)"
    )
    assert [each.fix for each in advice_of(run(code, engine, Squad=Squad)[0])] == [None]


def test_a_number_that_a_server_is_asked_for_again_may_have_changed(engine: Engine) -> None:
    code = """\
with Session(engine) as session:
    for _ in range(6):
        session.exec(select(func.count(Hero.id))).one()
"""
    trace, _ = run(code, engine)
    assert len(advice_of(trace)) == 1
    for statement in trace.statements:
        statement.dialect = "postgresql"
    assert advice_of(trace) == []


@pytest.mark.parametrize(
    ("query", "fix"),
    [
        ("select(Hero, Team)", "select(Hero, Team).where(Hero.team_id == Team.id)"),
        (
            "select(Hero.name, Team.name).where(Team.id < 3)",
            "select(Hero.name, Team.name).where(Team.id < 3).where(Hero.team_id == Team.id)",
        ),
        ("select(Hero, Mission)", None),
        ("select(Review, Author)", None),  # it has two foreign keys
        ("select(Folder, orm.aliased(Folder))", None),
    ],
)
def test_a_cartesian_product_is_told(query: str, fix: str | None, engine: Engine) -> None:
    code = f"with Session(engine) as session:\n    print(len(session.exec({query}).all()))\n"
    with pytest.warns(SAWarning) as warned:
        trace, _ = run(code, engine)
    texts = [str(each.message) for each in warned]
    (found,) = advice_of(trace, warnings=texts)
    assert (found.kind, found.line, found.fix) == ("cartesian product", 2, fix)
    assert re.match(r"line 2 pairs each row of \w+ with each row of \w+: nothing", found.message)
    if fix:
        cured, _ = run(code.replace(query, fix), fresh_engine())
        assert advice_of(cured) == []
    assert advice_of(trace) == [], "SQLAlchemy says it, or nobody"


def test_a_join_of_the_same_tables_is_not_meant(engine: Engine) -> None:
    code = """\
with Session(engine) as session:
    session.exec(select(Hero, Team).join(Team)).all()
    session.exec(select(Hero, Team)).all()
"""
    with pytest.warns(SAWarning) as warned:
        trace, _ = run(code, engine)
    (found,) = advice_of(trace, warnings=[str(each.message) for each in warned])
    assert found.line == 3


def test_other_warnings_are_no_advice(engine: Engine) -> None:
    code = "with Session(engine) as session:\n    session.exec(select(Hero, Team).join(Team)).all()"
    trace, _ = run(code, engine)
    assert advice_of(trace, warnings=["relationship X will copy column Q"]) == []


SIZES = {"hero": 1_000_000, "team": 5, "mission": 20_000}


def explain(trace: Trace, engine: Engine) -> None:
    """Fill in which tables SQLite reads whole, as a trace with plans does."""
    with engine.connect() as connection:
        cursor = connection.connection.cursor()
        for statement in trace.statements:
            values = statement.parameters[0] if statement.parameters else ()
            cursor.execute(f"EXPLAIN QUERY PLAN {statement.sql}", values)
            steps = [row[3] for row in cursor.fetchall()]
            scans = [re.fullmatch(r"SCAN (\w+?)(?:_\d+)?", step) for step in steps]
            statement.scans = [match[1] for match in scans if match]
            statement.plan = "\n".join(steps)


def explained(query: str, engine: Engine, **options: Any) -> list[Advice]:
    trace, _ = run(f"with Session(engine) as session:\n    session.exec({query}).all()\n", engine)
    explain(trace, engine)
    return advice_of(trace, **{"sizes": SIZES} | options)


@pytest.mark.parametrize(
    ("query", "columns", "is_fixed"),
    [
        ('select(Hero).where(Hero.secret_name == "Mirror")', "hero.secret_name", True),
        ('select(Hero).where(Hero.secret_name > "Y", Hero.name != "X")', "hero.secret_name", True),
        ('select(Mission).where(col(Mission.difficulty).in_([4, 5]))', "mission.difficulty", True),
        (
            'select(Hero).where((Hero.secret_name == "Mirror") | (Hero.age == 9))',
            "hero.secret_name and hero.age",
            False,
        ),
        (
            'select(Hero).join(Team).where((Hero.secret_name == "?") | (Team.name == "?"))',
            "hero.secret_name",
            False,
        ),
        (
            'select(Hero).where(~((Hero.secret_name > "B") & (Hero.secret_name < "Z")))',
            "hero.secret_name",
            False,
        ),
        ('select(Hero).where(func.lower(Hero.name) == "nova")', "hero.name", False),
        ('select(func.count(Hero.id)).where(Hero.secret_name == "?")', "hero.secret_name", True),
        ('select(Hero).where(col(Hero.name).startswith("No"))', "hero.name", False),
    ],
)  # fmt: skip
def test_a_full_scan_of_a_big_table_is_told(
    query: str, columns: str, is_fixed: bool, engine: Engine
) -> None:
    (found,) = explained(query, engine)
    table = columns.partition(".")[0]
    sentence = f"line 2 reads all rows of {table}, over 10,000, to compare {columns}."
    assert (found.kind, found.message.partition("\n")[0]) == ("full scan", sentence)
    assert found.fix == ("Field(index=True)" if is_fixed else None)
    assert explained(query, fresh_engine(), sizes={}) == [], "sizes are unknown"
    assert explained(query, fresh_engine(), sizes={"hero": 10_000, "mission": 10_000}) == []


@pytest.mark.parametrize(
    "query",
    [
        "select(Hero)",
        "select(func.count(Hero.id))",
        "select(Hero).order_by(Hero.secret_name)",
        "select(Hero).where(Hero.id == 3)",
        'select(Hero).where(Hero.name == "Nova")',
        'select(Hero).where(Hero.secret_name != "Mirror")',
        "select(Hero).where(Hero.secret_name != None)",
        'select(Hero).where(Hero.secret_name > "A").order_by(Hero.id).limit(5)',
        "select(Hero, Team).join(Team)",
        "select(Hero).where(Hero.secret_name == Hero.name)",
        'select(Team).where(Team.headquarters == "Sharp Tower")',
    ],
)
def test_what_reads_no_more_than_it_must_is_left_alone(query: str, engine: Engine) -> None:
    assert explained(query, engine) == []


def test_what_is_found_in_most_rows_needs_no_index(engine: Engine) -> None:
    query = 'select(Hero).where(Hero.secret_name > "A")'
    assert len(explained(query, engine)) == 1
    assert explained(query, fresh_engine(), sizes={"hero": 10_001})
    trace, _ = run(f"with Session(engine) as session:\n    session.exec({query}).all()\n", engine)
    explain(trace, engine)
    trace.statements[0].rows = 200_000
    assert advice_of(trace, sizes=SIZES) == []


def test_on_a_server_an_index_may_be_there_and_not_be_used(engine: Engine) -> None:
    query = 'select(Hero).where(Hero.secret_name == "Mirror")'
    trace, _ = run(f"with Session(engine) as session:\n    session.exec({query}).all()\n", engine)
    explain(trace, engine)
    statement = trace.statements[0]
    statement.dialect = "postgresql"
    assert [each.fix for each in advice_of(trace, sizes=SIZES)] == ["Field(index=True)"]
    statement.rows = 50_000
    assert [each.fix for each in advice_of(trace, sizes=SIZES)] == [None]
    statement.rows, statement.sql = 1, statement.sql.replace(" = ", " > ")
    assert [each.fix for each in advice_of(trace, sizes=SIZES)] == [None]


def test_a_server_may_join_without_an_index_that_it_has(engine: Engine) -> None:
    query = 'select(Folder).join(Note, Note.id == Folder.parent_id).where(Note.text == "?")'
    trace, _ = run(f"with Session(engine) as session:\n    session.exec({query}).all()\n", engine)
    statement = trace.statements[0]
    statement.scans, sizes = ["folder"], {"folder": 20_000}
    (found,) = advice_of(trace, sizes=sizes)
    assert found.message.startswith(
        "line 2 reads all rows of folder, over 10,000, to compare folder.parent_id.\nField"
    )
    statement.dialect = "postgresql"
    assert advice_of(trace, sizes=sizes) == []


def test_the_foreign_key_of_a_lazy_load_is_compared_too(engine: Engine) -> None:
    code = "with Session(engine) as session:\n    print(session.get(Author, 1).books)\n"
    trace, _ = run(code, engine)
    explain(trace, engine)
    found = advice_of(trace, sizes={"book": 20_000})
    assert [each.source for each in found] == ["session.get(Author, 1).books"]
    assert "to compare book.author_id.\nField(index=True)" in found[0].message
    for statement in trace.statements:
        statement.sql = statement.sql.replace("?", "%(param_1)s::INTEGER")
    assert "to compare book.author_id." in advice_of(trace, sizes={"book": 20_000})[0].message


@pytest.mark.parametrize(
    "condition",
    [
        'col(Hero.name).contains("a")',
        'col(Hero.name).endswith("a")',
        'col(Hero.name).like("%a")',
        'col(Hero.name).ilike("%a%")',
        'col(Hero.name).icontains("a")',
    ],
)
def test_a_leading_wildcard_in_a_big_table_is_told(condition: str, engine: Engine) -> None:
    (found,) = explained(f"select(Hero).where({condition})", engine)
    assert (found.kind, found.fix) == ("leading wildcard", None)
    assert found.message == (
        "line 2 reads all rows of hero, over 10,000: "
        "no index of hero.name finds a text that begins with %."
    )
    code = (
        f"with Session(engine) as session:\n    session.exec(select(Hero).where({condition})).all()"
    )
    trace, _ = run(code, fresh_engine())
    assert len(advice_of(trace, sizes=SIZES)) == 1, (
        "without a plan too, as it is the only condition"
    )
    assert advice_of(trace, sizes={"hero": 10_000}) == []
    assert advice_of(trace) == []


@pytest.mark.parametrize(
    "condition",
    [
        'col(Hero.name).like("a%")',
        'col(Hero.name).startswith("a")',
        'col(Hero.name).notlike("%a")',
        'col(Team.name).like("%a")',
        'col(Hero.name).like("%a"), Hero.team_id == 3',
        'Hero.secret_name == "%a"',
    ],
)
def test_other_conditions_are_no_leading_wildcard(condition: str, engine: Engine) -> None:
    query = f"select({condition[4:8]}).where({condition})".replace("select(.sec", "select(Hero")
    trace, _ = run(f"with Session(engine) as session:\n    session.exec({query}).all()\n", engine)
    assert advice_of(trace, "leading wildcard", sizes=SIZES) == []
    explain(trace, engine)
    assert advice_of(trace, "leading wildcard", sizes=SIZES) == []


@pytest.mark.parametrize(
    ("sql", "values", "is_found"),
    [
        ("hero.name LIKE %(name_1)s::VARCHAR", {"name_1": "%a"}, True),
        ("hero.name ILIKE %(name_1)s::VARCHAR", {"name_1": "a%"}, False),
        ("hero.name LIKE '%%' || %(name_1)s::VARCHAR || '%%'", {"name_1": "a"}, True),
        ("hero.name LIKE $1::VARCHAR", ("%a",), True),
        ("hero.name LIKE concat('%%', %s, '%%')", ("a",), True),
        ("hero.name LIKE %s", ("%a",), True),
        ("hero.name LIKE %s", ("a%",), False),
        ("lower(hero_1.name) LIKE lower(?)", ("%a",), True),
    ],
)
def test_a_leading_wildcard_is_seen_in_each_dialect(sql: str, values: Any, is_found: bool) -> None:
    place = Place("session.exec(query)", 1)
    statement = Statement(f"SELECT hero.id \nFROM hero \nWHERE {sql}", [values], place, "query")
    assert bool(advise([statement], {}, SIZES)) is is_found


def test_what_no_line_sent_is_not_advised_on() -> None:
    statement = Statement(
        "SELECT hero.id FROM hero WHERE hero.name LIKE '%a'", [], NOWHERE, "query"
    )
    assert advise([statement], {}, SIZES) == []


def test_a_statement_that_failed_is_no_reason_for_advice(engine: Engine) -> None:
    code = """\
with Session(engine) as session:
    for _ in range(5):
        try:
            session.exec(select(Hero).where(func.nothing() == 1)).all()
        except Exception:
            pass
"""
    trace, _ = run(code, engine)
    assert all(each.error for each in trace.statements) and advice_of(trace) == []
    for each in trace.statements:
        each.sql = "SELECT hero.id FROM hero WHERE hero.name LIKE '%a'"
    assert advice_of(trace, sizes=SIZES) == []


ON_SERVERS = (
    "nested one-to-many",
    "a chain of many-to-one",
    "a link table with columns of its own, two levels",
    "objects that this session made, asked for again",
    "two entities in one row",
    "one function for the objects of two queries",
)


@pytest.mark.parametrize("case", [each for each in POSITIVE if each.title in ON_SERVERS], ids=title)
def test_an_n_plus_one_is_found_on_postgresql_too(
    case: Case, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEROES_DATABASE_URL", postgres_url)
    engine = make_engine()
    fill(engine)
    trace, _ = run(case.code.replace("QUERY", case.query), engine)
    engine.dispose()
    found = advice_of(trace, "n+1")
    assert [(each.attribute, each.count, each.line) for each in found] == list(case.advice)
    assert case.fix is None or [each.fix for each in found] == [case.fix] * len(found)
