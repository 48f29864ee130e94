"""Hold what goes to an app and what comes back."""

import json
import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import Any

from heroes.judge.tables import Tables

SHOWN = 160  # characters of a body


@dataclass(frozen=True)
class Sent:
    """One request of a task, with its number among them."""

    number: int
    method: str
    path: str
    json: Any

    @property
    def text(self) -> str:
        """Return it in one line."""
        body = "" if self.json is None else f" {short(json.dumps(self.json, ensure_ascii=False))}"
        return f"{self.method} {self.path}{body}"

    @property
    def writes(self) -> bool:
        """Tell whether it may change rows."""
        return self.method not in ("GET", "HEAD", "OPTIONS")

    @property
    def fields(self) -> Mapping[str, Any]:
        """Return what it sends, if that is an object."""
        return self.json if isinstance(self.json, dict) else {}


@dataclass(frozen=True)
class Answered:
    """What came back, and the tables after it. `error` is what the app raised."""

    sent: Sent
    status: int
    body: Any
    tables: Tables
    error: BaseException | None = None
    endpoint: Any = None
    redirected: bool = False

    def text(self, volatile: Set[str] = frozenset()) -> str:
        """Return status and body in one line, the same in every run: keys sorted, no times."""
        if self.error is not None:
            return f"{self.status} {first_line(self.error)}"
        if self.body is None or self.body == "":
            return str(self.status)
        if isinstance(self.body, str):
            return f"{self.status} {short(self.body)}"
        steady = _masked(self.body, volatile)
        return f"{self.status} {short(json.dumps(steady, ensure_ascii=False, sort_keys=True))}"


@dataclass
class Ran:
    """What came of all requests on one database, or of the attempt to make the app."""

    before: Tables = field(default_factory=dict)
    answers: list[Answered] = field(default_factory=list)
    error: BaseException | None = None
    blank: bool = False
    used: bool = False  # whether anything was sent to the database
    printed: str = ""


def _masked(body: Any, volatile: Set[str]) -> Any:
    if isinstance(body, list):
        return [_masked(each, volatile) for each in body]
    if isinstance(body, dict):
        return {k: "…" if k in volatile else _masked(v, volatile) for k, v in body.items()}
    return body


def first_line(error: BaseException | None) -> str:
    """Return the kind of an error and the first line of what it says."""
    said = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
    said = re.sub(r" at 0x[0-9a-fA-F]+", "", said)
    return f"{type(error).__name__}: {short(said)}" if said else type(error).__name__


def short(text: str) -> str:
    """Return a text, cut where it is too long to be shown."""
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
