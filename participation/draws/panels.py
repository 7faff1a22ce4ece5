"""What the draw shows on other rooms' pages."""

from __future__ import annotations

from datetime import datetime

from flask import render_template, url_for
from markupsafe import Markup

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.councils.models import Council, CouncilStage
from participation.councils.queries import council_by_id
from participation.draws.queries import document_of, entry_of_answer, freeze_of, members_of, public_lotteries, slug_of
from participation.kit.database import current_session
from participation.kit.language import gettext as _
from participation.kit.links import Link
from participation.kit.page_cache import changes_at
from participation.kit.pages import settings
from participation.kit.sealing import seals_of
from participation.public_log.models import LogKind


def staff(council: Council, consultation: Consultation, person: Person | None, now: datetime) -> list[Link]:
    """The steps of the draw."""
    links = [Link(_("Quoten festlegen"), url_for("draw_quotas.edit", slug=consultation.slug))]
    if council.stage != CouncilStage.PREPARING:
        links.append(Link(_("Losung vorbereiten und durchführen"), url_for("draw_staff.steps", slug=consultation.slug)))
    if council.stage in (CouncilStage.DRAWING, CouncilStage.WORKING):
        links.append(Link(_("Ausgeloste und ihre Antworten"), url_for("draw_seats.staff_list", slug=consultation.slug)))
    return links


def public(council: Council, consultation: Consultation, person: Person | None, now: datetime) -> list[Markup]:
    """How far the draw is, on the council's page."""
    if not council.is_public:
        return []
    session = current_session()
    found = public_lotteries(session, council)
    lottery = found[0] if found else None
    changes_at(lottery.happens_at if lottery else None)
    context = {
        "council": council,
        "freeze": freeze_of(session, council),
        "lottery": lottery,
        "confirmed": len(members_of(session, council)),
        "url": url_for("draws.show", slug=consultation.slug),
    }
    return [Markup(render_template("draws/_public.html", **context))]  # a template's own output


def log_subject(kind: str, number: int) -> list[Link]:
    """From its public log to the draw."""
    if kind != LogKind.DRAW:
        return []
    session = current_session()
    return [Link(_("Zur Losung"), url_for("draws.show", slug=slug_of(session, council_by_id(session, number))))]


def receipt(answer_id: int) -> list[Markup]:
    """On the page of an invited person's own answer: place, hash, salt, and the chance once the lottery is public."""
    session = current_session()
    entry = entry_of_answer(session, answer_id)
    if entry is None:
        return []
    council = council_by_id(session, entry.council_id)
    found = public_lotteries(session, council)
    document = document_of(session, found[0]) if found else None
    context = {
        "entry": entry,
        "receipt": seals_of(settings()).open(entry.sealed) if entry.sealed else None,
        "tickets": document["tickets"][entry.place] if document else None,
        "panels": len(document["panels"]) if document else 0,
        "url": url_for("draws.show", slug=slug_of(session, council)),
    }
    return [Markup(render_template("draws/_receipt.html", **context))]  # as above
