"""Tell the errors of apps in the learner's words."""

from heroes.judge.api.difference import Difference
from heroes.judge.api.traffic import Ran, first_line
from heroes.judge.guard import LimitError
from heroes.judge.run import AnswerError

LIMITS = {
    "endless": "Your app does not come to an end.",
    "too_many_statements": "Your app sends too many statements: is there a loop?",
    "too_many_rows": "Your app reads too many rows: is there a loop?",
    "printed": "Your app prints too much.",
}


def said_of_error(ran: Ran) -> Difference:
    """Return what is wrong with an app that could not be made, or that was stopped."""
    error = ran.error
    if isinstance(error, LimitError):
        return Difference(LIMITS[error.kind], error.kind)
    if isinstance(error, AnswerError):
        return Difference(str(error), "forgot_return" if "returns None" in str(error) else None)
    if isinstance(error, SystemExit | KeyboardInterrupt):
        return Difference("Your app ends Python.", "exits")
    said = "The app raises an error before it gets a request." if not ran.answers else ""
    return Difference(said or "The app raises an error.", "raises", got=first_line(error))
