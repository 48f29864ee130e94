"""Judge classes that a learner defined: tables by schema and behaviour, data models by payloads.

The learner's classes are used as they are, on databases in memory that are of the judge's own.
"""

import re
from dataclasses import replace
from typing import Any

from heroes.judge.guard import LimitError, guarded
from heroes.judge.model.connecting import definition_flaw
from heroes.judge.model.differing import Judged, flaws_of
from heroes.judge.model.family import Family, NoClassError, family_of
from heroes.judge.model.flaws import PRESENCE, Flaw
from heroes.judge.model.rights import BrokenTaskError, right_of
from heroes.judge.model.side import Side
from heroes.judge.task import Task, is_blank
from heroes.judge.verdict import Verdict

LIMITS = {
    "endless": "Your classes keep the check busy without an end.",
    "too_many_statements": "Your classes send too many statements.",
    "too_many_rows": "Your classes read too many rows.",
    "printed": "Your classes print too much.",
}


def judge_classes(task: Task, answer: Any) -> Verdict:
    """Return the verdict on classes, or on a function of a Base that defines them.

    Raises ValueError if the reference itself raises.
    """
    if is_blank(answer):
        return Verdict(None, "Replace the ... and run the cell again.")
    right_of(task, 0)
    done = guarded(lambda: _judged(task, answer))
    if isinstance(done.error, BrokenTaskError):
        raise done.error
    if done.error is not None:
        flaw = _raised(task, done.error)
        return _refused(Judged([flaw]), done.printed)
    judged: Judged = done.value
    if judged.flaws:
        return _refused(judged, done.printed)
    return Verdict(True, notes=list(dict.fromkeys(judged.notes)))


def _raised(task: Task, error: BaseException) -> Flaw:
    if isinstance(error, NoClassError):
        return Flaw(PRESENCE, str(error))
    if isinstance(error, LimitError):
        name = error.kind if error.kind in ("endless", "too_many_statements") else None
        return Flaw(PRESENCE, LIMITS.get(error.kind, LIMITS["endless"]), name)
    if isinstance(error, SystemExit):
        return Flaw(PRESENCE, "Your classes end Python.", "exits")
    flaw = definition_flaw(error)
    plan = right_of(task, 0).plan
    holds_json = any(f.category == "json" for s in plan.shapes.values() for f in s.columns.values())
    kind = re.search(r"A column cannot hold a (\w+)", flaw.message)
    if (
        kind
        and plan.relations
        and (kind[1] in plan.shapes or (kind[1] == "list" and not holds_json))
    ):
        look = "An attribute that leads to another class needs Relationship()."
        return replace(flaw, misconception="missing_relationship", look_at=look)
    return flaw


def _refused(judged: Judged, printed: str) -> Verdict:
    flaw = min(judged.flaws, key=lambda each: each.rank)
    return Verdict(
        False,
        flaw.message,
        flaw.misconception,
        expected=flaw.expected,
        got=flaw.got,
        look_at=flaw.look_at,
        printed=printed,
    )


def _judged(task: Task, answer: Any) -> Judged:
    """Compare an answer with the reference, then with the alternates; the nearest counts."""
    with family_of(answer) as family:
        best: Judged | None = None
        for index in range(1 + len(task.alternates)):
            judged = _beside(task, index, family)
            if not judged.flaws:
                return judged
            if best is None or _distance(judged) < _distance(best):
                best = judged
    assert best is not None  # noqa: S101 - there is a reference
    kept = [flaw for flaw in best.flaws if not _is_free(task, flaw)]
    return Judged(kept, best.notes)


def _distance(judged: Judged) -> tuple[int, int]:
    return len(judged.flaws), -min(flaw.rank for flaw in judged.flaws)


def _is_free(task: Task, flaw: Flaw) -> bool:
    """Tell whether right answers differ in a default, so that nobody asked for one."""
    if flaw.about is None:
        return False
    owner, key = flaw.about
    plans = [right_of(task, index).plan for index in range(1 + len(task.alternates))]
    has = {key in p.defaults[owner] for p in plans if key in p.shapes.get(owner, _NONE).columns}
    return len(has) > 1


class _NONE:
    columns: tuple[str, ...] = ()


def _beside(task: Task, index: int, family: Family) -> Judged:
    judged = Judged()
    right, side = right_of(task, index), Side(family)
    for flaw in flaws_of(task, right, side, judged):
        judged.flaws.append(flaw)
    return judged
