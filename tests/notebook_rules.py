"""The house rules of a notebook: each rule takes a notebook and returns what it complains of."""

import ast
import json
import re
import warnings
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from math import ceil
from pathlib import Path
from statistics import mean, median
from typing import TypeGuard
from urllib.parse import unquote

import nbformat
from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode
from nbval.plugin import find_comment_markers, metadata_tags

from tests.refresh import difference, normalised, text_of

CONTENTS = "00_start_here.ipynb"
RAISES, IGNORES = "raises-exception", "nbval-ignore-output"
WIDTH, LINES = 88, 20


@dataclass(frozen=True)
class Notebook:
    """A notebook: where it stands, and the text of its file."""

    path: Path
    text: str

    @classmethod
    def read(cls, path: Path) -> "Notebook":
        """Read a notebook as it is, with nothing repaired."""
        return cls(path, path.read_text("utf-8"))

    @cached_property
    def node(self) -> NotebookNode:
        """Return the content, with sources and outputs as strings."""
        return nbformat.v4.nbjson.JSONReader().to_notebook(json.loads(self.text))

    @property
    def number(self) -> str:
        """Return the number that the file name starts with."""
        return self.path.name[:2]

    @cached_property
    def cells(self) -> list[tuple[str, NotebookNode]]:
        """Return every cell with the words that name it in a complaint."""
        starts = [cell.source.strip().partition("\n")[0][:40] for cell in self.node.cells]
        return [
            (f"cell {index}, `{start}`", cell)
            for index, (start, cell) in enumerate(zip(starts, self.node.cells, strict=True), 1)
        ]

    @property
    def code(self) -> list[tuple[str, NotebookNode]]:
        """Return the code cells, named."""
        return [(name, cell) for name, cell in self.cells if cell.cell_type == "code"]

    @property
    def prose(self) -> list[tuple[str, NotebookNode]]:
        """Return the Markdown cells, named."""
        return [(name, cell) for name, cell in self.cells if cell.cell_type == "markdown"]

    @cached_property
    def headings(self) -> list[tuple[int, str]]:
        """Return level and text of each heading, in order."""
        lines = "\n".join(without_code(cell.source, spans=True) for _, cell in self.prose)
        return [(len(h[1]), h[2].strip()) for h in re.finditer(r"(?m)^(#{1,6}) (.+)$", lines)]


Rule = Callable[[Notebook], list[str]]


def is_named_by_number_and_topic(notebook: Notebook) -> list[str]:
    """Complain of a file name that is not NN_topic.ipynb."""
    is_named = re.fullmatch(r"\d\d_[a-z][a-z0-9]*(_[a-z0-9]+)*\.ipynb", notebook.path.name)
    return [] if is_named else [f"{notebook.path.name}: name it NN_topic.ipynb, in lower case"]


def is_valid(notebook: Notebook) -> list[str]:
    """Complain of what the notebook format does not allow, and of ids that two cells share."""
    errors = [
        str(error).partition("\n")[0]
        for error in nbformat.validator.iter_validate(notebook.node, version=4, version_minor=5)
    ]
    ids = Counter(cell.get("id") for _, cell in notebook.cells)
    return errors + [f"{count} cells have the id {id_}" for id_, count in ids.items() if count > 1]


def is_stored_as_refresh_writes_it(notebook: Notebook) -> list[str]:
    """Complain of anything in the file that the refresh command would write otherwise."""
    if any("id" not in cell for _, cell in notebook.cells):
        return ["a cell has no id: refresh the notebook"]
    clean = text_of(normalised(notebook.node))
    if clean == notebook.text:
        return []
    return ["refresh the notebook:\n" + difference(notebook.text, clean, notebook.path.name)]


def is_run_from_top_to_bottom(notebook: Notebook) -> list[str]:
    """Complain of code cells that are empty, not run, or counted otherwise than 1 to n."""
    complaints = [f"{name}: it is empty" for name, cell in notebook.code if not cell.source.strip()]
    complaints += [
        f"{name}: it counts {cell.execution_count}, not {expected}"
        for expected, (name, cell) in enumerate(notebook.code, 1)
        if cell.execution_count != expected
    ]
    return complaints


def opens_with_one_title_and_a_promise(notebook: Notebook) -> list[str]:
    """Complain unless the one H1 opens cell 1, and two to four sentences follow it there."""
    titles = [text for level, text in notebook.headings if level == 1]
    complaints = [] if len(titles) == 1 else [f"{len(titles)} H1 headings instead of one"]
    name, first = notebook.cells[0]
    if first.cell_type != "markdown" or not first.source.startswith("# "):
        return [*complaints, f"{name}: it does not start with the H1"]
    promise = words_only(first.source.partition("\n")[2])
    sentences = len(re.findall(r"[.?](?=\s|$)", promise))
    if not 2 <= sentences <= 4:
        complaints.append(f"{name}: the promise has {sentences} sentences, not two to four")
    return complaints


