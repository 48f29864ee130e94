"""The workbook: it follows the course, and no byte that a learner wrote is ever lost."""

import errno
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from itertools import count
from pathlib import Path
from shutil import rmtree
from subprocess import run

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from heroes.workbook import (
    MANIFEST,
    Notebook,
    Outcome,
    WorkbookError,
    find_workbook,
    reset,
    sync,
)
from tests import notebook_rules as rules

NAMES = ["00_start_here.ipynb", "01_create_tables.ipynb", "02_create_rows.ipynb"]
FIRST, SECOND, THIRD = NAMES
MINE = b'{"cells": ["what I wrote"]}'
ODD_MANIFESTS = [b"", b"{", b"[]", b"null", b"\xff", b'{"copied": 3}', b'{"copied": {"a": 7}}']


def write(folder: Path, contents: dict[str, bytes]) -> Path:
    """Write files into a folder, and return it."""
    folder.mkdir(exist_ok=True)
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return folder


def files(folder: Path) -> dict[str, bytes]:
    """Return what a folder holds, but for the manifest."""
    return {
        path.name: path.read_bytes()
        for path in folder.iterdir()
        if path.is_file() and path.name != MANIFEST
    }


def outcomes(notebooks: list[Notebook]) -> list[Outcome]:
    """Return the outcomes alone."""
    return [notebook.outcome for notebook in notebooks]


@pytest.fixture(autouse=True)
def _signatures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep Jupyter's signatures in a folder that is not there yet, as in an empty home."""
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "home" / "jupyter"))


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """Return a course of three notebooks."""
    return write(tmp_path / "course", {name: f"{name} v1".encode() for name in NAMES})


@pytest.fixture
def folder(tmp_path: Path, course: Path) -> Path:
    """Return a workbook that has just been made."""
    sync(tmp_path / "workbook", course)
    return tmp_path / "workbook"


def test_the_first_sync_copies_every_notebook(tmp_path: Path, course: Path) -> None:
    done = sync(tmp_path / "a" / "workbook", course)
    assert done == [Notebook(name, Outcome.COPIED) for name in NAMES]
    assert files(tmp_path / "a" / "workbook") == files(course)


def test_only_numbered_notebooks_belong_to_the_course(tmp_path: Path, course: Path) -> None:
    write(course, {"scratch.ipynb": b"", "00_notes.txt": b"", ".hidden.ipynb": b""})
    assert [notebook.name for notebook in sync(tmp_path / "workbook", course)] == NAMES


def test_the_text_that_notebooks_link_to_comes_with_them(tmp_path: Path, course: Path) -> None:
    write(course, {"snippets.md": b"v1", "notes.md": b"the teacher's"})
    folder = tmp_path / "workbook"
    assert sync(folder, course)[-1] == Notebook("snippets.md", Outcome.COPIED)
    assert "notes.md" not in files(folder)
    write(course, {"snippets.md": b"v2"})
    assert sync(folder, course)[-1] == Notebook("snippets.md", Outcome.UPDATED)
    write(folder, {"snippets.md": MINE})
    assert sync(folder, course)[-1] == Notebook("snippets.md", Outcome.EDITED)
    with pytest.raises(WorkbookError, match=r"no notebook 42: the course has 00 to 02\.$"):
        reset(folder, 42, course)


def test_every_link_of_the_course_leads_somewhere_in_a_workbook(tmp_path: Path) -> None:
    notebooks = [each for each in sync(tmp_path) if each.name.endswith(".ipynb")]
    assert notebooks
    for each in notebooks:
        assert rules.links_resolve(rules.Notebook.read(tmp_path / each.name)) == []


def test_an_untouched_notebook_is_brought_up_to_date(folder: Path, course: Path) -> None:
    for version in (b"v2", b"v3"):
        write(course, {SECOND: version})
        assert outcomes(sync(folder, course)) == [
            Outcome.UNCHANGED,
            Outcome.UPDATED,
            Outcome.UNCHANGED,
        ]
        assert files(folder) == files(course)


