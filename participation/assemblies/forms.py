"""The forms of the council at work."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Self

from flask_wtf.file import FileField
from wtforms import IntegerField, SelectField
from wtforms.validators import InputRequired

from participation.assemblies.drafting_actions import BODY_LENGTH, NOTE_LENGTH, TITLE_LENGTH
from participation.assemblies.handover_actions import StepDraft
from participation.assemblies.handover_models import FollowUp
from participation.assemblies.models import Sitting
from participation.assemblies.sitting_actions import SittingDraft
from participation.councils.models import CouncilFeature
from participation.kit.bodies import MEGABYTES
from participation.kit.errors import Invalid
from participation.kit.forms import AtMost, DayField, Form, LineField, MomentField, Needed, ParagraphsField, choice
from participation.kit.language import LazyText, lazy, ngettext
from participation.kit.language import gettext as _
from participation.proposals.models import STATUS_NAMES, Status

MOST_COUNTED = 999
_PAIR = re.compile(r"(\d{1,4})\s*[,;:–-]\s*(\d{1,4})")


class SittingForm(Form):
    """When and where the council sits, and about what."""

    title = LineField(lazy("Name der Sitzung"), [Needed(lazy("Bitte geben Sie der Sitzung einen Namen, zum Beispiel „Auftakt“.")), AtMost(120)])
    starts_at = MomentField(lazy("Beginn"), [Needed(lazy("Bitte geben Sie an, wann die Sitzung beginnt."))])
    ends_at = MomentField(lazy("Ende"), [Needed(lazy("Bitte geben Sie an, wann die Sitzung endet."))])
    place = LineField(lazy("Ort"), [AtMost(200)])
    agenda = ParagraphsField(
        lazy("Tagesordnung"), [AtMost(15_000)], description=lazy("Eine Zeile je Punkt, die geplante Zeit zuerst: 18:30 Begrüßung und Kennenlernen")
    )

    @classmethod
    def of(cls, sitting: Sitting | None) -> Self:
        """The form filled from a sitting."""
        if sitting is None:
            return cls()
        lines = "\n".join(" ".join(part for part in (item.planned, item.title) if part) for item in sitting.agenda)
        values = {"title": sitting.title, "starts_at": sitting.starts_at, "ends_at": sitting.ends_at, "place": sitting.place, "agenda": lines}
        return cls(data=values)

    def draft(self) -> SittingDraft | None:
        """What `set_sitting` takes; None while a time is missing."""
        if self.starts_at.data is None or self.ends_at.data is None:
            return None
        return SittingDraft(self.title.data or "", self.place.data or "", self.starts_at.data, self.ends_at.data, self.agenda.data or "")


class ExpertForm(Form):
    """Whom the council hears."""

    name = LineField(lazy("Name"), [Needed(lazy("Bitte geben Sie an, wen der Bürgerrat anhört.")), AtMost(120)])
    role = LineField(lazy("Funktion"), [AtMost(200)])
    interests = ParagraphsField(
        lazy("Erklärte Interessen"),
        [Needed(lazy("Bitte geben Sie an, welche Interessen die Person erklärt hat. Gibt es keine, schreiben Sie „keine“.")), AtMost(1000)],
        description=lazy("Aufträge, Ämter, Beteiligungen und anderes, was zum Thema gehört. Das wird mit dem Gutachten öffentlich."),
    )
    statement = ParagraphsField(lazy("Was die Person gesagt hat"), [AtMost(10_000)])


class SittingDocumentForm(Form):
    """A PDF for the members."""

    file = FileField(
        lazy("Datei"),
        description=lazy("Nur PDF, höchstens %(megabytes)s MB. Nur die Mitglieder des Bürgerrats können es lesen.", megabytes=MEGABYTES),
    )
    title = LineField(lazy("Titel des Dokuments"), [Needed(lazy("Bitte geben Sie dem Dokument einen Titel.")), AtMost(120)])


class GroupsForm(Form):
    """How small groups are made."""

    size = IntegerField(lazy("Höchstens so viele an einem Tisch"), [Needed(lazy("Bitte geben Sie an, wie groß die Tische sind."))])
    rounds = IntegerField(lazy("Runden"), [Needed(lazy("Bitte geben Sie die Zahl der Runden an."))])
    apart = ParagraphsField(
        lazy("Nicht zusammen"), [AtMost(2000)], description=lazy("Eine Zeile je Paar mit den Nummern der Plätze, zum Beispiel: 3, 17")
    )
    fixed = ParagraphsField(
        lazy("Feste Tische"),
        [AtMost(2000)],
        description=lazy("Eine Zeile je Mitglied: Nummer des Platzes, dann Nummer des Tisches, zum Beispiel: 4, 1"),
    )

    def pairs(self, field: str) -> list[tuple[int, int]]:
        """The lines of `apart` or `fixed`. Raises Invalid for a line that is no pair."""
        found = []
        for number, line in enumerate(str(self[field].data or "").splitlines(), start=1):
            match = _PAIR.fullmatch(line.strip()) if line.strip() else None
            if line.strip() and match is None:
                raise Invalid(_("Zeile %(line)s: Bitte schreiben Sie zwei Nummern, zum Beispiel: 3, 17", line=number), field)
            if match is not None:
                found.append((int(match[1]), int(match[2])))
        return found


def chosen_features(features: Sequence[CouncilFeature], sent: Sequence[str]) -> tuple[str, ...]:
    """The codes of the features that were ticked."""
    return tuple(feature.code for feature in features if feature.code in sent)


class TextForm(Form):
    """A recommendation's text."""

    title = LineField(lazy("Titel"), [Needed(lazy("Bitte geben Sie der Empfehlung einen Titel.")), AtMost(TITLE_LENGTH)])
    body = ParagraphsField(
        lazy("Was der Bürgerrat empfiehlt"), [Needed(lazy("Bitte schreiben Sie, was der Bürgerrat empfiehlt.")), AtMost(BODY_LENGTH)]
    )
    seen = IntegerField(lazy("Fassung"))


