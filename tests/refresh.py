"""Run the notebooks again and store what another run would store too.

uv run python -m tests.refresh [NN ...] [--check]
"""

import argparse
import asyncio
import difflib
import hashlib
import json
import os
import re
import sys
from collections.abc import Iterator, Sequence
from copy import deepcopy
from itertools import groupby, islice
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbval.kernel import CURRENT_ENV_KERNEL_NAME, NbvalKernelspecManager

from conftest import CELL_SECONDS, deviations

FOLDER = Path(__file__).parents[1] / "notebooks"
AT_ONCE = 2
DIFF_LINES, DIFF_WIDTH = 30, 96
WIDGET = "application/vnd.jupyter.widget-view+json"
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
LONG_LINE = re.compile(rf"[^>]{{1,{DIFF_WIDTH}}}>?|>")
ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
# What the log of an engine with echo=True says of the time, and what is stored in its place.
TIMES = (
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}"), "2026-01-01 12:00:00,000"),
    (re.compile(r"generated in [\d.]+s"), "generated in 0.00010s"),
    (re.compile(r"no key [\d.]+s"), "no key 0.00010s"),
    (re.compile(r"cached since [\d.]+s ago"), "cached since 0.0010s ago"),
)


class NotebookError(Exception):
    """Say which notebook cannot be refreshed, at which cell, and why."""


def read(path: Path) -> NotebookNode:
    """Read a notebook, giving each cell without an id one that follows from its source."""
    try:
        content = json.loads(path.read_text("utf-8"))
        _give_ids(content["cells"])
        content["nbformat_minor"] = 5  # the first version with ids
        return nbformat.reads(json.dumps(content), as_version=4)
    except (ValueError, KeyError, TypeError) as error:
        raise NotebookError(f"{path.name} is not a notebook: {error!r}") from error


def text_of(notebook: NotebookNode) -> str:
    """Return the notebook as the text of its file."""
    return nbformat.writes(notebook) + "\n"


def normalised(notebook: NotebookNode) -> NotebookNode:
    """Return the notebook without what the next run, or another machine, would change."""
    notebook = deepcopy(notebook)
    notebook.metadata = nbformat.from_dict(METADATA)
    count, widgets = 0, dict[str, str]()
    for cell in notebook.cells:
        tags = cell.metadata.get("tags")
        cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
        if cell.cell_type != "code":
            continue
        count += bool(cell.source.strip())
        cell.execution_count = count if cell.source.strip() else None
        cell.outputs = list(_merged(cell.outputs))
        for output in cell.outputs:
            _normalise(output, cell.execution_count, widgets)
            if "nbval-ignore-output" in cell.metadata.get("tags", ()):
                _stop_the_clock(output)
    return notebook


async def run(path: Path, times: int = 1, **environment: str) -> list[NotebookNode]:
    """Run a notebook top to bottom in one new kernel; return it as each of the runs left it."""
    notebook, runs = read(path), []
    # The kernel is the one that nbval starts; the kernels of the user's own folders are not asked.
    manager = AsyncKernelManager(
        kernel_name=CURRENT_ENV_KERNEL_NAME, kernel_spec_manager=NbvalKernelspecManager()
    )
    client = NotebookClient(
        notebook,
        km=manager,
        timeout=CELL_SECONDS,
        startup_timeout=max(CELL_SECONDS, 60),
        record_timing=False,
    )
    await manager.start_kernel(
        cwd=str(path.parent),
        env=os.environ | environment,
        # Else each kernel warns of its own sockets, and two of them fight over one history file.
        extra_arguments=["--log-level=ERROR", "--HistoryManager.enabled=False"],
    )
    try:  # not client.async_setup_kernel(), whose signal handlers break Ctrl-C for the other one
        await client.async_start_new_kernel_client()
        for _ in range(times):
            client.nb = deepcopy(notebook)
            client.reset_execution_trackers()
            for index, cell in enumerate(client.nb.cells):
                await _run_cell(client, cell, index, path.name)
            runs.append(normalised(client.nb))
    finally:
        if client.kc:
            client.kc.stop_channels()
        await manager.shutdown_kernel()
    return runs


def difference(stored: str, new: str, name: str) -> str:
    """Return the first place where two texts of a notebook differ, as a unified diff."""
    texts = _cut(stored), _cut(new)
    lines = difflib.unified_diff(*texts, f"{name} (stored)", f"{name} (new)", lineterm="", n=2)
    head, hunk = list(islice(lines, 3)), []
    for line in lines:
        if line.startswith("@@") or len(hunk) == DIFF_LINES:
            hunk.append("...")
            break
        hunk.append(line)
    return "\n".join(head + hunk)


