"""The exercises of 19 Project: one mission control, from its tables to its API, part by part."""

from enum import StrEnum
from typing import Annotated, Any

import sqlalchemy as sa
from alembic import op
from fastapi import APIRouter, Depends, FastAPI, HTTPException, Query
from pydantic import field_validator
from sqlalchemy import CheckConstraint, MetaData
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import joinedload, registry
from sqlmodel import (
    Field,
    Relationship,
    Session,
    SQLModel,
    col,
    desc,
    exists,
    func,
    insert,
    select,
    update,
)

from heroes.judge import Exercise
from heroes.models import NAMING_CONVENTION, refuse_null

CHAPTER = "19_project"
CONTROL = registry(metadata=MetaData(naming_convention=NAMING_CONVENTION))


class Status(StrEnum):
    """How far a mission is."""

    planned = "planned"
    active = "active"
    done = "done"


class Control(SQLModel, registry=CONTROL):
    """Keep the capstone's models on a registry of their own, beside those of the notebook."""


class MissionPublic(Control):
    """What a client sees of a mission."""

    id: int
    name: str
    status: Status


class MissionUpdate(Control):
    """What a client may change of a mission; null is no name and no status."""

    name: str | None = None
    status: Status | None = None

    _required = field_validator("name", "status")(refuse_null)


class Mission(Control, table=True):
    """A mission, and how far it is."""

    id: int | None = Field(default=None, primary_key=True)
    name: str
    status: Status = Status.planned

    assignments: list["Assignment"] = Relationship(back_populates="mission")


class Agent(Control, table=True):
    """Somebody who goes on missions."""

    id: int | None = Field(default=None, primary_key=True)
    alias: str

    assignments: list["Assignment"] = Relationship(back_populates="agent")


class Assignment(Control, table=True):
    """One agent on one mission, and the hours so far."""

    __table_args__ = (CheckConstraint("hours >= 0", name="hours"),)

    mission_id: int = Field(foreign_key="mission.id", primary_key=True)
    agent_id: int = Field(foreign_key="agent.id", primary_key=True)
    hours: int = Field(default=0, sa_column_kwargs={"server_default": "0"}, ge=0)

    mission: Mission = Relationship(back_populates="assignments")
    agent: Agent = Relationship(back_populates="assignments")


MODELS = (Mission, Agent, Assignment)


def _fill(session: Session) -> None:
    """Fill the tutorial's database: a tie, an agent without work, missions without agents."""
    session.add_all([Agent(id=n, alias=a) for n, a in enumerate(("Fox", "Owl", "Lynx", "Wren"), 1)])
    missions = ("Bridge", "Harbor", "Tower", "Cellar", "Roof")
    statuses = (Status.active, Status.planned, Status.active, Status.done, Status.planned)
    for number, (name, status) in enumerate(zip(missions, statuses, strict=True), 1):
        session.add(Mission(id=number, name=name, status=status))
    session.flush()
    for mission, agent, hours in ((1, 1, 4), (1, 2, 2), (2, 1, 3), (4, 2, 5), (2, 3, 9)):
        session.add(Assignment(mission_id=mission, agent_id=agent, hours=hours))
    session.commit()


