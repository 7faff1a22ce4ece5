"""Who takes part, beside the town: counted in sums, kept without small groups, and what it cost. Nobody's visits are followed."""
