"""Each house rule of the notebooks lets a good notebook pass, and catches what it is for."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbformat.v4.nbjson import JSONWriter

from tests import notebook_rules as rules
from tests.notebook_rules import RULES, Notebook, Rule
from tests.refresh import normalised, text_of

LINE = (
    "[Previous: Create rows](02_create_rows.ipynb) | [Contents](00_start_here.ipynb#Contents)"
    " | [Next: Filter rows](04_filter_rows.ipynb)"
)
PROSE = "You ask the database for every hero, and it answers with one row for each of them. "
PROMISE = "# Read rows\n\nYou read rows with `select`. You page through them. Nothing is lost."
DEFINITION = """\
fresh_models()


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str"""
TITLE, LINKS, SET_UP, MODELS, ASK = 0, 1, 2, 4, 6
MISTAKES, FAIL, CURE, LAST = -8, -7, -5, -1

Change = Callable[[list[NotebookNode]], object]


def code(source: str, *outputs: NotebookNode, tags: list[str] | None = None) -> NotebookNode:
    """Return a code cell."""
    return new_code_cell(source, outputs=list(outputs), metadata={"tags": tags} if tags else {})


def result(text: str) -> NotebookNode:
    """Return the output of a cell that ends on an expression."""
    return new_output("execute_result", data={"text/plain": text}, execution_count=1)


def error(name: str, message: str) -> NotebookNode:
    """Return the output of a cell that raises."""
    return new_output("error", ename=name, evalue=message, traceback=[])


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Notebook:
    """Return a notebook without fault, in a folder with its neighbours."""
    folder = tmp_path_factory.mktemp("notebooks")
    for name in ("00 Start here", "02 Create rows", "04 Filter rows"):
        title = new_notebook(
            cells=[new_markdown_cell(f"# {name[3:]}\n\n## Contents\n\n## See more")]
        )
        (folder / f"{name.lower().replace(' ', '_')}.ipynb").write_text(text_of(title))
    cells = [
        new_markdown_cell(PROMISE),
        new_markdown_cell(LINE),
        code("%load_ext heroes\nfrom heroes import fresh_models\nfrom sqlmodel import Field"),
        new_markdown_cell(PROSE),
        code(DEFINITION),
    ]
    for number in range(22):
        cells += [
            new_markdown_cell(PROSE * 3),
            code(f"number = {number}\nnumber", result(f"{number}")),
        ]
    cells += [
        new_markdown_cell("## Common mistakes\n\n" + PROSE),
        code("number /\\\n0", error("ZeroDivisionError", "division by zero"), tags=[rules.RAISES]),
        new_markdown_cell(PROSE),
        code("assert number == 0\nnumber = 1\nassert 1 / number == 1"),
        new_markdown_cell("## Exercises\n\n" + PROSE),
        code("answer = ...\nanswer", result("Ellipsis")),
        code("number", result("21")),
        new_markdown_cell("## Summary\n\nYou have read rows.\n\n" + LINE),
    ]
    cells[FAIL].source = "number = 0\n1 / number"
    notebook = normalised(new_notebook(cells=cells))
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
    return Notebook(folder / "03_read_rows.ipynb", text_of(notebook))


def changed(notebook: Notebook, change: Change, name: str | None = None) -> Notebook:
    """Return the notebook after a change to its cells, under another file name if one is given."""
    node = deepcopy(notebook.node)
    change(node.cells)
    path = notebook.path.with_name(name) if name else notebook.path
    return replace(notebook, path=path, text=JSONWriter().writes(node) + "\n")


def put(index: int, **values: object) -> Change:
    """Return the change that gives one cell other values."""
    return lambda cells: cells[index].update(values)


def add(index: int, text: str) -> Change:
    """Return the change that adds a text to the source of one cell."""
    return lambda cells: cells[index].update(source=cells[index].source + text)


def output(text: str) -> Change:
    """Return the change that lets one cell show a text."""
    return put(ASK, outputs=[result(text)])


def tag(index: int, *names: str) -> Change:
    """Return the change that gives one cell these tags."""
    return put(index, metadata=NotebookNode(tags=list(names)))


def both(*changes: Change) -> Change:
    """Return several changes as one."""
    return lambda cells: [change(cells) for change in changes]


def insert(index: int, *new: NotebookNode) -> Change:
    """Return the change that puts cells before another."""
    return lambda cells: cells.__setitem__(slice(index, index), new)


def cleared(cells: list[NotebookNode]) -> None:
    """Clear all outputs but a few."""
    for cell in cells[12:]:
        if cell.cell_type == "code":
            cell.outputs = []


NOTHING: Change = id
VILLAIN = "class Villain({}, table=True):\n    pass"
FAILED = both(
    insert(ASK + 1, code(DEFINITION, error("TypeError", "no"), tags=[rules.RAISES])),
    insert(ASK + 2, code("number")),
)
LONG = "number\n" * 21
CAUGHT: list[tuple[Rule, Change] | tuple[Rule, Change, str]] = [
    (rules.is_named_by_number_and_topic, NOTHING, "3_read_rows.ipynb"),
    (rules.is_named_by_number_and_topic, NOTHING, "03-Read-rows.ipynb"),
    (rules.is_valid, put(ASK, id="cell-0")),
    (rules.is_valid, put(ASK, id="not an id")),
    (rules.is_valid, put(ASK, outputs=[NotebookNode(output_type="execute_result", data={})])),
    (rules.is_valid, lambda cells: cells[ASK].pop("id")),
    (rules.is_stored_as_refresh_writes_it, lambda cells: cells[ASK].pop("id")),
    (rules.is_stored_as_refresh_writes_it, put(ASK, metadata={"collapsed": True})),
    (rules.is_stored_as_refresh_writes_it, put(ASK, execution_count=1)),
    (rules.is_run_from_top_to_bottom, put(ASK, execution_count=None)),
    (rules.is_run_from_top_to_bottom, put(ASK, execution_count=9)),
    (rules.is_run_from_top_to_bottom, put(ASK, source=" \n")),
    (rules.opens_with_one_title_and_a_promise, add(TITLE, " One more. And another.")),
    (rules.opens_with_one_title_and_a_promise, put(TITLE, source="# Read rows\n\nOne.")),
    (rules.opens_with_one_title_and_a_promise, put(LAST, source="# Summary")),
    (rules.opens_with_one_title_and_a_promise, insert(0, new_markdown_cell("Hello."))),
    (rules.leads_to_its_neighbours, put(LINKS, source=LINE.rpartition(" | ")[0])),
    (rules.leads_to_its_neighbours, put(LINKS, source=LINE.replace("Next: Filter", "Next: All"))),
    (rules.leads_to_its_neighbours, add(LINKS, "\n\nMore.")),
    (rules.leads_to_its_neighbours, add(LAST, "\n\nMore.")),
    (rules.leads_to_its_neighbours, insert(99, new_markdown_cell("The end."))),
    (rules.leads_to_its_neighbours, NOTHING, "01_create_tables.ipynb"),
    (rules.starts_with_the_set_up, put(SET_UP, source="from heroes import seed")),
    (rules.starts_with_the_set_up, put(SET_UP, source="import re\n%load_ext heroes")),
    (rules.starts_with_the_set_up, add(ASK, "\n%load_ext heroes")),
    (rules.has_its_sections, put(MISTAKES, source="## Mistakes")),
    (rules.has_its_sections, add(LAST, "\n\n## Afterwards")),
    (rules.has_its_sections, put(LAST, source="### Summary")),
    (rules.links_resolve, add(LAST, " [x](05_update_delete.ipynb)")),
    (rules.links_resolve, add(LAST, " ![x](images/diagram.png)")),
    (rules.links_resolve, add(LAST, " [x](../TEACHING.md)")),
    (rules.links_resolve, add(LAST, " [x](#Nowhere)")),
    (rules.links_resolve, add(LAST, " [x](04_filter_rows.ipynb#Nothing-to-see)")),
    (rules.announces_its_errors, tag(FAIL)),
    (rules.announces_its_errors, put(FAIL, outputs=[])),
    (rules.announces_its_errors, tag(ASK, rules.RAISES)),
    (rules.asserts_its_mistakes_and_cures, put(CURE, source="number = 1\nassert 1 / number")),
    (rules.asserts_its_mistakes_and_cures, put(CURE, source="assert number == 0\nnumber = 1")),
    (rules.asserts_its_mistakes_and_cures, put(CURE, source="number = 1")),
    (rules.asserts_its_mistakes_and_cures, insert(CURE + 1, code("1 / 1"))),
    (
        rules.stores_of_errors_the_message_alone,
        lambda cells: cells[FAIL].outputs[0].traceback.insert(0, "Cell In[24], line 2"),
    ),
    (
        rules.stores_of_errors_the_message_alone,
        lambda cells: cells[FAIL].outputs[0].update(evalue="\x1b[31mno\x1b[0m"),
    ),
    (rules.compares_every_output, tag(ASK, "nbval-skip")),
    (rules.compares_every_output, tag(ASK, rules.IGNORES)),
    (rules.compares_every_output, tag(ASK, "nbval-check-output")),
    (rules.compares_every_output, add(ASK, "\n# NBVAL_IGNORE_OUTPUT")),
    (
        rules.compares_every_output,
        both(tag(ASK, rules.IGNORES), tag(ASK + 2, rules.IGNORES)),
        "01_create_tables.ipynb",
    ),
    (rules.keeps_its_outputs, cleared),
    (rules.fits_on_a_screen, add(ASK, f"  # {'x' * 88}")),
    (rules.fits_on_a_screen, put(ASK, source=LONG)),
    (rules.hides_no_sqlmodel, add(SET_UP, "\nfrom heroes import session as s")),
    (rules.hides_no_sqlmodel, add(SET_UP, "\nfrom heroes.database import async_session")),
    (rules.hides_no_sqlmodel, add(SET_UP, "\nfrom heroes import *"), "19_project.ipynb"),
    (rules.hides_no_sqlmodel, add(ASK, "\nheroes.session()")),
    (rules.hides_no_sqlmodel, put(ASK, source="%%trace explain\nheroes.session()")),
    (rules.defines_tables_afresh, put(MODELS, source=DEFINITION.partition("\n")[2])),
    (rules.defines_tables_afresh, put(MODELS, source=f"seed(s)\n{DEFINITION}")),
    (rules.defines_tables_afresh, put(ASK, source=VILLAIN.format("SQLModel"))),
    (
        rules.defines_tables_afresh,
        both(
            put(ASK, source=f"fresh_models()\n{VILLAIN.format('SQLModel')}"),
            put(ASK + 2, source=VILLAIN.format("Hero")),
        ),
    ),
    (rules.defines_tables_afresh, FAILED),
    (rules.shows_nothing_of_one_run, output("/tmp/heroes-abc/heroes.db")),
    (rules.shows_nothing_of_one_run, output("file C:\\Users\\nova\\heroes.db")),
    (rules.shows_nothing_of_one_run, output("lib/site-packages/sqlmodel/main.py")),
    (rules.shows_nothing_of_one_run, output("<object at 0x7f0a1b2c3d4e>")),
    (rules.shows_nothing_of_one_run, output("12.3 ms")),
    (rules.shows_nothing_of_one_run, output("0.002 s")),
    (rules.shows_nothing_of_one_run, output("2026-11-22 11:34:01,123 INFO")),
    (rules.shows_nothing_of_one_run, output("2026-11-22T11:34:01.123456+00:00")),
    (rules.shows_nothing_of_one_run, output("datetime(2026, 11, 22, 11, 34, 1, 123456)")),
    (
        rules.shows_nothing_of_one_run,
        put(ASK, outputs=[new_output("stream", name="stderr", text="in /home/nova/x.py")]),
    ),
    (rules.is_plain_prose, add(LAST, " Done!")),
    (rules.is_plain_prose, add(LAST, " Simply read.")),
    (rules.is_plain_prose, add(LAST, " It is just a row.")),
    (rules.is_plain_prose, add(LAST, " This obviously holds.")),
    (rules.is_plain_prose, add(LAST, " \U0001f389")),
    (rules.is_plain_prose, add(ASK, "  # \u2705")),
]

CLOCK = "2026-11-22 11:34:01,123 INFO sqlalchemy.engine.Engine [generated in 0.00012s]"
LET_PASS: list[tuple[Rule, Change] | tuple[Rule, Change, str]] = [
    (rules.has_its_sections, put(MISTAKES, source="## Other"), "20_quick_reference.ipynb"),
    (rules.links_resolve, add(LAST, " [x](https://sqlmodel.tiangolo.com/#nothing)")),
    (rules.links_resolve, add(LAST, " [x](04_filter_rows.ipynb#See-more) [y](#Summary)")),
    (rules.links_resolve, add(LAST, "\n```\n[x](missing.md)\n```\n`[x](missing.md)`")),
    (rules.asserts_its_mistakes_and_cures, insert(FAIL, code('FILE = """import re"""'))),
    (rules.asserts_its_mistakes_and_cures, insert(CURE + 1, code("assert number == 1"))),
    (rules.compares_every_output, tag(ASK, rules.IGNORES), "01_create_tables.ipynb"),
    (rules.hides_no_sqlmodel, add(SET_UP, "\nfrom heroes import session"), "19_project.ipynb"),
    (rules.hides_no_sqlmodel, add(SET_UP, "\nfrom sqlalchemy.orm import session")),
    (rules.defines_tables_afresh, put(ASK, source=VILLAIN.format("Hero"))),
    (
        rules.defines_tables_afresh,
        both(
            add(SET_UP, "\nfrom heroes.models import Team"),
            put(ASK, source=VILLAIN.format("Team")),
        ),
    ),
    (rules.defines_tables_afresh, put(ASK, source="class HeroBase(SQLModel):\n    name: str")),
    (rules.defines_tables_afresh, put(ASK, source=f"%%trace\n{DEFINITION}")),
    (rules.defines_tables_afresh, put(ASK, source=f"assert number\n{DEFINITION}")),
    (rules.defines_tables_afresh, put(ASK, source="SELECT 1 this is not Python")),
    (rules.shows_nothing_of_one_run, output("datetime(2026, 1, 2, 3, 4, tzinfo=UTC)")),
    (rules.shows_nothing_of_one_run, output("2026-01-02 03:04:05+00:00, 5 heroes in /heroes/1")),
    (rules.shows_nothing_of_one_run, output("['Storm', '2026-07-01 10:00:00.000000']")),
    (rules.shows_nothing_of_one_run, both(output(CLOCK), tag(ASK, rules.IGNORES))),
    (rules.is_plain_prose, add(LAST, "`a != b`\n```python\nprint('!')  # just\n```\n<!-- ! -->")),
    (rules.is_plain_prose, add(LAST, " ![A picture](just.png) Adjust it \u2192 so.")),
]


def called(cases: list[tuple[Rule, Change] | tuple[Rule, Change, str]]) -> list[object]:
    """Return the cases as parameters, each called by its rule and a number."""
    names = [case[0].__name__ for case in cases]
    return [
        pytest.param(*case, *[None] * (3 - len(case)), id=f"{name}-{names[:index].count(name)}")
        for index, (name, case) in enumerate(zip(names, cases, strict=True))
    ]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_good_notebook_passes(rule: Rule, good: Notebook) -> None:
    assert rule(good) == []


@pytest.mark.parametrize(("rule", "change", "name"), called(CAUGHT))
def test_a_fault_is_caught(rule: Rule, change: Change, name: str | None, good: Notebook) -> None:
    assert rule(changed(good, change, name))


@pytest.mark.parametrize(("rule", "change", "name"), called(LET_PASS))
def test_what_only_looks_like_a_fault_passes(
    rule: Rule, change: Change, name: str | None, good: Notebook
) -> None:
    assert rule(changed(good, change, name)) == []


def each_answer(cells: list[NotebookNode], source: str, count: int) -> None:
    """Give as many of the notebook's small code cells another source."""
    for cell in cells[ASK : ASK + 2 * count : 2]:
        cell.source = source


