"""A program does the same whether it is watched or not."""

from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine, event, inspect, text
from sqlalchemy.orm import selectinload
from sqlalchemy.pool import StaticPool
from sqlmodel import Session, SQLModel, delete, insert, select, update

from heroes import create_tables, sqlite
from heroes.glass.tracing import Trace
from heroes.models import Base, Hero, Mission, Team

Step = tuple[str, int, int]


def new_engine() -> Engine:
    """Return an engine on an empty database in memory, with heroes' own SQLite settings."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    event.listen(engine, "connect", lambda connection, _: sqlite.set_up(connection))
    sqlite.listen(engine)
    create_tables(engine)
    return engine


def heroes_of(session: Session) -> list[Hero]:
    return [each for each in session if isinstance(each, Hero)]


def pick(session: Session, kind: type[SQLModel], a: int) -> Any:
    return session.get(kind, a % 5 + 1)


def add(session: Session, a: int, b: int) -> None:
    session.add(Hero(name=f"hero {a}", secret_name="x", age=b if b % 3 else None))


def add_team(session: Session, a: int, b: int) -> None:
    heroes = [Hero(name=f"member {n}", secret_name="x") for n in range(a % 4)]
    session.add(Team(name=f"team {b}", headquarters="y", heroes=heroes))


def add_without_secret(session: Session, a: int, b: int) -> None:
    session.add(Hero(name="nobody"))


def rename(session: Session, a: int, b: int) -> None:
    pick(session, Hero, a).name = f"renamed {b}"


def join_team(session: Session, a: int, b: int) -> None:
    pick(session, Hero, a).team = pick(session, Team, b)


def remove(session: Session, a: int, b: int) -> None:
    session.delete(pick(session, (Hero, Team)[b % 2], a))


def lazily(session: Session, a: int, b: int) -> object:
    return [hero.team and hero.team.name for hero in session.exec(select(Hero)).all()]


def members(session: Session, a: int, b: int) -> object:
    return [len(team.heroes) for team in session.exec(select(Team)).all()]


def eagerly(session: Session, a: int, b: int) -> object:
    query = select(Team).options(selectinload(Team.heroes).selectinload(Hero.missions))
    return [len(team.heroes) for team in session.exec(query).all()]


def some(session: Session, a: int, b: int) -> object:
    query = select(Hero).where(Hero.id > a).order_by(Hero.id).limit(b + 1)
    result = session.exec(query)
    return result.first() and result.all()


def streamed(session: Session, a: int, b: int) -> object:
    options = {"yield_per": a + 1}
    return [hero.id for hero in session.exec(select(Hero), execution_options=options)]


def nested(session: Session, a: int, b: int) -> None:
    with session.begin_nested() as savepoint:
        add(session, a, b)
        if b % 2:
            savepoint.rollback()


def core(session: Session, a: int, b: int) -> object:
    rows = [{"name": f"bulk {n}", "secret_name": "x", "age": n} for n in range(b + 1)]
    if a % 4 == 0:
        return session.exec(insert(Hero), params=rows).rowcount
    if a % 4 == 1:
        return session.exec(insert(Hero).returning(Hero.id), params=rows).all()
    if a % 4 == 2:
        return session.exec(update(Hero).where(Hero.age == b).values(age=a)).rowcount
    return session.exec(delete(Hero).where(Hero.id == b)).rowcount


def raw(session: Session, a: int, b: int) -> object:
    if a % 3 == 0:
        return session.connection().exec_driver_sql("SELECT count(*) FROM hero").scalar()
    if a % 3 == 1:
        return session.connection().exec_driver_sql("SELECT * FROM nowhere").all()
    return session.execute(text("SELECT name FROM hero WHERE id = :id"), {"id": b}).all()


def double(session: Session, a: int, b: int) -> None:
    session.add(Mission(id=1, name="same", difficulty=1))
    session.flush()


STEPS: dict[str, Callable[[Session, int, int], object]] = {
    each.__name__: each
    for each in (
        add, add_team, add_without_secret, rename, join_team, remove, lazily, members, eagerly,
        some, streamed, nested, core, raw, double,
    )
} | {
    "commit": lambda session, a, b: session.commit(),
    "rollback": lambda session, a, b: session.rollback(),
    "flush": lambda session, a, b: session.flush(),
    "expire": lambda session, a, b: session.expire_all(),
    "refresh": lambda session, a, b: session.refresh(pick(session, Hero, a)),
    "expunge": lambda session, a, b: session.expunge_all(),
}  # fmt: skip


def observe(program: list[Step], trace: Trace | None) -> list[Any]:
    """Run a program, and return what it sent, what it got, what it raised and what it left."""
    engine, seen, kept = new_engine(), [], []

    @event.listens_for(engine, "before_cursor_execute")
    def sent(_c: Any, _u: Any, sql: str, parameters: Any, _x: Any, many: bool) -> None:
        seen.append((sql, repr(parameters), many))

    def run() -> None:
        with Session(engine) as session:
            for name, a, b in program:
                try:
                    got = STEPS[name](session, a, b)
                    kept.append(heroes_of(session))  # so that the identity map is no lottery
                    seen.append(repr(got))
                except Exception as error:
                    seen.append((type(error).__name__, str(error).partition("(Background")[0]))
            for state in sorted(map(inspect, session), key=lambda state: repr(state.key)):
                seen.append((state.key, sorted(state.unloaded), sorted(state.expired_attributes)))
                seen.append((state.pending, state.persistent, state.modified))

    if trace is None:
        run()
    else:
        with trace:
            run()
        trace.panel().text()
        assert trace._recorder.fault is None
    connection = engine.pool.connect().driver_connection
    for table in Base.metadata.sorted_tables:
        seen.append(connection.execute(f"SELECT * FROM {table.name} ORDER BY 1, 2").fetchall())
    seen.append(connection.in_transaction)
    return seen


small = st.integers(0, 7)
programs = st.lists(st.tuples(st.sampled_from(sorted(STEPS)), small, small), max_size=12)


@settings(max_examples=100, deadline=None)
@given(programs, st.booleans(), st.booleans(), st.booleans())
def test_a_watched_program_does_what_it_does_unwatched(
    program: list[Step], explain: bool, diff: bool, steps: bool
) -> None:
    watched = Trace(explain=explain, diff=diff, steps=steps)
    assert observe(program, watched) == observe(program, None)
