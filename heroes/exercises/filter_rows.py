"""The exercises of 04 Filter rows: conditions, alone and together, and the unknown."""

from sqlmodel import and_, col, not_, or_, select

from heroes.judge import Exercise
from heroes.models import Hero, Team
from heroes.samples import seed

MODELS = (Hero, Team)
CHAPTER = "04_filter_rows"


def _adults_from_18(session):
    return session.exec(select(Hero).where(Hero.age >= 18)).all()


def _adults_not_below(session):
    return session.exec(select(Hero).where(not_(Hero.age < 18))).all()


def _adults_with_python(session):
    everyone = session.exec(select(Hero)).all()
    return [hero for hero in everyone if hero.age is not None and hero.age >= 18]


def _adults_above_18(session):
    return session.exec(select(Hero).where(Hero.age > 18)).all()


def _adults_below_18(session):
    return session.exec(select(Hero).where(Hero.age < 18)).all()


def _adults_or_unknown(session):
    return session.exec(select(Hero).where(or_(Hero.age >= 18, Hero.age.is_(None)))).all()


def _adults_or_unknown_with_python(session):
    return [hero for hero in session.exec(select(Hero)) if hero.age is None or hero.age >= 18]


def _adults_from_21(session):
    return session.exec(select(Hero).where(Hero.age >= 21)).all()


def _adults_of_all_ages(session):
    return session.exec(select(Hero)).all()


def _one_adult(session):
    return session.exec(select(Hero).where(Hero.age >= 18).order_by(Hero.id)).first()


def _names_of_adults(session):
    return session.exec(select(Hero.name).where(Hero.age >= 18)).all()


def _adults_forgotten(session):
    session.exec(select(Hero).where(Hero.age >= 18)).all()


adults = Exercise(
    id="filter_rows.adults",
    chapter=CHAPTER,
    title="Adults",
    prompt=(
        "Select the heroes who are 18 or older. Whoever has no known age does not count. The "
        "order does not matter."
    ),
    kind="select",
    concepts=("where", "comparison", "null", "select"),
    minutes=2,
    models=MODELS,
    starter="def adults(session):\n    return ...",
    reference=_adults_from_18,
    alternates=[_adults_not_below, select(Hero).where(col(Hero.age) > 17), _adults_with_python],
    wrong=[
        (_adults_above_18, "boundary"),
        (_adults_below_18, "wrong_operator"),
        (_adults_or_unknown, "null_kept"),
        (_adults_or_unknown_with_python, "null_kept"),
        (_adults_from_21, "wrong_value"),
        (_adults_of_all_ages, "missing_filter"),
        (_one_adult, "one_for_many"),
        (_names_of_adults, "wrong_columns"),
        (_adults_forgotten, "forgot_return"),
    ],
    hints=(
        "Is somebody who is 18 today among them?",
        "session.exec(...) takes a select(Hero) with a where(...); all() makes a list of it.",
    ),
)

not_in_none = Exercise(
    id="filter_rows.not_in_none",
    chapter=CHAPTER,
    title="Not in a list with None",
    prompt=(
        "3 of the 30 heroes are 35, and the age of 3 others is unknown. How many rows has the "
        "answer to select(Hero).where(not_(col(Hero.age).in_([35, None])))?"
    ),
    kind="predict",
    concepts=("in", "and_or_not", "null"),
    minutes=3,
    starter='answer = ...  # "0", "24", "27" or "30"',
    reference="0",
    wrong=[("24", "null_in_list"), ("27", "null_lost"), ("30", "null_kept")],
    hints=(
        "Write it out: the age is neither equal to 35 nor equal to NULL.",
        "When is a comparison with NULL true?",
    ),
)

PAIR = ["Echo", "Nova"]


def _echo_or_nova_by_or(session):
    statement = select(Hero).where(or_(Hero.name == "Echo", Hero.name == "Nova"))
    return session.exec(statement).all()


def _echo_or_nova_by_bar(session):
    return session.exec(select(Hero).where((Hero.name == "Echo") | (Hero.name == "Nova"))).all()


def _echo_or_nova_by_list(session):
    return session.exec(select(Hero).where(col(Hero.name).in_(PAIR))).all()


def _echo_or_nova_in_two_questions(session):
    echoes = session.exec(select(Hero).where(Hero.name == "Echo")).all()
    return [*echoes, *session.exec(select(Hero).where(Hero.name == "Nova")).all()]


def _nova_or_echo_in_python(session):
    named = select(Hero).where(Hero.name == "Nova" or Hero.name == "Echo")
    return session.exec(named.order_by(Hero.id)).all()


