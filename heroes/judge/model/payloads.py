"""Compare data models by what they take: payloads, good ones and bad ones, and what they dump."""

import enum
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from types import SimpleNamespace
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError

from heroes.judge.model.family import model_in
from heroes.judge.model.flaws import COLUMN, PAYLOAD, TYPE, Flaw, alike
from heroes.judge.model.specimens import (
    BY_TYPE,
    Member,
    core_type,
    literals_of_code,
    literals_of_field,
    unique,
    values_for,
)

Payload = dict[str, Any]
OUTPUT = re.compile(r"Public|Read|Out|Response|View|Summary|Card")
INPUT = re.compile(r"Update|Patch|Change")
# Lengths and digits are not among them: a column has those too.
LIMITS = ("ge", "gt", "le", "lt", "multiple_of", "min_length", "pattern")
GENEROUS = 40  # characters: no name is longer, and whoever limits it there is not wrong
MAX_TURNS = 300
MAX_VALUES = 40
ODD: tuple[Any, ...] = ("x", 12, "12", 1.5, [], {}, True)  # of a type that some fields do not take


@dataclass(frozen=True)
class Outcome:
    """What came of a payload: refused, or accepted and dumped."""

    accepted: bool
    dump: Mapping[str, Any] = field(default_factory=dict)
    given: Mapping[str, Any] = field(default_factory=dict)  # without what was not set
    error: str = ""  # what it raises that is no ValidationError


@dataclass(frozen=True)
class Probe:
    """A payload, with the field that it is about and what is done to that."""

    payload: Payload
    key: str | None = None
    change: str = ""  # "missing", "null", "value", "extra"


def compare_models(
    prompt: str, name: str, right: type[Any], got: type[Any], probes: Sequence[Payload]
) -> Iterator[Flaw]:
    """Tell how a data model differs from a right one."""
    lacking, renamed = set[str](), set[str]()
    for key in right.model_fields:
        if key not in got.model_fields:
            lacking.add(key)
            yield _missing(prompt, name, key, right, got, renamed)
    for key in got.model_fields:
        if key not in right.model_fields and key not in renamed:
            yield _extra(name, key)
    if lacking:
        return
    yield from _nested(prompt, name, right, got)
    yield from _payload_flaws(name, right, got, probes)


def _missing(
    prompt: str, name: str, key: str, right: type[Any], got: type[Any], renamed: set[str]
) -> Flaw:
    for other in got.model_fields:
        if other not in right.model_fields and alike(key, other):
            renamed.add(other)
            message = f"{name} has {other}, and the prompt asks for {key}."
            return Flaw(COLUMN, message, "wrong_name", key, other)
    return Flaw(COLUMN, f"{name} has no field {key}.", "missing_column", key)


def _extra(name: str, key: str) -> Flaw:
    if OUTPUT.search(name):
        message = f"{name} shows {key} to everybody who asks."
        return Flaw(COLUMN, message, "leaks_field", f"no {key}", key)
    message = f"{name} has a field {key} that nobody asked for."
    return Flaw(COLUMN, message, "extra_column", f"no {key}", key)


def _nested(prompt: str, name: str, right: type[Any], got: type[Any]) -> Iterator[Flaw]:
    for key, each in right.model_fields.items():
        pair = [model_in(each.annotation), model_in(got.model_fields[key].annotation)]
        if pair[0] is not None and pair[1] is not None and pair[0] is not right:
            wanted, found = (set(model.model_fields) for model in pair if model)
            for extra in sorted(found - wanted):
                yield _extra(pair[1].__name__, extra)
            for lacking in sorted(wanted - found):
                message = f"{name}.{key} has no field {lacking}."
                yield Flaw(COLUMN, message, "missing_column", lacking)


