"""The coding desk: rounds, one text after the other, what two people saw differently, and the table to take away."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, request
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import signed_in_person
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pagination import Page, offset, page_number
from participation.kit.rules import demand
from participation.sense import rules, words
from participation.sense.coding_actions import code_text, finish_round, join_round, note_taken_away, settle_text, start_round
from participation.sense.comparing import compared, table_of_round
from participation.sense.doorway import Here, enter_staff
from participation.sense.forms import RoundForm, keys_from
from participation.sense.gathered import all_texts, texts_by, totals
from participation.sense.models import SETTLED, CodingRound
from participation.sense.queries import (
    coders_of,
    codes_of_text,
    count_coded,
    first_uncoded,
    groups_of,
    round_of,
    rounds_of,
    text_at,
    themes_of,
)

blueprint = Blueprint("sense_coding", __name__, url_prefix="/beteiligungen/<slug:slug>/auswertung/kodieren")
PART = "sense_coding.index"
PAGE = 20
MOST_READ = 20_000
KEYS = 9


@blueprint.get("")
def index(slug: str) -> Response:
    """All rounds."""
    here = enter_staff(slug)
    rows = [(one, words.round_title(one), words.round_badge(one)) for one in rounds_of(current_session(), here.consultation.id)]
    return here.page("rounds.html", PART, rows=rows, themes=len(themes_of(current_session(), here.consultation.id)))


@blueprint.route("/neu", methods=["GET", "POST"])
def new(slug: str) -> BaseResponse:
    """Begin a round; `gruppe` in the address: with the texts of a group."""
    here, session = enter_staff(slug), current_session()
    form, group = RoundForm(), _group(here)
    form.offer({str(kind): number for kind, number in totals(session, here.consultation).items()}, None if group is None else len(group))
    if form.validate_on_submit():
        try:
            sample = form.wanted()
            texts = group if group is not None else [text.key for text in all_texts(session, here.consultation, form.kinds.data or [], MOST_READ)]
            made = start_round(session, signed_in_person(), here.consultation, texts, sample, 1 if form.coders.data == "1" else 2, here.now)
            session.commit()
            return go_to(here.url("sense_coding.show", round_id=made.id))
        except ValueError as error:
            form.blame(Invalid(str(error), "sample"))
        except Invalid as error:
            form.blame(error)
    status = 422 if form.is_submitted() else 200
    return here.page("round_new.html", PART, _("Neue Runde"), status, form=form, group=len(group) if group is not None else None)


def _group(here: Here) -> list[tuple[str, str]] | None:
    """The texts of the group that the address names; None where it names none."""
    number, kept = page_number(request.args.get("gruppe")), groups_of(current_session(), here.consultation.id)
    groups = kept.data.get("groups", []) if kept is not None and request.args.get("gruppe") else []
    return keys_from([":".join(member) for member in groups[number - 1]["members"]]) if number <= len(groups) else None


@blueprint.get("/<id:round_id>")
def show(slug: str, round_id: int) -> Response:
    """A round: who takes part, how far they are, and what comes next."""
    here, coding = _enter(slug, round_id)
    session, slot = current_session(), _slot(here, coding)
    left = coding.text_count - count_coded(session, coding.id, slot) if slot is not None else coding.text_count
    return here.page(
        "round.html",
        PART,
        words.round_title(coding),
        coding=coding,
        round_title=words.round_title(coding),
        badge=words.round_badge(coding),
        coders=coders_of(session, coding),
        next_at=first_uncoded(session, coding.id, slot) if slot is not None else None,
        left=left,
        may_join=rules.may_join(here.person, here.consultation, coding),
        may_code=rules.may_code(here.person, here.consultation, coding),
        may_finish=rules.may_finish(here.person, here.consultation, coding, left),
        may_compare=rules.may_compare(here.person, here.consultation, coding),
        may_take_away=rules.may_take_away(here.person, here.consultation, coding),
    )


@blueprint.post("/<id:round_id>/mitmachen")
def join(slug: str, round_id: int) -> BaseResponse:
    """Take a coder's place."""
    here, coding = _enter(slug, round_id)
    join_round(current_session(), signed_in_person(), here.consultation, coding, here.now)
    current_session().commit()
    return go_to(here.url("sense_coding.show", round_id=round_id))


@blueprint.get("/<id:round_id>/text/<id:position>")
def text(slug: str, round_id: int, position: int) -> Response:
    """One text and the themes it may be given."""
    here, coding = _enter(slug, round_id)
    demand(rules.may_code(here.person, here.consultation, coding))
    return _text_page(here, coding, position)


@blueprint.post("/<id:round_id>/text/<id:position>")
def code(slug: str, round_id: int, position: int) -> BaseResponse:
    """Keep its themes and go on to the next one."""
    here, coding = _enter(slug, round_id)
    session, chosen = current_session(), _chosen()
    try:
        code_text(session, signed_in_person(), here.consultation, coding, text_at(session, coding.id, position), chosen, here.now)
    except Invalid as error:
        return _text_page(here, coding, position, 422, str(error))
    session.commit()
    slot = _slot(here, coding)
    following = first_uncoded(session, coding.id, slot, position) if slot is not None else None
    if following is None:
        return go_to(here.url("sense_coding.show", round_id=round_id))
    return go_to(here.url("sense_coding.text", round_id=round_id, position=following))


