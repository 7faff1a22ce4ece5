"""The public log: what happened to a vote or a draw, in signed lines that nobody can rewrite unseen."""
