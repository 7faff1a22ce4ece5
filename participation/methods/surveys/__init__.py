"""Surveys as plain values: their definition and its faults, conditions, answers, results, and the files they come in."""
