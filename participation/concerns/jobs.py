"""What the worker does for concerns: forget what nobody confirmed and addresses that are no longer needed."""

from __future__ import annotations

from participation.concerns.retention import drop_pictures, forget_unconfirmed, sweep_addresses
from participation.kit import clock
from participation.kit.database import own_transaction
from participation.kit.pages import settings
from participation.kit.uploads import delete_picture


def sweep_concerns() -> None:
    """Delete what is due, files after the commit."""
    going = True
    while going:
        with own_transaction() as session:
            names = [*forget_unconfirmed(session, clock.now()), *drop_pictures(session)]
            going = sweep_addresses(session, clock.now()) > 0 or bool(names)
        for name in names:
            delete_picture(settings().files_dir, name)