def _echo_and_nova_in_python(session):
    return session.exec(select(Hero).where(Hero.name == "Echo" and Hero.name == "Nova")).all()


def _echo_and_nova(session):
    return session.exec(select(Hero).where(Hero.name == "Echo", Hero.name == "Nova")).all()


def _echo_or_nova_in_a_python_list(session):
    return session.exec(select(Hero).where(Hero.name in ["Echo", "Nova"])).all()


def _echo_or_nova_in_any_case(session):
    either = or_(col(Hero.name).ilike("echo"), col(Hero.name).ilike("nova"))
    return session.exec(select(Hero).where(either)).all()


def _neither_echo_nor_nova(session):
    return session.exec(select(Hero).where(col(Hero.name).not_in(PAIR))).all()


def _one_echo_or_nova(session):
    return session.exec(select(Hero).where(col(Hero.name).in_(PAIR)).order_by(Hero.id)).first()


def _secretly_echo_or_nova(session):
    return session.exec(select(Hero).where(col(Hero.secret_name).in_(PAIR))).all()


echo_or_nova = Exercise(
    id="filter_rows.echo_or_nova",
    chapter=CHAPTER,
    title="Echo or Nova",
    prompt=(
        "This function is meant to return all heroes who are called Echo or Nova, spelled as here. "
        "Repair it."
    ),
    kind="select",
    concepts=("and_or_not", "in", "where"),
    minutes=3,
    models=MODELS,
    starter=(
        "def echo_or_nova(session):\n"
        '    statement = select(Hero).where(Hero.name == "Echo" or Hero.name == "Nova")\n'
        "    return session.exec(statement).all()"
    ),
    reference=_echo_or_nova_by_or,
    alternates=[_echo_or_nova_by_list, _echo_or_nova_by_bar, _echo_or_nova_in_two_questions],
    wrong=[
        (_nova_or_echo_in_python, "python_or"),
        (_echo_and_nova_in_python, "python_and"),
        (_echo_and_nova, "and_for_or"),
        (_echo_or_nova_in_a_python_list, "python_in"),
        (_echo_or_nova_in_any_case, "case_sensitivity"),
        (_neither_echo_nor_nova, "wrong_operator"),
        (_one_echo_or_nova, "one_for_many"),
        (_secretly_echo_or_nova, "wrong_column"),
    ],
    hints=(
        "Print the statement: which names does the SQL compare?",
        "or is Python's. SQLModel has a function with nearly that name, and columns have in_.",
    ),
)


def _elsewhere_in_two_parts(session):
    others = or_(col(Hero.team_id).is_(None), Hero.team_id != 1)
    return session.exec(select(Hero).where(others)).all()


def _elsewhere_with_python(session):
    return [hero for hero in session.exec(select(Hero)) if hero.team_id != 1]


elsewhere = Exercise(
    id="filter_rows.elsewhere",
    chapter=CHAPTER,
    title="Elsewhere",
    prompt=(
        "Select the heroes who are not in the team with the id 1. Heroes who are in no team, so "
        "whose team_id is NULL, belong to them. The order does not matter."
    ),
    kind="select",
    concepts=("null", "comparison", "and_or_not", "where", "select"),
    minutes=4,
    models=MODELS,
    starter="elsewhere = ...  # a statement",
    reference=select(Hero).where(or_(Hero.team_id != 1, col(Hero.team_id).is_(None))),
    alternates=[
        select(Hero).where(col(Hero.team_id).is_distinct_from(1)),
        _elsewhere_in_two_parts,
        _elsewhere_with_python,
    ],
    wrong=[
        (select(Hero).where(Hero.team_id != 1), "null_lost"),
        (select(Hero).where(not_(Hero.team_id == 1)), "null_lost"),
        (select(Hero).where(col(Hero.team_id).not_in([1, None])), "null_in_list"),
        (select(Hero).where(Hero.team_id == 1), "wrong_operator"),
        (lambda: select(Hero).where(or_(Hero.team_id != 1, Hero.team_id is None)), "is_none"),
        (lambda: select(Hero).where(not (Hero.team_id == 1)), "python_not"),
        (select(Hero).where(Hero.team_id != 1, col(Hero.team_id).is_(None)), "and_for_or"),
        (select(Hero).where(or_(Hero.id != 1, col(Hero.team_id).is_(None))), "wrong_column"),
    ],
    hints=(
        "What does NULL != 1 give?",
        "or_ adds a second condition, or one method counts NULL as a value.",
    ),
)


