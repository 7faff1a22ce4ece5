"""The forms with which a meeting is planned."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from flask_wtf.file import FileField
from wtforms import BooleanField, IntegerField, RadioField, SelectMultipleField
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from participation.kit.bodies import MEGABYTES
from participation.kit.forms import AtMost, Form, LineField, MomentField, Needed, ParagraphsField, choice
from participation.kit.language import lazy
from participation.meetings.access import ACCESS
from participation.meetings.agenda import type_agenda
from participation.meetings.models import Meeting
from participation.meetings.planning_actions import MeetingDraft
from participation.places.forms import PlaceFields


class AccessField(SelectMultipleField):
    """Boxes for what makes a meeting open to everybody."""

    def __init__(self, label: Any, **named: Any) -> None:
        choices = [choice(code, name) for code, name in ACCESS.items()]
        super().__init__(label, choices=choices, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(), **named)


class NumberField(IntegerField):
    """A small whole number, or nothing; the message says how."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = valuelist[0].strip() if valuelist else ""
        self.data = None
        if typed:
            if not (typed.isascii() and typed.isdigit() and len(typed) <= 6):
                raise ValueError(str(lazy("Bitte geben Sie eine ganze Zahl ab 0 an, mit höchstens sechs Ziffern.")))
            self.data = int(typed)


class MeetingForm(PlaceFields):
    """When, where, about what, for whom, and who may come."""

    title = LineField(lazy("Name der Sitzung"), [Needed(lazy("Bitte geben Sie der Sitzung einen Namen, zum Beispiel „Auftakt“.")), AtMost(120)])
    description = ParagraphsField(lazy("Worum es geht"), [AtMost(10_000)], description=lazy("Markdown ist möglich."))
    starts_at = MomentField(lazy("Beginn"), [Needed(lazy("Bitte geben Sie an, wann die Sitzung beginnt."))])
    ends_at = MomentField(lazy("Ende"), [Needed(lazy("Bitte geben Sie an, wann die Sitzung endet."))])
    place = LineField(lazy("Ort"), [AtMost(200)], description=lazy("Zum Beispiel: Stadthalle, Kleiner Saal. Leer: nur von zu Hause."))
    address = LineField(lazy("Adresse"), [AtMost(200)])
    place_way = RadioField(lazy("Auf dem Stadtplan"), choices=[], validate_choice=False)
    access_features = AccessField(lazy("Für alle zugänglich"))
    access = ParagraphsField(
        lazy("Mehr zur Zugänglichkeit"),
        [AtMost(2000)],
        description=lazy("Zum Beispiel: Der Aufzug ist am Eingang Nord. Kinder ab drei Jahren betreuen wir im Foyer."),
    )
    stream_url = LineField(lazy("Adresse der Übertragung"), [AtMost(500)], description=lazy("Beginnt mit https://. Leer: keine Übertragung."))
    agenda = ParagraphsField(
        lazy("Tagesordnung"),
        [AtMost(15_000)],
        description=lazy("Eine Zeile je Punkt: 20 min Vorstellung der Entwürfe (Frau Weber, Stadtplanung). Minuten und Name können fehlen."),
    )
    takes_registrations = BooleanField(lazy("Mit Anmeldung"))
    places = NumberField(lazy("Plätze"), [Optional()], description=lazy("Leer: so viele, wie kommen. Sind alle vergeben, gibt es eine Warteliste."))
    register_until = MomentField(lazy("Anmeldung bis"), description=lazy("Leer: bis zum Beginn."))
    most_companions = NumberField(lazy("So viele Personen kann man mitbringen"), [Optional()])
    lets_guests_in = BooleanField(
        lazy("Im Saal auch ohne Konto mitmachen"), description=lazy("Fragen und Umfragen auf dem Telefon. Anmelden kann man sich immer ohne Konto.")
    )
    quorum = NumberField(lazy("So viele müssen da sein, damit Anträge gelten"), [Optional()], description=lazy("Leer oder 0: keine Mindestzahl."))

    @classmethod
    def of(cls, meeting: Meeting | None) -> Self:
        """The form filled from a meeting."""
        if meeting is None:
            return cls(data={"lets_guests_in": True, "takes_registrations": True})
        names = (
            "title description starts_at ends_at place address access_features access stream_url takes_registrations places register_until".split()
        )
        values = {name: getattr(meeting, name) for name in (*names, "most_companions", "lets_guests_in", "quorum")}
        return cls(data={**values, "agenda": type_agenda(meeting.points)})

    def draft(self, starts_at: datetime, ends_at: datetime, place_id: int | None) -> MeetingDraft:
        """What the actions take; the form must be valid."""
        return MeetingDraft(
            title=self.title.data or "",
            starts_at=starts_at,
            ends_at=ends_at,
            description=self.description.data or "",
            place=self.place.data or "",
            address=self.address.data or "",
            place_id=place_id,
            access_features=tuple(self.access_features.data or ()),
            access=self.access.data or "",
            stream_url=self.stream_url.data or "",
            agenda=self.agenda.data or "",
            takes_registrations=bool(self.takes_registrations.data),
            places=self.places.data,
            register_until=self.register_until.data,
            most_companions=self.most_companions.data or 0,
            lets_guests_in=bool(self.lets_guests_in.data),
            quorum=self.quorum.data or 0,
        )


class CancelForm(Form):
    """Why a meeting does not take place."""

    reason = LineField(
        lazy("Warum fällt die Sitzung aus?"),
        [Needed(lazy("Bitte sagen Sie, warum die Sitzung ausfällt. Alle Angemeldeten lesen das.")), AtMost(500)],
        description=lazy("Alle Angemeldeten bekommen den Grund per E-Mail, und er steht auf der Seite der Sitzung."),
    )


class DocumentForm(Form):
    """A PDF for everybody."""

    file = FileField(lazy("Datei"), description=lazy("Nur PDF, höchstens %(megabytes)s MB. Alle können es lesen.", megabytes=MEGABYTES))
    title = LineField(lazy("Titel des Dokuments"), [Needed(lazy("Bitte geben Sie dem Dokument einen Titel.")), AtMost(120)])
