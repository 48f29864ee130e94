"""Judge a choice: what a cell will show, or lines in order."""

from collections.abc import Sequence
from typing import Any

from heroes.judge.misconceptions import MISCONCEPTIONS
from heroes.judge.task import Task, is_blank
from heroes.judge.verdict import Verdict


def judge_choice(task: Task, choice: Any) -> Verdict:
    """Return the verdict on one option, given as its text or its number."""
    options = task.options
    is_blank_choice = is_blank(choice) or (choice is None and "None" not in options)
    picked = None if is_blank_choice else _option(options, choice)
    if picked is None:
        listed = "; ".join(_listed(options))
        said = "" if is_blank_choice else f"{str(choice)[:40]!r} is no option. "
        return Verdict(None, f"{said}Choose one: {listed}")
    if picked in (task.reference, *task.alternates):
        return Verdict(True)
    misconception = next(name for answer, name in task.wrong if answer == picked)
    known = MISCONCEPTIONS.get(misconception)
    return Verdict(
        False,
        f'It is not "{picked}".',
        misconception,
        got=picked,
        look_at=known.sentence if known else "",
    )


def judge_order(task: Task, order: Any) -> Verdict:
    """Return the verdict on lines in order, given as their texts or their numbers."""
    lines = task.options
    if order is None or is_blank(order):
        return Verdict(None, f"Put the {len(lines)} lines in order.")
    if isinstance(order, str):
        parts = order.split(",") if "\n" not in order else order.splitlines()
        order = [line for line in parts if line.strip()]
    if not isinstance(order, list | tuple):
        return Verdict(None, "Give a list of lines, or of their numbers.")
    picked = [_option(lines, each) for each in order]
    if None in picked or sorted(map(str, picked)) != sorted(lines):
        said = f"Give each of the {len(lines)} lines once: their numbers are 1 to {len(lines)}."
        return Verdict(None, said)
    if picked in [list(each) for each in (task.reference, *task.alternates)]:
        return Verdict(True)
    for answer, misconception in task.wrong:
        if list(answer) == picked:
            return Verdict(False, _first_wrong(task, picked), misconception, got="\n".join(answer))
    shown = "\n".join(map(str, picked))
    return Verdict(False, _first_wrong(task, picked), _nearest(task, picked), got=shown)


def _are_numbers(options: Sequence[str]) -> bool:
    """Tell whether options are numbers themselves, so that a number means what it says."""
    return any(option.strip().isdigit() for option in options)


def _listed(options: Sequence[str]) -> list[str]:
    return list(options) if _are_numbers(options) else _numbered(options)


def _numbered(options: Sequence[str]) -> list[str]:
    return [f"{number}. {option}" for number, option in enumerate(options, 1)]


def _option(options: Sequence[str], choice: Any) -> str | None:
    """Return the option that a choice means: by its text, or else by its number."""
    text = " ".join(str(choice).split())
    for option in options:
        if " ".join(option.split()) == text:
            return option
    if _are_numbers(options):
        return None
    if isinstance(choice, str) and choice.strip().isdigit():
        choice = int(choice)
    is_number = isinstance(choice, int) and not isinstance(choice, bool)
    if is_number and 1 <= choice <= len(options):
        return str(options[choice - 1])
    return None


def _first_wrong(task: Task, picked: Sequence[str | None]) -> str:
    """Say how far the nearest right order agrees, and not what comes next."""
    rights = [list(each) for each in (task.reference, *task.alternates)]
    agreed = max(_agreed(right, picked) for right in rights)
    if agreed == 0:
        return "The first line cannot come first."
    return (
        f"Up to line {agreed} it can be right, then `{str(picked[agreed]).strip()}` is too early."
    )


def _agreed(right: Sequence[str], picked: Sequence[str | None]) -> int:
    pairs = zip(right, picked, strict=True)
    return next((number for number, (one, other) in enumerate(pairs) if one != other), len(right))


def _nearest(task: Task, picked: Sequence[str | None]) -> str | None:
    """Return the misconception of a listed order that starts with the same mistake, if any."""
    rights = [list(each) for each in (task.reference, *task.alternates)]
    agreed = max(_agreed(right, picked) for right in rights)
    for answer, misconception in task.wrong:
        if list(answer)[: agreed + 1] == list(picked[: agreed + 1]):
            return misconception
    return None
