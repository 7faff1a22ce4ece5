"""The booth of an encrypted vote: the browser encrypts, the voter casts or challenges, and takes a receipt home."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from participation.accounts.current import signed_in_reader
from participation.encrypted.casting import EncryptedReceipt, cast_encrypted, examine, hand_out_credential, may_fill_in
from participation.encrypted.doorway import enter_encrypted
from participation.encrypted.pockets import keep_receipt, read_receipt
from participation.encrypted.queries import ballot_event, opened_election
from participation.kit.database import casts_ballots, current_session, own_transaction
from participation.kit.errors import Invalid, NotFound
from participation.kit.fragments import go_to
from participation.kit.language import gettext as _
from participation.kit.pages import settings
from participation.kit.qr import qr_svg
from participation.kit.rules import demand
from participation.kit.sealing import seals_of
from participation.votes import words
from participation.votes.doorway import Here, private
from participation.votes.freezing import canonical_json
from participation.votes.marks import Reading
from participation.votes.pockets import kept_code
from participation.votes.rules import may_vote
from participation.votes.voters import CodeHolder, Voter

blueprint = Blueprint("encrypted", __name__, url_prefix="/beteiligungen/<slug:slug>/abstimmungen/<id:vote_id>")


def _voter(here: Here) -> Voter:
    voter = here.voter
    demand(may_vote(voter, here.consultation, here.vote, here.now))
    if voter is None:
        raise NotFound
    return voter


@blueprint.get("/kabine")
def booth(slug: str, vote_id: int) -> Response:
    """The ballot. What is marked on it stays in the browser until it is encrypted: no field of it is ever sent."""
    here, session = enter_encrypted(slug, vote_id), current_session()
    voter = _voter(here)
    replacing = may_fill_in(session, voter, here.consultation, here.vote, here.now)
    return private(
        here.page(
            "encrypted/booth.html",
            _("Stimmzettel"),
            words=words,
            fields=MultiDict(),
            reading=Reading(()),
            replacing=replacing,
            by_code=isinstance(voter, CodeHolder),
            election=opened_election(session, here.vote).text,
        )
    )


@blueprint.post("/kabine/stimmrecht")
def credential(slug: str, vote_id: int) -> Response:
    """Hand the browser the voter's credential, with which it signs the ballot. The same one each time."""
    here, session = enter_encrypted(slug, vote_id), current_session()
    secret = hand_out_credential(session, _voter(here), here.consultation, here.vote, seals_of(settings()), here.now)
    session.commit()
    return private(Response(canonical_json({"credential": secret}), mimetype="application/json"))


@blueprint.post("/kabine/einwerfen")
@casts_ballots
def cast(slug: str, vote_id: int) -> BaseResponse:
    """Put the encrypted ballot onto the board, then show the receipt. Its proofs are checked while nobody waits for the database."""
    here, ballot = enter_encrypted(slug, vote_id), request.form.get("ballot", "")
    voter, examined = here.voter or signed_in_reader(), None
    if not here.vote.is_over(here.now):
        demand(may_vote(voter, here.consultation, here.vote, here.now))
        examined = examine(current_session(), here.vote, ballot)
    with own_transaction() as session:
        done = cast_encrypted(session, voter, here.consultation, here.vote, ballot, here.now, examined)
    keep_receipt(done, here.now)
    return go_to(here.url("encrypted.receipt"))


@blueprint.get("/kabine/beleg")
def receipt(slug: str, vote_id: int) -> BaseResponse:
    """The receipt, for an hour and only in the browser that cast the ballot; afterwards the page about the vote."""
    here = enter_encrypted(slug, vote_id)
    kept = read_receipt(vote_id, here.now)
    if kept is None:
        return redirect(here.url("votes.detail"))
    by_code, qr = kept_code(vote_id, here.now) is not None, qr_svg(_receipt_text(here, kept), _("Ihr Beleg als QR-Code"))
    return private(here.page("encrypted/receipt.html", _("Beleg"), words=words, receipt=kept, by_code=by_code, qr=qr))


@blueprint.post("/kabine/beleg.txt")
def receipt_file(slug: str, vote_id: int) -> Response:
    """The receipt as a text file; nothing is looked up by person."""
    here = enter_encrypted(slug, vote_id)
    tracker = request.form.get("tracker", "")[:43]
    if not tracker.isascii() or ballot_event(current_session(), here.vote, tracker) is None:
        raise Invalid(_("Zu diesem Beleg gibt es keinen Stimmzettel in der Urne."))
    response = Response(_receipt_text(here, EncryptedReceipt(vote_id, tracker)), mimetype="text/plain")
    response.headers["Content-Disposition"] = f'attachment; filename="beleg-abstimmung-{vote_id}.txt"'
    return private(response)


def _receipt_text(here: Here, kept: EncryptedReceipt) -> str:
    lines = [
        _("Beleg: %(title)s", title=here.vote.title),
        _("Kennung: %(tracker)s", tracker=kept.tracker),
        _("Prüfen: %(url)s", url=url_for("board.lookup", slug=here.consultation.slug, vote_id=here.vote.id, _external=True)),
        _("Der Beleg zeigt, dass Ihr verschlüsselter Stimmzettel in der Urne ist. Er zeigt nicht, was darin steht."),
    ]
    return "\n".join(lines) + "\n"
