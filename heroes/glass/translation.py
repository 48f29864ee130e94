"""Plans of SQLite, PostgreSQL and MariaDB as one tree, in words that outlive a version."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

POSTGRES_SORTS = {"Unique": "DISTINCT", "Merge Join": "JOIN", "WindowAgg": "OVER"}
POSTGRES_WORDS = {"WindowAgg": "window", "Append": "union all", "Merge Append": "union all"}
NAME = r'("[^"]+"|`[^`]+`|[\w$.]+)'
WRITES = re.compile(
    r"\s*(?:(INSERT|REPLACE)(?:\s+\w+){0,2}?\s+INTO|(UPDATE)(?:\s+OR\s+\w+)?|(DELETE)\s+FROM)\s+"
    + NAME,
    re.I,
)
LIMITS = re.compile(r"\b(?:LIMIT|FETCH\s+(?:FIRST|NEXT))\b", re.I)
ORDERS = re.compile(r"\b(?:ORDER\s+BY|GROUP\s+BY|DISTINCT|OVER)\b", re.I)
NEEDS_ALL = re.compile(
    r"\b(?:WHERE|GROUP|HAVING|DISTINCT|OVER|(?:COUNT|SUM|MIN|MAX|AVG|TOTAL|\w+_CONCAT|\w+_AGG)\s*\()",
    re.I,
)


@dataclass(slots=True, eq=False)
class Node:
    """A line of a plan. `table` is what it reads, `is_whole` tells whether from end to end."""

    text: str
    children: list["Node"] = field(default_factory=list)
    table: str = ""
    is_whole: bool = False
    estimate: int = 0

    def walk(self, depth: int = 0) -> Iterator[tuple[int, "Node"]]:
        """Yield this node and all below it, each with its depth."""
        yield depth, self
        for child in self.children:
            yield from child.walk(depth + 1)


def translate(backend: str, answer: list[Any], names: "Names") -> list[Node]:
    """Return a plan as nodes in our own words."""
    if backend == "sqlite":
        nodes = _SQLite(answer, names).below(0)
    else:
        plan = json.loads(answer[0][0]) if isinstance(answer[0][0], str) else answer[0][0]
        is_list = isinstance(plan, list)
        nodes = _PostgreSQL(names).nodes(plan[0]["Plan"]) if is_list else _MySQL(names).nodes(plan)
    is_scan = len(nodes) == 1 and nodes[0].is_whole and not nodes[0].children
    if is_scan and LIMITS.search(names.sql) and not NEEDS_ALL.search(names.sql):
        nodes = [Node(f"{nodes[0].text} until LIMIT")]
    target = WRITES.match(names.sql)
    if target is None or backend == "postgresql":
        return nodes
    verb = "update" if target[2] else "delete from" if target[3] else "insert into"
    return [Node(verb + " " + target[4].strip('`"'), nodes)]


def _join(nodes: list[Node]) -> list[Node]:
    return [Node("join", nodes)] if len(nodes) > 1 else nodes


class Names:
    """What the names in a statement and in its plan stand for, and how a table is read."""

    def __init__(self, sql: str, keys: list[Any]) -> None:
        self.sql = sql
        self.primary = {"PRIMARY KEY", *(index for _, _, index in keys)}
        self.keys: dict[str, set[str]] = defaultdict(set)
        for table, column, _ in keys:
            self.keys[table] |= {column} - {None}

    def table(self, name: str) -> str | None:
        """Return the table that a name or an alias stands for, None for a subquery."""
        alias = rf"{NAME}(?:\s+AS)?\s+[\"`]?{re.escape(name)}(?!\w)"
        for found in re.finditer(alias, self.sql, re.I):
            if (table := found[1].strip('"`').split(".")[-1]) in self.keys:
                return table
        return name if name in self.keys else None

    def scan(self, table: str, index: str = "") -> Node:
        """Return the node of a table that is read whole, perhaps in the order of an index."""
        # Of several indexes that would do, a database takes any: only an order singles one out.
        is_any = index in self.primary or not ORDERS.search(self.sql)
        is_named = index and not is_any and not index.startswith("sqlite_autoindex")
        text = f"scan {table} by index {index}" if is_named else f"scan {table}"
        return Node(text, [], table, is_whole=True)

    def search(self, table: str, index: str, condition: str) -> Node:
        """Return the node of rows that are found by columns of an index: "age>? AND name=?"."""
        key, name = self.keys.get(table, set()), f"index {index}"
        parts = condition.split(" AND ")
        if index.startswith("sqlite_autoindex"):  # of the primary key, or of a UNIQUE
            is_key = {re.split("[<>=]", part)[0] for part in parts} <= key
            index, name = ("PRIMARY KEY" if is_key else ""), "unique index"
        if index in self.primary:
            name = "primary key"
            if key and key <= {part[:-2] for part in parts if part.endswith("=?")}:
                return Node(f"look up {table} by primary key", [], table)
        return Node(f"search {table} by {name} ({condition})", [], table)


class _SQLite:
    """Numbered lines, each below another one; the loops of a join stand side by side."""

    LOOP = re.compile(
        r"(SCAN|SEARCH) (?:TABLE |SUBQUERY )?(.+?)(?: AS (.+?))?"
        r"(?: USING (.*?)| VIRTUAL TABLE .*)?(?: (?:LEFT|RIGHT)-JOIN)?$"
    )
    USING = re.compile(
        r"(AUTOMATIC )?(?:PARTIAL )?(?:COVERING )?"
        r"(?:(?:INTEGER )?(PRIMARY KEY)|INDEX(?: (?!\()(.+?))?)(?: \((.*)\))?$"
    )
    SORT = re.compile(r"USE TEMP B-TREE FOR (?:.* OF )?(.+)")

    def __init__(self, answer: list[Any], names: Names) -> None:
        self.names = names
        self.subqueries: dict[str, Node] = {}
        self.lines: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for number, parent, _, detail in answer:
            self.lines[parent].append((number, detail))

    def below(self, parent: int) -> list[Node]:
        loops: list[Node] = []
        others: list[Node] = []
        sorts: list[str] = []
        for number, detail in self.lines[parent]:
            kind, _, rest = detail.partition(" ")
            if found := self.SORT.match(detail):
                sorts.append("DISTINCT" if "DISTINCT" in found[1] else found[1])
            elif kind in ("MATERIALIZE", "CO-ROUTINE"):
                is_recursive = any(line == "SETUP" for _, line in self.lines[number])
                name = "" if rest.startswith("(") or rest.isdigit() else f" {rest}"
                text = f"{'recursive CTE' if is_recursive else 'subquery'}{name}"
                self.subqueries[rest] = Node(text, self.below(number))
            elif "CONSTANT ROW" in detail:
                others.append(Node("constant row"))
            elif found := self.LOOP.match(detail):
                loops.append(self.loop(*found.groups()))
            elif detail == "MULTI-INDEX OR":
                ways = [node for way, _ in self.lines[number] for node in self.below(way)]
                loops.append(Node("either of", ways, ways[0].table))
            elif kind in ("COMPOUND", "MERGE"):
                others.append(self.compound(number, rest.strip("()").lower()))
            elif "SUBQUERY" in detail:
                text = "subquery for each row" if kind == "CORRELATED" else "subquery"
                others.append(Node(text, self.below(number)))
            else:
                others += self.below(number)
        checks = self.checks(loops) if parent == 0 else []
        nodes = _join([loop for loop in loops if loop not in checks]) + others
        for purpose in sorts:
            nodes = [Node(f"sort for {purpose}", nodes)]
        return nodes + ([Node("check foreign keys", checks)] if checks else [])

    def loop(self, verb: str, name: str, alias: str | None, using: str | None) -> Node:
        table = self.names.table(name)
        if name in self.subqueries:
            return self.subqueries.pop(name)
        if table is None:
            return Node(f"read {alias or name}")
        found = self.USING.match(using or "")
        automatic, key, index, condition = found.groups() if found else (None,) * 4
        if automatic:
            return Node(f"search {table} by temporary index ({condition})", [], table, True)
        if verb == "SCAN" or not condition:
            return self.names.scan(table, key or index or "")
        for column in self.names.keys[table] if condition.startswith("rowid") else ():
            condition = condition.replace("rowid", column)
        return self.names.search(table, key or index or "", condition)

    def checks(self, loops: list[Node]) -> list[Node]:
        """Return the loops of a write that look after foreign keys: nothing in its SQL asks."""
        target = WRITES.match(self.names.sql)
        asked = self.names.sql[target.end() if target and target[1] else 0 :]
        tables = {each.table for each in loops}
        left = {name: len(re.findall(rf"\b{re.escape(name)}\b(?!\.)", asked)) for name in tables}
        checks = []
        for loop in loops if target else ():
            left[loop.table] -= 1
            checks += [loop] if left[loop.table] < 0 else []
        return checks

    def compound(self, parent: int, merged: str) -> Node:
        node = Node("")
        for number, detail in self.lines[parent]:
            word = merged if merged != "query" else detail.partition(" USING ")[0].lower()
            if word != "left-most subquery" and node.text not in ("", word):
                node = Node("", [node])
            node.text = "" if word == "left-most subquery" else word
            node.children += self.below(number)
        return node


class _PostgreSQL:
    """A tree of nodes, of which some only hand rows upwards."""

    CAST = re.compile(
        r'::(?:"[^"]+"|[\w.]+)(?: varying| precision| with(?:out)? time zone)?'
        r"(?:\([\d,]+\))?(?:\[\])*"
    )
    TERM = re.compile(r'((?:"[^"]+"|[\w.]+)(?:\([^()]*\))?) (IS NOT NULL|IS|[^\w\s(),]+)')

    def __init__(self, names: Names) -> None:
        self.names = names
        self.subqueries: dict[str, Node] = {}

    def nodes(self, plan: dict[str, Any], purpose: str = "ORDER BY") -> list[Node]:
        kind, table = plan["Node Type"], plan.get("Relation Name", "")
        if kind == "Bitmap Heap Scan":
            return [self.bitmap(plan["Plans"][0], table)]
        below, beside = [], []
        for child in plan.get("Plans", ()):
            grouped = "GROUP BY" if "Group Key" in plan else purpose
            nodes = self.nodes(child, POSTGRES_SORTS.get(kind, grouped))
            name = child.get("Subplan Name", "")
            if name.startswith("CTE "):
                is_recursive = child["Node Type"] == "Recursive Union"
                text = f"{'recursive CTE' if is_recursive else 'subquery'} {name[4:]}"
                self.subqueries[name[4:]] = Node(text, nodes)
            elif name:
                beside.append(Node("subquery", nodes))
            else:
                below += nodes
        return self.node(kind, table, plan, below, purpose) + beside

    def node(
        self, kind: str, table: str, plan: dict[str, Any], below: list[Node], purpose: str
    ) -> list[Node]:
        if "Index Name" in plan:
            if "Index Cond" in plan:
                return [self.bitmap(plan, table)]
            return [self.names.scan(table, plan["Index Name"])]
        if table and kind.endswith(" Scan"):
            return [self.names.scan(table)]
        if kind.endswith("Join") or kind == "Nested Loop":
            sides = [node.children if node.text == "join" else [node] for node in below]
            return _join([node for side in sides for node in side])
        if kind.endswith("Sort"):
            return [Node(f"sort for {purpose}", below)]
        if "Group Key" in plan and plan.get("Partial Mode") != "Partial":
            is_union = [node.text for node in below] == ["union all"]
            return [Node("union", below[0].children) if is_union else Node("group", below)]
        if kind == "ModifyTable":
            verb = {"Insert": "insert into", "Delete": "delete from"}.get(plan["Operation"])
            is_plain = [node.text for node in below] == ["constant row"]
            return [Node(f"{verb or 'update'} {table}", [] if is_plain else below)]
        if kind in ("CTE Scan", "WorkTable Scan"):
            name = plan["CTE Name"]
            return [self.subqueries.pop(name, Node(f"read {name}"))]
        if kind == "Subquery Scan" and not plan["Alias"].startswith("*"):
            return [Node(f"subquery {plan['Alias']}", below)]
        if kind == "SetOp":
            is_union = [node.text for node in below] == ["union all"]
            return [Node(plan["Command"].lower(), below[0].children if is_union else below)]
        if kind == "Function Scan":
            return [Node(f"read {plan.get('Function Name', plan['Alias'])}")]
        if kind in ("Result", "Values Scan"):
            return below or [Node("constant row")]
        return [Node(POSTGRES_WORDS[kind], below)] if kind in POSTGRES_WORDS else below

    def bitmap(self, plan: dict[str, Any], table: str) -> Node:
        if "Index Name" not in plan:
            ways = [self.bitmap(child, table) for child in plan["Plans"]]
            return Node("either of" if plan["Node Type"] == "BitmapOr" else "all of", ways)
        condition = re.sub(r"'(?:[^']|'')*'", "?", plan["Index Cond"])
        condition = re.sub(r"\(([\w.]+)\)", r"\1", self.CAST.sub("", condition))
        terms = [
            f"{column.removeprefix('ROW')}{'=' if sign == 'IS' else sign}?".replace(
                "IS NOT NULL?", " IS NOT NULL"
            )
            for column, sign in self.TERM.findall(condition)
        ]
        return self.names.search(table, plan["Index Name"], " AND ".join(terms))


class _MySQL:
    """Objects in objects. Their names differ between versions, so most are only walked through."""

    EQUAL = ("const", "system", "eq_ref", "ref", "ref_or_null", "unique_subquery")

    def __init__(self, names: Names) -> None:
        self.names = names
        self.clauses = re.findall(r"\b(ORDER BY|GROUP BY|DISTINCT)", names.sql.upper())

    def nodes(self, value: Any, key: str = "") -> list[Node]:
        if isinstance(value, list):
            nodes = [node for each in value for node in self.nodes(each, key)]
            return _join(nodes) if key == "nested_loop" else nodes
        if not isinstance(value, dict):
            return []
        if "access_type" in value and key != "union_result" and key != "recursive_union":
            return self.table(value)
        if "message" in value:
            said = {"No tables used": "constant row", "Deleting all rows": "every row"}
            return [Node(said.get(value["message"], "nothing to read"))]
        below = [node for name, each in value.items() for node in self.nodes(each, name)]
        text = self.text(key, value)
        return [Node(text, below)] if text and below else below

    def text(self, key: str, value: dict[str, Any]) -> str | None:
        if key in ("filesort", "ordering_operation"):
            is_order = "ORDER BY" in self.clauses or not self.clauses
            return f"sort for {'ORDER BY' if is_order else self.clauses[0]}"
        if key == "window_functions_computation":
            return "window"
        if key in ("temporary_table", "grouping_operation", "duplicates_removal"):
            is_group = "GROUP BY" in self.clauses
            return (
                "group"
                if is_group
                else "sort for DISTINCT"
                if self.clauses == ["DISTINCT"]
                else None
            )
        if key == "union_result":
            found = re.search(r"\b(UNION|EXCEPT|INTERSECT)(?: ALL)?\b", self.names.sql, re.I)
            return found[0].lower() if found else "union"
        return "subquery" if key.endswith("subqueries") else None

    def table(self, value: dict[str, Any]) -> list[Node]:
        name, index = value["table_name"], value.get("key", "")
        inner = value.get("materialized") or value.get("materialized_from_subquery")
        if inner:
            return [
                Node("subquery" if name.startswith("<") else f"subquery {name}", self.nodes(inner))
            ]
        table = self.names.table(name)
        if table is None:
            return [Node("read subquery" if name.startswith("<") else f"read {name}")]
        if value["access_type"] == "index_merge":
            return [self.merged(value["index_merge"], table, value)]
        if value["access_type"] == "ALL" or not index:
            node = self.names.scan(table)
        elif value["access_type"] == "index":
            node = self.names.scan(table, index)
        else:
            node = self.names.search(table, index, self.condition(value, value))
        node.estimate = int(value.get("rows") or value.get("rows_examined_per_scan") or 0)
        return [node]

    def merged(self, ways: dict[str, Any], table: str, value: dict[str, Any]) -> Node:
        [(kind, parts)] = ways.items()
        ranges = [part["range"] for part in parts]
        nodes = [
            self.names.search(table, each["key"], self.condition(each, value)) for each in ranges
        ]
        return Node("all of" if kind == "intersect" else "either of", nodes)

    def condition(self, part: dict[str, Any], value: dict[str, Any]) -> str:
        terms = []
        said = f"{value.get('index_condition', '')} {value.get('attached_condition', '')}"
        for column in part.get("used_key_parts", ()):
            signs = re.findall(rf"\b{re.escape(column)}`? (<=>|[<>]=?|=|in\b|is null)", said)
            if value["access_type"] in self.EQUAL:
                signs = ["="]
            terms += [f"{column}{sign if sign[0] in '<>' else '='}?" for sign in signs] or [column]
        return " AND ".join(terms)
