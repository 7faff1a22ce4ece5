"""The counter: find who stands there, hand out a code that is shown once, or note that they handed in a paper."""

from __future__ import annotations

from flask import Blueprint, Response, flash
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import signed_in_person
from participation.kit.database import current_session
from participation.kit.errors import Invalid
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pages import settings
from participation.kit.qr import qr_svg
from participation.kit.rules import Verdict, demand
from participation.kit.sealing import Unsealable, seals_of
from participation.votes.channel_forms import WhoForm
from participation.votes.channel_models import RollEntry
from participation.votes.code_letters import code_address
from participation.votes.counter_actions import OnRoll, give_code, mark_on_roll, mark_paper
from participation.votes.doorway import Here, enter_vote, private
from participation.votes.queries import got_counter_code
from participation.votes.roll_queries import entry_by_number, person_named
from participation.votes.roll_rules import may_give_code, may_mark_paper, may_serve_counter
from participation.votes.rules import on_roll

blueprint = Blueprint("vote_counter", __name__, url_prefix="/beteiligungen/<slug:slug>/abstimmungen/<id:vote_id>/schalter")
blueprint.after_request(private)


def _verdicts(here: Here) -> tuple[Verdict, Verdict]:
    counter = may_serve_counter(here.person, here.consultation, here.vote, here.now)
    return counter, may_mark_paper(here.person, here.consultation, here.vote)


def _enter(slug: str, vote_id: int) -> Here:
    here = enter_vote(slug, vote_id)
    counter, paper = _verdicts(here)
    if not paper:  # either is enough; the refusal is the counter's
        demand(counter)
    return here


@blueprint.route("", methods=["GET", "POST"])
def show(slug: str, vote_id: int) -> Response:
    """Ask who stands there, and show what the roll says of them. The name stays out of the address."""
    here, form = _enter(slug, vote_id), WhoForm()
    found: OnRoll | None = None
    if form.validate_on_submit():
        try:
            found = _who(here, form.who.data or "")
        except Invalid as error:
            form.blame(error)
    return _page(here, form, found)


def _page(here: Here, form: WhoForm, found: OnRoll | None) -> Response:
    session = current_session()
    counter, paper = _verdicts(here)
    voted = None if found is None else mark_on_roll(session, here.vote, found)
    entry = found if isinstance(found, RollEntry) else None
    standing = may_give_code(voted, entry) if found is not None else None
    if standing and found is not None and entry is None:
        standing = on_roll(found, here.vote, here.now)  # type: ignore[arg-type]  # who is no entry is a person
    return here.page(
        "counter.html",
        _("Schalter"),
        422 if form.errors else 200,
        form=form,
        found=found,
        who=_name(found),
        standing=standing,
        counter=counter,
        paper=paper,
        has_code=entry.code_kind == "counter" if entry else got_counter_code(session, found, here.vote),  # type: ignore[arg-type]  # a person
    )


def _who(here: Here, typed: str) -> OnRoll:
    """Who is meant. Raises Invalid."""
    session = current_session()
    found: OnRoll | None = entry_by_number(session, here.vote, typed.strip()[:20]) if here.vote.by_codes else person_named(session, typed)
    if found is None:
        raise Invalid(
            _("Diese Nummer steht nicht im Verzeichnis.")
            if here.vote.by_codes
            else _("Dieses Konto gibt es nicht. Wer kein Konto hat, kann hier eines anlegen und sich mit dem Code aus dem Brief nachweisen."),
            "who",
        )
    return found


def _name(found: OnRoll | None) -> str:
    if found is None:
        return ""
    if not isinstance(found, RollEntry):
        return found.public_name
    try:
        personal = seals_of(settings()).open(bytes(found.sealed)) if found.sealed else {}
    except Unsealable:
        personal = {}
    name = " ".join(str(personal.get(part, "")) for part in ("first", "family")).strip()
    return f"{found.number}, {name}" if name else found.number


@blueprint.post("/code")
def give(slug: str, vote_id: int) -> Response:
    """Hand out a code: this answer is the only place where it ever stands."""
    here, form = _enter(slug, vote_id), WhoForm()
    found = _who(here, form.who.data or "")
    code = give_code(current_session(), signed_in_person(), here.consultation, here.vote, found, seals_of(settings()), here.now)
    current_session().commit()
    address = code_address(settings())
    qr = qr_svg(code_address(settings(), code), _("QR-Code zum Stimmzettel"))
    return here.page("counter_code.html", _("Code vom Schalter"), code=code, address=address, qr=qr, who=_name(found))


@blueprint.post("/papier")
def paper(slug: str, vote_id: int) -> BaseResponse:
    """Note that somebody handed in a paper."""
    here, form = _enter(slug, vote_id), WhoForm()
    found = _who(here, form.who.data or "")
    mark_paper(current_session(), signed_in_person(), here.consultation, here.vote, found, here.now)
    current_session().commit()
    flash(_("Im Verzeichnis abgehakt: auf Papier. Eine Stimme auf anderem Weg ist nicht mehr möglich."), "success")
    return go_to(here.url("vote_counter.show"))
