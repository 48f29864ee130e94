"""All ways to set parentheses."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

MAX_LEAVES = 5


def groupings(
    leaves: Sequence[Any], operators: Sequence[Any], join: Callable[[Any, Any, Any], Any]
) -> Iterator[Any]:
    """Yield what `join(operator, left, right)` makes of leaves in order, in all groupings."""
    if len(leaves) > MAX_LEAVES:
        return
    if len(leaves) == 1:
        yield leaves[0]
        return
    for split, operator in enumerate(operators, 1):
        for left in groupings(leaves[:split], operators[: split - 1], join):
            for right in groupings(leaves[split:], operators[split:], join):
                yield join(operator, left, right)
