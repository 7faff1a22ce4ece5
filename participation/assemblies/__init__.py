"""The council at work: its sittings, what its members write and vote on, the citizens' report, and what became of it."""