class NoteForm(Form):
    """A note beside a text."""

    body = ParagraphsField(lazy("Ihre Notiz"), [Needed(lazy("Bitte schreiben Sie eine Notiz.")), AtMost(NOTE_LENGTH)])


class DissentForm(Form):
    """What a minority says."""

    body = ParagraphsField(lazy("Sondervotum"), [Needed(lazy("Bitte schreiben Sie, was Sie anders sehen.")), AtMost(BODY_LENGTH)])


def _counted(label: LazyText) -> IntegerField:
    return IntegerField(label, [InputRequired(lazy("Bitte geben Sie die Stimmen als ganze Zahlen an."))])


def _words(sitting: Sitting, there: int) -> str:
    return ngettext("%(title)s: %(num)s Mitglied war da", "%(title)s: %(num)s Mitglieder waren da", there, title=sitting.title)


class CountForm(Form):
    """How many voted how, in which sitting."""

    sitting = SelectField(lazy("Sitzung"))
    version = IntegerField(lazy("Fassung"))
    yes = _counted(lazy("Ja"))
    no = _counted(lazy("Nein"))
    abstained = _counted(lazy("Enthaltungen"))

    @classmethod
    def offering(cls, sittings: Sequence[Sitting], there: Mapping[int, Collection[int]], version: int) -> Self:
        """The form with the sittings at which it is noted who was there, the last one chosen."""
        form = cls(data={"version": version, "sitting": str(sittings[-1].id) if sittings else ""})
        form.sitting.choices = [choice(str(sitting.id), _words(sitting, len(there.get(sitting.id, ())))) for sitting in sittings]
        return form

    def whole(self) -> Mapping[str, int]:
        """The numbers. Raises Invalid outside what can be counted in a room."""
        numbers = {name: self[name].data for name in ("version", "yes", "no", "abstained")}
        for name, value in numbers.items():
            if not isinstance(value, int) or not 0 <= value <= MOST_COUNTED:
                raise Invalid(_("Bitte geben Sie die Stimmen als ganze Zahlen an."), name if name != "version" else "yes")
        return numbers


class PublishForm(Form):
    """Publish the report, or a corrected edition."""

    correction = LineField(lazy("Was wird berichtigt?"), [AtMost(500)])


class HandOverForm(Form):
    """To whom the report is handed."""

    addressee = LineField(
        lazy("Übergeben an"), [Needed(lazy("Bitte geben Sie an, wem das Gutachten übergeben wird, zum Beispiel „Stadtrat“.")), AtMost(200)]
    )


class StepForm(Form):
    """What the town made of a recommendation."""

    status = SelectField(lazy("Stand"), [InputRequired(lazy("Bitte wählen Sie einen Stand."))])
    addressee = LineField(lazy("Wer antwortet"), [AtMost(200)], description=lazy("Zum Beispiel: Stadtrat, Bauausschuss, Amt für Stadtplanung"))
    paper_number = LineField(lazy("Nummer der Vorlage"), [AtMost(60)])
    paper_on = DayField(lazy("Datum der Vorlage"))
    paper_url = LineField(lazy("Adresse der Vorlage im Ratsinformationssystem"), [AtMost(500)])
    oparl_url = LineField(
        lazy("Adresse der Vorlage (OParl)"),
        [AtMost(500)],
        description=lazy("Die Adresse des Objekts „Paper“ in der Schnittstelle. Dann liest die Plattform Beratungen und Beschlüsse selbst."),
    )
    paper = FileField(lazy("Vorlage als Datei"), description=lazy("Nur PDF, höchstens %(megabytes)s MB. Sie wird öffentlich.", megabytes=MEGABYTES))
    resolved_on = DayField(lazy("Datum des Beschlusses"))
    resolution = ParagraphsField(lazy("Beschluss im Wortlaut"), [AtMost(20_000)])
    reasons = ParagraphsField(
        lazy("Begründung"),
        [AtMost(20_000)],
        description=lazy("Nötig, wenn die Empfehlung nicht oder nur zum Teil angenommen wird. Alle können das lesen."),
    )

    @classmethod
    def after(cls, step: FollowUp | None, addressee: str, oparl_url: str = "") -> Self:
        """The form as it stands: the last step's values, so that only what is new is typed."""
        names = ("status", "addressee", "paper_number", "paper_on", "paper_url", "resolved_on", "resolution", "reasons")
        values = {name: getattr(step, name) for name in names} if step else {"addressee": addressee, "status": Status.REVIEW}
        form = cls(data=values | {"oparl_url": oparl_url})
        form.status.choices = [choice(str(status), name) for status, name in STATUS_NAMES.items()]
        return form

    def draft(self, paper_file: str) -> StepDraft:
        """What `tell_step` takes."""
        return StepDraft(
            Status(self.status.data),
            self.addressee.data or "",
            self.reasons.data or "",
            self.paper_number.data or "",
            self.paper_on.data,
            self.paper_url.data or "",
            paper_file,
            self.resolved_on.data,
            self.resolution.data or "",
            self.oparl_url.data or "",
        )
