"""Which columns of this room hold personal data."""

from __future__ import annotations

from participation.kit.privacy import ACCOUNT_BASIS, OFFICIAL, WITH_ACCOUNT, Activity, Held, rolling
from participation.organisations.actions import DECLINED_KEPT, sweep_declined
from participation.organisations.models import Organisation, State

HELD = (
    Held(
        "organisation",
        ("requested_by_id", "decided_by_id", "name", "name_key", "basis"),
        "Organisationen, in deren Namen geschrieben wird: wer angefragt und wer geprüft hat",
        f"abgelehnte Anfragen 180 Tage; wer angefragt hat, {WITH_ACCOUNT}; wer geprüft hat: {OFFICIAL}",
        rolling("organisation (declined)", Organisation.decided_at, DECLINED_KEPT, Organisation.state == State.DECLINED),
        sweep_declined,
    ),
    Held("representation", ("person_id", "invited_by_id", "task"), "Wer eine Organisation vertritt (öffentlich, solange es gilt)", WITH_ACCOUNT),
)

ACTIVITY = Activity(
    "Organisationen und wer sie vertritt",
    basis=ACCOUNT_BASIS,
    people="Personen, die eine Organisation anmelden oder vertreten; Beschäftigte, die prüfen",
    recipients="Alle (Namen der Vertretenden auf der Seite der Organisation); Anfragen nur die Stadt",
    held=HELD,
)
"""For the register of processing."""
