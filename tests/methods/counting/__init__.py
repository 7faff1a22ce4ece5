"""The counting library, against official results, other programs, and what must always hold."""