@blueprint.post("/<id:round_id>/abschliessen")
def finish(slug: str, round_id: int) -> BaseResponse:
    """Say that one has coded everything."""
    here, coding = _enter(slug, round_id)
    finish_round(current_session(), signed_in_person(), here.consultation, coding, here.now)
    current_session().commit()
    flash(_("Ihre Kodierung ist abgeschlossen."), "success")
    return go_to(here.url("sense_coding.show", round_id=round_id))


@blueprint.get("/<id:round_id>/vergleich")
def compare(slug: str, round_id: int) -> Response:
    """How far two people agree, theme by theme and in sum, and the texts on which they do not."""
    here, coding = _enter(slug, round_id)
    demand(rules.may_compare(here.person, here.consultation, coding))
    session, themes = current_session(), themes_of(current_session(), here.consultation.id)
    found = compared(session, coding.id, themes)
    number = min(page_number(request.args.get("seite")), max(1, -(-len(found.differing) // PAGE)))
    shown = found.differing[offset(number, PAGE) : offset(number, PAGE) + PAGE]
    texts = texts_by(session, here.consultation, [one.key for one in shown])
    return here.page(
        "compare.html",
        PART,
        _("Vergleich"),
        coding=coding,
        round_title=words.round_title(coding),
        found=found,
        names={theme.id: theme.name for theme in themes},
        say_kappa=words.say_kappa,
        coders=coders_of(session, coding),
        shown=Page([(one, texts.get(one.key)) for one in shown], number, PAGE, len(found.differing)),
        url_for_page=lambda page: here.url("sense_coding.compare", round_id=round_id, seite=page if page > 1 else None),
    )


@blueprint.route("/<id:round_id>/klaeren/<id:position>", methods=["GET", "POST"])
def settle(slug: str, round_id: int, position: int) -> BaseResponse:
    """Decide the themes of a text that two people coded differently."""
    here, coding = _enter(slug, round_id)
    demand(rules.may_compare(here.person, here.consultation, coding))
    session, problem = current_session(), ""
    if request.method == "POST":
        try:
            settle_text(session, signed_in_person(), here.consultation, coding, text_at(session, coding.id, position), _chosen(), here.now)
            session.commit()
            flash(_("Der Text ist geklärt."), "success")
            return go_to(here.url("sense_coding.compare", round_id=round_id))
        except Invalid as error:
            problem = str(error)
    return _text_page(here, coding, position, 422 if problem else 200, problem, settling=True)


@blueprint.post("/<id:round_id>/kodierung.csv")
def take_away(slug: str, round_id: int) -> BaseResponse:
    """The coding as a table, coders by number and not by name."""
    here, coding = _enter(slug, round_id)
    note_taken_away(current_session(), signed_in_person(), here.consultation, coding, here.now)
    current_session().commit()
    body = table_of_round(current_session(), here.consultation, coding, themes_of(current_session(), here.consultation.id))
    response = Response(body.encode(), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="kodierung-{coding.id}.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _enter(slug: str, round_id: int) -> tuple[Here, CodingRound]:
    here = enter_staff(slug)
    return here, round_of(current_session(), here.consultation.id, round_id)


def _slot(here: Here, coding: CodingRound) -> int | None:
    return coding.slot_of(here.person.id) if here.person is not None else None


def _chosen() -> list[int]:
    """The themes that the form sent; what is no number stands for a theme that there is not."""
    sent = request.form.getlist("themen")[:100]
    return [int(each) if each.isascii() and each.isdigit() and len(each) < 10 else 0 for each in sent]


def _text_page(here: Here, coding: CodingRound, position: int, status: int = 200, problem: str = "", *, settling: bool = False) -> Response:
    session, row = current_session(), text_at(current_session(), coding.id, position)
    said, slot = codes_of_text(session, row.id), _slot(here, coding)
    themes = themes_of(session, here.consultation.id)
    mine = said.get(SETTLED, set()) if settling else said.get(slot or SETTLED, set())
    context: dict[str, Any] = {
        "coding": coding,
        "round_title": words.round_title(coding),
        "row": row,
        "source": texts_by(session, here.consultation, [(str(row.kind), row.ref)]).get((str(row.kind), row.ref)),
        "kind_name": words.KIND_NAMES[row.kind],
        "standing_note": words.standing_note,
        "themes": themes,
        "chosen": set(_chosen()) if status == 422 else mine,
        "keys": KEYS,
        "problem": problem,
        "coded": count_coded(session, coding.id, slot) if slot is not None else 0,
        "said": said if settling else {},
    }
    if settling:
        return here.page("settle.html", PART, _("Klären"), status, **context)
    return here.page("code.html", PART, words.round_title(coding), status, **context)