OUT_OF_PROPORTION: dict[str, Change] = {
    "code cells: 24": lambda cells: cells.__delitem__(slice(5, 13)),
    "words: 1": add(TITLE, PROSE * 30),
    "words per code cell: 25": lambda cells: [
        put(i, source="One.")(cells) for i in range(5, 25, 2)
    ],
    "lines median: 1": lambda cells: each_answer(cells, "number", 16),
    "lines p90: 13": lambda cells: each_answer(cells, "number\n" * 13, 4),
    "lines max: 21": put(ASK, source=LONG),
    "code cells in a row: 4": insert(5, *[code("1\n2")] * 3),
    "mean in a row: 1.": lambda cells: cells.__delitem__(slice(7, 40, 4)),
}


@pytest.mark.parametrize(("complaint", "change"), OUT_OF_PROPORTION.items())
def test_a_figure_beyond_its_limits_is_caught(
    complaint: str, change: Change, good: Notebook
) -> None:
    complaints = rules.is_in_proportion(changed(good, change))
    assert any(c.startswith(complaint) for c in complaints), complaints


def test_every_rule_is_shown_to_catch_something() -> None:
    assert {case[0] for case in CAUGHT} | {rules.is_in_proportion} == set(RULES)


def test_a_complaint_names_the_cell_and_what_to_do(good: Notebook) -> None:
    assert rules.is_plain_prose(changed(good, add(ASK - 1, " Just so."))) == [
        f"cell {ASK}, `{PROSE[:40]}`: not `Just`"
    ]


