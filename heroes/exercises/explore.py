"""The exercises of 18 Explore."""
