"""The tools that every capability shares, and the only place where extensions are touched."""
