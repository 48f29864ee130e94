"""SQL is laid out for reading: a clause a line, and nothing but white space is changed."""

import re
import sqlite3
from html import unescape
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sqlalchemy.dialects import mysql, postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.schema import CreateIndex, CreateTable, DropTable

from heroes.glass.layout import LONGEST, WIDTH, highlight, lay_out

DIALECTS = (sqlite.dialect(), postgresql.dialect(), mysql.dialect())
NAMES = [dialect.name for dialect in DIALECTS]

GOLDEN = {
    "a short statement": (
        "sqlite",
        "SELECT hero.id AS hero_id, hero.name \nFROM hero \nWHERE ? = hero.team_id",
        """
SELECT hero.id AS hero_id, hero.name
FROM hero
WHERE ? = hero.team_id
""",
    ),
    "every clause of a query, in small letters": (
        "",
        "select team_id,count( * ) n from hero where age>3 and not x group by team_id having"
        " count(*)>1 order by n desc limit 5 offset 2",
        """
select team_id, count(*) n
from hero
where age>3 and not x
group by team_id
having count(*)>1
order by n desc
limit 5 offset 2
""",
    ),
    "joins": (
        "sqlite",
        "SELECT hero.id FROM hero LEFT OUTER JOIN team ON team.id = hero.team_id JOIN (link AS a"
        " JOIN mission AS m ON m.id = a.mission_id) ON hero.id = a.hero_id CROSS  JOIN x",
        """
SELECT hero.id
FROM hero
LEFT OUTER JOIN team ON team.id = hero.team_id
JOIN (link AS a JOIN mission AS m ON m.id = a.mission_id) ON hero.id = a.hero_id
CROSS JOIN x
""",
    ),
    "subqueries": (
        "sqlite",
        "SELECT a FROM (SELECT b FROM c) AS d WHERE a IN (SELECT e FROM f WHERE EXISTS (SELECT 1"
        " FROM g)) AND h = 1",
        """
SELECT a
FROM (
  SELECT b
  FROM c
) AS d
WHERE a IN (
  SELECT e
  FROM f
  WHERE EXISTS (
    SELECT 1
    FROM g
  )
) AND h = 1
""",
    ),
    "common table expressions and unions": (
        "postgresql",
        "WITH RECURSIVE tree(id) AS \n(SELECT 1 UNION ALL SELECT id + 1 FROM tree), b AS (DELETE"
        " FROM c RETURNING id) SELECT * FROM tree EXCEPT SELECT * FROM b",
        """
WITH RECURSIVE tree(id) AS (
  SELECT 1
  UNION ALL
  SELECT id + 1
  FROM tree
), b AS (
  DELETE FROM c
  RETURNING id
)
SELECT *
FROM tree
EXCEPT
SELECT *
FROM b
""",
    ),
    "a window, a case and a range break only where they must": (
        "sqlite",
        "SELECT CASE WHEN (hero.age BETWEEN ? AND ?) THEN ? WHEN (hero.age IS NULL) THEN ? END AS"
        " kind, row_number() OVER (PARTITION BY hero.team_id ORDER BY hero.age) AS place,"
        " coalesce(hero.name, hero.secret_name) FROM hero",
        """
SELECT CASE WHEN (hero.age BETWEEN ? AND ?) THEN ?
    WHEN (hero.age IS NULL) THEN ? END AS kind,
    row_number() OVER (PARTITION BY hero.team_id ORDER BY hero.age) AS place,
    coalesce(hero.name, hero.secret_name)
FROM hero
""",
    ),
    "words that begin no clause": (
        "postgresql",
        "SELECT extract(year FROM a), b::TIMESTAMP WITH TIME ZONE FROM c WHERE d IS DISTINCT FROM"
        " e FOR UPDATE",
        """
SELECT extract(year FROM a), b::TIMESTAMP WITH TIME ZONE
FROM c
WHERE d IS DISTINCT FROM e
FOR UPDATE
""",
    ),
    "long conditions": (
        "postgresql",
        "SELECT 1 FROM hero WHERE hero.name != %(name_1)s AND hero.secret_name != %(name_2)s AND"
        " (hero.age > %(age_1)s OR hero.age IS NULL) AND hero.team_id BETWEEN 1 AND 2",
        """
SELECT 1
FROM hero
WHERE hero.name != %(name_1)s AND hero.secret_name != %(name_2)s
    AND (hero.age > %(age_1)s OR hero.age IS NULL)
    AND hero.team_id BETWEEN 1 AND 2
""",
    ),
    "an upsert": (
        "sqlite",
        "INSERT INTO hero (id, name) VALUES (?, ?), (?, ?) ON CONFLICT (id) DO UPDATE SET name ="
        " excluded.name WHERE hero.age > ? RETURNING id",
        """
INSERT INTO hero (id, name)
VALUES (?, ?), (?, ?)
ON CONFLICT (id) DO UPDATE
SET name = excluded.name
WHERE hero.age > ?
RETURNING id
""",
    ),
    "an upsert of MySQL": (
        "mysql",
        "INSERT INTO hero (id, name) VALUES (%s, %s) ON DUPLICATE KEY UPDATE name = VALUES(name)",
        """
INSERT INTO hero (id, name)
VALUES (%s, %s)
ON DUPLICATE KEY UPDATE name = VALUES(name)
""",
    ),
    "an update": (
        "sqlite",
        "UPDATE hero SET name=?, age=(SELECT max(age) FROM hero) WHERE id = ? RETURNING id",
        """
UPDATE hero
SET name=?, age=(
  SELECT max(age)
  FROM hero
)
WHERE id = ?
RETURNING id
""",
    ),
    "a table": (
        "sqlite",
        "\nCREATE TABLE hero (\n\tid INTEGER NOT NULL, \n\tpay NUMERIC(10, 2), \n\tPRIMARY KEY"
        " (id), \n\tFOREIGN KEY(id) REFERENCES team (id) ON DELETE SET NULL ON UPDATE CASCADE\n)\n",
        """
CREATE TABLE hero (
  id INTEGER NOT NULL,
  pay NUMERIC(10, 2),
  PRIMARY KEY (id),
  FOREIGN KEY(id) REFERENCES team (id) ON DELETE SET NULL ON UPDATE CASCADE
)
""",
    ),
    "other statements": (
        "sqlite",
        "ALTER TABLE a  ADD b INTEGER;  CREATE INDEX c ON a (b)\t;SAVEPOINT\nsa_savepoint_1",
        """
ALTER TABLE a ADD b INTEGER;
CREATE INDEX c ON a (b) ;
SAVEPOINT sa_savepoint_1
""",
    ),
    "comments": (
        "sqlite",
        "-- all  of them\nSELECT a, -- the  id\n b /* and\n  b */ FROM c --end",
        """
-- all  of them
SELECT a, -- the  id
    b /* and
  b */
FROM c --end
""",
    ),
    "PostgreSQL's literals": (
        "postgresql",
        r"""SELECT  'a\', E'b\'  FROM', $$c  FROM$$, $x$d  $$ FROM$x$, $1, e::"F  G", h['1':2] """
        "/* i /*  j */  k */ FROM l",
        r"""
SELECT 'a\', E'b\'  FROM', $$c  FROM$$, $x$d  $$ FROM$x$, $1, e::"F  G",
    h['1':2] /* i /*  j */  k */
FROM l
""",
    ),
    "MySQL's literals": (
        "mysql",
        r"""SELECT  'a\'  FROM', "b\"  FROM", `c  ``FROM`, 5--3,   @d # e  FROM"""
        "\n-- f  FROM\nFROM g",
        r"""
SELECT 'a\'  FROM', "b\"  FROM", `c  ``FROM`, 5--3, @d # e  FROM
    -- f  FROM
FROM g
""",
    ),
    "SQLite's names": (
        "sqlite",
        """SELECT  [a  FROM], `b  FROM`, "c  ""FROM", :d, ?1, 'e\\' FROM f""",
        """
SELECT [a  FROM], `b  FROM`, "c  ""FROM", :d, ?1, 'e\\'
FROM f
""",
    ),
    "white space that is none to a database": (
        "postgresql",
        "\xa0  AND  " + "a\xa0\xa0b" * 20,
        "\n\xa0\n    AND " + "a\xa0\xa0b" * 20 + "\n",
    ),
    "what is not finished": (
        "",
        "SELECT  1,  'it is   FROM \n ",
        "\nSELECT 1, 'it is   FROM \n \n",
    ),
}


