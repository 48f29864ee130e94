"""Tests that look at JupyterLab in a real browser."""
