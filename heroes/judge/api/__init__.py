"""Judges APIs: requests sent to an app, their answers compared, then told in a verdict."""
