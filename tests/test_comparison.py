"""nbval's own comparison reports every output that differs from the stored one."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output
from nbval.plugin import IPyNbCell, IPyNbFile, coalesce_streams

from tests.refresh import FOLDER, text_of

Alter = Callable[[list[NotebookNode]], object]

STORED = [
    new_output("stream", name="stdout", text="1 statement, 5 rows\n"),
    new_output("stream", name="stderr", text="careful\n"),
    new_output("display_data", data={"text/plain": "Hero: 5 rows", "text/html": "<p>5</p>"}),
    new_output("execute_result", data={"text/plain": "5", "application/json": {"rows": 5}}),
    new_output("error", ename="ValueError", evalue="no such hero", traceback=["ValueError"]),
]
STDOUT, STDERR, SHOWN, RESULT, ERROR = range(5)


def cells_of(path: Path, session: pytest.Session) -> list[IPyNbCell]:
    """Return the cells of a notebook as nbval collects them; no kernel is started."""
    return list(IPyNbFile.from_parent(session, path=path).collect())


def is_accepted(cell: IPyNbCell, got: list[NotebookNode]) -> bool:
    """Tell whether nbval takes these outputs for the stored ones, as `runtest` compares them."""
    return cell.compare_outputs(
        coalesce_streams(deepcopy(got)), coalesce_streams(deepcopy(cell.cell.outputs))
    )


@pytest.fixture
def cell(tmp_path: Path, request: pytest.FixtureRequest) -> IPyNbCell:
    """Return a cell that stores one output of each kind."""
    path = tmp_path / "03_read_rows.ipynb"
    stored = new_code_cell("hero", outputs=deepcopy(STORED), execution_count=1)
    path.write_text(text_of(new_notebook(cells=[stored])), "utf-8")
    return cells_of(path, request.session)[0]


def set_data(index: int, kind: str, value: object) -> Alter:
    """Return the change of one kind of one output."""
    return lambda outputs: outputs[index].data.update({kind: value})


ALTERED: dict[str, Alter] = {
    "changed text": set_data(RESULT, "text/plain", "6"),
    "changed html": set_data(SHOWN, "text/html", "<p>6</p>"),
    "changed json": set_data(RESULT, "application/json", {"rows": 6}),
    "changed stream": lambda outputs: outputs[STDOUT].update(text="1 statement, 6 rows\n"),
    "stream of another name": lambda outputs: outputs[STDERR].update(name="stdout"),
    "changed error name": lambda outputs: outputs[ERROR].update(ename="KeyError"),
    "changed error value": lambda outputs: outputs[ERROR].update(evalue="no such team"),
    "missing output": lambda outputs: outputs.pop(RESULT),
    "missing stream": lambda outputs: outputs.pop(STDERR),
    "missing html": lambda outputs: outputs[SHOWN].data.pop("text/html"),
    "no error": lambda outputs: outputs.pop(ERROR),
    "no output": lambda outputs: outputs.clear(),
    "extra output": lambda outputs: outputs.append(deepcopy(outputs[SHOWN])),
    "extra kind": set_data(RESULT, "text/html", "<p>5</p>"),
    "outputs in another order": lambda outputs: outputs.insert(SHOWN, outputs.pop(RESULT)),
}


def test_the_stored_outputs_themselves_are_accepted(cell: IPyNbCell) -> None:
    assert is_accepted(cell, STORED)


@pytest.mark.parametrize("alter", ALTERED.values(), ids=ALTERED)
def test_an_altered_output_is_reported(alter: Alter, cell: IPyNbCell) -> None:
    outputs = deepcopy(STORED)
    alter(outputs)
    assert not is_accepted(cell, outputs)
    assert cell.comparison_traceback


def test_a_traceback_may_differ_since_its_frames_name_files(cell: IPyNbCell) -> None:
    outputs = deepcopy(STORED)
    outputs[ERROR].traceback = ["File hero.py, line 1", "ValueError: no such hero"]
    assert is_accepted(cell, outputs)


def test_a_cell_with_output_where_none_is_stored_is_reported(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    path = tmp_path / "03_read_rows.ipynb"
    path.write_text(text_of(new_notebook(cells=[new_code_cell("hero", execution_count=1)])))
    assert not is_accepted(cells_of(path, request.session)[0], STORED[:1])


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.ipynb")), ids=lambda path: path.stem)
def test_every_output_of_a_notebook_is_compared(path: Path, request: pytest.FixtureRequest) -> None:
    for cell in cells_of(path, request.session):
        stored = cell.cell.outputs
        assert is_accepted(cell, stored)
        for index in range(len(stored)):
            missing, altered = deepcopy(stored), deepcopy(stored)
            del missing[index]
            assert not is_accepted(cell, missing), f"cell {cell.cell_num}: output {index} missing"
            append(altered[index])
            assert not is_accepted(cell, altered), f"cell {cell.cell_num}: output {index} altered"


def append(output: NotebookNode) -> None:
    """Add a letter to what a learner reads of an output."""
    if output.output_type == "stream":
        output.text += "x"
    elif output.output_type == "error":
        output.evalue += "x"
    else:
        output.data["text/plain"] += "x"
