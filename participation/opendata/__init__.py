"""Open data: files of all datasets made in the background, a page and a catalogue about them, and what machines read of the site."""