@pytest.mark.parametrize(("dialect", "sql", "wanted"), GOLDEN.values(), ids=GOLDEN)
def test_a_statement_reads_like_this(dialect: str, sql: str, wanted: str) -> None:
    assert lay_out(sql, dialect) == wanted[1:-1]


# What must come through as it is, with white space in it, in all dialects that have it.
KEPT = {
    "'a  b'": "all",
    "'a  ''  b'": "all",
    "'-- a  b'": "all",
    "'/*  b'": "all",
    "'a\n  b'": "all",
    "N'a\t\tb'": "all",
    "/* a  'b */": "all",
    '"a  b"': "all",
    '"a  ""  b"': "all",
    "`a  ``  b`": "sqlite mysql",
    "[a  b]": "sqlite",
    "$$ a  'b $$": "postgresql",
    "$tag$ a  $$  b $tag$": "postgresql",
    r"E'a  \'  b'": "postgresql",
    "'a'\n\n   'b'": "postgresql",
    "/* a  /* b  */  c */": "postgresql",
    "/*1 /*2 /*3 /*4  */  */  */  */": "postgresql",
    r"'a  \'  b'": "mysql",
    r"'a  \\'": "mysql",
    r'"a  \"  b"': "mysql",
    "%(a  b)s": "all",
    "--AND": "mysql",  # two signs, and a comment once a blank follows
    "'\xa0\xa0\u3000'": "all",
}


