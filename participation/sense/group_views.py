"""Groups of nearly the same texts, for those who read them: an aid, and no finding."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import signed_in_person
from participation.consultations.texts import Kind, SourceText, say_difference
from participation.kit.database import current_session
from participation.kit.errors import NotFound
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.links import Link
from participation.kit.pages import format_number
from participation.kit.pagination import Page, offset, page_number
from participation.methods.texts.differences import Difference, DifferenceKind
from participation.sense import words
from participation.sense.doorway import Here, enter_staff
from participation.sense.gathered import texts_by
from participation.sense.group_actions import ask_for_groups
from participation.sense.queries import groups_of

blueprint = Blueprint("sense_groups", __name__, url_prefix="/beteiligungen/<slug:slug>/auswertung/gruppen")
PART = "sense_groups.groups"
PAGE = 20
MEMBERS = 50
"""Of a group, on its own page; its other texts are in a round of its own."""


@blueprint.get("")
def groups(slug: str) -> Response:
    """The groups as they were last computed; `liste=anders`: the pairs that look alike and say something else."""
    here = enter_staff(slug)
    kept = groups_of(current_session(), here.consultation.id)
    data: dict[str, Any] = kept.data if kept is not None else {}
    apart = request.args.get("liste") == "anders"
    every = list(enumerate(data.get("apart" if apart else "groups", []), 1))
    number = min(page_number(request.args.get("seite")), max(1, -(-len(every) // PAGE)))
    rows = every[offset(number, PAGE) : offset(number, PAGE) + PAGE]
    wanted = [tuple(name) for _number, row in rows for name in row["pair" if apart else "central"]]
    texts = texts_by(current_session(), here.consultation, [(str(kind), str(ref)) for kind, ref in wanted])
    address = here.url(PART, liste="anders") if apart else here.url(PART)
    return here.page(
        "groups.html",
        PART,
        kept=kept,
        apart=apart,
        tabs=[
            Link(_("Sagen fast dasselbe"), here.url(PART), note=format_number(len(data.get("groups", []))), current=not apart),
            Link(_("Ähnlich, aber anders"), here.url(PART, liste="anders"), note=format_number(len(data.get("apart", []))), current=apart),
        ],
        shown=Page([_pair(row, texts, here) if apart else _group(place, row, texts) for place, row in rows], number, PAGE, len(every)),
        url_for_page=lambda page: f"{address}{'&' if apart else '?'}seite={page}",
    )


@blueprint.post("")
def compute(slug: str) -> BaseResponse:
    """Let them be computed anew."""
    here = enter_staff(slug)
    ask_for_groups(current_session(), signed_in_person(), here.consultation, here.now)
    current_session().commit()
    flash(_("Die Gruppen werden berechnet. Das dauert bei vielen Texten einige Minuten. Sie können weiterarbeiten."), "success")
    return go_to(here.url(PART))


@blueprint.get("/<id:group>")
def group(slug: str, group: int) -> Response:
    """All texts of one group."""
    here = enter_staff(slug)
    kept = groups_of(current_session(), here.consultation.id)
    every = kept.data.get("groups", []) if kept is not None else []
    if not 1 <= group <= len(every):
        raise NotFound
    row = every[group - 1]
    number = min(page_number(request.args.get("seite")), max(1, -(-len(row["members"]) // MEMBERS)))
    members = [(str(kind), str(ref)) for kind, ref in row["members"]]
    chosen = members[offset(number, MEMBERS) : offset(number, MEMBERS) + MEMBERS]
    texts = texts_by(current_session(), here.consultation, chosen)
    return here.page(
        "group.html",
        PART,
        _("Gruppe %(number)s", number=group),
        row=_group(group, row, texts),
        shown=Page([texts[key] for key in chosen if key in texts], number, MEMBERS, len(members)),
        kind_names=words.KIND_NAMES,
        standing_note=words.standing_note,
        url_for_page=lambda page: here.url("sense_groups.group", group=group, seite=page if page > 1 else None),
    )


def _group(place: int, row: dict[str, Any], texts: dict[tuple[str, str], SourceText]) -> dict[str, Any]:
    quoted = [texts[kind, ref] for kind, ref in row["central"] if (kind, ref) in texts]
    return {"place": place, "size": len(row["members"]), "words": row["words"], "very": row["very"], "quoted": quoted}


def _pair(row: dict[str, Any], texts: dict[tuple[str, str], SourceText], here: Here) -> dict[str, Any]:
    found = [texts[kind, ref] for kind, ref in row["pair"] if (kind, ref) in texts]
    said = say_difference(Difference(DifferenceKind(row["kind"]), row["first"], row["second"]))
    both = [text.ref for text in found if text.kind == Kind.PROPOSAL]
    compare = url_for("duplicates.pair", slug=here.consultation.slug, first_id=int(both[0]), second_id=int(both[1])) if len(both) == 2 else ""
    return {"texts": found, "said": said, "compare": compare}