def test_an_edited_notebook_is_left_alone(folder: Path, course: Path) -> None:
    write(folder, {SECOND: MINE})
    assert sync(folder, course)[1] == Notebook(SECOND, Outcome.EDITED)
    write(course, {SECOND: b"v2"})
    for _ in range(2):
        assert sync(folder, course)[1] == Notebook(SECOND, Outcome.EDITED, newer=True)
        assert files(folder)[SECOND] == MINE


def test_an_edit_taken_back_is_no_edit(folder: Path, course: Path) -> None:
    original = files(folder)[SECOND]
    write(folder, {SECOND: MINE})
    sync(folder, course)
    write(folder, {SECOND: original})
    write(course, {SECOND: b"v2"})
    assert sync(folder, course)[1].outcome is Outcome.UPDATED


def test_a_version_that_the_learner_went_back_to_is_kept(folder: Path, course: Path) -> None:
    original = files(folder)[SECOND]
    write(course, {SECOND: b"v2"})
    sync(folder, course)
    write(folder, {SECOND: original})
    assert sync(folder, course)[1].outcome is Outcome.EDITED
    assert files(folder)[SECOND] == original


def test_a_deleted_notebook_comes_back(folder: Path, course: Path) -> None:
    (folder / SECOND).unlink()
    write(course, {SECOND: b"v2"})
    assert sync(folder, course)[1].outcome is Outcome.RESTORED
    assert files(folder) == files(course)
    assert sync(folder, course)[1].outcome is Outcome.UNCHANGED


def test_a_notebook_that_leaves_the_course_stays_in_the_workbook(
    folder: Path, course: Path
) -> None:
    before = files(folder)
    (course / THIRD).unlink()
    assert len(sync(folder, course)) == 2
    assert files(folder) == before


@pytest.mark.parametrize("content", [MINE, f"{SECOND} v1".encode()])
def test_a_file_that_heroes_did_not_put_there_is_the_learners(
    tmp_path: Path, course: Path, content: bytes
) -> None:
    folder = write(tmp_path / "workbook", {SECOND: content})
    for version in (b"v2", b"v3"):
        done = sync(folder, course)
        assert done[1] == Notebook(SECOND, Outcome.FOREIGN)
        assert files(folder)[SECOND] == content
        write(course, {SECOND: version})


def test_without_its_manifest_everything_in_a_workbook_is_the_learners(
    folder: Path, course: Path
) -> None:
    (folder / MANIFEST).unlink()
    before = files(folder)
    write(course, dict.fromkeys(NAMES, b"v2"))
    assert set(outcomes(sync(folder, course))) == {Outcome.FOREIGN}
    assert files(folder) == before


@pytest.mark.parametrize("manifest", [*ODD_MANIFESTS, b"[" * 100_000], ids=range(8))
def test_a_manifest_that_makes_no_sense_knows_nothing_and_is_kept(
    folder: Path, course: Path, manifest: bytes
) -> None:
    write(folder, {MANIFEST: manifest})
    (folder / SECOND).unlink()
    before = files(folder)
    write(course, dict.fromkeys(NAMES, b"v2"))
    assert outcomes(sync(folder, course)) == [Outcome.FOREIGN, Outcome.COPIED, Outcome.FOREIGN]
    after = files(folder)
    assert before.items() <= after.items()
    assert manifest in after.values()


