"""SQLModel's own tests pass with a trace open around each of them, as they do without."""

import os
import shutil
import subprocess
import tarfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = "HEROES_SQLMODEL_SOURCE"
NEEDS = ("dirty-equals", "jinja2", "black")
PLUGIN = """
import pytest
from heroes.glass.tracing import Trace

@pytest.fixture(autouse=True)
def open_trace():
    with Trace(everywhere=True, steps=True) as trace:
        yield
    assert trace._recorder.fault is None
    trace.panel().text(), trace.panel().html(), trace.objects, repr(trace.steps())
"""

pytestmark = pytest.mark.full


@pytest.fixture
def peer(tmp_path: Path) -> Path:
    """Unpack SQLModel's source distribution."""
    if not (archive := os.environ.get(SOURCE)):
        if os.environ.get("HEROES_REQUIRE_SERVERS"):
            pytest.fail(f"{SOURCE} is not set, and all tests are asked for.")
        pytest.skip(f"set {SOURCE} to SQLModel's source distribution: `pip download` gets it")
    with tarfile.open(archive) as file:
        file.extractall(tmp_path, filter="data")
    [folder] = tmp_path.glob("sqlmodel-*")
    (folder / "open_trace.py").write_text(PLUGIN)
    return folder


def outcomes(peer: Path, *options: str) -> dict[str, str]:
    """Run the peer's tests, and return how each of them ended."""
    uv = shutil.which("uv")
    assert uv, "uv is not installed: `pip install uv`"
    needs = [word for name in NEEDS for word in ("--with", name)]
    command = [uv, "run", "--no-sync", "--project", str(ROOT), *needs]
    command += ["python", "-m", "pytest", "-q", "-o", "addopts=", "-p", "no:cacheprovider"]
    run = subprocess.run(
        [*command, "--junitxml=report.xml", *options, "tests"],
        cwd=peer,
        capture_output=True,
        text=True,
        env={name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")},
    )
    assert run.returncode in (0, 1), run.stdout + run.stderr
    cases = ElementTree.parse(peer / "report.xml").iter("testcase")
    return {
        f"{case.get('classname')}.{case.get('name')}": ", ".join(sorted(each.tag for each in case))
        for case in cases
    }


def test_sqlmodels_own_tests_end_as_they_do_without_a_trace(peer: Path) -> None:
    without = outcomes(peer)
    traced = outcomes(peer, "-p", "open_trace")
    assert len(without) > 300, "the tests were found"
    assert sum("failure" in end or "error" in end for end in without.values()) < 5
    assert traced == without
