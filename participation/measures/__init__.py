"""Measures: what the city does about what residents said, from the decision to the day of opening ("#Gemacht")."""