def leads_to_its_neighbours(notebook: Notebook) -> list[str]:
    """Complain unless cell 2 and the end are the line that links the neighbouring notebooks."""
    line = navigation(notebook.path)
    if not line:
        return []
    complaints = []
    second = notebook.cells[1][1] if len(notebook.cells) > 1 else None
    if second is None or second.cell_type != "markdown" or second.source.strip() != line:
        complaints.append(f"cell 2 is not this line alone:\n{line}")
    last = notebook.cells[-1][1]
    if last.cell_type != "markdown" or last.source.rstrip().rpartition("\n")[2] != line:
        complaints.append(f"the last line of the last cell is not this line:\n{line}")
    return complaints


def navigation(path: Path) -> str:
    """Return the links to the notebook before, the contents and the notebook after, if there."""
    number = int(path.name[:2])
    before, after = (
        next((p for p in path.parent.glob("*.ipynb") if p.name.startswith(f"{n:02}_")), None)
        for n in (number - 1, number + 1)
    )
    links = []
    if before:
        links.append(f"[Previous: {_title(before)}]({before.name})")
    if path.name == CONTENTS:
        links.append("[Contents](#Contents)")
    elif path.with_name(CONTENTS).exists():
        links.append(f"[Contents]({CONTENTS}#Contents)")
    if after:
        links.append(f"[Next: {_title(after)}]({after.name})")
    return " | ".join(links)


def _title(path: Path) -> str:
    return next((text for level, text in Notebook.read(path).headings if level == 1), "")


def starts_with_the_set_up(notebook: Notebook) -> list[str]:
    """Complain unless the first code cell, and no other, loads heroes, on its first line."""
    loaders = [name for name, cell in notebook.code if "%load_ext heroes" in cell.source]
    name, first = notebook.code[0]
    complaints = [f"{other}: only the first code cell loads heroes" for other in loaders[1:]]
    if first.source.splitlines()[:1] != ["%load_ext heroes"]:
        complaints.append(f"{name}: the first code cell starts with the line `%load_ext heroes`")
    return complaints


def has_its_sections(notebook: Notebook) -> list[str]:
    """Complain of a required section that is missing, or not in its place at the end."""
    required = {"00": ["Summary"], "20": ["Summary"]}.get(
        notebook.number, ["Common mistakes", "Exercises", "Summary"]
    )
    sections = [text for level, text in notebook.headings if level == 2]
    if sections[-len(required) :] == required:
        return []
    return [f"the last sections are not {', '.join(f'`## {name}`' for name in required)}"]


def links_resolve(notebook: Notebook) -> list[str]:
    """Complain of a link to a file or heading that is not there, or not in the same folder."""
    complaints, folder = [], notebook.path.parent
    for name, cell in notebook.prose:
        for target in re.findall(r"\]\(<?([^)\s>]+)", without_code(cell.source)):
            if re.match(r"(https?|mailto|attachment):", target):
                continue
            file, _, anchor = unquote(target).partition("#")
            there = notebook
            if file.startswith("/") or ".." in Path(file).parts:
                complaints.append(f"{name}: {target} leaves the folder that learners copy")
                continue
            if file and not (folder / file).exists():
                complaints.append(f"{name}: {target} is not there")
                continue
            if file.endswith(".ipynb"):
                there = Notebook.read(folder / file)
            if anchor and anchor not in {text.replace(" ", "-") for _, text in there.headings}:
                complaints.append(f"{name}: {target} names no heading")
    return complaints


def announces_its_errors(notebook: Notebook) -> list[str]:
    """Complain of a stored error without the tag raises-exception, and of the tag without one."""
    complaints = []
    for name, cell in notebook.code:
        raises = any(output.output_type == "error" for output in cell.outputs)
        if raises and RAISES not in tags(cell):
            complaints.append(f"{name}: it raises, so tag it {RAISES}")
        elif RAISES in tags(cell) and not raises:
            complaints.append(f"{name}: it is tagged {RAISES}, but raises nothing")
    return complaints