@pytest.mark.parametrize(
    ("kept", "dialect"),
    [(kept, name) for kept in KEPT for name in NAMES if KEPT[kept] == "all" or name in KEPT[kept]],
)
@pytest.mark.parametrize("around", ["SELECT  {}  FROM  a", "({},{})", "{}", "x\nAND\n{}\nAND {}"])
def test_literals_names_and_comments_stay_as_they_are(kept: str, dialect: str, around: str) -> None:
    sql = around.replace("{}", kept)
    laid_out = lay_out(sql, dialect)
    assert laid_out.count(kept) == sql.count(kept)
    assert stripped(laid_out) == stripped(sql)


def stripped(sql: str) -> str:
    """Return the text without its white space."""
    return "".join(sql.split())


def words(sql: str) -> list[str]:
    """Return what stands between white space, commas and parentheses."""
    return re.findall(r"[^\s(),]+", sql)


def shown(html: str) -> str:
    """Return the text that a browser shows of the HTML; of tags it has coloured spans alone."""
    colour = r"var\(--jp-mirror-editor-(?:keyword|string|number|comment)-color\)"
    text = re.sub(rf'<span style="color: {colour}">([^<>]*)</span>', r"\1", html)
    assert not re.search(r"""[<>"']""", text)
    return unescape(text)


ODD_NAMES = [
    *('na"me', "two  words", "order", "größe", "a,  b"),
    *("tick`s  x", "[b]  c", "it's  d", "--  e", "f  (FROM)"),
]
HOSTILE = [
    *("it's", "two  words", "--  dashes", "/*  open", "close  */", "line\n  end", "tab\t\tend"),
    *('"quoted"  name', "`ticked`  name", "back\\'  slash\\", "$$  dollars  $$", ";  SELECT  1"),
    *("%(x)s  %s", ":name  ?", "[b]  ]", ")  FROM  (", "é  ü  漢字", "<script>  &amp;", "#  hash"),
]
METADATA = sa.MetaData()
TABLES = [
    sa.Table(
        name,
        METADATA,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("age", sa.Integer),
        sa.Column("name", sa.String(30), unique=True),
        *(sa.Column(odd, sa.String(30)) for odd in odd_names),
    )
    for name, odd_names in [("hero", ODD_NAMES[:5]), ("select", []), ("odd  team", ODD_NAMES[5:])]
]
INSERTS: dict[str, Any] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
    "mysql": mysql.insert,
}


