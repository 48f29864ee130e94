"""The commands: the course in JupyterLab, and what a learner or a teacher needs around it."""

import errno
import os
import re
import signal
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

import typer
from typer.core import TyperGroup

from heroes import workbook
from heroes.workbook import Notebook, Outcome

SETTINGS = Path(__file__).with_name("jupyter")  # defaults for JupyterLab's own settings
# In the workbook itself, as in a terminal of JupyterLab, the default is that folder.
DEFAULT: Any = {"default_factory": workbook.find_workbook, "show_default": str(workbook.WORKBOOK)}
Folder = Annotated[
    Path, typer.Argument(help="Your workbook: your own copy of the notebooks.", **DEFAULT)
]
Course = Annotated[
    Path | None, typer.Option(help="A folder of notebooks to use in place of the course's.")
]
Port = Annotated[int | None, typer.Option(min=1, max=65535, help="Where the server listens.")]


class RefusalError(Exception):
    """What a command cannot do, in one sentence that says what to do instead."""


class Commands(TyperGroup):
    """End a command in one sentence when the fault is in what it was given."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; a fault of our own still shows its traceback."""
        try:
            return super().invoke(ctx)
        except (typer.Exit, typer.Abort):
            raise
        except Exception as error:
            if isinstance(message := getattr(error, "message", None), str):
                # Typer prints it: wrong usage.
                vars(error)["message"] = hide_passwords(hide_arguments(message, sys.argv))
            elif sentence := explain(error):
                print(hide_passwords(sentence), file=sys.stderr)
                raise typer.Exit(1) from None
            raise


app = typer.Typer(
    cls=Commands,
    add_completion=False,
    # Typer's own tracebacks show the values of variables, passwords among them.
    pretty_exceptions_enable=False,
)


@app.callback(invoke_without_command=True)
def heroes(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False,
) -> None:
    """Learn SQLModel by watching it work."""
    if version:
        from heroes import __version__

        print(f"heroes {__version__}")
    elif context.invoked_subcommand is None:
        print(context.get_help())


@app.command()
def lab(
    folder: Folder,
    browser: Annotated[bool, typer.Option(help="Open a browser.")] = True,
    port: Port = None,
    course: Course = None,
) -> None:
    """Open the course in JupyterLab. What you edited before is left alone."""
    if port:
        check_port(port, "127.0.0.1", "::1")
    notebooks = workbook.sync(folder, course)
    print(f"{folder}: {summary(notebooks)}", flush=True)
    launch(folder, notebooks[0].name, browser=browser, port=port)


@app.command()
def explore(
    database: Annotated[str, typer.Argument(help="A database, by path or URL.")],
    folder: Annotated[Path, typer.Option(help="Where the notebook is kept.")] = Path(),
    browser: Annotated[bool, typer.Option(help="Open a browser.")] = True,
    port: Port = None,
) -> None:
    """Open a notebook in JupyterLab that explores a database. Nothing is written to it."""
    from sqlalchemy.exc import ArgumentError

    from heroes.explorer import notebook
    from heroes.explorer.opening import explore

    if port:
        check_port(port, "127.0.0.1", "::1")
    if not folder.is_dir():
        raise RefusalError(f"There is no folder {folder}: make it first.")
    database = notebook.absolute(database)  # the notebook may lie in another folder
    try:
        tables = explore(database).tables
    except ArgumentError as error:
        raise RefusalError(str(error)) from error
    os.environ[notebook.VARIABLE] = database  # for the kernels
    path = notebook.write_notebook(folder, database, tables[0] if tables else None)
    print(f"{path}: {len(tables)} tables and views", flush=True)
    launch(folder, path.name, browser=browser, port=port)


@app.command()
def reset(
    number: Annotated[int, typer.Argument(metavar="NN", min=0, help="The notebook's number.")],
    folder: Annotated[Path, typer.Option(help="Your workbook.", **DEFAULT)],
    course: Course = None,
) -> None:
    """Get a clean notebook. The old one stays beside it, with its time in the name."""
    done = workbook.reset(folder, number, course)
    kept = f" The old one is {done.kept}." if done.kept else ""
    print(f"{folder / done.name} is clean.{kept}")


@app.command()
def progress(folder: Folder) -> None:
    """Show how far you are with the exercises, and which misconceptions come back."""
    from heroes.exercises import all_exercises
    from heroes.judge.attempts import summarize

    print(summarize(all_exercises, folder))


@app.command()
def doctor(folder: Folder) -> None:
    """Check that the course can run here. The exit status is 1 if it cannot."""
    from heroes.doctor import examine

    findings = examine(folder)
    width = max(len(finding.name) for finding in findings)
    for finding in findings:
        mark = "ok  " if finding.ok else "STOP" if finding.stops else "note"
        print(f"{mark}  {finding.name:{width}}  {hide_passwords(finding.detail)}")
        if finding.cure:
            print(f"      {'':{width}}  {finding.cure}")
    if any(finding.stops and not finding.ok for finding in findings):
        print("The course cannot run yet: do what stands under each STOP.")
        raise typer.Exit(1)
    print("The course can run.")


