"""The report of a whole consultation ("Gesamtbericht"): written by the staff, filled by the program, in versions, as a page and in print."""
