"""Databases with all that is odd in them, as statements; names are quoted as the standard says."""

from dataclasses import dataclass

ALL = ("sqlite", "postgresql", "mariadb")
SQLITE, POSTGRES, MARIADB = (("sqlite",), ("postgresql",), ("mariadb",))


@dataclass(frozen=True)
class Odd:
    name: str
    statements: tuple[str, ...]
    backends: tuple[str, ...] = ALL


def odd(name: str, *statements: str, on: tuple[str, ...] = ALL) -> Odd:
    return Odd(name, statements, on)


def quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def named(title: str, names: list[str], on: tuple[str, ...] = ALL) -> Odd:
    """Return a schema whose tables, columns and keys bear the names given."""
    statements = []
    for name in names:
        other = quoted(f"{name}!")
        table = quoted(name)
        statements += [
            f"CREATE TABLE {table} (id INTEGER PRIMARY KEY, {table} INTEGER)",
            f"CREATE TABLE {other} (n INTEGER PRIMARY KEY, {table} INTEGER REFERENCES {table}(id))",
            f"INSERT INTO {table} VALUES (1, 5)",
            f"INSERT INTO {other} VALUES (7, 1)",
        ]
    return odd(title, *statements, on=on)


HOSTILE = [
    'a"b',
    "a'b",
    '"""',
    "'''",
    "\\",
    "a\\",
    "a\\'b",
    "line\nbreak",
    "tab\tand\rreturn",
    "\u202eright to left",
    "\u2028separated",
    "');raise SystemExit(1)#",
    '"""\nraise SystemExit(1)\n"""',
    "{raise SystemExit}",
    "\x1b[31mred",
]
CLASHING = [
    "model_config",
    "model_dump",
    "model_fields",
    "metadata",
    "registry",
    "Optional",
    "Field",
    "Column",
    "Relationship",
    "date",
    "datetime",
    "time",
    "copy",
    "json",
    "dict",
    "schema",
    "validate",
    "construct",
    "sa",
    "dt",
    "Any",
    "Decimal",
    "UUID",
    "Base",
    "SQLModel",
    "int",
    "str",
    "list",
    "self",
    "cls",
    "mro",
    "register",
    "as_it_is",
    "AsStored",
    "print",
    "super",
    "property",
    "type",
    "object",
    "__init__",
    "__tablename__",
    "__table_args__",
    "_sa_instance_state",
    "fields_set",
    "True",
    "lambda",
    "_",
    "__",
]

