"""Judges migrations: run on databases that hold rows, compared, then told in a verdict."""