@pytest.mark.parametrize("kind", ["dangling link", "folder", "pipe"])
def test_a_manifest_that_is_no_file_knows_nothing_and_is_kept(
    tmp_path: Path, folder: Path, course: Path, kind: str
) -> None:
    manifest = folder / MANIFEST
    manifest.unlink()
    if kind == "folder":
        write(manifest, {"inside": MINE})
    elif kind == "pipe":
        os.mkfifo(manifest)
    else:
        manifest.symlink_to(tmp_path / "nowhere")
    before = manifest.lstat()
    (folder / SECOND).unlink()
    done = outcomes(sync(folder, course))
    assert done == [Outcome.FOREIGN, Outcome.COPIED, Outcome.FOREIGN]
    assert not (tmp_path / "nowhere").exists()
    [kept] = folder.glob(".heroes_*.json")
    assert (kept.lstat().st_ino, kept.lstat().st_mode) == (before.st_ino, before.st_mode)
    assert kind != "folder" or files(kept) == {"inside": MINE}
    assert outcomes(sync(folder, course))[1] is Outcome.UNCHANGED


@pytest.mark.parametrize("kind", ["link", "dangling link", "folder", "pipe"])
def test_what_is_no_plain_file_is_left_alone(
    tmp_path: Path, folder: Path, course: Path, kind: str
) -> None:
    path, elsewhere = folder / SECOND, tmp_path / "elsewhere"
    elsewhere.write_bytes(path.read_bytes())
    path.unlink()
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to(elsewhere if kind == "link" else tmp_path / "nowhere")
    before = path.lstat()
    write(course, {SECOND: b"v2"})
    assert sync(folder, course)[1].outcome is Outcome.FOREIGN
    assert (path.lstat().st_ino, path.lstat().st_mode) == (before.st_ino, before.st_mode)
    assert elsewhere.read_bytes() == f"{SECOND} v1".encode()
    assert not (tmp_path / "nowhere").exists()


def test_a_workbook_may_be_a_link_to_a_folder(tmp_path: Path, folder: Path, course: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(folder)
    write(course, {SECOND: b"v2"})
    sync(link, course)
    assert files(folder) == files(course)


@pytest.mark.parametrize("inside", ["", "workbook"])
def test_a_link_to_nothing_is_said_in_a_sentence(tmp_path: Path, course: Path, inside: str) -> None:
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "nowhere")
    sentence = f"{link} is a link to nothing: remove it, or give another folder."
    for job in (sync, lambda folder, course: reset(folder, 1, course)):
        with pytest.raises(WorkbookError, match=f"^{re.escape(sentence)}$"):
            job(link / inside, course)
    assert not (tmp_path / "nowhere").exists()


def test_a_path_that_is_too_long_is_said_in_a_sentence(tmp_path: Path, course: Path) -> None:
    sentence = "The path of this workbook is too long: give a shorter one. Nothing was lost."
    for folder in (tmp_path / ("x" * 300), tmp_path / ("x" * 300) / "workbook"):
        for job in (sync, lambda folder, course: reset(folder, 1, course)):
            with pytest.raises(WorkbookError, match=f"^{re.escape(sentence)}$"):
                job(folder, course)


