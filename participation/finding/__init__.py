"""Finding again: feeds of any list of proposals, and searches that a person keeps."""
