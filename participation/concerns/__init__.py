"""Concerns ("Anliegen"): what residents tell the city without a consultation, the office that answers, and Open311."""
