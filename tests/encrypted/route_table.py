"""Every route of encrypted votes and its outcome for each role."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from participation.encrypted.queries import trustees_of
from tests.encrypted.builders import a_ballot, a_key, a_trustee, an_encrypted_draft, an_encrypted_vote, cast, decrypted, prepared
from tests.house.routes import Row, World


def furnish(session: Session, world: World) -> None:
    """In the world's voting consultation: drafts in each state of their preparation, a vote that is open, one that waits for its count."""
    world.sealed_draft = an_encrypted_draft(session, world.voting, title="Mit einer Treuhänderin")
    world.sealed_trustee, world.trustee_code = a_trustee(session, world.sealed_draft)
    world.sealed_keyed = an_encrypted_draft(session, world.voting, title="Mit Schlüssel")
    a_key(session, world.sealed_keyed, a_trustee(session, world.sealed_keyed)[0])
    world.sealed_ready = an_encrypted_draft(session, world.voting, title="Vorbereitet")
    prepared(session, world.sealed_ready, 1)
    world.sealed_open = an_encrypted_vote(session, world.voting, 1, title="Verschlüsselt")
    world.sealed_tracker = cast(session, world.sealed_open).tracker
    world.sealed_ballot = a_ballot(session, world.sealed_open, world.resident)
    world.sealed_over = an_encrypted_vote(session, world.voting, 1, title="Entschlüsselt")
    cast(session, world.sealed_over)
    decrypted(session, world.sealed_over)
    world.sealed_trustees = trustees_of(session, world.sealed_open)


def at(path: str, vote: str = "sealed_open") -> Callable[[World], str]:
    return lambda w: f"/beteiligungen/{w.voting.slug}/abstimmungen/{getattr(w, vote).id}{path}"


STAFF_DRAFT = "404 404 404 200 404 404 200"
STAFF_DOES = "404 404 404 303 404 404 303"
RUNS = "sign-in 403 403 303 403 403 303"
VOTERS = "sign-in 200 403 403 403 403 403"
NEW = {"name": "Olga Rein", "email": "rein@example.org"}

TABLE: dict[str, Row] = {
    "encrypted.booth GET": Row(at("/kabine"), VOTERS),
    "encrypted.credential POST": Row(at("/kabine/stimmrecht"), VOTERS),
    "encrypted.cast POST": Row(at("/kabine/einwerfen"), "sign-in 303 403 403 403 403 403", lambda w: {"ballot": w.sealed_ballot}),
    "encrypted.receipt GET": Row(at("/kabine/beleg"), "302"),
    "encrypted.receipt_file POST": Row(at("/kabine/beleg.txt"), "200", lambda w: {"tracker": w.sealed_tracker}),
    "board.show GET": Row(at("/verschluesselte-urne"), "200"),
    "board.archive GET": Row(at("/verschluesselte-urne.bel"), "200"),
    "board.lookup GET": Row(at("/kennung-suchen"), "200"),
    "board.look_up POST": Row(at("/kennung-suchen"), "200", lambda w: {"tracker": w.sealed_tracker}),
    "board.challenge GET": Row(at("/probe-stimmzettel"), "200"),
    "encrypted_staff.ceremony GET": Row(at("/schluessel", "sealed_draft"), STAFF_DRAFT),
    "encrypted_staff.name POST": Row(at("/schluessel/treuhand", "sealed_draft"), STAFF_DOES, lambda w: NEW),
    "encrypted_staff.link POST": Row(at("/schluessel/treuhand/1/link", "sealed_draft"), STAFF_DOES),
    "encrypted_staff.drop POST": Row(at("/schluessel/treuhand/1/entfernen", "sealed_draft"), STAFF_DOES),
    "encrypted_staff.prepare POST": Row(at("/schluessel/vorbereiten", "sealed_keyed"), STAFF_DOES),
    "encrypted_staff.discard POST": Row(at("/schluessel/verwerfen", "sealed_ready"), STAFF_DOES),
    "encrypted_staff.opening GET": Row(at("/schluessel/eroeffnen", "sealed_ready"), STAFF_DRAFT),
    "encrypted_staff.open_now POST": Row(at("/schluessel/eroeffnen", "sealed_ready"), STAFF_DOES),
    "encrypted_staff.count POST": Row(at("/schluessel/auszaehlen", "sealed_over"), RUNS),
    "trustees.enter GET": Row(lambda w: "/treuhand", "200"),
    "trustees.enter POST": Row(lambda w: "/treuhand", "303", lambda w: {"code": w.trustee_code}),
    "trustees.task GET": Row(lambda w: "/treuhand/aufgabe", "404"),
    "trustees.key POST": Row(lambda w: "/treuhand/schluessel", "404"),
    "trustees.decryption POST": Row(lambda w: "/treuhand/entschluesselung", "404"),
    "trustees.shuffle POST": Row(lambda w: "/treuhand/mischung", "404"),
    "trustees.leave POST": Row(lambda w: "/treuhand/beenden", "303"),
}
