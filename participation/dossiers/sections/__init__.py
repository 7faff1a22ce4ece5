"""The sections of a report, each filled by the queries that the public pages use, seen as by a reader without an account."""
