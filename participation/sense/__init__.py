"""Making sense of what people wrote, without a language model: code book and coding desk, groups of the same, and the report that cites."""
