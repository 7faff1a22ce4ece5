"""The table from which letters to the drawn are written: the address for the window, and the code with which they answer."""

from __future__ import annotations

import io
from collections.abc import Sequence

from sqlalchemy.orm import Session

from participation.consultations.models import Consultation
from participation.draws.mails import seat_url
from participation.draws.models import Seat
from participation.draws.queries import addresses, contacts
from participation.draws.seat_actions import seat_code
from participation.kit.cells import write_csv
from participation.kit.dates import say_moment
from participation.kit.language import gettext as _
from participation.kit.letters import address_lines
from participation.kit.sealing import Seals
from participation.settings import Settings


def letters_table(session: Session, consultation: Consultation, seats: Sequence[Seat], seals: Seals, settings: Settings) -> str:
    """One row a seat: the address as the register has it, else the name that the person gave; how else to reach them; code and deadline."""
    told, registered = contacts(session, seats, seals), addresses(session, seats, seals)
    rows = []
    for seat in seats:
        contact, address, code = told.get(seat.answer_id, {}), registered.get(seat.answer_id), seat_code(seat, seals)
        name, street, town = address_lines(address) if address else (str(contact.get("name") or ""), "", "")
        note = "" if address else _("keine Anschrift aus dem Melderegister")
        reached = (str(contact.get("email") or ""), str(contact.get("phone") or ""))
        rows.append([seat.place, name, street, town, *reached, code, seat_url(consultation, settings, code), say_moment(seat.answer_until), note])
    header = ["Nummer", "Name", "Straße", "Ort", "E-Mail", "Telefon", "Code", "Internetadresse", "Antwort bis", "Hinweis"]
    stream = io.StringIO(newline="")
    write_csv(stream, header, rows)
    return stream.getvalue()
