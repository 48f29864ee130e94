"""Signatures: JupyterLab trusts what heroes put in a workbook, and nothing that a learner wrote."""

import json
import os
import sys
from contextlib import closing
from pathlib import Path
from subprocess import run

import pytest
from jupyter_server.services.contents.filemanager import FileContentsManager

from heroes.signature import sign
from heroes.workbook import Outcome, reset, sync

NAMES = ["00_start_here.ipynb", "01_create_tables.ipynb"]
FIRST, SECOND = NAMES


def notebook(text: str) -> str:
    """Return a notebook with an output that JupyterLab shows whole only if it trusts it."""
    html = {"data": {"text/html": f"<style></style>{text}"}, "metadata": {}}
    output = html | {"output_type": "execute_result", "execution_count": 1}
    cell = {"cell_type": "code", "id": "one", "metadata": {}, "source": "", "execution_count": 1}
    whole = {"cells": [cell | {"outputs": [output]}], "metadata": {}}
    return json.dumps(whole | {"nbformat": 4, "nbformat_minor": 5})


def is_trusted(path: Path) -> bool:
    """Tell whether a server of Jupyter would trust the notebook."""
    contents = FileContentsManager(root_dir=str(path.parent))
    with closing(contents.notary):
        (cell,) = contents.get(path.name)["content"]["cells"]
    return bool(cell["metadata"]["trusted"])


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where Jupyter keeps signatures: nowhere yet, as in an empty home."""
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "home" / "jupyter"))
    return tmp_path / "home" / "jupyter"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """Return a course of two notebooks."""
    (tmp_path / "course").mkdir()
    for name in NAMES:
        (tmp_path / "course" / name).write_text(notebook("v1"))
    return tmp_path / "course"


@pytest.fixture
def folder(tmp_path: Path, course: Path) -> Path:
    """Return a workbook that has just been made."""
    sync(tmp_path / "workbook", course)
    return tmp_path / "workbook"


def test_copies_are_trusted_and_other_notebooks_are_not(folder: Path) -> None:
    (folder / "02_mine.ipynb").write_text(notebook("mine"))
    assert [is_trusted(path) for path in sorted(folder.glob("*.ipynb"))] == [True, True, False]


def test_a_notebook_brought_up_to_date_is_trusted(folder: Path, course: Path) -> None:
    (course / FIRST).write_text(notebook("v2"))
    assert sync(folder, course)[0].outcome is Outcome.UPDATED
    assert is_trusted(folder / FIRST)


def test_a_reset_notebook_is_trusted_and_the_old_one_beside_it_is_not(
    folder: Path, course: Path
) -> None:
    (folder / FIRST).write_text(notebook("mine"))
    (course / FIRST).write_text(notebook("v2"))
    kept = reset(folder, 0, course).kept
    assert kept and not is_trusted(folder / kept)
    assert is_trusted(folder / FIRST)


def test_an_edited_notebook_is_neither_trusted_nor_changed(folder: Path, course: Path) -> None:
    (folder / FIRST).write_text(notebook("mine"))
    assert sync(folder, course)[0].outcome is Outcome.EDITED
    assert (folder / FIRST).read_text() == notebook("mine")
    assert not is_trusted(folder / FIRST)


def test_a_workbook_older_than_the_signatures_becomes_trusted(
    folder: Path, course: Path, data: Path
) -> None:
    (data / "nbsignatures.db").unlink()
    assert sync(folder, course)[0].outcome is Outcome.UNCHANGED
    assert is_trusted(folder / FIRST)


def test_without_a_place_for_signatures_a_workbook_is_made_all_the_same(
    tmp_path: Path, course: Path, data: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    data.parent.write_text("a file where a folder should be")
    sync(tmp_path / "workbook", course)
    reset(tmp_path / "workbook", 1, course)
    assert (tmp_path / "workbook" / FIRST).read_text() == notebook("v1")
    assert capfd.readouterr() == ("", "")


def test_where_signatures_may_not_be_written_a_workbook_is_made_all_the_same(
    tmp_path: Path, folder: Path, course: Path
) -> None:
    if os.geteuid() != 0:
        pytest.skip("needs root, to become a user without rights")
    tmp_path.chmod(0o777)
    (course / FIRST).write_text(notebook("v2"))
    as_nobody = "import os, nbformat.sign; from heroes.workbook import *; os.setuid(65534)"
    job = f"{as_nobody}; sync(Path('mine'), Path('course')); reset(Path('mine'), 0, Path('course'))"
    done = run([sys.executable, "-c", job], cwd=tmp_path, capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")
    assert (tmp_path / "mine" / FIRST).read_text() == notebook("v2")
    assert not is_trusted(tmp_path / "mine" / FIRST)


@pytest.mark.parametrize(
    "content", [b"\xff", b"", b"null", b"[]", b"{}", b'{"cells": ["x"]}', b'{"nbformat": 9}']
)
def test_what_is_no_notebook_is_passed_over(content: bytes, data: Path) -> None:
    sign([content])
    assert not data.exists()


def test_the_modules_of_jupyter_are_imported_only_to_sign() -> None:
    ask = "import sys, heroes.workbook; print({'nbformat', 'jupyter_core'} & set(sys.modules))"
    done = run([sys.executable, "-c", ask], capture_output=True, check=True, text=True)
    assert done.stdout == "set()\n"