def asserts_its_mistakes_and_cures(notebook: Notebook) -> list[str]:
    """Complain of a common mistake whose outcome, or whose cure, no assert holds.

    A cell asserts itself, or leaves it to the first line of the next one, which then asserts
    its own outcome as well: the mistake is seen before its error is named.
    """
    complaints, is_owed = [], False
    for name, cell in _section(notebook, "Common mistakes"):
        body = syntax(cell).body
        asserts = sum(isinstance(node, ast.Assert) for node in ast.walk(syntax(cell)))
        opens = bool(body) and isinstance(body[0], ast.Assert)
        if is_owed and not opens:
            complaints.append(f"{name}: it does not begin with an assert of the mistake before it")
        is_owed = not _is_text(body) and (RAISES in tags(cell) or asserts <= is_owed)
    if is_owed:
        complaints.append(f"{name}: no assert holds what it shows")
    return complaints


def _is_text(body: list[ast.stmt]) -> bool:
    """Tell whether statements only give names to texts, such as the files of an example."""
    texts = [isinstance(each, ast.Assign) and isinstance(each.value, ast.Constant) for each in body]
    return bool(texts) and all(texts)


def _section(notebook: Notebook, title: str) -> list[tuple[str, NotebookNode]]:
    """Return the code cells under a heading of the second level."""
    title_of, here = "", []
    for name, cell in notebook.cells:
        if cell.cell_type == "code":
            here += [(name, cell)] if title_of == title else []
        elif headings := re.findall(r"(?m)^## (.+)$", without_code(cell.source, spans=True)):
            title_of = headings[-1]
    return here


def stores_of_errors_the_message_alone(notebook: Notebook) -> list[str]:
    """Complain of a traceback that says more than `Name: message`, or in colours."""
    complaints = []
    for name, cell in notebook.code:
        for output in cell.outputs:
            if output.output_type != "error":
                continue
            message = f"{output.ename}: {output.evalue}" if output.evalue else output.ename
            if output.traceback != [message] or "\x1b" in message:
                complaints.append(f"{name}: its traceback is more than `{message}`")
    return complaints


def compares_every_output(notebook: Notebook) -> list[str]:
    """Complain of what makes nbval look away; 01 may once, since the log of echo has times."""
    complaints, allowed = [], 1 if notebook.number == "01" else 0
    for name, cell in notebook.code:
        with warnings.catch_warnings(action="ignore"):  # of nbval, of two that contradict
            comments = list(find_comment_markers(cell.source))
        complaints += [f"{name}: a comment steers nbval" for _ in comments]
        for tag in tags(cell):
            allowed -= tag == IGNORES
            if tag in metadata_tags and tag != RAISES and (tag != IGNORES or allowed < 0):
                complaints.append(f"{name}: the tag {tag} is not for this notebook")
    return complaints


def keeps_its_outputs(notebook: Notebook) -> list[str]:
    """Complain when fewer than a third of the code cells have outputs: they were cleared."""
    share = mean(bool(cell.outputs) for _, cell in notebook.code)
    return [] if share >= 1 / 3 else [f"only {share:.0%} of the code cells have outputs"]


def fits_on_a_screen(notebook: Notebook) -> list[str]:
    """Complain of code that is wider or longer than a learner sees at once."""
    complaints = []
    for name, cell in notebook.code:
        lines = cell.source.splitlines()
        widest = max(map(len, lines), default=0)
        if widest > WIDTH:
            complaints.append(f"{name}: a line has {widest} characters, more than {WIDTH}")
        if len(lines) > LINES:
            complaints.append(f"{name}: it has {len(lines)} lines, more than {LINES}")
    return complaints


def hides_no_sqlmodel(notebook: Notebook) -> list[str]:
    """Complain of heroes' own session helpers outside 19, and of imports that name nothing."""
    banned = {"*"} if notebook.number == "19" else {"*", "session", "async_session"}
    complaints = []
    for name, cell in notebook.code:
        for node in ast.walk(syntax(cell)):
            used: set[str] = set()
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "heroes":
                used = {alias.name for alias in node.names}
            elif isinstance(node, ast.Attribute) and ast.unparse(node.value) in HEROES_MODULES:
                used = {node.attr}
            complaints += [f"{name}: {what} of heroes is not for here" for what in used & banned]
    return complaints


HEROES_MODULES = {"heroes", "heroes.database"}


