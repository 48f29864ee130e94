"""The widgets that the browser is made of: labelled, as wide as they must be."""

from collections.abc import Callable, Sequence
from typing import Any

from ipywidgets import (
    BoundedIntText,
    Button,
    Checkbox,
    Dropdown,
    HBox,
    Text,
    Textarea,
    VBox,
)

LABELLED = {"description_width": "initial"}
LEAD = "5em"  # of the first label in each line, so that what follows begins at one edge


def panel(*rows: Any) -> Any:
    """Return the rows one below the other."""
    return VBox(rows)


def bar(*parts: Any) -> Any:
    """Return widgets side by side, in more than one line where there is no room."""
    if parts and "description_width" in parts[0].style.traits():
        parts[0].style.description_width = LEAD
    return HBox(parts, layout={"flex_flow": "row wrap", "align_items": "center"})


def button(label: str, act: Callable[[Any], None]) -> Any:
    """Return a button, wide enough for its label."""
    made = Button(description=label, layout={"width": "auto"})
    made.on_click(act)
    return made


def find(root: Any, label: str) -> Any:
    """Return the button with a label among all that a widget holds; ValueError if there is none."""
    inside = [root]
    for each in inside:
        if isinstance(each, Button) and each.description == label:
            return each
        inside += getattr(each, "children", ())
    labels = ", ".join(each.description for each in inside if isinstance(each, Button))
    raise ValueError(f'There is no button "{label}": there are {labels}.')


def dropdown(label: str, options: Sequence[Any] = ()) -> Any:
    """Return a choice of one; options are values, or pairs of a label and a value."""
    layout = {"width": "auto", "max_width": "24em"}
    return Dropdown(description=label, options=options, style=LABELLED, layout=layout)


def offer(choice: Any, options: Sequence[Any]) -> None:
    """Give a choice other options, of which the first is chosen; the same ones change nothing."""
    if tuple(options) != tuple(choice.options):
        choice.options = options
        choice.index = 0 if options else None


def checkbox(label: str) -> Any:
    """Return a box to tick."""
    layout = {"width": "auto", "margin": "2px 1em 2px 1em"}
    return Checkbox(description=label, indent=False, layout=layout)


def text(label: str, value: str = "") -> Any:
    """Return a line to type in."""
    layout = {"width": "16em"}
    return Text(description=label, value=value, style=LABELLED, layout=layout)


def number(label: str) -> Any:
    """Return a whole number from 1 to a `max` that its owner sets."""
    layout = {"width": "11em"}
    return BoundedIntText(description=label, value=1, min=1, max=1, style=LABELLED, layout=layout)


def code_area(label: str) -> Any:
    """Return room for code to read, select and copy."""
    layout = {"width": "calc(100% - 4px)", "height": "16em"}
    style = {"description_width": LEAD}
    return Textarea(description=label, style=style, layout=layout)
