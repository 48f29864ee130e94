"""Answers by writers who saw the prompts and the models, and nothing of the judge."""

# Taken for wrong by their writer, and let in: the prompt allows it, or it is a flaw that is known.
DISPUTED: dict[tuple[str, int], str] = {
    ("create_tables.gadget", 10): "JSONB is kept as JSON on SQLite, where the check looks",
    ("read_rows.second_page", 21): "the order of the two columns is not asked for",
    ("relationships.pets", 17): "Owner leads to Pet, so that both are given",
    ("connect_tables.with_team", 8): "the order of the two columns is not asked for",
}