class Statements:
    """Random statements of one dialect."""

    def __init__(self, random: Random, dialect: Dialect) -> None:
        self.random, self.dialect = random, dialect

    def any(self) -> list[str]:
        kinds = [self.query, self.query, self.insert, self.change, self.define]
        statement = self.random.choice(kinds)()
        return [
            self.compiled(statement, option) for option in ("literal_binds", "render_postcompile")
        ]

    def compiled(self, statement: Any, option: str = "literal_binds") -> str:
        return str(statement.compile(dialect=self.dialect, compile_kwargs={option: True}))

    def maybe(self) -> bool:
        return self.random.random() < 0.4

    def some(self, make: Any, *arguments: Any) -> list[Any]:
        return [make(*arguments) for _ in range(self.random.randint(1, 4))]

    def text(self) -> str:
        return f"§{self.random.choice(HOSTILE)}§"

    def table(self) -> Any:
        table = self.random.choice(TABLES)
        return table.alias(self.random.choice(ODD_NAMES)) if self.maybe() else table.alias()

    def column(self, table: Any) -> Any:
        return self.random.choice(list(table.c)[2:])

    def value(self, table: Any) -> Any:
        column = self.column(table)
        match self.random.randrange(7):
            case 0:
                return sa.literal(self.text()).label(self.random.choice(ODD_NAMES))
            case 1:
                return sa.func.coalesce(column, self.text(), self.column(table))
            case 2:
                whens = [(self.condition(table, 1), self.text()) for _ in range(2)]
                return sa.case(*whens, else_=column)
            case 3:
                return sa.func.row_number().over(partition_by=column, order_by=table.c.age.desc())
            case 4:
                return self.subquery(1).scalar_subquery()
            case _:
                return column

    def condition(self, table: Any, depth: int = 0) -> Any:
        column = self.column(table)
        match self.random.randrange(9 if depth < 3 else 5):
            case 0:
                return table.c.name == self.text()
            case 1:
                return column.in_(self.some(self.text))
            case 2:
                return table.c.age.between(3, 40)
            case 3:
                return column.is_(None) | column.is_distinct_from(self.column(table))
            case 4:
                return column.like(self.text(), escape="/")
            case 5:
                return table.c.id.in_(self.subquery(depth + 1))
            case 6:
                return sa.exists(self.subquery(depth + 1))
            case 7:
                return sa.not_(sa.or_(*self.some(self.condition, table, depth + 1)))
            case _:
                return sa.and_(*self.some(self.condition, table, depth + 1))

    def subquery(self, depth: int) -> Any:
        table = self.table()
        return sa.select(table.c.id).where(self.condition(table, depth + 1)).limit(1)

    def query(self) -> Any:
        table, other = self.table(), self.table()
        match self.random.randrange(4):
            case 0:
                query = sa.select(table.c.age, sa.func.count(table.c.name.distinct()))
                return query.group_by(table.c.age).having(sa.func.count() > 1)
            case 1:
                cte = self.subquery(1).cte(self.random.choice(["tree", "odd  cte"]))
                return sa.select(cte.c.id, sa.literal(self.text())).where(cte.c.id > 3)
            case 2:
                queries = [sa.select(t.c.id).where(self.condition(t)) for t in (table, other)]
                combine: Any = self.random.choice(
                    [sa.union, sa.union_all, sa.intersect, sa.except_]
                )
                return combine(*queries)
        query = sa.select(*self.some(self.value, table))
        if self.maybe():
            query = query.join_from(table, other, self.condition(other), isouter=self.maybe())
        if self.maybe():
            query = query.where(*self.some(self.condition, table))
        if self.maybe():
            query = query.order_by(self.column(table).desc(), table.c.id).limit(5).offset(2)
        return query

    def insert(self) -> Any:
        table = self.random.choice(TABLES)
        insert = INSERTS[self.dialect.name](table)
        if self.maybe():
            source = self.table()
            query = sa.select(source.c.age, source.c.name).where(self.condition(source))
            return insert.from_select(["age", "name"], query)
        names = [column.name for column in table.c if column.name not in ("id", "age")]
        rows = [{"age": 3} | {name: self.text() for name in names} for _ in range(2)]
        insert = insert.values(rows)
        if self.dialect.name == "mysql":
            new = insert.inserted
            return insert.on_duplicate_key_update(name=new.name) if self.maybe() else insert
        if self.maybe():
            changes = {"name": insert.excluded.name, "age": sa.literal_column("7")}
            insert = insert.on_conflict_do_update(
                index_elements=["name"], set_=changes, where=table.c.age > insert.excluded.age
            )
        return insert.returning(*table.c) if self.maybe() else insert

    def change(self) -> Any:
        table = self.random.choice(TABLES)
        change: Any = table.update().values(name=self.text(), age=table.c.age + 1)
        if self.maybe():
            change = table.delete()
        change = change.where(*self.some(self.condition, table))
        if self.dialect.name == "mysql" or self.maybe():
            return change
        return change.returning(table.c.id, self.column(table))

    def define(self) -> Any:
        names = self.random.sample(ODD_NAMES, 3)
        columns = [sa.Column(n, sa.String(9), server_default=self.text()) for n in names]
        table = sa.Table(
            self.random.choice(["t", "odd  table"]),
            sa.MetaData(),
            sa.Column("id", sa.Integer, sa.ForeignKey(TABLES[0].c.id, ondelete="SET NULL")),
            *columns,
            sa.Column("price", sa.Numeric(10, 2), nullable=False, comment=self.text()),
            sa.UniqueConstraint(*names[:2], name="uq  odd"),
            sa.CheckConstraint(columns[2] != self.text()),
        )
        index = sa.Index("ix  odd", *columns[:2], sqlite_where=columns[2].is_(None))
        return self.random.choice([CreateTable(table), CreateIndex(index), DropTable(table)])


