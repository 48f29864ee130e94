"""What the ORM does, made visible: record, locate, explain, render.

Importing this is light. `trace` and `states` live in `heroes.glass.tracing`.
"""
