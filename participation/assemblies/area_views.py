"""What members read: sittings with agenda, documents and groups, the recommendations, and their own attendance."""

from __future__ import annotations

from flask import Blueprint, Response

from participation.assemblies import queries
from participation.assemblies.doorway import enter_area
from participation.assemblies.rules import may_write
from participation.assemblies.seating_plan import plan_of
from participation.kit.database import current_session
from participation.kit.deliveries import PRIVATE, send_document
from participation.kit.language import gettext as _
from participation.kit.pages import settings

blueprint = Blueprint("assembly", __name__)
AREA = "/beteiligungen/<slug:slug>/buergerrat/mitglieder"


@blueprint.get(AREA)
def area(slug: str) -> Response:
    """The sittings, the recommendations, and at which sittings the member was."""
    found, session = enter_area(slug), current_session()
    attendance = queries.attendance_of(session, found.council)
    mine = {number for number, seats in attendance.items() if found.member is not None and found.member.seat_id in seats}
    return found.page(
        "assemblies/area.html",
        sittings=queries.sittings_of(session, found.council),
        mine=mine,
        recommendations=queries.recommendations_of(session, found.council),
        report=queries.newest_report(session, found.council.id),
        may_write=may_write(found.person, found.consultation, found.council, found.member),
    )


@blueprint.get(AREA + "/sitzungen/<id:sitting_id>")
def sitting(slug: str, sitting_id: int) -> Response:
    """One sitting: agenda, documents, experts, groups."""
    found, session = enter_area(slug), current_session()
    one = queries.the_sitting(session, found.council, sitting_id)
    there = queries.attendance_of(session, found.council).get(one.id, set())
    return found.page(
        "assemblies/sitting.html",
        one.title,
        sitting=one,
        was_there=found.member is not None and found.member.seat_id in there,
        plan=plan_of(queries.groups_of(session, one), found.names(), found.council),
    )


@blueprint.get(AREA + "/dokumente/<id:document_id>")
def document(slug: str, document_id: int) -> Response:
    """A sitting's document, as a download."""
    found = enter_area(slug)
    one = queries.document_for_members(current_session(), found.council, document_id)
    return send_document(settings().files_dir, one.stored_name, one.title or _("Dokument"), PRIVATE)