def _payload_flaws(
    name: str, right: type[Any], got: type[Any], probes: Sequence[Payload]
) -> Iterator[Flaw]:
    base = good_payload(right, probes)
    told = set[str | None]()
    tried: dict[tuple[str | None, str], tuple[Outcome, Outcome]] = {}
    for probe in payloads_for(right, got, base, probes):
        wanted, found = outcome(right, probe.payload), outcome(got, probe.payload)
        if probe.change in ("missing", "null"):
            tried[probe.key, probe.change] = wanted, found
        if probe.key in told or _is_stricter(probe, wanted, found):
            continue
        if found.error and not wanted.error:
            told.add(probe.key)
            value = probe.payload.get(probe.key or "")
            message = f"{name} raises {found.error} for {probe.key} = {value!r}."
            yield Flaw(PAYLOAD, message, "raises", "a ValidationError", found.error)
        elif not _same(right, probe.payload, wanted, found):
            told.add(probe.key)
            yield _flaw(name, right, got, probe, (wanted, found), tried)
    if OUTPUT.search(name) and not told:
        row = SimpleNamespace(**base)
        if outcome(right, row).accepted and not outcome(got, row).accepted:
            message = f"{name} cannot be made from a row: it takes dicts alone."
            yield Flaw(PAYLOAD, message, "refuses_valid", "accepted", "refused")


def good_payload(model: type[Any], probes: Sequence[Payload]) -> Payload:
    """Return a payload that a model takes, with all of its fields if that can be."""
    values = {key: _candidates(model, model, key) for key in model.model_fields}
    base = {key: each[0] for key, each in values.items() if each}
    good = [probe for probe in probes if outcome(model, probe).accepted]
    starts = [base, *({**base, **probe} for probe in good)]
    for start in starts:
        if (found := _repaired(model, dict(start), values)) is not None:
            return found
    return dict(good[0]) if good else base


def _repaired(
    model: type[Any], payload: Payload, values: Mapping[str, list[Any]]
) -> Payload | None:
    """Try other values for the fields that a model complains about."""
    turn = dict.fromkeys(values, 0)
    for _ in range(MAX_TURNS):
        try:
            model.model_validate(payload)
        except ValidationError as error:
            blamed = {str(each["loc"][0]) for each in error.errors() if each["loc"]} & set(values)
            for key in sorted(blamed) or sorted(values)[:1]:
                turn[key] += 1
                if turn[key] >= len(values[key]):
                    return None
                payload[key] = values[key][turn[key]]
        except Exception:
            return None
        else:
            return payload
    return None


def _candidates(model: type[Any], other: type[Any], key: str) -> list[Any]:
    annotation = model.model_fields[key].annotation
    if (nested := model_in(annotation)) is not None:
        one = good_payload(nested, ()) if nested is not model else {}
        return [one] if core_type(annotation) is nested else [[one], []]
    literals = [
        each
        for kind in (model, other)
        if key in kind.model_fields
        for each in literals_of_field(kind.model_fields[key])
    ]
    literals += [*literals_of_code(model), *literals_of_code(other)]
    found = [_written(each) for each in values_for(annotation, unique(literals))]
    return found if len(found) <= MAX_VALUES else [*found[:20], *found[20 - MAX_VALUES :]]


def _written(value: Any) -> Any:
    """Return a value as a payload has it."""
    if isinstance(value, list):
        return [_written(each) for each in value]
    return value.value if isinstance(value, Member | enum.Enum) else value


