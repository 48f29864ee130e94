"""The refresh command stores what the next run would store too, and nothing of this one."""

import json
from copy import deepcopy
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tests.refresh import (
    METADATA,
    WIDGET,
    NotebookError,
    difference,
    main,
    normalised,
    read,
    text_of,
)


@pytest.fixture(autouse=True)
def _as_in_the_pinned_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.refresh.deviations", list)


def cell(source: str, *outputs: NotebookNode, **metadata: object) -> NotebookNode:
    """Return a code cell as a person leaves it: run in any order, with metadata of all kinds."""
    return new_code_cell(source, outputs=list(outputs), metadata=metadata, execution_count=7)


def outputs_of(*cells: NotebookNode) -> list[list[NotebookNode]]:
    """Return the outputs of the cells after normalisation."""
    return [cell.outputs for cell in normalised(new_notebook(cells=list(cells))).cells]


def store(folder: Path, name: str, *sources: str, tags: list[str] | None = None) -> Path:
    """Store a notebook that was not run yet."""
    path, metadata = folder / name, {"tags": tags} if tags else {}
    cells = [new_code_cell(source, metadata=metadata) for source in sources]
    path.write_text(text_of(new_notebook(cells=[new_markdown_cell("# Heroes"), *cells])), "utf-8")
    return path


def test_counts_run_from_1_to_n_and_an_empty_cell_has_none() -> None:
    shown = new_output("execute_result", data={"text/plain": "1"}, execution_count=7)
    cells = normalised(new_notebook(cells=[cell("1", shown), cell(" "), cell("1", shown)])).cells
    assert [c.execution_count for c in cells] == [1, None, 2]
    assert cells[2].outputs[0].execution_count == 2


def test_metadata_shrinks_to_the_kernel_and_the_tags() -> None:
    timing, tagged = {"iopub.status.busy": "2026-11-22T11:34:01Z"}, ["raises-exception"]
    notebook = new_notebook(
        cells=[cell("1", execution=timing), cell("1", execution=timing, tags=tagged)],
        metadata={"widgets": {"state": {}}, "language_info": {"name": "python", "version": "3.9"}},
    )
    clean = normalised(notebook)
    assert clean.metadata == METADATA
    assert [c.metadata for c in clean.cells] == [{}, {"tags": tagged}]


def test_of_an_error_only_its_name_and_message_stay() -> None:
    colours = new_output("error", ename="KeyError", evalue="\x1b[31m'hero'\x1b[0m", traceback=["x"])
    silent = new_output("error", ename="AssertionError", evalue="", traceback=["/home/nova", "x"])
    [[first], [second]] = outputs_of(cell("a", colours), cell("b", silent))
    assert (first.evalue, first.traceback) == ("'hero'", ["KeyError: 'hero'"])
    assert second.traceback == ["AssertionError"]


def test_neighbouring_streams_become_one_of_each_name() -> None:
    streams = [
        new_output("stream", name=name, text=text)
        for name, text in (("stderr", "1"), ("stdout", "2"), ("stderr", "3"))
    ]
    shown = new_output("display_data", data={"text/plain": "hero"})
    [outputs] = outputs_of(cell("a", *streams, shown, deepcopy(streams[1])))
    assert [o.get("text", "hero") for o in outputs] == ["2", "13", "hero", "2"]


def test_widgets_are_numbered_in_order_and_keep_their_identity() -> None:
    views = [
        new_output("display_data", data={WIDGET: {"model_id": model, "version_major": 2}})
        for model in ("f00d", "cafe", "f00d")
    ]
    outputs = outputs_of(*[cell("w", view) for view in views])
    assert [int(output.data[WIDGET]["model_id"], 16) for [output] in outputs] == [1, 2, 1]


def test_the_clock_stands_still_where_nbval_ignores_the_output() -> None:
    log = (
        "2026-11-22 11:34:01,123 INFO [generated in 0.0042s] [cached since 9.1s ago] [no key 0.1s]"
    )
    stream = new_output("stream", name="stdout", text=log)
    [[ignored], [compared]] = outputs_of(
        cell("a", deepcopy(stream), tags=["nbval-ignore-output"]), cell("a", stream)
    )
    assert compared.text == log
    assert ignored.text == (
        "2026-01-01 12:00:00,000 INFO "
        "[generated in 0.00010s] [cached since 0.0010s ago] [no key 0.00010s]"
    )


def test_normalising_leaves_the_notebook_and_a_normalised_one_as_they_are() -> None:
    notebook = new_notebook(cells=[cell("1", new_output("stream", text="1"), collapsed=True)])
    before = deepcopy(notebook)
    clean = normalised(notebook)
    assert notebook == before
    assert normalised(clean) == clean