def _seed_more_odd_names(session):
    """Add heroes whose names or ages come close to what is asked."""
    seed(session)
    rows = [
        ("50% Off", None), ("Snake_Case", 30), ("No_Limit", 45), ("9% Iron", 29),
        ("_start", None), ("Half", 29), ("Whole", None), ("a_b%c", 8), ("a_b%d", 80),
    ]  # fmt: skip
    session.add_all([Hero(name=name, age=age, secret_name=f"The {name}") for name, age in rows])
    session.commit()


PERCENT = col(Hero.name).contains("%", autoescape=True)
LINE = col(Hero.name).contains("_", autoescape=True)
YOUNG = Hero.age < 30
AGELESS = col(Hero.age).is_(None)


def _odd_names_escaped(session):
    odd = or_(
        col(Hero.name).contains("%", autoescape=True),
        col(Hero.name).contains("_", autoescape=True),
    )
    young = or_(Hero.age < 30, col(Hero.age).is_(None))
    return session.exec(select(Hero).where(odd, young)).all()


def _odd_names_by_pattern(session):
    odd = or_(
        col(Hero.name).like("%!%%", escape="!"),
        col(Hero.name).like("%!_%", escape="!"),
    )
    return session.exec(select(Hero).where(and_(odd, or_(YOUNG, AGELESS)))).all()


def _odd_names_by_bars(session):
    return session.exec(select(Hero).where((PERCENT | LINE) & (YOUNG | AGELESS))).all()


def _odd_names_with_python(session):
    young = session.exec(select(Hero).where(or_(YOUNG, AGELESS))).all()
    return [hero for hero in young if "%" in hero.name or "_" in hero.name]


def _odd_names_unescaped(session):
    odd = or_(col(Hero.name).contains("%"), col(Hero.name).contains("_"))
    return session.exec(select(Hero).where(odd, or_(YOUNG, AGELESS))).all()


def _odd_names_of_known_age(session):
    return session.exec(select(Hero).where(or_(PERCENT, LINE), YOUNG)).all()


def _odd_names_up_to_30(session):
    return session.exec(select(Hero).where(or_(PERCENT, LINE), or_(Hero.age <= 30, AGELESS))).all()


def _odd_names_without_parentheses(session):
    return session.exec(select(Hero).where(PERCENT | LINE & YOUNG | AGELESS)).all()


def _odd_names_with_both(session):
    return session.exec(select(Hero).where(PERCENT, LINE, or_(YOUNG, AGELESS))).all()


def _odd_names_or_young(session):
    return session.exec(select(Hero).where(or_(PERCENT, LINE, YOUNG, AGELESS))).all()


def _odd_names_at_the_start(session):
    odd = or_(
        col(Hero.name).startswith("%", autoescape=True),
        col(Hero.name).startswith("_", autoescape=True),
    )
    return session.exec(select(Hero).where(odd, or_(YOUNG, AGELESS))).all()


def _odd_names_is_none(session):
    young = or_(YOUNG, Hero.age is None)
    return session.exec(select(Hero).where(or_(PERCENT, LINE), young)).all()


def _odd_names_of_all_ages(session):
    return session.exec(select(Hero).where(or_(PERCENT, LINE))).all()


odd_names = Exercise(
    id="filter_rows.odd_names",
    chapter=CHAPTER,
    title="Odd names",
    prompt=(
        "Return the heroes whose name contains a percent sign or an underscore, and whose age is "
        "below 30 or unknown. The order does not matter."
    ),
    kind="select",
    concepts=("like", "and_or_not", "null", "where"),
    minutes=7,
    models=MODELS,
    starter="def odd_names(session):\n    return ...",
    setup=_seed_more_odd_names,
    reference=_odd_names_escaped,
    alternates=[_odd_names_by_pattern, _odd_names_by_bars, _odd_names_with_python],
    wrong=[
        (_odd_names_unescaped, "unescaped_wildcard"),
        (_odd_names_of_known_age, "null_lost"),
        (_odd_names_is_none, "is_none"),
        (_odd_names_up_to_30, "boundary"),
        (_odd_names_without_parentheses, "precedence"),
        (_odd_names_with_both, "and_for_or"),
        (_odd_names_or_young, "or_for_and"),
        (_odd_names_at_the_start, "wrong_pattern"),
        (_odd_names_of_all_ages, "missing_filter"),
    ],
    hints=(
        "Two or_ inside one where: one speaks of the name, the other of the age.",
        "Both signs are wildcards in LIKE. contains has an argument that makes them plain text.",
    ),
)