def _tables(Base: Any) -> Any:
    class Status(StrEnum):
        planned = "planned"
        active = "active"
        done = "done"

    class Mission(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        status: Status = Status.planned

    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        alias: str

    class Assignment(Base, table=True):
        __table_args__ = (CheckConstraint("hours >= 0", name="hours"),)

        mission_id: int = Field(foreign_key="mission.id", primary_key=True)
        agent_id: int = Field(foreign_key="agent.id", primary_key=True)
        hours: int = Field(default=0, sa_column_kwargs={"server_default": "0"})

    return [Mission, Agent, Assignment]


def _defined(
    Base: Any, state: Any = Status, worked: Any = None, key: Any = None, **options: Any
) -> Any:
    """Return the three tables, with one thing as told."""
    worked = worked or {"default": 0, "sa_column_kwargs": {"server_default": "0"}}
    agent = {"foreign_key": "agent.id", "primary_key": True} if key is None else key

    class Mission(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        name: str
        status: state = Field(default="planned" if state is str else Status.planned)

    class Agent(Base, table=True):
        id: int | None = Field(default=None, primary_key=True)
        alias: str

    class Assignment(Base, table=True):
        __table_args__ = options.get("rules", (CheckConstraint("hours >= 0"),))

        mission_id: int = Field(foreign_key="mission.id", primary_key=True)
        agent_id: int = Field(**agent)
        hours: int = Field(**worked)

    return [Mission, Agent, Assignment]


def _tables_by_another_check(Base: Any) -> Any:
    return _defined(Base, rules=(CheckConstraint("NOT hours < 0", name="no_less"),))


def _tables_with_status_as_text(Base: Any) -> Any:
    return _defined(Base, state=str)


def _tables_with_one_key(Base: Any) -> Any:
    return _defined(Base, key={"foreign_key": "agent.id"})


def _tables_without_reference(Base: Any) -> Any:
    return _defined(Base, key={"primary_key": True})


def _tables_with_a_field_limit(Base: Any) -> Any:
    hours = {"default": 0, "ge": 0, "sa_column_kwargs": {"server_default": "0"}}
    return _defined(Base, worked=hours, rules=())


def _tables_above_zero(Base: Any) -> Any:
    return _defined(Base, rules=(CheckConstraint("hours > 0"),))


def _tables_with_a_default_in_python(Base: Any) -> Any:
    return _defined(Base, worked={"default": 0})


tables = Exercise(
    id="project.tables",
    chapter=CHAPTER,
    title="The tables",
    prompt=(
        "Define an enum Status with planned, active and done, whose values are their names, and "
        "three table models, and list them, as [Mission, Agent, Assignment]. Mission has a "
        "numbered key id, a name that must be there, and a status, which is never NULL and is "
        "planned where nobody says otherwise. Agent has a numbered key id, and an alias that must "
        "be there. Assignment has mission_id and agent_id, which refer to the two, and hours, a "
        "whole number that is never NULL. No key has an ondelete. An agent is on each mission once "
        "at most. Python and a server_default both set hours to 0 where nobody says otherwise, and "
        "the database refuses less than 0."
    ),
    kind="model",
    concepts=("composite_key", "check_constraint", "enum", "server_default", "foreign_key"),
    minutes=8,
    starter="models = ...  # first the classes, then their list: [Mission, Agent, Assignment]",
    reference=_tables,
    alternates=[_defined, _tables_by_another_check],
    wrong=[
        (_tables_with_status_as_text, "wrong_type"),
        (_tables_with_one_key, "wrong_primary_key"),
        (_tables_without_reference, "missing_foreign_key"),
        (_tables_with_a_field_limit, "missing_check"),
        (_tables_above_zero, "wrong_check"),
        (_tables_with_a_default_in_python, "missing_default"),
    ],
    hints=(
        "Two columns that are one key: what does each say, and what refers to another table?",
        "A rule that the database keeps stands in __table_args__; a default that it sets, in "
        "sa_column_kwargs.",
    ),
)


def _grow_up() -> None:
    with op.batch_alter_table("agent") as batch:
        batch.alter_column("alias", new_column_name="codename")
    with op.batch_alter_table("mission") as batch:
        batch.add_column(sa.Column("priority", sa.Integer(), nullable=False, server_default="3"))
        batch.create_check_constraint(op.f("ck_mission_priority"), "priority BETWEEN 1 AND 5")


def _grow_down() -> None:
    with op.batch_alter_table("mission") as batch:
        batch.drop_constraint(op.f("ck_mission_priority"), type_="check")
        batch.drop_column("priority")
    with op.batch_alter_table("agent") as batch:
        batch.alter_column("codename", new_column_name="alias")


def _priority_up(**options: Any) -> None:
    options = {"nullable": False, "server_default": "3"} | options
    with op.batch_alter_table("mission") as batch:
        batch.add_column(sa.Column("priority", sa.Integer(), **options))
        batch.create_check_constraint(op.f("ck_mission_priority"), "priority BETWEEN 1 AND 5")


def _rename_up() -> None:
    with op.batch_alter_table("agent") as batch:
        batch.alter_column("alias", new_column_name="codename")


def _grow_up_by_sql() -> None:
    op.execute("ALTER TABLE agent RENAME COLUMN alias TO codename")
    op.execute(
        "ALTER TABLE mission ADD COLUMN priority INTEGER DEFAULT 3 NOT NULL "
        "CONSTRAINT ck_mission_priority CHECK (priority >= 1 AND priority <= 5)"
    )


def _grow_up_by_copy() -> None:
    _priority_up()
    with op.batch_alter_table("agent") as batch:
        batch.add_column(sa.Column("codename", sa.String(), nullable=True))
    op.execute("UPDATE agent SET codename = alias")
    with op.batch_alter_table("agent") as batch:
        batch.alter_column("codename", nullable=False)
        batch.drop_column("alias")


def _grow_up_as_drafted() -> None:
    _priority_up()
    with op.batch_alter_table("agent") as batch:
        batch.add_column(sa.Column("codename", sa.String(), nullable=False, server_default=""))
        batch.drop_column("alias")


def _grow_up_without_default() -> None:
    _rename_up()
    _priority_up(server_default=None)


def _grow_up_nullable() -> None:
    _rename_up()
    _priority_up(nullable=True)


def _grow_up_unchecked() -> None:
    _rename_up()
    column = sa.Column("priority", sa.Integer(), nullable=False, server_default="3")
    op.add_column("mission", column)


def _grow_up_in_place() -> None:
    _rename_up()
    column = sa.Column("priority", sa.Integer(), nullable=False, server_default="3")
    op.add_column("mission", column)
    op.create_check_constraint("priority", "mission", "priority BETWEEN 1 AND 5")


def _grow_up_at_one() -> None:
    _rename_up()
    _priority_up(server_default="1")


def _nothing() -> None:
    pass


grow = Exercise(
    id="project.grow",
    chapter=CHAPTER,
    title="The tables grow",
    prompt=(
        "Mission control has rows, and is on SQLite. Rename the column agent.alias to codename, "
        "and lose no name. Give the table mission a column priority, a whole number that is never "
        "NULL, with 3 as its server_default, which the missions that are there get too, and which "
        "stays. A check keeps it between 1 and 5, both included. The way back undoes both. The "
        "names of constraints do not matter here; your project's naming convention would make "
        "that of a check ck_mission_priority."
    ),
    kind="migrate",
    concepts=("alter_column", "add_column", "server_default", "batch", "naming_convention"),
    minutes=8,
    models=MODELS,
    setup=_fill,
    starter=("def upgrade(): ...\n\n\ndef downgrade(): ...\n\n\nanswer = [upgrade, downgrade]"),
    reference=[_grow_up, _grow_down],
    alternates=[[_grow_up_by_copy, _grow_down], [_grow_up_by_sql, _grow_down]],
    wrong=[
        ([_grow_up_as_drafted, _grow_down], "rows_lost"),
        ([_grow_up_without_default, _grow_down], "not_null_without_default"),
        ([_grow_up_nullable, _grow_down], "wrong_nullability"),
        ([_grow_up_unchecked, _grow_down], "missing_check"),
        ([_grow_up_in_place, _grow_down], "not_batch"),
        ([_grow_up_at_one, _grow_down], "wrong_new_value"),
        ([_grow_up, _nothing], "downgrade_missing"),
    ],
    hints=(
        "One batch for each table. What does alter_column take for a new name?",
        "The way back begins with what came last: the check goes by its name, then its column. "
        "op.f() takes a name as it is.",
    ),
)


def _workload(session):
    hours = func.sum(Assignment.hours)
    place = func.rank().over(order_by=desc(hours))
    found = select(Agent.alias, hours, place).join(Assignment).group_by(Agent.id)
    return session.exec(found.having(func.count() >= 2)).all()


def _workload_by_subquery(session):
    keys = select(Assignment.agent_id, func.sum(Assignment.hours).label("hours"))
    busy = keys.group_by(col(Assignment.agent_id)).having(func.count() > 1).subquery()
    place = func.rank().over(order_by=busy.c.hours.desc())
    found = select(Agent.alias, busy.c.hours, place).join(busy, busy.c.agent_id == Agent.id)
    return session.exec(found).all()


def _workload_in_python(session):
    loaded = select(Agent).options(joinedload(Agent.assignments))
    agents = session.exec(loaded).unique().all()
    busy = [agent for agent in agents if len(agent.assignments) >= 2]
    hours = [sum(each.hours for each in agent.assignments) for agent in busy]
    return [
        (agent.alias, own, 1 + sum(other > own for other in hours))
        for agent, own in zip(busy, hours, strict=True)
    ]


def _workload_of(session, enough=None, total=None, group=Agent.id):
    """Return the workload, with one thing as told."""
    hours = func.sum(Assignment.hours) if total is None else total
    place = func.rank().over(order_by=desc(hours))
    found = select(Agent.alias, hours, place).join(Assignment).group_by(group)
    enough = func.count() >= 2 if enough is None else enough
    return session.exec(found.having(enough)).all()


def _workload_without_gaps(session):
    hours = func.sum(Assignment.hours)
    place = func.dense_rank().over(order_by=desc(hours))
    found = select(Agent.alias, hours, place).join(Assignment).group_by(Agent.id)
    return session.exec(found.having(func.count() >= 2)).all()


def _workload_numbered(session):
    hours = func.sum(Assignment.hours)
    place = func.row_number().over(order_by=desc(hours))
    found = select(Agent.alias, hours, place).join(Assignment).group_by(Agent.id)
    return session.exec(found.having(func.count() >= 2)).all()


def _workload_in_where(session):
    hours = func.sum(Assignment.hours)
    place = func.rank().over(order_by=desc(hours))
    found = select(Agent.alias, hours, place).join(Assignment).group_by(Agent.id)
    return session.exec(found.where(func.count() >= 2)).all()


def _workload_above_two(session):
    return _workload_of(session, enough=func.count() > 2)


def _workload_of_all(session):
    return _workload_of(session, enough=func.count() >= 1)


def _workload_by_alias(session):
    return _workload_of(session, group=Agent.alias)


def _workload_counted(session):
    return _workload_of(session, total=func.count())


workload = Exercise(
    id="project.workload",
    chapter=CHAPTER,
    title="Who works how much",
    prompt=(
        "Return three columns for each agent who has at least two assignments: the alias, the sum "
        "of the hours, and the place by that sum among these agents. The most hours have place 1. "
        "Equal sums share a place, and the next place is left out for each of them: 1, 2, 2, 4. "
        "Two agents may have the same alias. The order of the rows does not matter."
    ),
    kind="select",
    concepts=("having", "window", "aggregate", "group_by", "join"),
    minutes=7,
    models=MODELS,
    setup=_fill,
    starter="def workload(session):\n    return ...",
    reference=_workload,
    alternates=[_workload_by_subquery, _workload_in_python],
    wrong=[
        (_workload_without_gaps, "wrong_aggregate"),
        (_workload_numbered, "wrong_aggregate"),
        (_workload_in_where, "where_for_having"),
        (_workload_above_two, "boundary"),
        (_workload_of_all, "wrong_value"),
        (_workload_by_alias, "wrong_group"),
        (_workload_counted, "wrong_aggregate"),
    ],
    hints=(
        "Three window functions give places. Which one lets equals share, and then leaves a gap?",
        "A condition on a group stands in having; over(order_by=...) may name a sum.",
    ),
)


def _has_bridge(session: Session) -> bool:
    return session.get(Mission, 1) is not None and all(session.get(Agent, n) for n in (1, 2))


def _log_hours(session):
    rows = [
        {"mission_id": 1, "agent_id": 1, "hours": 3},
        {"mission_id": 1, "agent_id": 2, "hours": 5},
    ]
    upsert = sqlite.insert(Assignment)
    more = {"hours": Assignment.hours + upsert.excluded.hours}
    key = ["mission_id", "agent_id"]
    session.exec(upsert.on_conflict_do_update(index_elements=key, set_=more), params=rows)
    session.commit()


def _logged() -> list[dict[str, int]]:
    return [
        {"mission_id": 1, "agent_id": 1, "hours": 3},
        {"mission_id": 1, "agent_id": 2, "hours": 5},
    ]


def _log_hours_by_values(session):
    upsert = sqlite.insert(Assignment).values(_logged())
    more = {"hours": Assignment.hours + upsert.excluded.hours}
    session.exec(upsert.on_conflict_do_update(set_=more))
    session.commit()


def _log_hours_in_a_block(session):
    upsert = sqlite.insert(Assignment)
    more = {"hours": upsert.excluded.hours + Assignment.hours}
    key = [Assignment.mission_id, Assignment.agent_id]
    with session.begin():
        session.exec(upsert.on_conflict_do_update(index_elements=key, set_=more), params=_logged())


def _upserted(session, added=True):
    upsert = sqlite.insert(Assignment)
    new = upsert.excluded.hours
    more = {"hours": Assignment.hours + new if added else new}
    session.exec(upsert.on_conflict_do_update(set_=more), params=_logged())


def _log_hours_unsaved(session):
    _upserted(session)


def _log_hours_flushed(session):
    _upserted(session)
    session.flush()


def _log_hours_anew(session):
    _upserted(session, added=False)
    session.commit()


def _log_hours_of_new_ones(session):
    session.exec(sqlite.insert(Assignment).on_conflict_do_nothing(), params=_logged())
    session.commit()


def _insert_hours(session):
    session.exec(insert(Assignment), params=_logged())
    session.commit()


def _log_hours_by_objects(session):
    for row in _logged():
        found = session.get(Assignment, (row["mission_id"], row["agent_id"]))
        if found is None:
            session.add(Assignment(**row))
        else:
            found.hours += row["hours"]
    session.commit()


log_hours = Exercise(
    id="project.log_hours",
    chapter=CHAPTER,
    title="More hours",
    prompt=(
        "Mission 1 and the agents 1 and 2 exist. With one statement, save both rows: if the agent "
        "is on the mission already, the new hours are added to those that are there, and if not, "
        "the row is inserted. The check runs on SQLite. Commit once."
    ),
    kind="mutate",
    concepts=("upsert", "composite_key", "bulk_statement"),
    minutes=6,
    models=MODELS,
    setup=_fill,
    given=_has_bridge,
    starter=(
        "rows = [\n"
        '    {"mission_id": 1, "agent_id": 1, "hours": 3},\n'
        '    {"mission_id": 1, "agent_id": 2, "hours": 5},\n'
        "]\n\n\n"
        "def log_hours(session):\n"
        "    return ..."
    ),
    reference=_log_hours,
    alternates=[_log_hours_by_values, _log_hours_in_a_block],
    wrong=[
        (_log_hours_unsaved, "forgotten_commit"),
        (_log_hours_flushed, "flush_for_commit"),
        (_log_hours_anew, "wrong_new_value"),
        (_log_hours_of_new_ones, "changed_too_little"),
        (_insert_hours, "added_twice"),
        (_log_hours_by_objects, "too_many_statements"),
    ],
    statements=1,
    commits=1,
    hints=(
        "The insert of sqlalchemy.dialects.sqlite has on_conflict_do_update.",
        "The conflict is one of two columns together. What was to go in is in excluded, and what "
        "is there is the column of the model.",
    ),
)


async def _close_empty(session):
    staffed = exists().where(Assignment.mission_id == Mission.id)
    empty = update(Mission).where(Mission.status == Status.active, ~staffed)
    closed = await session.exec(empty.values(status=Status.done))
    await session.commit()
    return closed.rowcount


async def _close_empty_by_keys(session):
    staffed = select(Assignment.mission_id)
    empty = update(Mission).where(Mission.status == Status.active, col(Mission.id).not_in(staffed))
    closed = await session.exec(empty.values(status=Status.done))
    await session.commit()
    return closed.rowcount


async def _close_empty_by_objects(session):
    loaded = select(Mission).options(joinedload(Mission.assignments))
    missions = (await session.exec(loaded)).unique().all()
    empty = [each for each in missions if each.status == Status.active and not each.assignments]
    for mission in empty:
        mission.status = Status.done
    await session.commit()
    return len(empty)


def _closing(*conditions):
    return update(Mission).where(*conditions).values(status=Status.done)


def _unstaffed():
    return ~exists().where(Assignment.mission_id == Mission.id)


async def _close_all_empty(session):
    closed = await session.exec(_closing(_unstaffed()))
    await session.commit()
    return closed.rowcount


async def _close_all_active(session):
    closed = await session.exec(_closing(Mission.status == Status.active))
    await session.commit()
    return closed.rowcount


async def _close_the_staffed(session):
    closed = await session.exec(_closing(Mission.status == Status.active, ~_unstaffed()))
    await session.commit()
    return closed.rowcount


async def _close_empty_unsaved(session):
    closed = await session.exec(_closing(Mission.status == Status.active, _unstaffed()))
    return closed.rowcount


async def _close_empty_with_a_forgotten_await(session):
    closed = await session.exec(_closing(Mission.status == Status.active, _unstaffed()))
    session.commit()
    return closed.rowcount


async def _close_empty_and_forget(session):
    await session.exec(_closing(Mission.status == Status.active, _unstaffed()))
    await session.commit()


async def _close_empty_lazily(session):
    missions = (await session.exec(select(Mission))).all()
    empty = [each for each in missions if each.status == Status.active and not each.assignments]
    for mission in empty:
        mission.status = Status.done
    await session.commit()
    return len(empty)


close_empty = Exercise(
    id="project.close_empty",
    chapter=CHAPTER,
    title="Nobody is on it",
    prompt=(
        "Write a coroutine function of an AsyncSession. All missions that are active and have no "
        "assignment become done, and no others. Save that, and return how many they are."
    ),
    kind="async",
    concepts=("async_session", "await", "exists", "rowcount", "bulk_statement"),
    minutes=6,
    models=MODELS,
    setup=_fill,
    starter="async def close_empty(session):\n    return ...",
    reference=_close_empty,
    alternates=[_close_empty_by_keys, _close_empty_by_objects],
    wrong=[
        (_close_all_empty, "missing_filter"),
        (_close_all_active, "missing_filter"),
        (_close_the_staffed, "wrong_operator"),
        (_close_empty_unsaved, "forgotten_commit"),
        (_close_empty_with_a_forgotten_await, "missing_await"),
        (_close_empty_and_forget, "forgot_return"),
        (_close_empty_lazily, "lazy_load_in_async"),
    ],
    hints=(
        "exists().where(...) may name a column of the table that is updated, and ~ turns it round.",
        "The result of an update knows how many rows it matched.",
    ),
)


def _serve(engine):
    app = FastAPI()

    def get_session():
        with Session(engine) as session:
            yield session

    @app.get("/missions", response_model=list[MissionPublic])
    def read_missions(
        session: Annotated[Session, Depends(get_session)],
        status: Status | None = None,
        after: int = 0,
        limit: Annotated[int, Query(ge=1, le=20)] = 3,
    ):
        page = select(Mission).where(Mission.id > after).order_by(Mission.id).limit(limit)
        if status is not None:
            page = page.where(Mission.status == status)
        return session.exec(page).all()

    @app.patch("/missions/{mission_id}", response_model=MissionPublic)
    def update_mission(
        mission_id: int,
        changes: MissionUpdate,
        session: Annotated[Session, Depends(get_session)],
    ):
        mission = session.get(Mission, mission_id)
        if mission is None:
            raise HTTPException(404)
        mission.sqlmodel_update(changes.model_dump(exclude_unset=True))
        session.commit()
        session.refresh(mission)
        return mission

    return app


def _page(after, limit, status):
    page = select(Mission).where(Mission.id > after).order_by(Mission.id).limit(limit)
    return page if status is None else page.where(Mission.status == status)


def _page_without_status(after, limit, status):
    return _page(after, limit, None)


def _page_from_the_start(after, limit, status):
    return _page(0, limit, status)


def _page_by_offset(after, limit, status):
    page = select(Mission).order_by(Mission.id).offset(after).limit(limit)
    return page if status is None else page.where(Mission.status == status)


def _page_with_the_last_one(after, limit, status):
    page = select(Mission).where(Mission.id >= after).order_by(Mission.id).limit(limit)
    return page if status is None else page.where(Mission.status == status)


def _save(session, mission, changes):
    for name in changes.model_fields_set:
        setattr(mission, name, getattr(changes, name))
    session.commit()


def _save_for_now(session, mission, changes):
    mission.sqlmodel_update(changes.model_dump(exclude_unset=True))
    session.flush()


def _save_all(session, mission, changes):
    mission.sqlmodel_update(changes.model_dump(exclude_unset=False))
    session.commit()


class _Loose(SQLModel):
    name: str | None = None
    status: Status | None = None


def _serving(page=_page, save=_save, changed=MissionUpdate, le=20, is_safe=True):
    """Return an app that reads by a page and saves by a function, on a router."""

    def answer(engine):
        router = APIRouter(prefix="/missions")

        @router.get("", response_model=list[MissionPublic])
        def read_missions(
            status: Status | None = None,
            after: int = 0,
            limit: Annotated[int, Query(ge=1, le=le)] = 3,
        ):
            with Session(engine) as session:
                return session.exec(page(after, limit, status)).all()

        @router.patch("/{mission_id}", response_model=MissionPublic)
        def update_mission(mission_id: int, changes: changed):
            with Session(engine, expire_on_commit=False) as session:
                mission = session.get(Mission, mission_id)
                if mission is None and is_safe:
                    raise HTTPException(404)
                save(session, mission, changes)
                return mission

        return router

    return answer


serve = Exercise(
    id="project.serve",
    chapter=CHAPTER,
    title="The API",
    prompt=(
        "Write an app on the engine that you are given. GET /missions answers with a list of "
        "missions as MissionPublic, in the order of their ids. The query parameter after, 0 by "
        "default, is a whole number, and only missions with a greater id come. The query parameter "
        "limit, from 1 to 20 and 3 by default, says how many come at most. The query parameter "
        "status, which may be left out, keeps those of that Status. Other values are refused with "
        "422. PATCH /missions/{mission_id} takes a MissionUpdate: the fields that were sent "
        "change, and no others. A null is refused with 422, which MissionUpdate does, and a "
        "mission that is not there with 404. The answer is the mission as a MissionPublic."
    ),
    kind="api",
    concepts=("dependency", "query_parameter", "paging", "patch", "exclude_unset", "status_404"),
    minutes=10,
    models=MODELS,
    setup=_fill,
    starter="def serve(engine):\n    return ...  # a FastAPI app",
    reference=_serve,
    alternates=[_serving()],
    wrong=[
        (_serving(_page_without_status), "ignores_query"),
        (_serving(_page_from_the_start), "wrong_body"),
        (_serving(_page_by_offset), "wrong_body"),
        (_serving(_page_with_the_last_one), "wrong_body"),
        (_serving(le=None), "validates_nothing"),
        (_serving(save=_save_for_now), "forgotten_commit"),
        (_serving(save=_save_all, changed=_Loose), "patch_overwrites"),
        (_serving(changed=_Loose), "null_overwrites"),
        (_serving(is_safe=False), "missing_404"),
    ],
    order_by=["id"],
    requests=[
        ("GET", "/missions", None),
        ("GET", "/missions?after=2", None),
        ("GET", "/missions?status=active&limit=20", None),
        ("GET", "/missions?after=1&limit=1&status=planned", None),
        ("GET", "/missions?limit=21", None),
        ("GET", "/missions?limit=0", None),
        ("GET", "/missions?status=lost", None),
        ("GET", "/missions?after=9999", None),
        ("PATCH", "/missions/1", {"status": "done"}),
        ("PATCH", "/missions/1", {"name": "Dam"}),
        ("PATCH", "/missions/1", {}),
        ("PATCH", "/missions/2", {"name": None}),
        ("PATCH", "/missions/2", {"status": "lost"}),
        ("PATCH", "/missions/9999", {"name": "Dam"}),
    ],
    hints=(
        "Two routes in one app. A parameter of the type Status refuses other words by itself.",
        "A page by key: where the id is greater, in the order of ids, and no offset.",
    ),
)
