"""Judges classes: both sides built, matched, compared and tried, then told in a verdict."""
