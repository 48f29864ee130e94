"""How SQL reads: a clause a line, in colour, and only the white space between words is changed."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from html import escape
from typing import Any

from pygments.lexers.sql import MySqlLexer, PostgresLexer, SqlLexer
from pygments.token import Comment, Keyword, Number, String

WIDTH = 80
LONGEST = 20_000
DEEPEST = 40  # hostile nesting must not make thousands of spaces

SPACE = r"[ \t\r\n\f]"  # what every database takes for white space
# What stays as it is. An unfinished one goes on to the end of the text.
STRING = r"'(?:[^']+|'')*(?:'|\Z)"
ESCAPED = r"'(?:[^'\\]+|''|\\.?)*(?:'|\Z)"
JOINED = "{0}(?:[ \t\r\f]*\n[ \t\r\n\f]*{0})*".format  # two strings are one across a line end
DOLLARS = r"\$(?P<tag>(?:[^\W\d]\w*)?)\$.*?(?:\$(?P=tag)\$|\Z)"
STRINGS = f"{JOINED(STRING)}|[eE]{JOINED(ESCAPED)}|{DOLLARS}"
QUOTED, BACKTICKED = STRING.replace("'", '"'), STRING.replace("'", "`")
NAMES = rf"{QUOTED}|{BACKTICKED}|\[(?:[^\]]+|\]\])*(?:\]|\Z)"
LINE_COMMENT, COMMENT = r"--[^\n]*", r"/\*.*"
for _ in range(3):  # comments nest; one that nests deeper goes on to the end
    COMMENT = rf"/\*(?:[^*/]+|\*(?!/)|/(?!\*)|{COMMENT})*(?:\*/|\Z)"
MYSQL = (
    r"(?:\#|--(?=[\x00-\x20]|\Z))[^\n]*",
    ESCAPED + "|" + ESCAPED.replace("'", '"'),
    BACKTICKED,
)
DIALECTS = {"postgresql": (LINE_COMMENT, STRINGS, QUOTED), "mysql": MYSQL, "mariadb": MYSQL}
ANY_DIALECT = (LINE_COMMENT, STRINGS, NAMES)  # SQLite's too

PHRASES = {  # a blank stands for any white space
    # These hold a word that would begin a clause or a part.
    "words": r"BETWEEN (?:%\(\w+\)s|[\w.?:$])+ AND|DISTINCT FROM|CHARACTER SET|ON UPDATE"
    r"|SET (?:NOT )?NULL|SET DEFAULT|(?:DO|KEY|OF|OR|THEN|BEFORE|AFTER) UPDATE",
    "clause": r"SELECT|FROM|WHERE|GROUP BY|HAVING|ORDER BY|LIMIT|FETCH (?:FIRST|NEXT)|RETURNING"
    r"|(?:UNION|INTERSECT|EXCEPT)(?: ALL| DISTINCT)?|FOR (?:(?:NO )?KEY )?(?:UPDATE|SHARE)"
    r"|(?:NATURAL )?(?:(?:LEFT|RIGHT|FULL)(?: OUTER)? |INNER |CROSS )?JOIN|UPDATE|SET|DELETE FROM"
    r"|INSERT(?: OR \w+| IGNORE)? INTO|REPLACE INTO|(?:DEFAULT )?(?<!=\x20)VALUES|ON CONFLICT"
    r"|ON DUPLICATE KEY(?: UPDATE)?|WITH(?! ?\(| (?:TIME|LOCAL|TIES|CHECK|ORDINALITY|ROLLUP|NO)\b)",
    "table": r"CREATE(?: (?:GLOBAL|LOCAL|TEMP|TEMPORARY|UNLOGGED))* TABLE",
    "part": r"AND|OR|WHEN|ELSE|ON|OFFSET",
    "case": r"CASE",
    "end": r"END",
}
QUERY = r"\((?= ?(?i:(?:SELECT|WITH|INSERT INTO|DELETE FROM)\b|UPDATE [\w\"`\[]|VALUES \())"
LEXERS = {"postgresql": PostgresLexer, "mysql": MySqlLexer, "mariadb": MySqlLexer}
COLOURS = {Keyword: "keyword", String: "string", Number: "number", Comment: "comment"}


def lay_out(sql: str, dialect: str = "") -> str:
    """Return the SQL with a clause a line; nothing but white space between words is changed.

    Literals, quoted names and comments stay as they are, and so does a text of over 20,000
    characters. To lay out the result again changes nothing.
    """
    return sql if len(sql) > LONGEST else _lay_out(sql, dialect)


def highlight(sql: str, dialect: str = "") -> str:
    """Return the laid out SQL as HTML for a `<pre>`, in the colours of JupyterLab's editor."""
    text = lay_out(sql, dialect)
    if len(text) > LONGEST:
        return escape(text)
    tokens = [token[1:] for token in _lexer(dialect).get_tokens_unprocessed(text)]
    if "".join(value for _, value in tokens) != text:  # a lexer may drop what it does not know
        return escape(text)
    return "".join(_coloured(value, kind) for kind, value in tokens)


@cache
def _lexer(dialect: str) -> Any:
    return LEXERS.get(dialect, SqlLexer)()


def _coloured(text: str, kind: Any) -> str:
    colour = next((colour for group, colour in COLOURS.items() if kind in group), None)
    if colour is None:
        return escape(text)
    style = f"color: var(--jp-mirror-editor-{colour}-color)"
    return f'<span style="{style}">{escape(text)}</span>'


