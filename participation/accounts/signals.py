"""What other rooms are told about people."""

from __future__ import annotations

from blinker import Signal

name_wanted = Signal(
    "Somebody wants to be called so. Sent with the session; named: key (look-alikes folded). True from whoever knows it as another's name."
)
texts_removed = Signal("A person deletes the account and wants the own texts removed. Sent with the session; named: person, now. Comes first.")
consent_withdrawn = Signal("A person took a consent back: what rested on it goes. Sent with the session; named: person, key, now.")
person_deleted = Signal("A person deleted the account. Sent with the session; named: person (already emptied), now.")
verification_handed_on = Signal("One human being counts with another account from now on. Sent with the session; named: giver, taker (people), now.")
