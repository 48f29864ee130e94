"""What the ORM does, made visible: record, locate, explain, render."""
