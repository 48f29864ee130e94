"""The tests, and the rules and the refreshing of the notebooks."""
