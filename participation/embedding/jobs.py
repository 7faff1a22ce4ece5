"""What the worker looks after."""

from __future__ import annotations

from participation.embedding.drawing import sweep
from participation.kit.pages import settings


def sweep_pictures() -> None:
    """Delete pictures beyond what is kept."""
    sweep(settings().var_dir / "pictures")
