"""The learner's workbook: a folder of the course's notebooks in which no work is ever lost.

A manifest holds the digests of what heroes itself put under each name. Bytes that it does not
know are the learner's: they are left where they are, or moved aside whole.
"""

import errno
import hashlib
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import count
from pathlib import Path

from heroes.signature import sign

WORKBOOK = Path("workbook")
MANIFEST = ".heroes.json"
PATTERN = "[0-9][0-9]_*.ipynb"
TEXTS = ("snippets.md",)  # what the notebooks link to comes with them
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
NO_RIGHT = {errno.EACCES, errno.EPERM, errno.EROFS}

Manifest = dict[str, list[str]]  # one digest a name, the old and the new while a write is under way


class WorkbookError(Exception):
    """What is wrong with a workbook or a course, in one sentence that says what to do."""


class Outcome(StrEnum):
    """What became of a notebook, in words that follow a number of notebooks."""

    COPIED = "copied"
    UPDATED = "brought up to date"
    RESTORED = "brought back"
    UNCHANGED = "unchanged"
    EDITED = "left alone because you edited it"
    FOREIGN = "left alone because heroes did not put it there"


@dataclass(frozen=True)
class Notebook:
    """A notebook after a sync. `newer`: it was edited, and the course has changed since."""

    name: str
    outcome: Outcome
    newer: bool = False


@dataclass(frozen=True)
class Reset:
    """A clean notebook, and the name under which the old one is kept, if there was one."""

    name: str
    kept: str | None


def course_folder() -> Path:
    """Return where the course's notebooks are: in the installed package, or beside it.

    Raises WorkbookError when they are in neither place.
    """
    package = Path(__file__).parent
    for folder in (package / "notebooks", package.parent / "notebooks"):
        if any(folder.glob(PATTERN)):
            return folder
    raise WorkbookError("The course's notebooks are missing: install sqlmodel-heroes again.")


def read_course(folder: Path | None = None) -> dict[str, bytes]:
    """Return the files of a course by name, notebooks first; None is the course that heroes has.

    Raises WorkbookError when there are none, or when one cannot be read.
    """
    folder = folder or course_folder()
    try:
        course = {path.name: path.read_bytes() for path in sorted(folder.glob(PATTERN))}
        texts = {
            path.name: path.read_bytes() for path in map(folder.joinpath, TEXTS) if path.is_file()
        }
    except OSError as error:
        raise WorkbookError(f"{error.filename} cannot be read: {error.strerror}.") from error
    if not course:
        raise WorkbookError(f"{folder} has no notebooks with names like 01_topic.ipynb.")
    return course | texts


def find_workbook() -> Path:
    """Return the current folder if it is a workbook, or else the one that is usual in it."""
    return Path.cwd() if Path(MANIFEST).is_file() else WORKBOOK


def sync(folder: Path, course: Path | None = None) -> list[Notebook]:
    """Copy what is missing, bring up to date what is untouched, leave all else alone.

    Raises WorkbookError when the folder cannot be used; nothing is lost then.
    """
    originals = read_course(course)
    with _in_words(folder):
        folder.mkdir(parents=True, exist_ok=True)
        manifest = _read(folder / MANIFEST)
        notebooks = [_judge(folder / name, originals[name], manifest) for name in originals]
        writes = {Outcome.COPIED, Outcome.UPDATED, Outcome.RESTORED}
        names = [notebook.name for notebook in notebooks if notebook.outcome in writes]
        lost_races = _write(folder, {name: originals[name] for name in names}, manifest)
    sign(originals.values())  # an edited notebook has other bytes, and so stays as it is
    return [
        Notebook(notebook.name, Outcome.EDITED) if notebook.name in lost_races else notebook
        for notebook in notebooks
    ]


def reset(folder: Path, number: int, course: Path | None = None) -> Reset:
    """Put a clean notebook in the folder; an old one stays beside it, with its time in the name.

    Raises WorkbookError for an unknown number, or when the folder cannot be used.
    """
    originals = read_course(course)
    name = _find(number, list(originals))
    path = folder / name
    with _in_words(folder):
        if not folder.is_dir():
            raise WorkbookError(f"There is no workbook {folder}: `heroes lab {folder}` makes one.")
        if path.is_dir() and not path.is_symlink():
            raise WorkbookError(f"{path} is a folder: move it away, then try again.")
        manifest, content = _read(folder / MANIFEST), originals[name]
        with _remembered(folder, manifest, {name: content}), _beside(path, content) as fresh:
            kept = _set_aside(path)
            if not _move(fresh, path):
                raise WorkbookError(f"{path} was saved in this very moment: try again.")
    sign([content])
    return Reset(name, kept.name if kept else None)


def _find(number: int, names: list[str]) -> str:
    notebooks = [name for name in names if name not in TEXTS]
    for name in notebooks:
        if int(name[:2]) == number:
            return name
    first, last = notebooks[0][:2], notebooks[-1][:2]
    raise WorkbookError(f"There is no notebook {number}: the course has {first} to {last}.")


