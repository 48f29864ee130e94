"""Send requests to an app, one after another, over no socket."""

import asyncio
import inspect
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic
from types import EllipsisType
from typing import Any

from heroes.judge.api.traffic import Answered, Ran, Sent
from heroes.judge.api.workers import Workers, no_workers_left
from heroes.judge.bench import Bench, Clone
from heroes.judge.guard import LimitError
from heroes.judge.run import AnswerError, call
from heroes.judge.tables import Tables, dump
from heroes.judge.worlds import Builder, World

# The worlds where rows without an order come from the last on.
REVERSED = ("adversarial", "random", "smaller")


@dataclass(frozen=True)
class Tools:
    """What all runs of one task share."""

    builder: Builder
    until: float
    reverse: bool

    def tables(self, clone: Clone) -> Tables:
        """Return the rows of the task's tables; an app may make tables beside them."""
        counting, clone.row_factory = clone.row_factory, None
        found = dump(clone, self.builder.metadata)
        clone.row_factory = counting
        return {table.name: found[table.name] for table in self.builder.tables}


def app_of(answer: Any, engine: Any) -> Any:
    """Return the app that an answer makes on an engine; a router gets one around it.

    Raises AnswerError if it makes something else.
    """
    from fastapi import APIRouter, FastAPI

    made = call(answer, engine)
    if inspect.iscoroutine(made):
        made.close()
        raise AnswerError("Your function is async, and this exercise asks for a plain `def`.")
    if isinstance(made, APIRouter):
        app = FastAPI()
        app.include_router(made)
        return app
    if made is None:
        raise AnswerError("Your function returns None: return the app.")
    if not isinstance(made, FastAPI | EllipsisType):
        raise AnswerError(f"Your function returns a {type(made).__name__}, and not a FastAPI app.")
    return made


def send_all(lent: Bench, world: World, answer: Any, requests: Sequence[Sent], tools: Tools) -> Ran:
    """Make the app on a copy of a database, and send it the requests in a loop of its own."""
    clone = lent.begin(world.image, tools.until)
    if tools.reverse and world.name in REVERSED:
        clone.execute("PRAGMA reverse_unordered_selects = ON")
    ran = Ran(before=tools.tables(clone))
    runner = _Runner(lent, clone, answer, requests, tools, ran)
    try:
        with no_workers_left(lent, runner.workers):
            asyncio.run(runner.run())
    except BaseException as error:
        ran.error = _cause(error, tools.until)
    ran.printed = runner.workers.printed
    ran.used = lent.sent > 0
    return ran


class _Runner:
    """Send requests to one app, and watch it."""

    def __init__(
        self,
        lent: Bench,
        clone: Clone,
        answer: Any,
        requests: Sequence[Sent],
        tools: Tools,
        ran: Ran,
    ) -> None:
        self.lent = lent
        self.clone = clone
        self.answer = answer
        self.requests = requests
        self.tools = tools
        self.ran = ran
        self.workers = Workers()
        self.raised: BaseException | None = None

    async def run(self) -> None:
        """Make the app, send the requests, and write down what comes."""
        import httpx

        self.workers.loop = loop = asyncio.get_running_loop()
        task = asyncio.current_task()
        left = max(self.tools.until - monotonic(), 0)
        timer = loop.call_later(left, self._stop, task)
        try:
            app = app_of(self.answer, self.lent.engine)
            if isinstance(app, EllipsisType):
                self.ran.blank = True
                return

            async def watched(scope: Any, receive: Any, send: Any) -> None:
                try:
                    await app(scope, receive, send)
                except Exception as error:
                    self.raised = error
                    raise

            transport = httpx.ASGITransport(watched, raise_app_exceptions=False)
            client = httpx.AsyncClient(
                transport=transport,
                base_url="http://heroes",
                follow_redirects=True,
                trust_env=False,
            )
            async with app.router.lifespan_context(app), client:
                for sent in self.requests:
                    self.ran.answers.append(await self._answered(app, client, sent))
            self.workers.done = True
        finally:
            timer.cancel()

    async def _answered(self, app: Any, client: Any, sent: Sent) -> Answered:
        self.raised = None
        options = {} if sent.json is None else {"json": sent.json}
        response = await client.request(sent.method, sent.path, **options)
        error = self.raised if response.status_code >= 500 else None
        if error is not None and isinstance(limit := _cause(error, self.tools.until), LimitError):
            raise limit
        if self.clone.in_transaction:  # a session that was left open: nobody else sees its rows
            self.clone.rollback()
        return Answered(
            sent,
            response.status_code,
            _body(response),
            self.tools.tables(self.clone),
            error,
            _endpoint(app, sent),
            bool(response.history),
        )

    def _stop(self, task: asyncio.Task[Any] | None) -> None:
        """End what runs too long: in the threads, and in the loop."""
        self.workers.interrupt()
        if task is not None:
            task.cancel()


def _cause(error: BaseException, until: float) -> BaseException:
    """Return an error, or the limit behind it."""
    each: BaseException | None = error
    while each is not None:
        if isinstance(each, LimitError):
            return each
        if isinstance(each, sqlite3.OperationalError) and "interrupted" in str(each):
            return LimitError()
        each = each.__cause__ or each.__context__
    is_late = isinstance(error, asyncio.CancelledError) and monotonic() >= until
    return LimitError() if is_late else error


def _body(response: Any) -> Any:
    try:
        return response.json()
    except ValueError:
        return response.text


def _endpoint(app: Any, sent: Sent) -> Any:
    """Return the function behind a request, with or without a slash at its end; None for none."""
    from starlette.routing import Match

    path = sent.path.partition("?")[0]
    for each in (path, path.rstrip("/") if path.endswith("/") else f"{path}/"):
        scope = {
            "type": "http",
            "method": sent.method,
            "path": each,
            "root_path": "",
            "headers": [],
        }
        for route in app.router.routes:
            if route.matches(dict(scope))[0] is Match.FULL:
                return getattr(route, "endpoint", route)
    return None
