"""Tell why the body of an answer is not the right one."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from heroes.judge.api.difference import Difference
from heroes.judge.api.norm import key_of
from heroes.judge.api.step import Step
from heroes.judge.api.writes import lost_write, unused, wrong_fields


def wrong_body(step: Step) -> Difference:
    """Return what is wrong with an answer whose body is another one."""
    rules = [unused, lost_write, _wrong_change, _leak, _other_order, _other_kind]
    found = next((f for rule in rules if (f := rule(step))), None)
    return found or step.found("the body is not as it should be", "wrong_body")


def _wrong_change(step: Step) -> Difference | None:
    """Say which fields of one row are wrong after it was changed."""
    one, other = step.wanted.body, step.got.body
    is_change = step.sent.method in ("PATCH", "PUT")
    if not is_change or not isinstance(one, dict) or not isinstance(other, dict):
        return None
    wrong = [name for name in one if name in other and one[name] != other[name]]
    return wrong_fields(step, {name: (one[name], other[name]) for name in wrong})


def _leak(step: Step) -> Difference | None:
    wanted, got = _keys(step.wanted.body), _keys(step.got.body)
    if more := _beyond(got, wanted):
        said = f"the answer shows {more[0]}, which it should not"
        return step.found(said, "leaks_field", "A response model says what a client sees.")
    if step.got.body == {}:
        said = "the row is empty, since a commit makes it forget its values"
        return step.found(said, "forgotten_refresh", "A response model reads them again.")
    if less := _beyond(wanted, got):
        return step.found(f"the answer lacks {less[0]}", "wrong_body")
    return None


def _other_order(step: Step) -> Difference | None:
    one, other = (sorted(map(key_of, _as_list(each.body))) for each in (step.wanted, step.got))
    if one and one == other:
        return step.found("the rows are right, and their order is not", "missing_order")
    names = step.task.order_by or ()
    if _is_ordered(step.wanted.body, names) and not _is_ordered(step.got.body, names):
        return step.found("the rows come in another order than is asked for", "missing_order")
    return None


def _is_ordered(body: Any, names: Sequence[str]) -> bool:
    """Tell whether no two neighbours of a list stand the wrong way round, as far as one can say."""
    for one, other in pairwise(_as_list(body)):
        if not isinstance(one, dict) or not isinstance(other, dict):
            return True
        for name in names:
            key = name.lstrip("-")
            left: Any = one.get(key)
            right: Any = other.get(key)
            if left == right:
                continue
            if type(left) is type(right) and (left > right) != name.startswith("-"):
                return False
            break
    return True


def _other_kind(step: Step) -> Difference | None:
    one, other = step.wanted.body, step.got.body
    if isinstance(one, list) and isinstance(other, list):
        mine, theirs = Counter(map(key_of, one)), Counter(map(key_of, other))
        if "?" in step.sent.path and not mine - theirs and _ignores_query(step):
            return step.found("what stands behind the ? changes nothing", "ignores_query")
        said = f"the list has {len(other)} items, and it should have {len(one)}"
        if len(one) != len(other):
            return step.found(said, "wrong_body")
    elif isinstance(one, list) or isinstance(other, list):
        kinds = ["a list" if isinstance(each, list) else "no list" for each in (other, one)]
        return step.found(f"the answer is {kinds[0]}, and {kinds[1]} is asked for", "wrong_body")
    return None


def _ignores_query(step: Step) -> bool:
    """Tell whether a list is the one that comes without what stands behind the ?."""
    rows = step.got.tables.get(step.sent.path.strip("/").partition("?")[0].rstrip("s")) or ()
    return len(rows) > 1 and len(rows) == len(step.got.body)


def _keys(body: Any, path: str = "") -> set[str]:
    """Return the names of all fields in a body, those inside of others with their path."""
    if isinstance(body, list):
        return {key for each in body for key in _keys(each, path)}
    if not isinstance(body, dict):
        return set()
    inner = {key for name, each in body.items() for key in _keys(each, f"{path}{name}.")}
    return {f"{path}{name}" for name in body} | inner


def _beyond(one: set[str], other: set[str]) -> list[str]:
    """Return the names in one that the other lacks, though it has others beside them."""
    beside = {name.rpartition(".")[0] for name in other}
    return sorted(name for name in one - other if name.rpartition(".")[0] in beside)


def _as_list(body: Any) -> list[Any]:
    return body if isinstance(body, list) else []
