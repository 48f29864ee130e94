"""A real JupyterLab, started as a learner would, in a real browser."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an empty home folder."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def url(home: Path) -> Iterator[str]:
    """Start `heroes lab` as a learner would, in an empty home, and give its address."""
    command = [sys.executable, "-m", "heroes", "lab", "workbook", "--no-browser"]
    process = subprocess.Popen(
        command,
        cwd=home,
        env=os.environ | {"HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.search(r"http://127\.0\.0\.1:\d+/lab\S*token=\w+", line):
            break
    else:
        pytest.fail("JupyterLab printed no address")
    yield found[0]
    process.terminate()
    process.communicate(timeout=30)


@pytest.fixture(scope="module")
def page(url: str) -> Iterator[Page]:
    """Open the address in Chromium."""
    if not CHROMIUM:
        if os.environ.get("HEROES_REQUIRE_BROWSER"):
            pytest.fail("chromium is not installed, and HEROES_REQUIRE_BROWSER asks for it.")
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.goto(url)
        yield page
        browser.close()
