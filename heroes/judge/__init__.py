"""Checks answers: task -> worlds -> run -> compare -> diagnose -> verdict."""

from heroes.judge.exercise import Exercise
from heroes.judge.verdict import Verdict

__all__ = ["Exercise", "Verdict"]
