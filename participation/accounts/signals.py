"""What other rooms are told about people."""

from __future__ import annotations

from blinker import Signal

person_deleted = Signal("A person deleted the account. Sent with the session; named: person (already emptied), now.")
