"""Council papers: what the council information system says about one, read by OParl and kept here with its source."""
