"""Places: points, lines and areas on the town's map, its streets and house numbers, and what of them is shown."""
