"""People: sign-up, sign-in, roles, verification, a person's own page, deletion."""
