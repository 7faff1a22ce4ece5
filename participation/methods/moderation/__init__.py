"""Signs that put a text first in the moderation's queue, and bursts of support that somebody should look at. Nothing here decides."""