def defines_tables_afresh(notebook: Notebook) -> list[str]:
    """Complain of tables defined without `fresh_models()` first, or gone on with after a failure.

    Asserts about the cell before may precede it. A cell whose tables all inherit from a table is
    the exception: the parent must be there.
    """
    complaints, after_failure = [], False
    own, imported = set[str](), set[str]()
    for name, cell in notebook.code:
        nodes = list(ast.walk(syntax(cell)))
        tables = [node for node in nodes if isinstance(node, ast.ClassDef) and _is_table(node)]
        if _starts_with_fresh_models(cell):
            own.clear()
        elif any(
            not (own | imported) & {ast.unparse(base) for base in table.bases} for table in tables
        ):
            complaints.append(f"{name}: it defines tables, so it starts with fresh_models()")
        elif after_failure:
            complaints.append(f"{name}: models failed before it, so it starts with fresh_models()")
        own |= {table.name for table in tables}
        imported |= {alias.name for node in nodes if _is_models(node) for alias in node.names}
        after_failure = bool(tables) and RAISES in tags(cell)
    return complaints


def _is_table(node: ast.ClassDef) -> bool:
    return any(
        keyword.arg == "table" and ast.unparse(keyword.value) == "True" for keyword in node.keywords
    )


def _is_models(node: ast.AST) -> TypeGuard[ast.ImportFrom]:
    return isinstance(node, ast.ImportFrom) and node.module == "heroes.models"


def _starts_with_fresh_models(cell: NotebookNode) -> bool:
    first = next((node for node in syntax(cell).body if not isinstance(node, ast.Assert)), None)
    return first is not None and ast.unparse(first) == "fresh_models()"


def shows_nothing_of_one_run(notebook: Notebook) -> list[str]:
    """Complain of outputs with paths, addresses, durations or times of one machine and run."""
    return [
        f"{name}: its output has {what}: {found[0]}"
        for name, cell in notebook.code
        if IGNORES not in tags(cell)
        for text in map(_output_text, cell.outputs)
        for what, pattern in OF_ONE_RUN.items()
        if (found := pattern.search(text))
    ]


OF_ONE_RUN = {
    "a path": re.compile(
        r"(?<![\w.:/])(/(tmp|home|Users|root|work|var|opt|private|usr|mnt)/\S+)|\b[A-Z]:\\\S+"
        r"|\S*(site-packages|ipykernel_\d+)\S*"
    ),
    "an address": re.compile(r"\b0x[0-9a-fA-F]{6,}"),
    "a duration": re.compile(
        r"\b\d+(\.\d+)? ?(ns|us|µs|ms)\b|\b\d+\.\d+ ?(s|sec|seconds)\b"
        r"|generated in \d|cached since \d|CPU times|Wall time"
    ),
    # Data may hold a date and a time; only a clock that was read gives fractions of a second.
    # SQLite keeps a whole second with six zeros.
    "a time": re.compile(
        r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d[,.](?!0{6}\b)\d{3}"
        r"|datetime\(\d{4}, \d+, \d+, \d+, \d+, \d+, \d+"
    ),
}


def _output_text(output: NotebookNode) -> str:
    shown = {"stream": ["text"], "error": ["ename", "evalue", "traceback"]}
    if output.output_type in shown:
        return "\n".join(str(output[key]) for key in shown[output.output_type])
    data = output.data.items()
    return "\n".join(f"{value}" for kind, value in data if kind not in ("image/png", "image/jpeg"))


def is_plain_prose(notebook: Notebook) -> list[str]:
    """Complain of emoji, exclamation marks, and words that make light of what is hard."""
    complaints = []
    for name, cell in notebook.cells:
        if found := EMOJI.search(cell.source):
            complaints.append(f"{name}: no emoji {found[0]}")
        if cell.cell_type == "markdown":
            words = words_only(cell.source)
            complaints += [f"{name}: not `{found}`" for found in UNWANTED.findall(words)]
    return complaints


EMOJI = re.compile("[\u2600-\u27bf\u2b50\u2b55\ufe0f\U0001f000-\U0001faff]")
UNWANTED = re.compile(r"(?i)!|\b(?:simply|just|obviously)\b")


@dataclass(frozen=True)
class Limits:
    """What a notebook may measure, each from and to."""

    code_cells: tuple[float, float] = (25, 40)
    words: tuple[float, float] = (800, 1500)
    words_per_code_cell: tuple[float, float] = (40, 80)
    lines_median: tuple[float, float] = (2, 5)
    lines_p90: tuple[float, float] = (1, 12)
    lines_max: tuple[float, float] = (1, LINES)
    code_cells_in_a_row: tuple[float, float] = (1, 3)
    mean_in_a_row: tuple[float, float] = (1, 1.5)


LIMITS = {
    # It is read more than run: what this is, how it reads, what to do when it goes wrong.
    "00": Limits(code_cells=(8, 40), words=(500, 1500), words_per_code_cell=(40, 100)),
    # One row of the table is one line of prose and one cell, with all that the subject needs.
    "20": Limits(
        code_cells=(17, 40), words=(200, 1500), words_per_code_cell=(10, 80), lines_median=(2, 6)
    ),
}


