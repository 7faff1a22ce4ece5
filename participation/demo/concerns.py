"""Concerns of the example: rules for six categories, some answered, one declined, one that waits too long, one of a guest, one by another app."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO

from PIL import Image, ImageDraw
from sqlalchemy.orm import Session

from participation.concerns.actions import Draft, ask_to_send, confirm, send_concern, take_in
from participation.concerns.models import Concern, ConcernCategory, Status
from participation.concerns.office_actions import answer, assign, take_up
from participation.concerns.rules import Asking
from participation.concerns.setup_actions import Rule, add_category, give_key
from participation.demo.people import Cast
from participation.demo.places import Whereabouts
from participation.followups.models import Office
from participation.kit import clock
from participation.kit.uploads import store_picture
from participation.places.models import Place
from participation.settings import Settings

_DAY = timedelta(days=1)
RULES = (  # name, what belongs to it, which of the offices, days
    ("Straßenbeleuchtung", "Laterne dunkel, flackert oder ist beschädigt", 1, 7),
    ("Straße und Gehweg", "Loch, lose Platte, fehlendes Schild", 1, 14),
    ("Müll und Verschmutzung", "Wilder Müll, voller Papierkorb", 4, 3),
    ("Grün und Spielplätze", "Baum, Bank, Spielgerät", 4, 10),
    ("Öffentliche Gebäude", "Tür, Rampe, Toilette", 2, 14),
    ("Etwas anderes", "", 0, 14),
)


@dataclass(frozen=True, slots=True)
class _Story:
    """Who sends and answers, where, and until when the town's story runs."""

    session: Session
    settings: Settings
    cast: Cast
    whereabouts: Whereabouts
    today: datetime
    categories: Sequence[ConcernCategory]

    def draft(self, category: int, text: str, district: str = "Altstadt") -> Draft:
        return Draft(self.categories[category], text, self._place(district))

    def _place(self, district: str) -> Place | None:
        found = (self.whereabouts.place(self.session, district) for _attempt in range(12))
        return next((place for place in found if place is not None and place.kind == "point"), None)

    def send(self, days: int, draft: Draft, who: str = "resident2") -> Concern:
        with clock.frozen(self.today - days * _DAY) as now:
            return send_concern(self.session, self.settings, self.cast[who], draft, "de", now)

    def say(self, days: int, concern: Concern, status: Status, text: str) -> None:
        with clock.frozen(self.today - days * _DAY) as now:
            answer(self.session, self.settings, self._asking(), concern, status, text, now)

    def begin(self, days: int, concern: Concern) -> None:
        with clock.frozen(self.today - days * _DAY) as now:
            take_up(self.session, self.settings, self._asking(), concern, now)

    def give(self, days: int, concern: Concern, office: Office) -> None:
        with clock.frozen(self.today - days * _DAY) as now:
            assign(self.session, self.settings, self._asking(), concern, office, now)

    def _asking(self) -> Asking:
        return Asking(self.cast["admin"])


def tell_concerns(session: Session, cast: Cast, offices: Sequence[Office], whereabouts: Whereabouts, settings: Settings, today: datetime) -> None:
    """Set up the rules and tell what residents sent in the weeks before."""
    with clock.frozen(today - 60 * _DAY) as now:
        categories = [add_category(session, cast["admin"], Rule(name, hint, offices[place], days), now) for name, hint, place, days in RULES]
    story = _Story(session, settings, cast, whereabouts, today, categories)
    _answered(story)
    _waiting(story, offices)
    _without_account(story)


def _answered(story: _Story) -> None:
    stored = store_picture(story.settings.files_dir, _lamp())
    dark = story.draft(0, "Die Laterne an der Ecke ist seit Montag dunkel. Abends sieht man die Stufe nicht.")
    words = "Gezeichnet: eine dunkle Laterne neben einer Treppe bei Nacht."
    lamp = story.send(30, Draft(dark.category, dark.text, dark.place, stored, words), "resident")
    story.begin(29, lamp)
    story.say(27, lamp, Status.WORK, "Danke für den Hinweis. Die Leuchte ist bestellt, sie kommt in einer Woche.")
    story.say(19, lamp, Status.DONE, "Die Leuchte ist getauscht. Sie leuchtet seit heute wieder.")
    bin_ = story.send(18, story.draft(2, "Der Papierkorb am Spielplatz ist seit Tagen voll, der Wind verteilt alles."))
    story.say(17, bin_, Status.DONE, "Der Papierkorb ist geleert. Er kommt im Sommer jetzt täglich dran.")
    road = story.send(25, story.draft(1, "Auf der Landesstraße vor dem Ortsschild ist ein tiefes Loch."))
    why = "Diese Straße gehört dem Land. Wir haben das Loch dem Landesbetrieb Straßenbau gemeldet. Er antwortet Ihnen auf seiner eigenen Seite."
    story.say(20, road, Status.DECLINED, why)


def _waiting(story: _Story, offices: Sequence[Office]) -> None:
    story.send(9, story.draft(2, "Hinter der Bushaltestelle liegen zwei alte Matratzen."))  # longer than promised
    bench = story.send(6, story.draft(3, "Bei der Bank am Ufer fehlt eine Latte in der Sitzfläche."), "resident")
    story.begin(5, bench)
    ramp = story.send(4, story.draft(5, "Die Rampe am Hintereingang der Bücherei ist so glatt, dass mein Rollstuhl rutscht."))
    story.give(3, ramp, offices[2])
    story.send(1, story.draft(1, "Vor der Schule ist eine Gehwegplatte lose und kippt, wenn man darauf tritt."))


def _without_account(story: _Story) -> None:
    with clock.frozen(story.today - 3 * _DAY) as now:
        draft = story.draft(0, "In der Unterführung flackert das Licht.")
        guest = ask_to_send(story.session, story.settings, "gast@demo.example", draft, "de", now)
    with clock.frozen(story.today - 3 * _DAY + timedelta(minutes=9)) as now:
        confirm(story.session, story.settings, guest, now)
    with clock.frozen(story.today - 2 * _DAY) as now:
        key, _token = give_key(story.session, story.cast["admin"], "Auenstedt Melder", now)
        draft = Draft(story.categories[3], "Am Teich ist ein Ast abgebrochen und hängt über dem Weg.", address="Weg am Teich, bei der Brücke")
        take_in(story.session, story.settings, key, "", draft, "de", now)


def _lamp() -> BytesIO:
    """A drawing made anew at each loading: no photograph of a real street stands for an invented one."""
    image = Image.new("RGB", (1200, 800), "#1c2733")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 620, 1200, 800), fill="#2b3947")
    for step in range(4):
        draw.rectangle((700 + step * 70, 620 - step * 45, 1200, 665 - step * 45), fill=("#3a4a5a", "#445566", "#4e6072", "#586b7e")[step])
    draw.rectangle((396, 220, 416, 640), fill="#0f161d")
    draw.line((406, 230, 520, 190), fill="#0f161d", width=16)
    draw.polygon(((490, 180), (570, 180), (585, 215), (475, 215)), fill="#0b1015")
    draw.ellipse((498, 205, 562, 240), fill="#3d4650")
    draw.ellipse((980, 60, 1060, 140), fill="#c9d3dc")
    out = BytesIO()
    image.save(out, "PNG")
    out.seek(0)
    return out
