"""Short texts that say the same: how similar they are by their letters, and in which word they differ."""