@app.command()
def api(
    host: Annotated[str, typer.Option(help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Where the server listens.")] = 8000,
    database: Annotated[
        str | None, typer.Option(help="A path or URL. Without it: a new one, with sample heroes.")
    ] = None,
) -> None:
    """Serve the heroes as a web API."""
    check_port(port, host)

    import uvicorn
    from sqlmodel import Session

    from heroes.app import create_app
    from heroes.database import create_tables
    from heroes.samples import seed
    from heroes.schema import open_database

    # The default would end Python before it removes the temporary database.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    end_with_terminal()
    engine = open_database(database)
    create_tables(engine)
    if database is None:
        with Session(engine) as session:
            seed(session)
    uvicorn.run(create_app(engine), host=host, port=port)


@app.command()
def diagram(
    target: Annotated[
        str, typer.Argument(help="A module, a .py file, or a database by path or URL.")
    ],
    mermaid: Annotated[bool, typer.Option("--mermaid", help="As Mermaid, not as text.")] = False,
) -> None:
    """Draw the tables of a module or a database, and how they are connected."""
    from heroes.diagrams import diagram
    from heroes.schema import find_tables

    drawn = diagram(*find_tables(target))
    print(drawn.mermaid if mermaid else drawn.text)


def launch(folder: Path, name: str, *, browser: bool, port: int | None) -> None:
    """Run JupyterLab in a folder until it is ended, with one of its notebooks open."""
    options = [f"--ServerApp.root_dir={folder.resolve()}"]
    options += [f"--LabApp.default_url=/lab/tree/{quote(name)}"]
    options += ["--ServerApp.answer_yes=True"]  # so that one Ctrl-C ends it
    if not browser:
        options += ["--no-browser"]
    if port:
        options += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    if os.name == "posix" and os.geteuid() == 0:
        # Jupyter refuses to run as root, which in a container is the only user there is.
        options += ["--allow-root"]
    # Without them JupyterLab asks about news, on top of the first notebook.
    paths = [str(SETTINGS), os.environ.get("JUPYTER_CONFIG_PATH", "")]
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, paths))

    from jupyterlab.labapp import LabApp  # type: ignore[import-untyped]

    end_with_terminal()
    LabApp.launch_instance(options)


def main() -> None:
    """Run the command that the command line names."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a name from a disk or a database may be any bytes
            stream.reconfigure(errors="backslashreplace")
    app()


def explain(error: Exception) -> str | None:
    """Return what was wrong in what we were given, or None if the fault is ours."""
    from sqlalchemy.exc import DBAPIError

    from heroes.database import OperationalError
    from heroes.schema import SchemaError

    known = RefusalError, workbook.WorkbookError, SchemaError, OperationalError
    if isinstance(error, known):
        return str(error)
    if isinstance(error, DBAPIError):
        return "The database refuses: " + str(error.orig).partition("\n")[0]
    return None


def hide_passwords(text: str) -> str:
    """Return the text with three stars for what stands before the host in a URL."""
    text = re.sub(r"(?s)://(?!user:password@).*@", "://***@", text)
    return re.sub(r"(?i)(passw(or)?d=)[^&]+", r"\1***", text)


def hide_arguments(text: str, arguments: Sequence[str]) -> str:
    """Return the text with three stars in what may be a URL that lacks its start."""
    for argument in arguments:
        for word in (argument, argument.partition("=")[2], repr(argument)[1:-1]):
            if re.search("(?s):.*@", word):
                text = text.replace(word, re.sub("(?s):(//)?.*@", r":\1***@", word))
    return text


def summary(notebooks: Sequence[Notebook]) -> str:
    """Return what a sync did, in one line: how many of each, and which were left alone."""
    parts = []
    for outcome in Outcome:
        those = [notebook for notebook in notebooks if notebook.outcome is outcome]
        names = ", ".join(
            f"{each.name} (a newer one is there)" if each.newer else each.name for each in those
        )
        alone = f": {names}" if outcome in (Outcome.EDITED, Outcome.FOREIGN) else ""
        if those:
            parts.append(f"{len(those)} {outcome}{alone}")
    return "; ".join(parts)


def check_port(port: int, *hosts: str) -> None:
    """Raise RefusalError unless a server can listen at that port of each host."""
    for host in hosts:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            socket.create_server((host, port), family=family).close()
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                sentence = f"Port {port} is in use: give another one with --port."
            elif error.errno == errno.EACCES:
                sentence = f"You may not use port {port}: give one above 1023 with --port."
            elif host == hosts[0]:
                sentence = f"No server can listen at {host}: {error.strerror}."
            else:
                continue  # this machine has no such address, and the first one is enough
            raise RefusalError(sentence) from error


def end_with_terminal() -> None:
    """End as on SIGTERM when the terminal closes, unless `nohup` asked to outlive it."""

    def hang_up(*_: object) -> None:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)  # the shell and the system may both say it
        signal.raise_signal(signal.SIGTERM)

    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) == signal.SIG_DFL:
        signal.signal(signal.SIGHUP, hang_up)