@pytest.fixture(scope="module")
def database() -> sqlite3.Connection:
    """Return a database with the tables of the statements."""
    connection = sqlite3.connect(":memory:")
    for table in METADATA.sorted_tables:
        connection.execute(str(CreateTable(table).compile(dialect=DIALECTS[0])))
    return connection


def explain(sql: str, database: sqlite3.Connection) -> list[tuple[Any, ...]] | None:
    """Return what SQLite would do; None if it does not understand the statement."""
    try:
        return database.execute(f"EXPLAIN {sql}").fetchall()
    except sqlite3.OperationalError:
        return None


def kept_texts(sql: str, dialect: Dialect) -> list[int]:
    """Count each odd name and each hostile text in a statement, as the dialect writes them."""
    names = [dialect.identifier_preparer.quote(name) for name in ODD_NAMES]
    return [sql.count(text) for text in (*names, *WRITTEN[dialect.name])]


def written(text: str, dialect: Dialect) -> str:
    literal = sa.select(sa.literal(f"§{text}§"))
    sql = str(literal.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    return sql[sql.index("§") - 1 : sql.rindex("§") + 2]


WRITTEN = {d.name: [written(text, d) for text in HOSTILE] for d in DIALECTS}


@pytest.mark.full
# Two statements for each of three dialects, with literals and with parameters: 10,080 in all.
@settings(max_examples=840, deadline=None)
@given(seed=st.integers(0, 2**40))
def test_what_sqlalchemy_compiles_is_changed_in_white_space_alone(seed: int) -> None:
    for dialect in DIALECTS:
        statements = Statements(Random(seed), dialect)
        for sql in statements.any() + statements.any():
            laid_out = lay_out(sql, dialect.name)
            assert words(laid_out) == words(sql)
            assert stripped(laid_out) == stripped(sql)
            assert kept_texts(laid_out, dialect) == kept_texts(sql, dialect)
            assert lay_out(laid_out, dialect.name) == laid_out
            assert shown(highlight(sql, dialect.name)) == laid_out


@settings(max_examples=300, deadline=None)
@given(seed=st.integers(0, 2**40))
def test_sqlite_understands_the_same(seed: int, database: sqlite3.Connection) -> None:
    some = Statements(Random(seed), DIALECTS[0])
    sql = some.compiled(some.random.choice([some.query, some.insert, some.change])())
    program = explain(sql, database)
    assume(program)  # an alias may hide the table that a subquery is about
    assert explain(lay_out(sql), database) == program


FRAGMENTS = [
    *(
        "SELECT ",
        " FROM ",
        "\nWHERE",
        " AND",
        " OR ",
        " ON ",
        "UPDATE",
        " SET",
        " VALUES ",
        "WITH ",
    ),
    *(" BETWEEN ? AND ", "CASE", " WHEN ", " END ", "CREATE TABLE a", " LIMIT ? OFFSET ", " JOIN"),
    *(
        "ON DUPLICATE KEY UPDATE",
        "DO UPDATE",
        "(",
        ")",
        " ( ",
        " ) ",
        ",",
        " ,",
        ";",
        "'",
        '"',
        "`",
    ),
    *(
        "[",
        "]",
        "$$",
        "$x$",
        "--",
        "-- ",
        "#",
        "/*",
        "*/",
        "\\",
        "\n",
        "\r\n",
        "\t",
        "  ",
        "\v",
        "\xa0",
    ),
    *("E'", "''", "::", ":a", "%(a)s", "?", "=", "-", ".", "1", "a", "hero.name", "§"),
]


@settings(max_examples=2000, deadline=None)
@given(
    parts=st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=5), max_size=30),
    dialect=st.sampled_from([*NAMES, "mariadb", ""]),
)
def test_any_text_is_changed_in_white_space_alone(parts: list[str], dialect: str) -> None:
    sql = "".join(parts)
    laid_out = lay_out(sql, dialect)
    assert stripped(laid_out) == stripped(sql)
    assert lay_out(laid_out, dialect) == laid_out
    assert shown(highlight(sql, dialect)) == laid_out


