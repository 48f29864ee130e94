"""Any database: its tables as typed models, a diagram, and a browser that shows its code."""
