"""Answers by writers who saw the prompts and the models, and nothing of the judge."""

# Taken for wrong by their writer, and allowed by the prompt.
DISPUTED: dict[tuple[str, int], str] = {
    ("read_rows.second_page", 23): "the order of the two columns is not asked for",
}