def test_a_line_breaks_at_commas_and_conditions() -> None:
    columns = [sa.column(f"column_{number}") for number in range(60)]
    query = sa.select(*columns, sa.func.coalesce(*columns)).where(*(c > 3 for c in columns))
    query = query.where(columns[0].in_(range(100)), sa.or_(*(c < 1 for c in columns)))
    sql = str(query.compile(compile_kwargs={"literal_binds": True}))
    lines = lay_out(sql).split("\n")
    assert max(map(len, lines)) <= WIDTH
    assert len(lines) < 1.2 * len(sql) / WIDTH


def test_deep_nesting_makes_no_deep_indents() -> None:
    assert len(lay_out("(SELECT " * 2000)) < 200_000


def test_a_very_long_text_stays_as_it_is() -> None:
    sql = "SELECT  1, " + "'x', " * LONGEST
    assert lay_out(sql) == sql
    assert shown(highlight(sql)) == sql


def test_keywords_strings_numbers_and_comments_have_a_colour() -> None:
    html = highlight("SELECT hero.id, 'a <b>', 7 FROM hero WHERE x BETWEEN ? AND y -- c")
    coloured = re.findall(r"-editor-(\w+)-color\)\">(.*?)</span>", html)
    assert coloured == [
        ("keyword", "SELECT"),
        ("string", "&#x27;a &lt;b&gt;&#x27;"),
        ("number", "7"),
        *(("keyword", word) for word in ("FROM", "WHERE", "BETWEEN", "AND")),
        ("comment", "-- c"),
    ]


@pytest.mark.parametrize("place", ["'{}'", '"{}"', "{}", "/* {} */", "-- {}", "`{}`", "$${}$$"])
def test_nothing_in_the_sql_becomes_html(place: str) -> None:
    sql = place.format("""<script>alert(1)</script><img src=x onerror="a('b')">&lt;""")
    assert shown(highlight(sql)) == lay_out(sql)
