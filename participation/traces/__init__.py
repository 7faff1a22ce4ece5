"""What became of what: a statement, a discussion, a proposal, a survey's question, linked to a chain that each of their pages shows."""
