"""Ratios in one run: `pytest tests/benchmarks -n 0 --benchmark-enable`."""