def _judge(path: Path, original: bytes, manifest: Manifest) -> Notebook:
    known, current = manifest.get(path.name, []), _digest(original)
    if not _is_there(path):
        return Notebook(path.name, Outcome.RESTORED if known else Outcome.COPIED)
    present = _digest_of(path)
    if present in known:
        outcome = Outcome.UNCHANGED if present == current else Outcome.UPDATED
        return Notebook(path.name, outcome)
    if known and path.is_file() and not path.is_symlink():
        return Notebook(path.name, Outcome.EDITED, newer=known[-1] != current)
    return Notebook(path.name, Outcome.FOREIGN)


def _write(folder: Path, contents: dict[str, bytes], manifest: Manifest) -> set[str]:
    """Write the notebooks, and return the names of those that the learner saved meanwhile."""
    if not contents:
        return set()
    with _remembered(folder, manifest, contents):
        return {
            name
            for name, content in contents.items()
            if not _put(folder / name, content, manifest[name])
        }


def _put(path: Path, content: bytes, known: list[str]) -> bool:
    """Put the content at the path, in place of nothing or of known bytes; tell whether it is."""
    with _beside(path, content) as fresh:
        # The learner may save the file after any look at it, so it is first moved out of reach.
        aside = _set_aside(path)
        if aside and _digest_of(aside) not in known:
            _move(aside, path)
            return False
        placed = _move(fresh, path)
        if aside:
            aside.unlink()
        return placed or _digest_of(path) == _digest(content)


def _set_aside(path: Path) -> Path | None:
    """Give what is at the path a free name with the time in it; None if nothing is there."""
    if not _is_there(path):
        return None
    aside = _claim(path)
    try:
        if path.is_dir() and not path.is_symlink():
            aside.unlink()  # a folder never takes the place of a file
        return path.replace(aside)
    except OSError as error:
        aside.unlink(missing_ok=True)
        if isinstance(error, FileNotFoundError):
            return None
        raise


def _claim(path: Path) -> Path:
    """Make an empty file under a free name, which nobody else can then take."""
    stamp = f"{path.stem}_{datetime.now():%Y-%m-%d_%H-%M-%S}"
    names = (stamp if number == 1 else f"{stamp}_{number}" for number in count(1))
    while True:
        claimed = path.with_name(next(names) + path.suffix)
        with suppress(FileExistsError):
            claimed.touch(exist_ok=False)
            return claimed


def _move(source: Path, target: Path) -> bool:
    """Rename, but never over another file; tell whether the name was free."""
    try:
        target.hardlink_to(source)
    except FileExistsError:
        return False
    except OSError:  # not every file system has links, and without them this is the best
        if _is_there(target):
            return False
        source.rename(target)
        return True
    source.unlink()
    return True


@contextmanager
def _beside(path: Path, content: bytes) -> Iterator[Path]:
    """Write a whole file beside the path, under a hidden name, and remove it if it stays there."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with fresh.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        yield fresh
    finally:
        fresh.unlink(missing_ok=True)


def _is_there(path: Path) -> bool:
    return path.is_symlink() or path.exists()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _digest_of(path: Path) -> str | None:
    """Return the digest of a plain file that can be read, or None: nobody knows that one."""
    try:
        return _digest(path.read_bytes()) if path.is_file() and not path.is_symlink() else None
    except OSError:
        return None


def _read(path: Path) -> Manifest:
    """Return the manifest; one that makes no sense knows nothing, and is itself set aside."""
    if not path.is_file():  # to read a pipe would wait for ever
        _set_aside(path)
        return {}
    content = path.read_bytes()
    try:
        copied = json.loads(content)["copied"]
        return {name: [str(digest) for digest in digests] for name, digests in copied.items()}
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        _set_aside(path)
        return {}


@contextmanager
def _remembered(folder: Path, manifest: Manifest, contents: dict[str, bytes]) -> Iterator[None]:
    """Know the old bytes and the new ones while files change: a crash may leave either."""
    for name, content in contents.items():
        manifest[name] = [*manifest.get(name, []), _digest(content)]
    _save(folder / MANIFEST, manifest)
    yield
    present = {name: _digest_of(folder / name) for name in contents}
    settled = {
        name: [known] for name in contents for known in manifest[name] if known == present[name]
    }
    if any(len(manifest[name]) > 1 for name in settled):
        _save(folder / MANIFEST, manifest | settled)


def _save(path: Path, manifest: Manifest) -> None:
    with _beside(path, json.dumps({"copied": manifest}, indent=1).encode()) as fresh:
        fresh.replace(path)


@contextmanager
def _in_words(folder: Path) -> Iterator[None]:
    """Turn what the operating system refuses into a sentence."""
    try:
        for path in (folder, *folder.parents):
            if path.is_symlink() and not path.exists():
                sentence = f"{path} is a link to nothing: remove it, or give another folder."
                raise WorkbookError(sentence)
        yield
    except OSError as error:
        if error.errno in NO_ROOM:
            sentence = f"There is no room left for {folder}: free some, then try again."
        elif error.errno in NO_RIGHT:
            sentence = f"You may not write in {folder}: give a folder of your own."
        elif error.errno == errno.ENAMETOOLONG:
            sentence = "The path of this workbook is too long: give a shorter one."
        elif folder.exists() and not folder.is_dir():
            sentence = f"{folder} is a file: give the path of a folder."
        else:
            sentence = f"{error.filename or folder} cannot be used: {error.strerror}."
        raise WorkbookError(f"{sentence} Nothing was lost.") from error
