"""Texts of the city that are reviewed paragraph by paragraph: comments, suggested changes, agreement, and versions that say what became of them."""
