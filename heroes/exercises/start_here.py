"""The exercises of 00 Start here: how a question and a check read."""

from sqlmodel import col, or_, select

from heroes.judge import Exercise
from heroes.models import Hero

CHAPTER = "00_start_here"

count_others = Exercise(
    id="start_here.count_others",
    chapter=CHAPTER,
    title="How many are not 35?",
    prompt=(
        "Of 30 heroes, 3 are 35 years old. How many does select(Hero).where(Hero.age != 35) find?"
    ),
    kind="predict",
    concepts=("null", "comparison", "where"),
    minutes=1,
    starter='answer = ...  # "24", "27" or "30"',
    reference="24",
    alternates=[],
    wrong=[("27", "null_lost"), ("30", "missing_filter")],
    hints=("Three heroes have an age that nobody knows.",),
)

others = Exercise(
    id="start_here.others",
    chapter=CHAPTER,
    title="Everybody who is not known to be 35",
    prompt="Select the heroes who are not 35 years old, and those whose age is unknown as well.",
    kind="select",
    concepts=("null", "comparison", "and_or_not", "where", "select"),
    minutes=3,
    models=(Hero,),
    starter="answer = ...",
    reference=select(Hero).where(or_(Hero.age != 35, col(Hero.age).is_(None))),
    alternates=[
        select(Hero).where(col(Hero.age).is_distinct_from(35)),
        select(Hero).where((col(Hero.age) != 35) | (col(Hero.age) == None)),
        lambda session: [hero for hero in session.exec(select(Hero)) if hero.age != 35],
    ],
    wrong=[
        (select(Hero).where(Hero.age != 35), "null_lost"),
        (select(Hero).where(Hero.age != 35, col(Hero.age).is_(None)), "and_for_or"),
        (lambda: select(Hero).where(or_(Hero.age != 35, Hero.age is None)), "is_none"),
        (select(Hero).where(or_(Hero.age == 35, col(Hero.age).is_(None))), "wrong_operator"),
        (select(Hero), "missing_filter"),
    ],
    hints=(
        "A comparison with NULL is never true, so those rows need a condition of their own.",
        "`or_` joins two conditions, and `col(Hero.age).is_(None)` is one of them.",
    ),
)
