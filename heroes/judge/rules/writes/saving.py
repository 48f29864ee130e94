"""Rules for work that was not saved: no commit, no add, half of it, or on another session."""

import ast

from heroes.judge.rules.case import Case, Finding
from heroes.judge.rules.changes.change import fits
from heroes.judge.rules.endings import committed_once, completed, numbers_in_time, saved
from heroes.judge.rules.facts import is_as_before
from heroes.judge.rules.raised import called, calls, has
from heroes.judge.rules.selects.loading import n_plus_one
from heroes.judge.rules.source import code_of

WRITES = ("add", "add_all", "delete", "exec", "execute", "merge", "append", "bulk_save_objects")
GIVES_NONE = ("add", "add_all", "commit", "flush", "refresh", "delete", "expunge", "append")
FEW = 2  # statements too many: not one for each row
CHANGES = ("insert", "update", "delete")


def not_committed(case: Case) -> Finding | None:
    """Find work that a commit at the end would save, and work that is only flushed."""
    if not case.ran.open_end and not (is_as_before(case) and calls(case, "close", *WRITES)):
        return None
    if not fits(case, saved(case.answer)):
        return None
    return _uncommitted(case)


def _uncommitted(case: Case) -> Finding:
    if ends_with_flush(case):
        message = "Your function ends with a flush: its work is taken back with the session."
        return Finding(message, "flush_for_commit", "Only a commit keeps what was sent.")
    message = "Your function ends without a commit: its work is taken back with the session."
    return Finding(message, "forgotten_commit", "A commit keeps what was done before it.")


def ends_with_flush(case: Case) -> bool:
    """Tell whether a flush is the last thing that an answer does with its session."""
    code = code_of(case.answer)
    steps: list[tuple[int, str]] = []
    for node in ast.walk(code.node) if code else ():
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            steps.append((node.lineno, "assign"))
        if isinstance(node, ast.Call) and called(node) in (*WRITES, "flush", "commit"):
            steps.append((node.lineno, called(node)))
    return bool(steps) and max(steps)[1] == "flush"


def not_added(case: Case) -> Finding | None:
    """Find objects that are made and never added."""
    if not has(case, ast.Call) or not fits(case, completed(case.answer)):
        return None
    if calls(case, "rollback"):
        message = "rollback takes back what was added before it."
        return Finding(message, "forgotten_commit", "A commit keeps it.")
    message = "An object is made and never added to the session, which does not know it."
    return Finding(message, "forgotten_add", "Look for the add of each new object.")


def half_done(case: Case) -> Finding | None:
    """Find work that is saved in parts, where it is to be saved at once or not at all."""
    numbers = case.difference.detail.split() if case.difference.kind == "commits" else []
    if numbers:
        message = f"Your function commits {numbers[0]} times: if the rest fails, a part is saved."
        return Finding(message, "half_done", "One commit at the end saves all or nothing.")
    if case.ran.commits < 1 or not (case.ran.commits > 1 or case.ran.error or case.ran.open_end):
        return None
    if case.ran.open_end and fits(case, saved(case.answer)):
        message = "What your function does after its commit is taken back with the session."
        return Finding(message, "forgotten_commit", "The commit belongs to the end.")
    if not fits(case, committed_once(case.answer)):
        return None
    message = "Your function commits before all is done, and a part of the work stays."
    return Finding(message, "half_done", "One commit at the end saves all or nothing.")


def number_too_early(case: Case) -> Finding | None:
    """Find the number of a new row that is read before the row is sent."""
    reads = has(case, ast.Attribute) and calls(case, "add", "add_all")
    if not reads or case.difference.kind not in ("tables", "error", "rows"):
        return None
    if not numbers_in_time(case):
        return None
    message = "The number of a new row is read before the database has chosen it: it is None."
    return Finding(message, "id_before_flush", "flush() sends the row, and then it has a number.")


def unsaved_result(case: Case) -> Finding | None:
    """Find a returned object that was never saved, beside one that was."""
    wanted, got = case.trial.right.ran.result, case.ran.result
    if wanted is None or got is None or got.columns != wanted.columns or "id" not in got.columns:
        return None
    index = got.columns.index("id")
    pairs = zip(wanted.rows, got.rows, strict=False)
    if not any(right[index] is not None and mine[index] is None for right, mine in pairs):
        return None
    message = "The object that you return has no id: it is not the one that was saved."
    return Finding(message, "forgotten_add", "Return the object that was added.")


def another_result(case: Case) -> Finding | None:
    """Find a returned row that is another than the one that was saved."""
    wanted, got = case.trial.right.ran.result, case.ran.result
    if wanted is None or got is None or got.columns != wanted.columns or "id" not in got.columns:
        return None
    index = got.columns.index("id")
    numbers = [[row[index] for row in result.rows] for result in (wanted, got)]
    if wanted.shape != got.shape or len(numbers[0]) != 1 or numbers[0] == numbers[1]:
        return None
    message = "Your function returns another row than the one that is asked for."
    return Finding(message, "wrong_row", "More than one row may have that name.")


def nothing_given(case: Case) -> Finding | None:
    """Find a function that returns what a method of the session gives, which is nothing."""
    result, code = case.ran.result, code_of(case.answer)
    if result is None or result.shape != "none" or code is None:
        return None
    for node in ast.walk(code.node):
        value = node.value if isinstance(node, ast.Return) else None
        if isinstance(value, ast.Call) and called(value) in GIVES_NONE:
            message = f"{ast.unparse(value)} gives None, and that is returned."
            return Finding(message, "forgot_return", "Return the object in a line of its own.")
    return None


def too_many(case: Case) -> Finding | None:
    """Find an answer that sends more than is allowed: for each row, or once."""
    failed = [each for each in (case.trial, *case.trials.failed) if each.difference.kind == "limit"]
    numbers = [list(map(int, e.difference.detail.split())) for e in failed if e.ran.error is None]
    if numbers and case.ran.error is None and all(sent <= may + FEW for sent, may in numbers):
        message = f"Your answer sends {numbers[0][0]} statements where {numbers[0][1]} would do."
        return Finding(message, "too_many_statements", "One statement may change many rows.")
    return n_plus_one(case)


def not_sent(case: Case) -> Finding | None:
    """Find an insert, update or delete that is built and never executed."""
    built = [call for call in calls(case, *CHANGES) if isinstance(call.func, ast.Name)]
    is_sent = any(getattr(each, "is_dml", False) for each in case.selects)
    if not built or is_sent or not is_as_before(case):
        return None
    message = f"{ast.unparse(built[0])} builds a statement, and nobody executes it."
    return Finding(message, "not_executed", "session.exec(...) sends it.")


def still_open(case: Case) -> Finding | None:
    """Find an answer that saves nothing, though there may be more wrong with it."""
    if calls(case, "commit", "begin") or not case.ran.open_end or not is_as_before(case):
        return None
    return _uncommitted(case)
