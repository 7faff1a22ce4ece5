"""A consultation on the city's own site, on paper and where people share links: cards, posters, preview pictures."""