def test_the_first_notebook_has_the_contents_and_none_before_it(tmp_path: Path) -> None:
    for name, title in (("00_start_here", "Start here"), ("01_create_tables", "Create tables")):
        node = new_notebook(cells=[new_markdown_cell(f"# {title}")])
        (tmp_path / f"{name}.ipynb").write_text(text_of(node))
    first, second = (rules.navigation(path) for path in sorted(tmp_path.iterdir()))
    assert first == "[Contents](#Contents) | [Next: Create tables](01_create_tables.ipynb)"
    assert second == (
        "[Previous: Start here](00_start_here.ipynb) | [Contents](00_start_here.ipynb#Contents)"
    )


def test_a_notebook_without_neighbours_needs_no_links(good: Notebook, tmp_path: Path) -> None:
    alone = replace(changed(good, put(LINKS, source="Prose.")), path=tmp_path / good.path.name)
    assert rules.leads_to_its_neighbours(alone) == []


def test_figures_count_code_lines_and_words_of_prose(good: Notebook) -> None:
    cells = [new_markdown_cell(f"Two `words`, [one](x.md) -\n\n```\nnot this\n```\n{LINE}")]
    cells += [code("a\n\n# b\nc"), code("a"), new_markdown_cell("Four."), code("a\nb")]
    notebook = Notebook(good.path, text_of(normalised(new_notebook(cells=cells))))
    assert vars(rules.Figures.of(notebook)) == {
        "code_cells": 3,
        "words": 4,
        "words_per_code_cell": 1.3,
        "lines_median": 2,
        "lines_p90": 3,
        "lines_max": 3,
        "code_cells_in_a_row": 2,
        "mean_in_a_row": 1.5,
    }
    assert "03_read_rows" in rules.table_of_figures([notebook])