def _cut(text: str) -> list[str]:
    """Cut long lines behind tags, since HTML has thousands of letters in a line."""
    lines = text.splitlines()
    pieces = (LONG_LINE.findall(line) if len(line) > DIFF_WIDTH else [line] for line in lines)
    return [piece for line in pieces for piece in line]


async def refresh(path: Path, *, check: bool) -> tuple[bool, str]:
    """Refresh one notebook, or compare only; return whether all is well, and a report."""
    before = path.read_bytes()
    try:
        after = text_of((await run(path))[0])
    except NotebookError as error:
        return False, str(error)
    if before == after.encode():
        return True, f"{path.name}: unchanged"
    if check:
        stored = before.decode(errors="replace")
        return False, f"{path.name}: differs\n{difference(stored, after, path.name)}"
    if path.read_bytes() != before:
        return False, f"{path.name}: edited while it ran, so left as it is; refresh it again"
    copy = path.with_name(f".{path.name}.new")
    copy.write_bytes(after.encode())
    copy.replace(path)
    return True, f"{path.name}: written"


def main(arguments: Sequence[str] | None = None, folder: Path = FOLDER) -> int:
    """Refresh the notebooks that the command line names; return 0 if all is well, else 1."""
    parser = argparse.ArgumentParser(prog="python -m tests.refresh", description=main.__doc__)
    parser.add_argument("numbers", nargs="*", metavar="NN", help="only these notebooks, as 03 12")
    parser.add_argument("--check", action="store_true", help="write nothing, show what differs")
    options = parser.parse_args(arguments)
    paths = sorted(folder.glob("*.ipynb"))
    if unknown := [n for n in options.numbers if not any(p.name.startswith(n) for p in paths)]:
        parser.error(f"no notebook starts with {', '.join(unknown)}")
    if options.numbers:
        paths = [path for path in paths if path.name.startswith(tuple(options.numbers))]
    if reasons := deviations():
        print(f"Outputs are stored in the pinned environment only: {'; '.join(reasons)}.")
        return 1
    return 0 if asyncio.run(_refresh_all(paths, check=options.check)) else 1


async def _refresh_all(paths: Sequence[Path], *, check: bool) -> bool:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(path: Path) -> bool:
        async with gate:
            is_well, report = await refresh(path, check=check)
        print(report, flush=True)
        return is_well

    return all(await asyncio.gather(*map(one, paths)))


async def _run_cell(client: NotebookClient, cell: NotebookNode, index: int, name: str) -> None:
    try:
        await client.async_execute_cell(cell, index)
        return
    except CellExecutionError as error:
        why = ANSI.sub("", f"{error.ename}: {error.evalue}")
    except CellTimeoutError:
        why = f"it runs for more than {CELL_SECONDS} seconds"
    except DeadKernelError:
        why = "the kernel died"
    first_line = cell.source.strip().partition("\n")[0]
    raise NotebookError(f"{name}: cell {index + 1}, `{first_line}`, fails: {why}")


def _give_ids(cells: list[dict[str, Any]]) -> None:
    taken = {cell["id"] for cell in cells if "id" in cell}
    for cell in cells:
        if "id" in cell:
            continue
        text = cell["cell_type"] + "".join(cell["source"])
        digest, turn = hashlib.sha256(text.encode()).hexdigest()[:8], 1
        while (name := digest if turn == 1 else f"{digest}-{turn}") in taken:
            turn += 1
        cell["id"] = name
        taken.add(name)


def _merged(outputs: Sequence[NotebookNode]) -> Iterator[NotebookNode]:
    """Yield the outputs, neighbouring streams as one each; which came first is a matter of luck."""
    for is_stream, group in groupby(outputs, lambda output: output.output_type == "stream"):
        if not is_stream:
            yield from group
            continue
        texts: dict[str, str] = {}
        for output in group:
            texts[output.name] = texts.get(output.name, "") + output.text
        for name in sorted(texts, reverse=True):  # stdout before stderr
            yield nbformat.v4.new_output("stream", name=name, text=texts[name])


def _normalise(output: NotebookNode, count: int | None, widgets: dict[str, str]) -> None:
    if output.output_type == "execute_result":
        output.execution_count = count
    elif output.output_type == "error":
        output.ename, output.evalue = ANSI.sub("", output.ename), ANSI.sub("", output.evalue)
        message = f"{output.ename}: {output.evalue}" if output.evalue else output.ename
        output.traceback = [message]  # the frames name files of one machine
    if view := output.get("data", {}).get(WIDGET):
        number = f"{len(widgets) + 1:032x}"
        view["model_id"] = widgets.setdefault(view["model_id"], number)


def _stop_the_clock(output: NotebookNode) -> None:
    for part in (output, output.get("data", {})):
        for key in ("text", "text/plain"):
            for pattern, constant in TIMES:
                if key in part:
                    part[key] = pattern.sub(constant, part[key])


if __name__ == "__main__":
    sys.exit(main())
