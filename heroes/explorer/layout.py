"""Lay out Python expressions as ruff does: on one line where they fit, else broken at commas."""

import ast
from dataclasses import dataclass
from unicodedata import east_asian_width

WIDTH = 88
CLOSING = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True)
class Call:
    """A name before a bracket, and what stands in it; a list or a tuple has no name."""

    name: str
    arguments: "tuple[Node, ...]" = ()
    bracket: str = "("

    @property
    def is_literal(self) -> bool:
        """Tell a list, a tuple or a dictionary, which breaks at each comma, from a call."""
        return self.bracket != "(" or not self.name or self.name[-1] in "= "


Node = str | Call


def literal(value: str) -> str:
    """Write a string as a literal in double quotes, or in single ones where these escape less."""
    quote = "'" if value.count('"') > value.count("'") else '"'
    written = (f"\\{quote}" if c == quote else c if c in "'\"" else repr(c)[1:-1] for c in value)
    return f"{quote}{''.join(written)}{quote}"


def flat(node: Node) -> str:
    """Write an expression on one line."""
    if isinstance(node, str):
        return node
    inside = ", ".join(map(flat, node.arguments))
    is_tuple = node.is_literal and node.bracket == "("
    comma = "," if is_tuple and len(node.arguments) == 1 else ""
    return f"{node.name}{node.bracket}{inside}{comma}{CLOSING[node.bracket]}"


def lay_out(prefix: str, node: Node, indent: int, suffix: str = "") -> str:
    """Write a statement or an argument, indented, in as few lines as fit the width."""
    pad, deeper = " " * indent, " " * (indent + 4)
    line = f"{pad}{prefix}{flat(node)}{suffix}"
    if _width(line) <= WIDTH or isinstance(node, str) or not node.arguments:
        return line
    inside = deeper + ", ".join(map(flat, node.arguments))
    if _width(inside) > WIDTH or node.is_literal:
        inside = "\n".join(lay_out("", argument, indent + 4, ",") for argument in node.arguments)
    closing = f"{pad}{CLOSING[node.bracket]}{suffix}"
    return f"{pad}{prefix}{node.name}{node.bracket}\n{inside}\n{closing}"


def lay_out_attribute(name: str, annotation: str, node: Node, indent: int) -> str:
    """Write an annotated attribute; where its start alone is too long, what ruff breaks then."""
    pad, start = " " * indent, f"{name}: {annotation} = "
    begins = node if isinstance(node, str) else f"{node.name}{node.bracket}"
    is_short = _width(f"{pad}{start}{flat(node)}") <= WIDTH
    if is_short or _width(f"{pad}{start}{begins}") <= WIDTH:
        return lay_out(start, node, indent)
    if _width(f"{pad}{start}(") <= WIDTH:
        return f"{pad}{start}(\n{lay_out('', node, indent + 4)}\n{pad})"
    if " | " in annotation:
        before, inside, after = "(", annotation, ")"
    elif annotation.endswith("]"):
        before, _, inside = annotation.removesuffix("]").partition("[")
        before, after = f"{before}[", "]"
    else:
        return lay_out(start, node, indent)
    return f"{pad}{name}: {before}\n{pad}    {inside}\n{lay_out(f'{after} = ', node, indent)}"


def _width(line: str) -> int:
    """Count columns: letters of some scripts take two."""
    if line.isascii():
        return len(line)
    return sum(2 if east_asian_width(c) in "FW" else 1 for c in line)


def parse(expression: str) -> Node:
    """Return an expression of calls and constants as nodes; raises ValueError for anything else."""
    return _node(ast.parse(expression, mode="eval").body)


def _node(tree: ast.expr) -> Node:
    match tree:
        case ast.Constant(value=str(value)):
            return literal(value)
        case ast.Constant() | ast.Name() | ast.Attribute() | ast.UnaryOp(operand=ast.Constant()):
            return ast.unparse(tree)
        case ast.List(elts=items):
            return Call("", tuple(map(_node, items)), "[")
        case ast.Tuple(elts=items):
            return Call("", tuple(map(_node, items)))
        case ast.Call(func=ast.Name() | ast.Attribute(), args=items, keywords=named):
            keywords = (keyword(word.arg or "**", _node(word.value)) for word in named)
            return Call(ast.unparse(tree.func), (*map(_node, items), *keywords))
    raise ValueError(f"This is no call and no constant: {ast.unparse(tree)}")


def keyword(name: str, value: Node) -> Node:
    """Return a keyword argument."""
    if isinstance(value, str):
        return f"{name}={value}"
    return Call(f"{name}={value.name}", value.arguments, value.bracket)


def entry(key: str, value: Node) -> Node:
    """Return an entry of a dictionary."""
    if isinstance(value, str):
        return f"{literal(key)}: {value}"
    return Call(f"{literal(key)}: {value.name}", value.arguments, value.bracket)
