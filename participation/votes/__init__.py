"""Votes: roll, ballot, urn, tally, certificate."""
