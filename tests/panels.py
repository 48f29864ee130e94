"""A notebook that uses all of glass, on ordinary and on hostile data."""

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

CELLS = [
    """%load_ext heroes
from sqlalchemy.orm import registry
from sqlmodel import Field, Session, SQLModel, select
from heroes import create_tables, make_engine, seed, states, trace
from heroes.models import Hero, Team

engine = make_engine()
create_tables(engine)
session = Session(engine)
seed(session)""",
    """for team in session.exec(select(Team)).all():
    len(team.heroes)""",
    """%%trace explain diff
session.add(Hero(name="Nova", secret_name="Nia Okafor", age=19))
session.get(Hero, 3).age = 49
session.flush()""",
    """%%trace steps
echo = Hero(name="Echo", secret_name="Lena Strand")
session.add(echo)
session.flush()
session.rollback()""",
    "states(session)",
    """attack = "<script>document.title = 'attacked'</script><img src=x onerror='document.title=1'>"


class Base(SQLModel, registry=registry()):
    pass


class Odd(Base, table=True):
    __tablename__ = attack + "`'"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(sa_column_kwargs={"name": attack + '"`'})


other = make_engine()
Base.metadata.create_all(other)""",
    """%%trace explain diff
with Session(other) as s:
    s.add(Odd(name=attack + "```"))
    s.commit()
    rows = s.exec(select(Odd).where(Odd.name != attack)).all()
rows""",
    """with session.begin_nested():
    session.add(Hero(name="Nobody"))
    session.flush()""",
    """with trace(explain=True) as t:
    session.exec(select(Hero).where(Hero.name.like("%a%")).order_by(Hero.id)).first()
t""",
    "t.objects, len(t.steps()), t.advice",
    "%glass brief",
    """session.rollback()
{hero.team.name for hero in session.exec(select(Hero).where(Hero.team_id.is_not(None)))} - {0}
None""",
    "%glass on",
]
FAILS = "Nobody"


def notebook_of_panels() -> NotebookNode:
    """Return the notebook, without outputs."""
    cells = [new_code_cell(source, id=f"cell-{number}") for number, source in enumerate(CELLS)]
    for cell in cells:
        if FAILS in cell.source:
            cell.metadata["tags"] = ["raises-exception"]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})
