"""Pure methods: counting, comparing texts, and later drawing, mapping and proving. No Flask, no database, no clock, no randomness of their own."""
