"""What `import heroes` costs, against `import sqlmodel`."""

import subprocess
import sys
import time

from tests.benchmarks.conftest import Compare


def seconds_to_import(name: str) -> float:
    """Return how long a new Python takes to start and import the package."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", f"import {name}"], check=True)
    return time.perf_counter() - start


def test_import_heroes_against_import_sqlmodel(compare: Compare) -> None:
    compare(lambda: seconds_to_import("heroes"), lambda: seconds_to_import("sqlmodel"), rounds=15)
