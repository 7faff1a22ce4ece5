"""Real cases with known outcomes, where they stand beside the checkout; tests that need them skip elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The folder `shared/data` beside the checkout, or beside a folder above it."""
    checkout = Path(__file__).resolve().parents[2]
    for folder in checkout.parents:
        found = folder / "shared" / "data"
        if found.is_dir():
            return found
    pytest.skip("real cases are not beside this checkout")