def test_the_current_folder_is_the_workbook_only_if_it_has_the_manifest(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_workbook() == Path("workbook")
    monkeypatch.chdir(folder)
    assert find_workbook() == folder
    (folder / MANIFEST).unlink()
    assert find_workbook() == Path("workbook")


def test_a_sync_with_nothing_to_do_writes_nothing(folder: Path, course: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in [folder, *folder.iterdir()]}
    sync(folder, course)
    assert before == {path: path.stat().st_mtime_ns for path in [folder, *folder.iterdir()]}


def test_copies_have_the_usual_rights(folder: Path) -> None:
    assert (folder / FIRST).stat().st_mode == (folder.parent / "course" / FIRST).stat().st_mode


def test_a_reset_gives_a_clean_notebook_and_keeps_the_old_one(folder: Path, course: Path) -> None:
    write(folder, {SECOND: MINE})
    write(course, {SECOND: b"v2"})
    done = reset(folder, 1, course)
    assert done.name == SECOND
    assert done.kept and re.fullmatch(
        r"01_create_tables_\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d\.ipynb", done.kept
    )
    assert files(folder)[SECOND] == b"v2"
    assert files(folder)[done.kept] == MINE
    assert sync(folder, course)[1].outcome is Outcome.UNCHANGED


def test_resets_in_one_second_keep_every_old_notebook(folder: Path, course: Path) -> None:
    works = [f"my work {number}".encode() for number in range(20)]
    for work in works:
        write(folder, {SECOND: work})
        reset(folder, 1, course)
    assert set(works) <= set(files(folder).values())


def test_a_reset_gives_back_a_notebook_that_was_deleted(folder: Path, course: Path) -> None:
    (folder / SECOND).unlink()
    assert reset(folder, 1, course).kept is None
    assert files(folder) == files(course)


def test_a_reset_moves_a_link_and_leaves_alone_what_it_leads_to(
    tmp_path: Path, folder: Path, course: Path
) -> None:
    (tmp_path / "elsewhere").write_bytes(MINE)
    (folder / SECOND).unlink()
    (folder / SECOND).symlink_to(tmp_path / "elsewhere")
    done = reset(folder, 1, course)
    assert done.kept and (folder / done.kept).is_symlink()
    assert not (folder / SECOND).is_symlink()
    assert (tmp_path / "elsewhere").read_bytes() == MINE


def test_what_cannot_be_reset_is_said_in_a_sentence(
    tmp_path: Path, folder: Path, course: Path
) -> None:
    with pytest.raises(WorkbookError, match=r"no notebook 42: the course has 00 to 02\.$"):
        reset(folder, 42, course)
    with pytest.raises(WorkbookError, match=r"There is no workbook .*nowhere: "):
        reset(tmp_path / "nowhere", 1, course)
    (folder / SECOND).unlink()
    (folder / SECOND).mkdir()
    with pytest.raises(WorkbookError, match="is a folder: move it away"):
        reset(folder, 1, course)
    assert not (tmp_path / "nowhere").exists()


def test_a_course_without_notebooks_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match="has no notebooks"):
        sync(tmp_path / "workbook", tmp_path)
    assert not (tmp_path / "workbook").exists()


def test_a_workbook_that_is_a_file_is_said_in_a_sentence(tmp_path: Path, course: Path) -> None:
    (tmp_path / "file").write_bytes(MINE)
    with pytest.raises(WorkbookError, match="file is a file: give the path of a folder"):
        sync(tmp_path / "file", course)
    with pytest.raises(WorkbookError, match="cannot be used: Not a directory"):
        sync(tmp_path / "file" / "workbook", course)
    assert (tmp_path / "file").read_bytes() == MINE


def test_the_course_is_found_inside_the_package_or_beside_it(tmp_path: Path) -> None:
    site = tmp_path / "site"
    package = site / "heroes"
    package.mkdir(parents=True)
    for name in ("workbook", "signature"):
        source = Path(sys.modules[f"heroes.{name}"].__file__ or "")
        (package / source.name).write_bytes(source.read_bytes())
    (package / "__init__.py").touch()
    ask = [sys.executable, "-c", "from heroes.workbook import *; print(course_folder())"]

    assert (
        b"WorkbookError: The course's notebooks are missing"
        in run(ask, cwd=site, capture_output=True, check=False).stderr
    )
    for place in (site / "notebooks", package / "notebooks"):  # the second one comes first
        write(place, {FIRST: b""})
        found = run(ask, cwd=site, capture_output=True, check=True)
        assert found.stdout.decode().strip() == str(place)


class Killed(BaseException):
    """What nothing in heroes catches, as nothing catches `kill -9`."""


Act = Callable[[int], None]
TOUCHES = {"open", "os.rename", "os.link", "os.remove", "os.mkdir"}
armed: list[tuple[str, Act, Iterator[int]]] = []


def hear(event: str, args: tuple[object, ...]) -> None:
    """Call what is armed before each touch of its folder: Python reports them to such a hook."""
    if armed and event in TOUCHES and str(args[0]).startswith(armed[0][0]):
        folder, act, numbers = armed.pop()
        try:
            act(next(numbers))
        finally:
            armed.append((folder, act, numbers))


sys.addaudithook(hear)


