"""Proposals as tables: lists to take away, and tables to read in."""