def payloads_for(
    right: type[Any], got: type[Any], base: Payload, probes: Sequence[Payload]
) -> Iterator[Probe]:
    """Give payloads: those of the task, a good one, and one with each change to each field."""
    yield Probe(base)
    for key in right.model_fields:
        rest = {name: value for name, value in base.items() if name != key}
        yield Probe({**base, key: None}, key, "null")
        yield Probe(rest, key, "missing")
    for key in right.model_fields:
        for value in unique([*reversed(_candidates(right, got, key)), *ODD]):
            if not _is_too_long(right, got, key, value):
                yield Probe({**base, key: value}, key, "value")
    yield Probe({}, None, "empty")
    more = {**base, "unexpected": 1}
    if not outcome(right, more).accepted:  # whoever is stricter than asked is not wrong
        yield Probe(more, "unexpected", "extra")
    for probe in probes:
        yield Probe(dict(probe))
    ordered = [key for key in right.model_fields if _is_ordered(right, key)][:4]
    for one, other in combinations(ordered, 2):  # a validator may compare them with each other
        kinds = [core_type(right.model_fields[key].annotation) for key in (one, other)]
        for value in _candidates(right, got, one) if kinds[0] is kinds[1] else ():
            if any(_is_too_long(right, got, key, value) for key in (one, other)):
                continue
            yield Probe({**base, one: value, other: value}, one, "value")


def _is_too_long(right: type[Any], got: type[Any], key: str, value: Any) -> bool:
    """Tell whether a text is longer than a limit that only the learner has, and a generous one."""
    limits = [
        {getattr(each, "max_length", None) for each in model.model_fields[key].metadata} - {None}
        for model in (right, got)
    ]
    return isinstance(value, str) and len(value) > GENEROUS and not limits[0] and bool(limits[1])


def _is_ordered(model: type[Any], key: str) -> bool:
    kind = core_type(model.model_fields[key].annotation)
    return isinstance(kind, type) and kind in BY_TYPE and kind not in (list, dict, bool)


def outcome(model: type[Any], payload: Any) -> Outcome:
    """Return what comes of a payload."""
    try:
        made = model.model_validate(payload)
        return Outcome(True, _dump(made), _dump(made, exclude_unset=True))
    except ValidationError:
        return Outcome(False)
    except Exception as error:  # a validator may raise anything
        return Outcome(False, error=type(error).__name__)


def _is_stricter(probe: Probe, wanted: Outcome, found: Outcome) -> bool:
    """Tell whether a class refuses what another takes only by making something else of it."""
    if probe.key is None or probe.change != "value" or not wanted.accepted or found.accepted:
        return False
    return type(wanted.dump.get(probe.key)) is not type(probe.payload[probe.key])


def _dump(made: Any, **options: Any) -> Mapping[str, Any]:
    try:
        found = made.model_dump(mode="json", warnings=False, **options)
    except Exception:
        found = made.model_dump(warnings=False, **options)
    return dict(found)


def _same(right: type[Any], payload: Payload, wanted: Outcome, found: Outcome) -> bool:
    if wanted.accepted != found.accepted:
        return False
    pairs = ((wanted.dump, found.dump), (wanted.given, found.given))
    return all(
        _known(one, right, payload) == _known(_within(other, one), right, payload)
        for one, other in pairs
    )


def _within(dump: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in dump.items() if key in other}


def _known(dump: Mapping[str, Any], right: type[Any], payload: Payload) -> dict[str, Any]:
    """Return a dump without the values that a factory makes anew each time."""
    fields = right.model_fields
    made = {key for key, each in fields.items() if each.default_factory and key not in payload}
    return {
        key: type(value).__name__ if key in made and isinstance(value, str) else value
        for key, value in dump.items()
    }


def _flaw(
    name: str,
    right: type[Any],
    got: type[Any],
    probe: Probe,
    outcomes: tuple[Outcome, Outcome],
    tried: Mapping[tuple[str | None, str], tuple[Outcome, Outcome]],
) -> Flaw:
    wanted, found = outcomes
    key = probe.key
    is_field = key is not None and key in right.model_fields
    if key and is_field and (flaw := _type_flaw(name, key, right, got)) is not None:
        return flaw
    expected, shown = (_shown(each, key) for each in (wanted, found))
    if wanted.accepted and found.accepted:
        return _dumped(name, probe, wanted, found)
    does = "takes" if found.accepted else "refuses"
    together = bool(right.__pydantic_decorators__.model_validators)  # more than one field counts
    message = f"{name} {does} {_said(probe, together)}."
    misconception = "accepts_invalid" if found.accepted else "refuses_valid"
    if key is not None and probe.change in ("null", "missing"):
        misconception = _about_none(name, key, right, got, found) or misconception
    return Flaw(PAYLOAD, message, misconception, expected, shown)


