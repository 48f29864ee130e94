"""Hold one request with both answers to it."""

from dataclasses import dataclass

from heroes.judge.api.difference import Difference
from heroes.judge.api.norm import Norm, key_of
from heroes.judge.api.traffic import Answered, Sent
from heroes.judge.tables import Tables
from heroes.judge.task import Task


@dataclass(frozen=True)
class Step:
    """One request, with a right answer to it and the one that came, and the tables before it."""

    task: Task
    norm: Norm
    wanted: Answered
    got: Answered
    before: Tables
    mine: Tables  # before it, of the answer
    used: bool

    @property
    def sent(self) -> Sent:
        """Return the request."""
        return self.wanted.sent

    @property
    def has_same_body(self) -> bool:
        """Tell whether both bodies are the same, as far as they are compared."""
        number = self.sent.number
        one, other = (self.norm.normal(each.body, number) for each in (self.wanted, self.got))
        return bool(one == other) and self._is_in_order

    @property
    def _is_in_order(self) -> bool:
        """Tell whether the list comes in the order that the task names; ties come in any."""
        names = [name.lstrip("-") for name in self.task.order_by or ()]
        one, other = self.wanted.body, self.got.body
        bodies = [one, other] if names and isinstance(one, list) and isinstance(other, list) else []
        if not all(
            isinstance(each, dict) and set(names) <= set(each) for b in bodies for each in b
        ):
            return True
        keys = [[tuple(key_of(each[name]) for name in names) for each in body] for body in bodies]
        return not keys or keys[0] == keys[1]

    @property
    def wrote_nothing(self) -> bool:
        """Tell whether the tables are left as they were, though they should not be."""
        changed = self.wanted.tables != self.before
        return self.sent.writes and changed and self.got.tables == self.mine

    def found(self, said: str, misconception: str | None, look_at: str = "") -> Difference:
        """Return what is wrong, with both answers."""
        message = f"{self.sent.text}: {said}."
        one, other = (each.text(self.norm.volatile) for each in (self.wanted, self.got))
        return Difference(message, misconception, one, other, look_at, self.sent.number)