def test_a_difference_far_within_a_long_line_is_shown() -> None:
    rows = "".join(f"<td>hero {number}</td>" for number in range(1000))
    shown = difference(rows, rows.replace("hero 700<", "villain<"), "01_a.ipynb")
    assert "hero 700<" in shown
    assert "villain<" in shown
    assert len(shown.splitlines()) < 40


def test_ids_are_kept_and_missing_ones_follow_from_the_source(tmp_path: Path) -> None:
    path = tmp_path / "01_create_tables.ipynb"
    notebook = new_notebook(cells=[cell("a"), cell("b"), cell("b"), cell("c")])
    content = json.loads(text_of(notebook))
    kept = content["cells"][3]["id"]
    for index in range(3):
        del content["cells"][index]["id"]
    path.write_text(json.dumps(content | {"nbformat_minor": 4}), "utf-8")
    first, second = ([c.id for c in read(path).cells] for _ in range(2))
    assert first == second
    assert first[3] == kept
    assert first[2] == f"{first[1]}-2"
    assert len({*first}) == 4


@pytest.mark.parametrize("text", ["", "{}", "[1]", "not JSON"])
def test_what_is_not_a_notebook_is_named(text: str, tmp_path: Path) -> None:
    path = tmp_path / "01_create_tables.ipynb"
    path.write_text(text)
    with pytest.raises(NotebookError, match=r"^01_create_tables\.ipynb is not a notebook"):
        read(path)


def test_refreshing_twice_gives_the_same_bytes_and_leaves_no_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.delenv("HEROES_DATABASE_URL", raising=False)
    make = "from heroes import make_engine\nlen(str(make_engine().connect()))  # é"
    path = store(tmp_path, "01_a.ipynb", make, "1 / 0", "object", tags=["raises-exception"])
    assert main([], folder=tmp_path) == 0
    stored = path.read_bytes()
    assert b"ZeroDivisionError: division by zero" in stored
    assert stored.endswith(b"}\n")
    assert "é".encode() in stored
    assert main([], folder=tmp_path) == 0
    assert path.read_bytes() == stored
    assert capsys.readouterr().out == "01_a.ipynb: written\n01_a.ipynb: unchanged\n"
    assert not list(temporary.glob("heroes-*"))


def test_check_shows_what_differs_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = store(tmp_path, "01_a.ipynb", "6 * 7")
    store(tmp_path, "02_b.ipynb", "not run, since only 01 is asked for")
    stored = path.read_bytes()
    assert main(["01", "--check"], folder=tmp_path) == 1
    shown = capsys.readouterr().out
    assert "01_a.ipynb: differs\n--- 01_a.ipynb (stored)\n+++ 01_a.ipynb (new)\n@@" in shown
    assert '-   "execution_count": null' in shown
    assert "02" not in shown
    assert path.read_bytes() == stored


def test_a_failing_cell_is_named_and_its_notebook_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    failing = store(tmp_path, "01_a.ipynb", "1", "hero = 1\nhero.name")
    dying = store(tmp_path, "02_b.ipynb", "import os\nos._exit(1)")
    stored = failing.read_bytes(), dying.read_bytes()
    assert main([], folder=tmp_path) == 1
    assert sorted(capsys.readouterr().out.splitlines()) == [
        "01_a.ipynb: cell 3, `hero = 1`, fails: "
        "AttributeError: 'int' object has no attribute 'name'",
        "02_b.ipynb: cell 2, `import os`, fails: the kernel died",
    ]
    assert stored == (failing.read_bytes(), dying.read_bytes())


def test_a_notebook_that_is_edited_while_it_runs_keeps_the_edit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = store(tmp_path, "01_a.ipynb", "with open('01_a.ipynb', 'a') as f:\n    f.write(' ')")
    stored = path.read_bytes()
    assert main([], folder=tmp_path) == 1
    assert "edited while it ran" in capsys.readouterr().out
    assert path.read_bytes() == stored + b" "


def test_a_number_that_no_notebook_has_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store(tmp_path, "01_a.ipynb", "1")
    with pytest.raises(SystemExit):
        main(["01", "77"], folder=tmp_path)
    assert "no notebook starts with 77" in capsys.readouterr().err


def test_outputs_of_another_environment_are_not_stored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tests.refresh.deviations", lambda: ["sqlalchemy is 2.1.8, not ==2.1.9"])
    path = store(tmp_path, "01_a.ipynb", "1")
    stored = path.read_bytes()
    assert main([], folder=tmp_path) == 1
    assert "sqlalchemy is 2.1.8" in capsys.readouterr().out
    assert path.read_bytes() == stored