def at_each_touch(
    folder: Path, prepare: Act, job: Callable[[], object], act: Callable[[int, int], None]
) -> None:
    """Prepare and do the job as often as it touches the folder, each time with the next chosen."""
    for chosen in count():
        prepare(chosen)
        numbers = count()
        armed.append((str(folder), partial(act, chosen), numbers))
        try:
            with suppress(WorkbookError, Killed):
                job()
        finally:
            armed.clear()
        if next(numbers) <= chosen:
            assert chosen > 10
            return


def fail_once(chosen: int, touch: int) -> None:
    """Fail as a disk that is full for a moment."""
    if touch == chosen:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def fail_from_then_on(chosen: int, touch: int) -> None:
    """Fail as a disk that is full."""
    if touch >= chosen:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def kill(chosen: int, touch: int) -> None:
    """End the job, and all that it would do to clean up."""
    if touch >= chosen:
        raise Killed


@pytest.mark.parametrize("fate", [fail_once, fail_from_then_on, kill])
def test_nothing_is_lost_wherever_a_job_ends(
    folder: Path, course: Path, fate: Callable[[int, int], None]
) -> None:
    works = [b""]

    def prepare(turn: int) -> None:
        assert turn == 0 or works[-1] in files(folder).values()
        works.append(f"my work {turn}".encode())
        write(folder, {FIRST: works[-1]})
        write(course, {SECOND: f"turn {turn}".encode()})
        (folder / THIRD).unlink(missing_ok=True)

    def job() -> None:
        sync(folder, course)
        reset(folder, 0, course)

    at_each_touch(folder, prepare, job, fate)
    assert outcomes(sync(folder, course)) == [Outcome.UNCHANGED] * 3


@pytest.mark.parametrize("fate", [fail_once, fail_from_then_on, kill])
def test_a_job_that_ended_early_does_not_take_a_copy_for_an_edit(
    folder: Path, course: Path, fate: Callable[[int, int], None]
) -> None:
    def prepare(turn: int) -> None:
        assert Outcome.EDITED not in outcomes(sync(folder, course))
        write(course, {name: f"turn {turn}".encode() for name in NAMES})

    at_each_touch(folder, prepare, lambda: sync(folder, course), fate)


@pytest.mark.parametrize("job", ["sync", "reset"])
@pytest.mark.parametrize("is_atomic", [True, False])
def test_a_save_at_any_moment_of_a_job_is_kept(
    folder: Path, course: Path, job: str, is_atomic: bool
) -> None:
    works = [b""]

    def prepare(turn: int) -> None:
        assert turn == 0 or works[-1] in files(folder).values()
        (folder / SECOND).unlink()
        sync(folder, course)
        write(course, {SECOND: f"turn {turn}".encode()})

    def save(chosen: int, touch: int) -> None:
        if touch == chosen:
            works.append(f"my work {chosen}".encode())
            if is_atomic:
                write(folder, {"new": works[-1]})
                (folder / "new").replace(folder / SECOND)
            else:
                write(folder, {SECOND: works[-1]})

    at_each_touch(
        folder,
        prepare,
        lambda: sync(folder, course) if job == "sync" else reset(folder, 1, course),
        save,
    )


AS_NOBODY = """
import os
from pathlib import Path
import nbformat.sign  # nobody may not be allowed to read it
from heroes.workbook import WorkbookError, reset, sync

os.setresuid(65534, 65534, 65534)
folder, course = Path("workbook"), Path("course")
for job in (sync, lambda *_: reset(folder, 1, course)):
    try:
        print(job(folder, course))
    except WorkbookError as error:
        print(error)
"""


def as_nobody(folder: Path) -> list[str]:
    """Sync, then reset notebook 1, as a user without rights; return what each says."""
    if os.geteuid() != 0:
        pytest.skip("needs root, to become a user without rights")
    folder.parent.chmod(0o755)
    ask = [sys.executable, "-c", AS_NOBODY]
    done = run(ask, cwd=folder.parent, capture_output=True, check=True, text=True)
    return done.stdout.splitlines()


