"""Proposals that say the same: found while writing, linked, merged with consent, split again."""
