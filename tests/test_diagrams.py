"""Rules of entity-relationship diagrams."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table, UniqueConstraint
from sqlmodel import SQLModel

from heroes import diagram
from heroes.diagrams import Diagram
from heroes.models import Base, Hero, HeroCreate, Team


def test_a_diagram_reads_well_as_text() -> None:
    assert diagram(Team, Hero).text == (
        "team\n"
        "  id            INTEGER  PK\n"
        "  name          VARCHAR  not null, index\n"
        "  headquarters  VARCHAR  not null\n"
        "\n"
        "hero\n"
        "  id           INTEGER  PK\n"
        "  name         VARCHAR  not null, index\n"
        "  age          INTEGER  index\n"
        "  team_id      INTEGER  index, FK -> team.id\n"
        "  secret_name  VARCHAR  not null\n"
        "\n"
        "team 0..1 --- * hero    hero.team_id -> team.id"
    )


def test_a_diagram_is_mermaid_where_it_is_drawn() -> None:
    bundle = diagram(Team, Hero)._repr_mimebundle_()
    assert sorted(bundle) == ["text/plain", "text/vnd.mermaid"]
    lines = bundle["text/vnd.mermaid"].splitlines()
    assert lines[0] == "erDiagram"
    assert '    t1["team"] {' in lines
    assert "        INTEGER team_id FK" in lines
    assert lines[-1] == '    t1 |o--o{ t2 : "team_id"'


def test_metadata_is_drawn_whole_and_in_the_order_of_names() -> None:
    drawn = diagram(Base.metadata)
    heads = [line for line in drawn.text.splitlines() if line and not line.startswith(" ")]
    assert heads[:4] == ["hero", "heromissionlink", "mission", "team"]
    assert repr(drawn) == drawn.text


def test_a_table_given_twice_is_drawn_once() -> None:
    assert diagram(Team, Team).text == diagram(Team).text


def test_a_key_to_a_table_that_is_not_drawn_stays_a_note() -> None:
    text = diagram(Hero).text
    assert "FK -> team.id" in text
    assert "---" not in text


@pytest.mark.parametrize("source", [HeroCreate, SQLModel, 3, "hero", None])
def test_what_has_no_table_gets_one_sentence(source: object) -> None:
    with pytest.raises(TypeError, match="has no table: give models with table=True"):
        diagram(source)  # type: ignore[arg-type]


def test_cardinality_follows_nullability_and_keys() -> None:
    metadata = MetaData()
    Table("person", metadata, Column("id", Integer, primary_key=True))
    Table("passport", metadata, Column("id", ForeignKey("person.id"), primary_key=True))
    Table("badge", metadata, Column("person_id", ForeignKey("person.id"), unique=True))
    Table(
        "friendship",
        metadata,
        Column("a", ForeignKey("person.id"), primary_key=True),
        Column("b", ForeignKey("person.id"), primary_key=True),
    )
    Table(
        "employee",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("boss_id", ForeignKey("employee.id")),
    )
    links = [line.split("    ")[0] for line in diagram(metadata).text.splitlines() if "---" in line]
    assert links == [
        "person 0..1 --- 0..1 badge",
        "employee 0..1 --- * employee",
        "person 1 --- * friendship",
        "person 1 --- * friendship",
        "person 1 --- 0..1 passport",
    ]


def test_a_key_to_nowhere_and_a_type_of_no_database_do_no_harm() -> None:
    metadata = MetaData()
    Table("lost", metadata, Column("x", ForeignKey("nowhere.id")), Column("y"))
    assert "FK -> nowhere.id" in diagram(metadata).text


def test_unique_columns_are_marked() -> None:
    metadata = MetaData()
    table = Table("t", metadata, Column("a", String, unique=True), Column("b", String))
    table.append_constraint(UniqueConstraint("a", "b"))
    text = diagram(metadata).text
    assert re.search(r"a  VARCHAR  unique", text)
    assert not re.search(r"b  VARCHAR  unique", text)


def hostile(name: str) -> Diagram:
    metadata = MetaData()
    Table(name, metadata, Column(name, String(20), primary_key=True))
    other = Table("other", metadata)
    other.append_column(Column(f"{name}_key", String, ForeignKey(metadata.tables[name].c[name])))
    return diagram(metadata)


@pytest.mark.parametrize(
    "name",
    [
        "Order Details",
        '"',
        "<script>alert(1)</script>",
        "a`b",
        "x } t9 {",
        "é",
        "1st",
        "%%{init}%%",
        "#quot;",
        "class",
        "a\nb",
        "\u202e",
        "hero[0]",
        "--",
        ";",
        "\\",
    ],
)
def test_hostile_names_stay_inside_their_quotes(name: str) -> None:
    mermaid, text = hostile(name).mermaid, hostile(name).text
    for line in mermaid.splitlines():
        assert re.fullmatch(
            r"erDiagram"
            r'|    t\d\["[^"<>`\\{}%\n]*"\] \{'
            r'|        [A-Za-z_][\w()]* [A-Za-z_][\w()]*( (PK|FK|UK)(, (PK|FK|UK))*)?( "[^"<>`]*")?'
            r"|    \}"
            r'|    t\d [|o]{2}--o[{|] t\d : "[^"<>`]*"',
            line,
        ), line
    assert all(c.isprintable() or c == "\n" for c in text)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1))
def test_any_name_gives_a_diagram_of_the_same_shape(name: str) -> None:
    if name == "other":
        return
    assert len(hostile(name).mermaid.splitlines()) == 8
    assert len(hostile(name).text.split("\n\n")) == 3