def _about_none(
    name: str, key: str, right: type[Any], got: type[Any], found: Outcome
) -> str | None:
    """Return the misconception behind a field that may, or may not, be None or left out."""
    nullable = [type(None) in get_args(each.model_fields[key].annotation) for each in (right, got)]
    required = [each.model_fields[key].is_required() for each in (right, got)]
    if nullable[0] != nullable[1]:
        return "refuses_valid" if INPUT.search(name) and not found.accepted else "wrong_nullability"
    if required[1] and not required[0]:
        return "missing_default"
    return None


def _type_flaw(name: str, key: str, right: type[Any], got: type[Any]) -> Flaw | None:
    kinds = [_kind(each.model_fields[key].annotation) for each in (right, got)]
    if kinds[0] == kinds[1]:
        return None
    message = f"{name}.{key} is of the type {kinds[1]}, and it should be {kinds[0]}."
    return Flaw(TYPE, message, "wrong_type", kinds[0], kinds[1])


def _kind(annotation: Any) -> str:
    kind = core_type(annotation)
    kind = get_origin(kind) or kind
    if not isinstance(kind, type):
        return "of several"
    if issubclass(kind, enum.Enum):
        return "an enum"
    if issubclass(kind, BaseModel):
        return "a model"
    return next((each.__name__ for each in BY_TYPE if issubclass(kind, each)), kind.__name__)


def _dumped(name: str, probe: Probe, wanted: Outcome, found: Outcome) -> Flaw:
    for key, value in wanted.dump.items():
        other = found.dump.get(key)
        if other != value and probe.change == "missing" and key == probe.key:
            message = f"{name} without {key} has {other!r}, and it should have {value!r}."
            return Flaw(PAYLOAD, message, "wrong_default", repr(value), repr(other))
        if other != value:
            message = f"{name} makes {other!r} of {_said(probe)}, and it should be {value!r}."
            return Flaw(PAYLOAD, message, "wrong_value", repr(value), repr(other))
    message = f"{name} cannot tell what was given from what was left out."
    return Flaw(PAYLOAD, message, None, str(wanted.given), str(found.given))


def _shown(outcome: Outcome, key: str | None) -> str:
    return "accepted" if outcome.accepted else "refused"


def _said(probe: Probe, together: bool = False) -> str:
    if probe.key is None:
        shown = dict(probe.payload)
        return "an empty payload" if not shown else _short(repr(shown))
    if probe.change == "missing":
        return f"a payload without {probe.key}"
    if probe.change == "extra":
        return "a field that it does not have"
    value = probe.payload[probe.key]
    if together:
        return _short(repr(probe.payload))
    return f"{probe.key} = {_short(repr(value))}"


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."


def validations_of(
    model: type[Any], base: Payload, keys: Sequence[str]
) -> list[tuple[str, Any, bool]]:
    """Return what the validation of a table model says of values of some fields."""
    found = []
    for key in keys:
        for value in _candidates(model, model, key):
            found.append((key, value, validates(model, {**base, key: value})))
    return found


def validates(model: type[Any], payload: Payload) -> bool:
    """Tell whether a model takes a payload."""
    try:
        model.model_validate(payload)
    except Exception:
        return False
    return True


def constrained(model: type[Any]) -> list[str]:
    """Return the fields of a model that ask for more than a type."""
    by_code = set[str]()
    decorators = model.__pydantic_decorators__
    for each in decorators.field_validators.values():
        by_code |= set(each.info.fields)
    return [
        key
        for key, field in model.model_fields.items()
        if key in by_code
        or any(getattr(each, name, None) is not None for each in field.metadata for name in LIMITS)
    ]
