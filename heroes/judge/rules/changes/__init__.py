"""Changes to a statement: the first that makes it right says what is wrong with it."""
