"""Encrypted votes after Belenios, specification 2.0: made, run, archived and checked here; Debian's `belenios-tool` 2.0 checks the same files.

Read in this order: `groups` and `proofs` (the mathematics), `credentials`, `questions`, `elections` (what is fixed), `answers` and `ballots`
(what voters make), `opening` (what a challenged ballot shows), `tally`, `shuffles`, `trustees` (what becomes of it), `archive` and `board` (how it is written down), `running` (the steps
of a vote), `verify` (everything checked) and `faults` (what can be wrong, in German).
"""