@dataclass(frozen=True)
class Figures:
    """What a notebook measures; the names are those of `Limits`. Lines are those with code."""

    code_cells: int
    words: int
    words_per_code_cell: float
    lines_median: float
    lines_p90: int
    lines_max: int
    code_cells_in_a_row: int
    mean_in_a_row: float

    @classmethod
    def of(cls, notebook: Notebook) -> "Figures":
        """Measure a notebook; the lines of links to its neighbours are not prose."""
        sources = [cell.source for _, cell in notebook.code]
        lines = [sum(bool(line.strip()) for line in source.splitlines()) for source in sources]
        words = sum(count_words(without_navigation(cell.source)) for _, cell in notebook.prose)
        kinds = groupby(cell.cell_type for _, cell in notebook.cells)
        runs = [len(list(cells)) for kind, cells in kinds if kind == "code"]
        return cls(
            code_cells=len(lines),
            words=words,
            words_per_code_cell=round(words / len(lines), 1),
            lines_median=median(lines),
            lines_p90=sorted(lines)[ceil(0.9 * len(lines)) - 1],
            lines_max=max(lines),
            code_cells_in_a_row=max(runs),
            mean_in_a_row=round(mean(runs), 2),
        )


def is_in_proportion(notebook: Notebook) -> list[str]:
    """Complain of figures beyond the limits: cells, words, lines, code without prose."""
    limits, complaints = LIMITS.get(notebook.number, Limits()), []
    for name, value in vars(Figures.of(notebook)).items():
        low, high = getattr(limits, name)
        if not low <= value <= high:
            complaints.append(f"{name.replace('_', ' ')}: {value}, not {low} to {high}")
    return complaints


def table_of_figures(notebooks: Sequence[Notebook]) -> str:
    """Return the figures of the notebooks as a table of plain text."""
    names = list(Figures.__dataclass_fields__)
    lines = [f"{'':<24}" + "  ".join(name.replace("_", " ") for name in names)]
    for notebook in notebooks:
        values = vars(Figures.of(notebook)).items()
        cells = (f"{value:>{len(name)}}" for name, value in values)
        lines.append(f"{notebook.path.stem:<24}" + "  ".join(cells))
    return "\n".join(lines)


def tags(cell: NotebookNode) -> list[str]:
    """Return the tags of a cell."""
    return cell.metadata.get("tags", [])


def syntax(cell: NotebookNode) -> ast.Module:
    """Return a code cell's syntax tree, its magics as calls; an empty one if it is not Python."""
    # %%trace leaves the cell as Python, whereas other cell magics take it as a string.
    source = re.sub(r"\A%%trace.*", "", cell.source)
    try:
        with warnings.catch_warnings(action="ignore"):
            return ast.parse(TransformerManager().transform_cell(source))
    except SyntaxError:
        return ast.Module([], [])


def without_code(markdown: str, *, spans: bool = False) -> str:
    """Return Markdown without fenced code and comments; `spans` keeps the code within lines."""
    text = re.sub(r"(?ms)^ *(```|~~~).*?^ *\1[^\n]*$|<!--.*?-->", "", markdown)
    return text if spans else re.sub(r"(`+)(?!`).+?(?<!`)\1(?!`)", "", text, flags=re.DOTALL)


def words_only(markdown: str) -> str:
    """Return the prose of Markdown: no code, no link targets, no marks of images."""
    return re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", without_code(markdown))


def count_words(markdown: str) -> int:
    """Return how many words Markdown has: code within lines counts, fences and targets do not."""
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", without_code(markdown, spans=True))
    return sum(bool(re.search(r"\w", word)) for word in text.split())


def without_navigation(markdown: str) -> str:
    """Return Markdown without the lines that link the neighbouring notebooks."""
    return re.sub(r"(?m)^\[(Previous: |Contents\]|Next: ).*$", "", markdown)


RULES: tuple[Rule, ...] = (
    is_named_by_number_and_topic,
    is_valid,
    is_stored_as_refresh_writes_it,
    is_run_from_top_to_bottom,
    opens_with_one_title_and_a_promise,
    leads_to_its_neighbours,
    starts_with_the_set_up,
    has_its_sections,
    links_resolve,
    announces_its_errors,
    asserts_its_mistakes_and_cures,
    stores_of_errors_the_message_alone,
    compares_every_output,
    keeps_its_outputs,
    fits_on_a_screen,
    hides_no_sqlmodel,
    defines_tables_afresh,
    shows_nothing_of_one_run,
    is_plain_prose,
    is_in_proportion,
)
