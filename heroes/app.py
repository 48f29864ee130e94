"""A web API over the heroes: FastAPI on the models that the course queries.

The routes are in `heroes/routes.py`. The names that you import are here.
"""

from asyncio import Semaphore
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy import Engine, QueuePool
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from sqlmodel import Session

from heroes.database import create_tables, make_engine
from heroes.routes import (
    HeroMissionLinkPublic,
    HeroPublicWithTeam,
    MissionPublicWithHeroes,
    TeamPublicWithHeroes,
    get_session,
    router,
)
from heroes.samples import seed

__all__ = [
    "HeroMissionLinkPublic",
    "HeroPublicWithTeam",
    "MissionPublicWithHeroes",
    "TeamPublicWithHeroes",
    "create_app",
    "get_session",
]


def create_app(engine: Engine | None = None) -> FastAPI:
    """Return the API on the engine's database, or on a new one with the sample heroes.

    The database is opened, and its tables are made, when the app starts. Raises TypeError for an
    async engine.
    """
    if engine is not None:
        _require_sync(engine)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        bind = app.state.engine = engine or _require_sync(make_engine())
        # Requests that share the one connection of an in-memory database take turns.
        connections = bind.pool.size() if isinstance(bind.pool, QueuePool) else 1
        app.state.places = Semaphore(max(connections, 1))  # a size of 0 means no bound
        create_tables(bind)
        if engine is None:
            with Session(bind) as session:
                seed(session)
        yield
        if engine is None:
            bind.dispose()

    app = FastAPI(title="Heroes", lifespan=lifespan)
    app.include_router(router)
    app.add_exception_handler(RequestValidationError, refuse_input)
    # The drivers raise two of these bare: a number too big for SQLite, and half a character.
    for unfit in (DataError, OverflowError, UnicodeEncodeError):
        app.add_exception_handler(unfit, refuse_value)
    for conflict in (IntegrityError, StaleDataError):
        app.add_exception_handler(conflict, refuse_conflict)
    return app


def refuse_input(request: Request, error: Any) -> JSONResponse:
    """Answer 422 and say what is wrong where, without the input: it may hold a secret name."""
    detail = [{key: item[key] for key in ("type", "loc", "msg")} for item in error.errors()]
    return JSONResponse({"detail": detail}, 422)


def refuse_value(request: Request, error: Exception) -> JSONResponse:
    """Answer 422 for a value that passed our checks, but that the database cannot hold."""
    return JSONResponse({"detail": "The database cannot hold one of these values."}, 422)


def refuse_conflict(request: Request, error: Exception) -> JSONResponse:
    """Answer 409 if another request wrote between our check and our commit."""
    return JSONResponse({"detail": "Somebody else changed this: read it again, then retry."}, 409)


def _require_sync(engine: Any) -> Engine:
    if not isinstance(engine, Engine):
        raise TypeError("create_app() takes a sync engine: leave the async driver out of its URL.")
    return engine