def test_a_folder_that_may_not_be_written_in_is_said_in_a_sentence(
    folder: Path, course: Path
) -> None:
    write(folder, {SECOND: MINE})
    write(course, {THIRD: b"v2"})
    before = files(folder)
    sentence = "You may not write in workbook: give a folder of your own. Nothing was lost."
    assert as_nobody(folder) == [sentence, sentence]
    assert files(folder) == before


def test_a_folder_that_may_not_be_written_in_is_fine_when_nothing_is_to_do(folder: Path) -> None:
    write(folder, {SECOND: MINE})
    assert "EDITED" in as_nobody(folder)[0]


def test_a_notebook_that_may_not_be_read_is_left_alone(folder: Path) -> None:
    (folder / SECOND).chmod(0)
    folder.chmod(0o777)
    assert "EDITED" in as_nobody(folder)[0]


class Workbook(RuleBasedStateMachine):
    """A learner, a course that changes, and heroes, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp())
        self.course = write(self.root / "course", dict.fromkeys(NAMES, b"v1"))
        self.folder = write(self.root / "workbook", {})
        self.number = count()
        self.works: dict[str, bytes] = {}  # what the learner wrote, by where it is
        self.kept: set[bytes] = set()  # what resets have moved elsewhere
        self.is_ours: set[str] = set()  # what nobody touched since heroes wrote it

    def teardown(self) -> None:
        rmtree(self.root)

    @rule(name=st.sampled_from(NAMES), appends=st.booleans())
    def edit(self, name: str, appends: bool) -> None:
        path = self.folder / name
        before = path.read_bytes() if appends and path.exists() else b""
        self.works[name] = before + f" work {next(self.number)}".encode()
        path.write_bytes(self.works[name])
        self.is_ours.discard(name)

    @rule(name=st.sampled_from(NAMES))
    def delete(self, name: str) -> None:
        (self.folder / name).unlink(missing_ok=True)
        self.works.pop(name, None)
        self.is_ours.add(name)

    @rule(name=st.sampled_from(NAMES))
    def update_course(self, name: str) -> None:
        write(self.course, {name: f"version {next(self.number)}".encode()})

    @rule(manifest=st.none() | st.sampled_from(ODD_MANIFESTS))
    def spoil_manifest(self, manifest: bytes | None) -> None:
        (self.folder / MANIFEST).unlink(missing_ok=True)
        if manifest is not None:
            write(self.folder, {MANIFEST: manifest})
        self.is_ours = {name for name in NAMES if not (self.folder / name).exists()}

    @rule()
    def sync(self) -> None:
        done = {notebook.name: notebook.outcome for notebook in sync(self.folder, self.course)}
        present = files(self.folder)
        for name in NAMES:
            if name in self.works:
                assert done[name] in (Outcome.EDITED, Outcome.FOREIGN)
                assert present[name] == self.works[name]
            elif name in self.is_ours or done[name] in (Outcome.COPIED, Outcome.RESTORED):
                assert present[name] == (self.course / name).read_bytes()
                self.is_ours.add(name)

    @rule(number=st.sampled_from(range(3)))
    def reset(self, number: int) -> None:
        done = reset(self.folder, number, self.course)
        self.is_ours.add(done.name)
        assert files(self.folder)[done.name] == (self.course / done.name).read_bytes()
        if work := self.works.pop(done.name, None):
            assert done.kept and files(self.folder)[done.kept] == work
            self.kept.add(work)

    @invariant()
    def nothing_is_lost(self) -> None:
        assert self.kept | set(self.works.values()) <= set(files(self.folder).values())

    @invariant()
    def nothing_is_left_behind(self) -> None:
        assert not [name for name in files(self.folder) if name.endswith(".tmp")]


TestWorkbook = Workbook.TestCase
TestWorkbook.settings = settings(max_examples=30, stateful_step_count=20, deadline=None)