def _tokens(sql: str, dialect: str) -> Iterator[tuple[str, str, str]]:
    """Yield the white space before each token, its kind and its text; they add up to the SQL."""
    for match in _pattern(dialect).finditer(sql):
        kind = str(match.lastgroup)
        yield match[1], kind, match[kind]


@cache
def _pattern(dialect: str) -> re.Pattern[str]:
    line_comment, string, name = DIALECTS.get(dialect, ANY_DIALECT)
    phrases = "|".join(f"(?P<{kind}>{phrase})" for kind, phrase in PHRASES.items())
    phrases, query = (words.replace(" ", f"(?:{SPACE}+)") for words in (phrases, QUERY))
    # Where no white space comes before a phrase, it must be safe to add some.
    return re.compile(
        rf"({SPACE}*)(?:(?P<line_comment>{line_comment})"
        rf"|(?<![^ \t\r\n\f()'\"`\],;/])(?=[A-Za-z])(?![\w$]+\.)(?i:{phrases})(?![\w$.])"
        rf"|(?P<query>{query})|(?P<open>\()|(?P<close>\))|(?P<comma>,)|(?P<semicolon>;)"
        rf"|(?P<comment>{COMMENT})|(?P<string>{string})|(?P<number>\.?\d[\w.]*)"
        rf"|(?P<other>{name}|%\([^()]*\)s|[:@$?%]?[\w$.]+|.)|(?P<last>\Z))",
        re.DOTALL,
    )


@lru_cache(512)
def _lay_out(sql: str, dialect: str) -> str:
    layout = _Layout()
    for space, kind, text in _tokens(sql, dialect):
        getattr(layout, kind)(space, " ".join(text.split()) if kind in PHRASES else text)
    return "\n".join(layout.lines)


class _Layout:
    """The lines so far, and the pieces of the next: it may break between two of them.

    A method for each kind of token takes the white space before it and its text.
    """

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.pieces: list[tuple[int, str]] = []  # how deep in parentheses, and the text
        self.begin()

    def begin(self) -> None:
        self.outer: list[tuple[bool, int, int, int]] = []
        self.in_columns = self.is_table = self.may_break = False
        self.base = self.indent = self.level = 0

    def end_line(self, indent: int) -> None:
        if self.pieces:
            self.lines.append(" " * self.indent)
            _fill(self.pieces, self.lines, self.base + 4)
            self.pieces = []
        self.indent = indent

    def other(self, space: str, text: str) -> None:
        if self.may_break or not self.pieces:
            self.pieces.append((min(self.level, 8), text))
            self.may_break = False
        else:
            level, before = self.pieces[-1]
            gap = " " if space and before[-1] != "(" else ""
            self.pieces[-1] = level, before + gap + text

    words = comment = string = number = other

    def part(self, space: str, text: str) -> None:
        self.may_break = not (self.pieces and self.pieces[-1][1].endswith("("))
        self.other(space, text)

    def clause(self, space: str, text: str) -> None:
        if not self.in_columns and not self.level:
            self.end_line(self.base)
            self.is_table = False
        self.part(space, text)

    def table(self, space: str, text: str) -> None:
        self.clause(space, text)
        self.is_table = True

    def case(self, space: str, text: str) -> None:
        self.other(space, text)
        self.level += 1

    def end(self, space: str, text: str) -> None:
        self.level -= self.level > 0
        self.other(space, text)

    def open(self, space: str, text: str) -> None:
        if self.is_table:
            self.query(space, text)
            self.in_columns = True
        else:
            self.case(space, text)

    def query(self, space: str, text: str) -> None:
        self.other(space, text)
        self.end_line(0)
        start = len(self.lines[-1]) - len(self.lines[-1].lstrip(" "))
        self.outer.append((self.in_columns, self.base, self.level, start))
        self.indent = self.base = min(start + 2, DEEPEST)
        self.level, self.in_columns, self.is_table = 0, False, False

    def close(self, space: str, text: str) -> None:
        if self.level or not self.outer:
            self.level -= self.level > 0
        else:
            self.end_line(0)
            self.in_columns, self.base, self.level, self.indent = self.outer.pop()
        self.may_break = False
        self.other("", text)

    def comma(self, space: str, text: str) -> None:
        self.may_break = False
        self.other("", text)
        self.may_break = True
        if self.in_columns and not self.level:
            self.end_line(self.base)

    def line_comment(self, space: str, text: str) -> None:
        alone = not self.pieces
        self.other(space, text)
        self.end_line(self.indent if alone else self.base + 4)

    def semicolon(self, space: str, text: str) -> None:
        self.other(space, text)
        self.last("", "")
        self.begin()

    def last(self, space: str, text: str) -> None:
        self.end_line(0)


def _fill(pieces: list[tuple[int, str]], lines: list[str], indent: int) -> None:
    """Add pieces to the last line and to new ones, broken as far outside parentheses as fits."""
    flat = " ".join(text for _, text in pieces)
    gap = " " if lines[-1].strip(" ") else ""
    if len(lines[-1]) + len(gap) + len(flat) <= WIDTH:
        lines[-1] += gap + flat
    elif gap and (len(pieces) == 1 or indent + len(flat) <= WIDTH):
        lines.append(" " * indent + flat)
    elif len(pieces) == 1:
        lines[-1] += flat
    else:
        outermost = min(level for level, _ in pieces[1:])
        starts = [i for i, (level, _) in enumerate(pieces) if not i or level == outermost]
        for start, stop in zip(starts, [*starts[1:], None], strict=True):
            _fill(pieces[start:stop], lines, indent)
