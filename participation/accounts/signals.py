"""What other rooms are told about people."""

from __future__ import annotations

from blinker import Signal

texts_removed = Signal("A person deletes the account and wants the own texts removed. Sent with the session; named: person, now. Comes first.")
person_deleted = Signal("A person deleted the account. Sent with the session; named: person (already emptied), now.")