SCHEMAS = [
    odd(
        "plain",
        "CREATE TABLE artist (id INTEGER PRIMARY KEY, name VARCHAR(40) NOT NULL UNIQUE)",
        "CREATE TABLE album (id INTEGER PRIMARY KEY, title VARCHAR(40), artist_id INTEGER NOT NULL,"
        " FOREIGN KEY (artist_id) REFERENCES artist (id))",
        "INSERT INTO artist VALUES (1, 'AC/DC'), (2, 'Accept')",
        "INSERT INTO album VALUES (1, 'Let there be rock', 1), (2, NULL, 2), (3, 'x', 1)",
    ),
    odd("nothing"),
    odd("empty tables", "CREATE TABLE a (id INTEGER PRIMARY KEY)", "CREATE TABLE b (x INTEGER)"),
    named("leading digits", ["2fa", "1", "007", "3d_model"]),
    named("leading underscores", ["_id", "__id", "_x"]),
    named("reserved words", ["select", "class", "order", "from", "None", "import", "def", "async"]),
    named("spaces", ["Order Details", "a  b", "with-dash", "50%", "a.b", "a:b", "%s", "?", "a;b"]),
    named("spaces at the ends", ["id ", " id", " "], on=("sqlite", "postgresql")),
    named("hostile names", HOSTILE, on=("sqlite", "postgresql")),
    named("hostile names on MariaDB", [n for n in HOSTILE if "/" not in n], on=MARIADB),
    named("clashing names", CLASHING, on=("sqlite", "postgresql")),
    named("clashing names on MariaDB", [n.lower() for n in CLASHING if n.islower()], on=MARIADB),
    named("unicode", ["été", "表", "Ünïcode", "имя", "ﬁnance", "ŉ", "İ"]),
    named("emoji", ["🙂", "🙂🙂", "a🙂", "👩‍👩‍👧"], on=("sqlite", "postgresql")),
    named("letters that linters dislike", ["l", "O", "I"], on=("sqlite", "postgresql")),
    named("long names", ["n" * 55, "m" * 54]),
    odd(
        "names that fill a line",
        *(
            statement
            for size in range(20, 50)
            for name in ["n" * size]
            for statement in (
                f"CREATE TABLE {name} (id INTEGER PRIMARY KEY, {name * 2} VARCHAR(9))",
                f"CREATE TABLE {name}_x (id INTEGER PRIMARY KEY, n INTEGER UNIQUE,"
                f" FOREIGN KEY (n) REFERENCES {name} (id))",
                f"CREATE TABLE {name}_y (id INTEGER PRIMARY KEY, n INTEGER,"
                f" FOREIGN KEY (n) REFERENCES {name} (id))",
            )
        ),
        on=SQLITE,
    ),
    named("very long names", ["n" * 5000], on=SQLITE),
    odd(
        "names that fill a line",
        *(
            f"CREATE TABLE {'t' * size} (id INTEGER PRIMARY KEY, {'c' * 60} TIMESTAMP NULL,"
            f" {'d' * 63} TIMESTAMP NULL)"
            for size in (20, 25, 30, 40, 45, 50)
        ),
        *(
            f"CREATE TABLE {'s' * size} (id INTEGER PRIMARY KEY, {'t' * size}_id INTEGER {rule},"
            f" FOREIGN KEY ({'t' * size}_id) REFERENCES {'t' * size} (id))"
            for size, rule in ((20, ""), (25, "UNIQUE"), (30, "NOT NULL"), (40, "UNIQUE"))
        ),
        *(
            f"CREATE TABLE {'s' * size} (id INTEGER PRIMARY KEY, {'t' * size}_id INTEGER NOT NULL,"
            f" FOREIGN KEY ({'t' * size}_id) REFERENCES {'t' * size} (id))"
            for size in (45, 50)
        ),
    ),
    odd(
        "two tables to one class name",
        'CREATE TABLE "user" (id INTEGER PRIMARY KEY)',
        'CREATE TABLE "users" (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES "user" (id))',
        'CREATE TABLE "u_ser" (id INTEGER PRIMARY KEY)',
        'CREATE TABLE "us er" (id INTEGER PRIMARY KEY)',
        'CREATE TABLE "us-er" (id INTEGER PRIMARY KEY)',
        'INSERT INTO "user" VALUES (1)',
        'INSERT INTO "users" VALUES (1, 1)',
        'INSERT INTO "us er" VALUES (1)',
    ),
    odd(
        "names that differ in case",
        'CREATE TABLE "user" (id INTEGER PRIMARY KEY, a INTEGER, "A" INTEGER, "_a" INTEGER)',
        'CREATE TABLE "User" (id INTEGER PRIMARY KEY)',
        'CREATE TABLE "USER" (id INTEGER PRIMARY KEY)',
        'INSERT INTO "user" VALUES (1, 2, 3, 4)',
        on=POSTGRES,
    ),
    odd(
        "columns to one attribute name",
        'CREATE TABLE t (id INTEGER PRIMARY KEY, "a b" INTEGER, a_b INTEGER, "a-b" INTEGER,'
        ' "a.b" INTEGER, "a_b_" INTEGER, "a  b" INTEGER)',
        "INSERT INTO t VALUES (1, 2, 3, 4, 5, 6, 7)",
    ),
    odd(
        "types as names of columns",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, date DATE, datetime TIMESTAMP NULL, other DATE,"
        ' time TIME, "Decimal" NUMERIC(8, 2), price NUMERIC(8, 2), text VARCHAR(9))',
        "INSERT INTO t VALUES (1, '2020-01-02', '2020-01-02 03:04:05', '2021-01-01', '10:11:12',"
        " 1.5, 2.25, 'x')",
    ),
    odd(
        "no primary key",
        "CREATE TABLE log (message VARCHAR(40), level INTEGER)",
        "INSERT INTO log VALUES ('a', 1), ('a', 1), (NULL, 1), (NULL, 1), ('b', NULL)",
    ),
    odd(
        "no primary key but unique columns",
        "CREATE TABLE a (x INTEGER NOT NULL, y INTEGER NOT NULL, z INTEGER UNIQUE, UNIQUE (x, y))",
        "INSERT INTO a VALUES (1, 1, NULL), (1, 2, NULL), (2, 1, 3)",
    ),
    odd(
        "rows of NULL alone",
        "CREATE TABLE t (a INTEGER, b VARCHAR(9))",
        "INSERT INTO t VALUES (NULL, NULL), (NULL, NULL), (1, NULL)",
        on=SQLITE,
    ),
    odd(
        "NULL in primary keys",
        "CREATE TABLE t (a VARCHAR PRIMARY KEY, b INTEGER)",
        "CREATE TABLE u (a VARCHAR, b INT, c INT, PRIMARY KEY (a, b))",
        "CREATE TABLE w (id INT PRIMARY KEY, t_a VARCHAR REFERENCES t (a))",
        "INSERT INTO t VALUES (NULL, 1), (NULL, 2), ('x', 3)",
        "INSERT INTO u VALUES (NULL, NULL, 1), ('a', NULL, 2), ('a', NULL, 3), ('a', 1, 4)",
        "INSERT INTO w VALUES (NULL, 'x'), (NULL, NULL)",
        on=SQLITE,
    ),
    odd(
        "tables that are made up anew each time",
        "CREATE VIRTUAL TABLE d USING fts5(a)",
        "CREATE VIRTUAL TABLE v USING fts5vocab('d', 'row')",
        "CREATE VIRTUAL TABLE w USING fts5vocab('d', 'instance')",
        "INSERT INTO d VALUES ('x y'), ('y z'), ('z z x')",
        on=SQLITE,
    ),
    odd(
        "moments that Python lacks",
        "CREATE TABLE a (id INTEGER PRIMARY KEY, d DATE, m TIMESTAMP, z TIMESTAMPTZ, t TIME)",
        "CREATE TABLE b (d DATE PRIMARY KEY, a_id INTEGER REFERENCES a (id))",
        "CREATE VIEW v AS SELECT d, m FROM a",
        "INSERT INTO a VALUES (1, 'infinity', '-infinity', 'infinity', '24:00')",
        "INSERT INTO a VALUES (2, '0044-03-15 BC', '12024-01-01', '2024-02-29 12:00+02', '12:00')",
        "INSERT INTO b VALUES ('-infinity', 1), ('2024-02-29', 2)",
        on=POSTGRES,
    ),
    odd(
        "lengths of time in MariaDB",
        "CREATE TABLE a (t TIME PRIMARY KEY, u TIME)",
        "INSERT INTO a VALUES ('10:30', NULL), ('34:00', '-01:00'), ('-01:00', '12:00')",
        on=MARIADB,
    ),
    odd(
        "moments written in many ways",
        "CREATE TABLE a (t TIME PRIMARY KEY, d DATETIME, e DATE)",
        "CREATE TABLE b (d DATETIME, a_t TIME REFERENCES a (t), PRIMARY KEY (d, a_t))",
        "CREATE VIEW v AS SELECT d, e FROM a",
        "INSERT INTO a VALUES ('10:00', '2024-02-29T10:00:00Z', '2024-02-29')",
        "INSERT INTO a VALUES ('10:00:00', '2024-02-29T11:00:00+01:00', '2024-02-29 00:00:00')",
        "INSERT INTO a VALUES ('10:00:00.5', 1700000000, 19700101), (36000, 'noon', 1.5)",
        "INSERT INTO b VALUES ('2024-02-29', '10:00'), ('2024-02-29 00:00', '10:00:00.5')",
        "INSERT INTO b VALUES ('2024-02-29 00:00', 36000)",
        on=SQLITE,
    ),
    odd(
        "rowid is taken",
        "CREATE TABLE a (rowid TEXT)",
        "CREATE TABLE b (rowid TEXT, _rowid_ TEXT)",
        'CREATE TABLE c (ROWID TEXT, "_RowId_" TEXT, oid TEXT)',
        "INSERT INTO a VALUES ('x'), ('x'), (NULL)",
        "INSERT INTO b VALUES ('x', 'y'), ('x', 'y')",
        "INSERT INTO c VALUES ('x', 'y', 'z'), ('x', 'y', NULL)",
        on=SQLITE,
    ),
    odd(
        "composite keys",
        "CREATE TABLE line (tenant INTEGER, number INTEGER, PRIMARY KEY (tenant, number))",
        "CREATE TABLE part (tenant INTEGER, line INTEGER, part INTEGER, spare INTEGER,"
        " PRIMARY KEY (tenant, line, part), FOREIGN KEY (tenant, line) REFERENCES line"
        " (tenant, number), FOREIGN KEY (tenant, spare) REFERENCES line (tenant, number))",
        "INSERT INTO line VALUES (1, 1), (1, 2), (2, 1)",
        "INSERT INTO part VALUES (1, 1, 1, NULL), (1, 1, 2, 2), (2, 1, 1, 1)",
    ),
    odd(
        "composite adjacency list",
        "CREATE TABLE folder (account INTEGER, id INTEGER, parent_id INTEGER,"
        " PRIMARY KEY (account, id),"
        " FOREIGN KEY (account, parent_id) REFERENCES folder (account, id))",
        "INSERT INTO folder VALUES (1, 1, NULL), (1, 2, 1), (1, 3, 1), (2, 1, NULL), (2, 2, 1)",
    ),
    odd(
        "self-references",
        "CREATE TABLE employee (id INTEGER PRIMARY KEY, manager_id INTEGER, buddy INTEGER,"
        " ReportsTo INTEGER, FOREIGN KEY (manager_id) REFERENCES employee (id),"
        " FOREIGN KEY (buddy) REFERENCES employee (id),"
        " FOREIGN KEY (ReportsTo) REFERENCES employee (id))",
        "CREATE TABLE node (id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES node (id))",
        "INSERT INTO employee VALUES (1, NULL, NULL, NULL), (2, 1, 1, 1)",
        "INSERT INTO node VALUES (1, NULL), (2, 1), (3, 1)",
    ),
    odd(
        "keys that are named in other ways",
        "CREATE TABLE region (region_code CHAR(2) PRIMARY KEY)",
        "CREATE TABLE folder (id INTEGER PRIMARY KEY, parent_folder_id INTEGER REFERENCES"
        " folder (id), region_code CHAR(2) REFERENCES region (region_code))",
        "CREATE TABLE letter (folder_ptr_id INTEGER PRIMARY KEY REFERENCES folder (id),"
        " region_id INTEGER REFERENCES folder (id))",
        "CREATE TABLE link (letter_id INTEGER, related_letter_id INTEGER,"
        " letter INTEGER, FOREIGN KEY (letter_id) REFERENCES letter (folder_ptr_id),"
        " FOREIGN KEY (related_letter_id) REFERENCES letter (folder_ptr_id))",
        "INSERT INTO region VALUES ('a')",
        "INSERT INTO folder VALUES (1, NULL, 'a'), (2, 1, NULL)",
        "INSERT INTO letter VALUES (1, 2), (2, 2)",
        "INSERT INTO link VALUES (1, 2, 3)",
        on=("sqlite", "postgresql"),
    ),
    odd(
        "a key to itself",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, FOREIGN KEY (id) REFERENCES t (id))",
        "INSERT INTO t VALUES (1)",
        on=("sqlite", "postgresql"),
    ),
    odd(
        "several keys between two tables",
        "CREATE TABLE team (id INTEGER PRIMARY KEY, captain_id INTEGER)",
        "CREATE TABLE game (id INTEGER PRIMARY KEY, home_team_id INTEGER, away_team_id INTEGER,"
        " home_team INTEGER, FOREIGN KEY (home_team_id) REFERENCES team (id),"
        " FOREIGN KEY (away_team_id) REFERENCES team (id),"
        " FOREIGN KEY (home_team) REFERENCES team (id))",
        "INSERT INTO team VALUES (1, NULL), (2, NULL)",
        "INSERT INTO game VALUES (1, 1, 2, 1), (2, 2, 1, NULL)",
    ),
    odd(
        "keys named after what they point at",
        "CREATE TABLE country (code VARCHAR(3) PRIMARY KEY)",
        "CREATE TABLE city (cityid INTEGER PRIMARY KEY, country_code VARCHAR(3),"
        " FOREIGN KEY (country_code) REFERENCES country (code))",
        "CREATE TABLE trip (id INTEGER PRIMARY KEY, fromcityid INTEGER, tocityid INTEGER,"
        " cityid INTEGER, FOREIGN KEY (fromcityid) REFERENCES city (cityid),"
        " FOREIGN KEY (tocityid) REFERENCES city (cityid),"
        " FOREIGN KEY (cityid) REFERENCES city (cityid))",
        "INSERT INTO country VALUES ('NZ')",
        "INSERT INTO city VALUES (1, 'NZ'), (2, NULL)",
        "INSERT INTO trip VALUES (1, 1, 2, NULL)",
    ),
    odd(
        "cycles",
        "CREATE TABLE a (id INTEGER PRIMARY KEY, b_id INTEGER)",
        "CREATE TABLE b (id INTEGER PRIMARY KEY, a_id INTEGER REFERENCES a (id))",
        "ALTER TABLE a ADD CONSTRAINT ab FOREIGN KEY (b_id) REFERENCES b (id)",
        "INSERT INTO a VALUES (1, NULL)",
        "INSERT INTO b VALUES (1, 1)",
        "UPDATE a SET b_id = 1",
        on=("postgresql", "mariadb"),
    ),
    odd(
        "cycles in SQLite",
        "CREATE TABLE a (id INTEGER PRIMARY KEY, b_id INTEGER REFERENCES b (id))",
        "CREATE TABLE b (id INTEGER PRIMARY KEY, c_id INTEGER REFERENCES c (id))",
        "CREATE TABLE c (id INTEGER PRIMARY KEY, a_id INTEGER REFERENCES a (id))",
        "INSERT INTO a VALUES (1, 1)",
        "INSERT INTO b VALUES (1, 1)",
        "INSERT INTO c VALUES (1, 1)",
        on=SQLITE,
    ),
    odd(
        "foreign keys that lead nowhere",
        "CREATE TABLE a (id INTEGER PRIMARY KEY, x INTEGER REFERENCES nowhere (id),"
        " y INTEGER REFERENCES a ([nothing]), z INTEGER REFERENCES a)",
        "CREATE TABLE b (x INTEGER REFERENCES a (id), y INTEGER REFERENCES nowhere)",
        "CREATE TABLE keyless (n INTEGER)",
        "CREATE TABLE c (x INTEGER REFERENCES keyless, y INTEGER REFERENCES keyless (n))",
        "INSERT INTO a VALUES (1, 1, 1, 99), (2, NULL, NULL, 1)",
        "INSERT INTO b VALUES (1, 2), (77, 3)",
        "INSERT INTO keyless VALUES (1), (1), (NULL)",
        "INSERT INTO c VALUES (1, 1), (NULL, NULL)",
        on=SQLITE,
    ),
    odd(
        "foreign keys in other cases of letters",
        "CREATE TABLE Artist (ArtistId INTEGER PRIMARY KEY)",
        "CREATE TABLE album (id INTEGER PRIMARY KEY, artist INTEGER REFERENCES ARTIST (artistid))",
        "INSERT INTO Artist VALUES (1)",
        "INSERT INTO album VALUES (1, 1)",
        on=SQLITE,
    ),
    odd(
        "foreign keys to what is not unique",
        "CREATE TABLE a (id INTEGER PRIMARY KEY, code INTEGER, KEY (code))",
        "CREATE TABLE b (id INTEGER PRIMARY KEY, a_code INTEGER,"
        " FOREIGN KEY (a_code) REFERENCES a (code))",
        "INSERT INTO a VALUES (1, 5), (2, 5)",
        "INSERT INTO b VALUES (1, 5), (2, NULL)",
        on=MARIADB,
    ),
    odd(
        "one column in two foreign keys",
        "CREATE TABLE a (id INTEGER PRIMARY KEY)",
        "CREATE TABLE b (id INTEGER PRIMARY KEY)",
        "CREATE TABLE c (id INTEGER PRIMARY KEY, x INTEGER, FOREIGN KEY (x) REFERENCES a (id),"
        " FOREIGN KEY (x) REFERENCES b (id))",
        "INSERT INTO a VALUES (1)",
        "INSERT INTO b VALUES (1)",
        "INSERT INTO c VALUES (1, 1)",
    ),
    odd(
        "foreign keys twice",
        "CREATE TABLE a (id INTEGER PRIMARY KEY)",
        "CREATE TABLE c (id INTEGER PRIMARY KEY, x INTEGER, FOREIGN KEY (x) REFERENCES a (id),"
        " FOREIGN KEY (x) REFERENCES a (id))",
        "INSERT INTO a VALUES (1)",
        "INSERT INTO c VALUES (1, 1)",
        on=("sqlite", "postgresql"),
    ),
    odd(
        "one to one",
        "CREATE TABLE person (id INTEGER PRIMARY KEY)",
        "CREATE TABLE passport (id INTEGER PRIMARY KEY, person_id INTEGER UNIQUE,"
        " FOREIGN KEY (person_id) REFERENCES person (id))",
        "CREATE TABLE student (id INTEGER PRIMARY KEY, FOREIGN KEY (id) REFERENCES person (id))",
        "INSERT INTO person VALUES (1), (2)",
        "INSERT INTO passport VALUES (1, 1), (2, NULL)",
        "INSERT INTO student VALUES (2)",
    ),
    odd(
        "unique columns that hide behind their types and defaults",
        "CREATE TABLE country (id INTEGER PRIMARY KEY, iso CHAR(2) NOT NULL UNIQUE)",
        "CREATE TABLE anthem (title VARCHAR(9) DEFAULT 'x' NOT NULL UNIQUE,"
        " iso CHAR(2) UNIQUE REFERENCES country (iso))",
        "INSERT INTO country VALUES (1, 'CH'), (2, 'SE')",
        "INSERT INTO anthem VALUES ('a', 'SE'), ('b', NULL), ('c', NULL)",
        on=("sqlite", "postgresql"),
    ),
    odd(
        "a relationship that clashes with a column",
        "CREATE TABLE team (id INTEGER PRIMARY KEY, heroes INTEGER, hero INTEGER)",
        "CREATE TABLE heroes (id INTEGER PRIMARY KEY, team INTEGER, team_id INTEGER,"
        " related_team INTEGER, FOREIGN KEY (team_id) REFERENCES team (id))",
        "INSERT INTO team VALUES (1, 2, 3)",
        "INSERT INTO heroes VALUES (1, 2, 1, 4)",
    ),
    odd(
        "a column named as a class",
        'CREATE TABLE region (id INTEGER PRIMARY KEY, "Place" VARCHAR(9))',
        'CREATE TABLE place (id INTEGER PRIMARY KEY, "Region" INTEGER, region_id INTEGER,'
        " FOREIGN KEY (region_id) REFERENCES region (id))",
        "INSERT INTO region VALUES (1, 'x')",
        "INSERT INTO place VALUES (1, 2, 1)",
        on=("sqlite", "postgresql"),
    ),
    odd(
        "many to many",
        "CREATE TABLE playlist (id INTEGER PRIMARY KEY)",
        "CREATE TABLE track (id INTEGER PRIMARY KEY)",
        "CREATE TABLE playlist_track (playlist_id INTEGER, track_id INTEGER,"
        " PRIMARY KEY (playlist_id, track_id), FOREIGN KEY (playlist_id) REFERENCES playlist (id),"
        " FOREIGN KEY (track_id) REFERENCES track (id))",
        "CREATE TABLE play (playlist_id INTEGER, track_id INTEGER,"
        " FOREIGN KEY (playlist_id) REFERENCES playlist (id),"
        " FOREIGN KEY (track_id) REFERENCES track (id))",
        "CREATE TABLE listing (playlist_id INTEGER, track_id INTEGER, place INTEGER,"
        " PRIMARY KEY (playlist_id, track_id), FOREIGN KEY (playlist_id) REFERENCES playlist (id),"
        " FOREIGN KEY (track_id) REFERENCES track (id))",
        "INSERT INTO playlist VALUES (1), (2)",
        "INSERT INTO track VALUES (1), (2)",
        "INSERT INTO playlist_track VALUES (1, 1), (1, 2), (2, 1)",
        "INSERT INTO play VALUES (1, 1), (1, 1), (NULL, 2)",
        "INSERT INTO listing VALUES (1, 1, 1)",
    ),
    odd(
        "many to many by rows with a number",
        "CREATE TABLE app_reader (id INTEGER PRIMARY KEY)",
        "CREATE TABLE app_circle (id INTEGER PRIMARY KEY)",
        "CREATE TABLE app_reader_circles (id INTEGER PRIMARY KEY, reader_id INTEGER NOT NULL,"
        " circle_id INTEGER NOT NULL, since INTEGER, UNIQUE (reader_id, circle_id),"
        " FOREIGN KEY (reader_id) REFERENCES app_reader (id),"
        " FOREIGN KEY (circle_id) REFERENCES app_circle (id))",
        "CREATE TABLE app_guest (id INTEGER PRIMARY KEY, reader INTEGER, circle INTEGER,"
        " FOREIGN KEY (reader) REFERENCES app_reader (id),"
        " FOREIGN KEY (circle) REFERENCES app_circle (id))",
        "CREATE TABLE app_founder (reader_id INTEGER PRIMARY KEY, circle_id INTEGER,"
        " FOREIGN KEY (reader_id) REFERENCES app_reader (id),"
        " FOREIGN KEY (circle_id) REFERENCES app_circle (id))",
        "INSERT INTO app_reader VALUES (1), (2)",
        "INSERT INTO app_circle VALUES (1), (2)",
        "INSERT INTO app_reader_circles VALUES (1, 1, 1, 5), (2, 1, 2, NULL), (3, 2, 1, 6)",
        "INSERT INTO app_guest VALUES (1, 2, 2), (2, 2, 2), (3, NULL, 1)",
        "INSERT INTO app_founder VALUES (1, 1), (2, 1)",
    ),
    odd(
        "many to many with oneself",
        "CREATE TABLE person (id INTEGER PRIMARY KEY)",
        "CREATE TABLE follow (follower_id INTEGER, followed_id INTEGER,"
        " PRIMARY KEY (follower_id, followed_id), FOREIGN KEY (follower_id) REFERENCES person (id),"
        " FOREIGN KEY (followed_id) REFERENCES person (id))",
        "INSERT INTO person VALUES (1), (2)",
        "INSERT INTO follow VALUES (1, 2), (1, 1)",
    ),
    odd(
        "views",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, name VARCHAR(9), price NUMERIC(8, 2))",
        "INSERT INTO t VALUES (1, 'a', 1.5), (2, 'a', 1.5), (3, NULL, 2)",
        "CREATE VIEW everything AS SELECT * FROM t",
        "CREATE VIEW counted AS SELECT name, COUNT(*) AS n, SUM(price) FROM t GROUP BY name",
        "CREATE VIEW doubled AS SELECT name, price FROM t UNION ALL SELECT name, price FROM t",
        'CREATE VIEW "an odd view" AS SELECT id AS "select", name AS "1st" FROM t',
    ),
    odd(
        "broken views",
        "CREATE TABLE t (id INTEGER PRIMARY KEY)",
        "CREATE TABLE gone (id INTEGER PRIMARY KEY)",
        "CREATE VIEW broken AS SELECT * FROM gone",
        "DROP TABLE gone",
        "INSERT INTO t VALUES (1)",
        on=("sqlite", "mariadb"),
    ),
    odd(
        "generated columns",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER,"
        " b INTEGER GENERATED ALWAYS AS (a * 2) STORED)",
        "INSERT INTO t (id, a) VALUES (1, 2), (2, NULL)",
    ),
    odd(
        "virtual generated columns",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER,"
        " b INTEGER GENERATED ALWAYS AS (a + 1) VIRTUAL)",
        "INSERT INTO t (id, a) VALUES (1, 2), (2, NULL)",
        on=("sqlite", "mariadb"),
    ),
    odd(
        "defaults, checks and indexes",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER DEFAULT 5 NOT NULL, b VARCHAR(20)"
        " DEFAULT 'it''s :x %s \"q\"', c TIMESTAMP DEFAULT CURRENT_TIMESTAMP, d NUMERIC(8, 2)"
        " DEFAULT 1.5, CHECK (a > 0), CONSTRAINT \"odd check\" CHECK (b <> ':y'))",
        "CREATE INDEX first ON t (a, b)",
        'CREATE UNIQUE INDEX "second index" ON t (b)',
        "INSERT INTO t (id, b) VALUES (1, NULL), (2, 'x')",
    ),
    odd(
        "partial and expression indexes",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a VARCHAR(9), b INTEGER, c INTEGER NOT NULL)",
        "CREATE UNIQUE INDEX i1 ON t (a) WHERE b > 0",
        "CREATE INDEX i2 ON t (lower(a), b)",
        "CREATE TABLE u (t_id INTEGER, x INTEGER REFERENCES t (id))",
        "CREATE UNIQUE INDEX i3 ON u (x) WHERE t_id IS NULL",
        "INSERT INTO t VALUES (1, 'a', 0, 1), (2, 'a', 0, 1)",
        "INSERT INTO u VALUES (1, 1), (2, 1)",
        on=("sqlite", "postgresql"),
    ),
    odd(
        "a thousand columns",
        f"CREATE TABLE t (id INTEGER PRIMARY KEY, {', '.join(f'c{n} INT' for n in range(999))})",
        "INSERT INTO t (id, c998) VALUES (1, 2)",
    ),
    odd(
        "dots in names",
        'CREATE TABLE "a.b" ("c.d" INTEGER PRIMARY KEY, e INTEGER)',
        'CREATE TABLE "f.g.h" ("i.j" INTEGER PRIMARY KEY, "k.l" INTEGER,'
        ' FOREIGN KEY ("k.l") REFERENCES "a.b" ("c.d"))',
        'INSERT INTO "a.b" VALUES (1, 2)',
        'INSERT INTO "f.g.h" VALUES (1, 1)',
    ),
    odd(
        "dirty values",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a DATE, b DATETIME, c TIME, d NUMERIC(8, 2),"
        " e BOOLEAN, f JSON, g FLOAT, h INTEGER, i BLOB, j TEXT, k UUID, l TIMESTAMP,"
        " m DECIMAL(30, 0), n STRING, o DOUBLE, p JSONB)",
        *(
            "INSERT INTO t (a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p) VALUES"
            f" ({', '.join([value] * 16)})"
            for value in (
                *("'soon'", "''", "NULL", "7", "1.5", "x'ff00fe'", "'{\"a\": [1]}'", "-1"),
                *("12345678901234567890", "9e999", "-9e999", "1e-30", "'2020-13-45'", "'NaN'"),
                *("'2020-01-02 03:04:05'", "'2020-01-02'", "'10:11:12'", "'10:11:12Z'", "x''"),
                *("9007199254740993", "'a' || char(0) || 'b'", "'{'", "'\"\\ud800\"'", "'null'"),
                "'2020-01-02T03:04:05+02:00'",
            )
        ),
        f"INSERT INTO t (f, p) VALUES ('{'[' * 100_000}', '{'[' * 100_000}')",
        "CREATE VIEW dirty AS SELECT a, f, e FROM t",
        on=SQLITE,
    ),
    odd(
        "odd types of SQLite",
        'CREATE TABLE t (a, b "", c VARCHAR(9, 9), d DECIMAL(1), e FLOAT(2, 3), f "odd type",'
        " g INTEGER(4), h NVARCHAR(40), i [money], j VARYING CHARACTER(9), k UNSIGNED BIG INT,"
        " l DATETIME2, m TIMESTAMP WITH TIME ZONE, n BIT, o NATIVE CHARACTER(70), p int identity)",
        f"INSERT INTO t VALUES ({', '.join(['1'] * 16)}), ({', '.join(['NULL'] * 16)})",
        on=SQLITE,
    ),
    odd(
        "WITHOUT ROWID, STRICT and AUTOINCREMENT",
        "CREATE TABLE a (x TEXT PRIMARY KEY, y ANY) STRICT, WITHOUT ROWID",
        "CREATE TABLE b (x INTEGER PRIMARY KEY AUTOINCREMENT, y TEXT)",
        "CREATE TABLE c (x TEXT, y TEXT, PRIMARY KEY (x DESC, y)) WITHOUT ROWID",
        "INSERT INTO a VALUES ('x', 1), ('y', x'00')",
        "INSERT INTO b (y) VALUES ('x')",
        "INSERT INTO c VALUES ('x', 'y')",
        on=SQLITE,
    ),
    odd(
        "virtual tables",
        "CREATE VIRTUAL TABLE words USING fts5 (title, body)",
        "CREATE VIRTUAL TABLE boxes USING rtree (id, x0, x1)",
        "INSERT INTO words VALUES ('a', 'b'), ('a', 'b')",
        "INSERT INTO boxes VALUES (1, 0, 1)",
        on=SQLITE,
    ),
    odd(
        "keys of a domain",
        "CREATE DOMAIN code AS VARCHAR(9)",
        "CREATE TABLE a (id code PRIMARY KEY, n INTEGER)",
        "CREATE TABLE b (id code PRIMARY KEY, c code, a_id code REFERENCES a (id))",
        "INSERT INTO a VALUES ('x', 1)",
        "INSERT INTO b VALUES ('y', 'z', 'x')",
        on=POSTGRES,
    ),
    odd(
        "arrays of what the driver does not know",
        "CREATE EXTENSION IF NOT EXISTS citext",
        "CREATE DOMAIN code AS VARCHAR(9)",
        "CREATE DOMAIN codes AS code[]",
        "CREATE TYPE size AS ENUM ('s', 'm')",
        "CREATE DOMAIN fit AS size",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a code[], b citext[], c codes, d fit[], e code)",
        "INSERT INTO t VALUES (1, '{x,\"y,z\"}', '{A,b}', '{c}', '{s,m}', 'f')",
        on=POSTGRES,
    ),
    odd(
        "types of PostgreSQL",
        "CREATE TYPE mood AS ENUM ('sad', 'it''s \"ok\"', '')",
        "CREATE DOMAIN positive AS INTEGER CHECK (VALUE > 0)",
        "CREATE TYPE pair AS (a INTEGER, b TEXT)",
        "CREATE EXTENSION IF NOT EXISTS hstore",
        "CREATE TABLE t (id INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a UUID, b JSON,"
        " c JSONB, d INET, e CIDR, f MACADDR, g INTERVAL, h NUMERIC, i mood, j positive, k pair,"
        " l TSVECTOR, m INTEGER[], n TEXT[][], o mood[], p INT4RANGE, q TSTZRANGE, r BIT(3),"
        " s BIT VARYING, t MONEY, u POINT, v XML, w BYTEA, x OID, y TIMESTAMPTZ, z TIMETZ,"
        ' aa HSTORE, ab "char", ac REAL, ad INT4MULTIRANGE, ae JSONPATH, af positive[],'
        " ag REGCLASS, ah CHAR(3))",
        "INSERT INTO t (a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y,"
        " z, aa, ab, ac, ad, ae, af, ag, ah) VALUES ('00000000-0000-0000-0000-000000000001',"
        " '{\"a\": 1}', '[1, null]', '127.0.0.1/24', '10.0.0.0/8', '08:00:2b:01:02:03', '1 day',"
        " 'NaN', 'it''s \"ok\"', 5, ROW(1, 'x'), 'a b', '{1,NULL}', '{{a,b},{c,d}}', '{sad,\"\"}',"
        " '[1,5)', '[2020-01-01,)', '101', '1', 12.5, '(1,2)', '<a/>', '\\xff00', 1, now(),"
        " '10:00+02', 'a=>1, b=>NULL', 'x', 1.5, '{[1,2)}', '$.a', '{1}', 't', 'a')",
        "INSERT INTO t DEFAULT VALUES",
        "CREATE VIEW v AS SELECT a, b, c, m, o, aa, p FROM t",
        "CREATE TABLE keyless AS SELECT b, c, m, aa, o FROM t",
        on=POSTGRES,
    ),
    odd(
        "partitions, inheritance and materialized views",
        "CREATE TABLE part (id INTEGER, day DATE, PRIMARY KEY (id, day)) PARTITION BY RANGE (day)",
        "CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')",
        "CREATE TABLE parent (id INTEGER PRIMARY KEY, a TEXT)",
        "CREATE TABLE child (b TEXT) INHERITS (parent)",
        "CREATE TABLE no_columns ()",
        "INSERT INTO part VALUES (1, '2020-02-02')",
        "INSERT INTO parent VALUES (1, 'x')",
        "INSERT INTO child VALUES (2, 'x', 'y')",
        "CREATE MATERIALIZED VIEW seen AS SELECT id, day FROM part",
        "CREATE UNIQUE INDEX seen_id ON seen (id, day)",
        on=POSTGRES,
    ),
    odd(
        "several schemas",
        "CREATE SCHEMA other",
        'CREATE SCHEMA "An odd schema"',
        "CREATE TABLE album (id INTEGER PRIMARY KEY)",
        "CREATE TABLE other.album (id INTEGER PRIMARY KEY, album_id INTEGER REFERENCES album (id))",
        'CREATE TABLE "An odd schema"."a b" (id SERIAL PRIMARY KEY,'
        " album_id INTEGER REFERENCES other.album (id))",
        "ALTER TABLE album ADD COLUMN other_id INTEGER REFERENCES other.album (id)",
        "CREATE VIEW other.v AS SELECT * FROM album",
        "INSERT INTO album VALUES (1)",
        "INSERT INTO other.album VALUES (1, 1)",
        'INSERT INTO "An odd schema"."a b" (album_id) VALUES (1)',
        'COMMENT ON TABLE album IS \'quotes """ and \\\'',
        "COMMENT ON COLUMN album.id IS 'two\nlines'",
        on=POSTGRES,
    ),
    odd(
        "types of MariaDB",
        "CREATE TABLE t (id INTEGER UNSIGNED AUTO_INCREMENT PRIMARY KEY COMMENT 'a \"quote\"',"
        " a SET('x', 'yz'), b YEAR, c BIT(5), d POINT, e ENUM('p', 'it''s', ''), f TIME, g DATE,"
        " h DATETIME(6), i JSON, j TINYINT(1), k BIGINT UNSIGNED ZEROFILL, l DOUBLE, m FLOAT,"
        " n DECIMAL(30, 5), o LONGBLOB, p VARBINARY(9), q UUID, r INET6,"
        " s TEXT CHARACTER SET latin1,"
        " t TIMESTAMP NULL DEFAULT NULL ON UPDATE CURRENT_TIMESTAMP, u BOOLEAN, v GEOMETRY,"
        " w CHAR(3) COLLATE utf8mb4_bin, x SET('a', '')) COMMENT 'the ''table'''",
        "INSERT INTO t (a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, u, v, w) VALUES"
        " ('x,yz', 2020, b'101', POINT(1, 2), 'p', '-838:59:59', '0000-00-00',"
        " '0000-00-00 00:00:00',"
        " '{\"a\": 1}', 5, 18446744073709551615, 1e-30, 1.5, 1.5, x'ff', x'00',"
        " '00000000-0000-0000-0000-000000000001', '::1', 'é', 1, POINT(1, 2), 'abc')",
        "INSERT INTO t (id) VALUES (NULL)",
        "SET sql_mode = 'ANSI_QUOTES'",
        "INSERT INTO t (e, g, h, f) VALUES ('wrong', '2020-00-15', '2020-02-31', '25:00:00')",
        "CREATE VIEW v AS SELECT a, c, i, v FROM t",
        on=MARIADB,
    ),
    odd(
        "arrays as keys",
        "CREATE TABLE t (tags TEXT[] PRIMARY KEY, n INTEGER)",
        "INSERT INTO t VALUES ('{a,b}', 1), ('{}', 2)",
        on=POSTGRES,
    ),
    odd(
        "dates without end",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, at TIMESTAMP, n NUMERIC, f FLOAT)",
        "INSERT INTO t VALUES (1, '9999-12-31', 'NaN', 'Infinity')",
        on=POSTGRES,
    ),
    odd(
        "plurals",
        *(
            f"CREATE TABLE {name} (id INTEGER PRIMARY KEY)"
            for name in [
                "addresses",
                "statuses",
                "news",
                "categories",
                "people",
                "series",
                "children",
                "buses",
                "data",
            ]
        ),
    ),
    odd(
        "an index and a table of one name",
        "CREATE TABLE a (id INTEGER PRIMARY KEY, x INTEGER)",
        "CREATE TABLE b (id INTEGER PRIMARY KEY, x INTEGER)",
        "CREATE INDEX a_x ON a (x)",
        "CREATE INDEX b_x ON b (x)",
        "INSERT INTO a VALUES (1, 1)",
    ),
]
