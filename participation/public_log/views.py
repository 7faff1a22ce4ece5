"""The public log's pages: all logs, one log, its entries and checkpoints, and proofs of both for people and for machines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, request, url_for

from participation.kit.database import current_session
from participation.kit.errors import Invalid, NotFound
from participation.kit.gathering import gather
from participation.kit.language import gettext as _
from participation.kit.links import Link
from participation.kit.pages import page
from participation.kit.pagination import page_number
from participation.methods.proof.merkle import leaf_hash
from participation.methods.proof.notes import Verifier
from participation.public_log import proofs, queries
from participation.public_log.actions import log_of
from participation.public_log.models import PREFIX, WORDS, LogCheckpoint, LogEntry, LogKind, PublicLog
from participation.public_log.words import KIND_NAMES, describe

blueprint = Blueprint("public_log", __name__, url_prefix="/protokoll")

PAGE_SIZE = 20
SHOWN = 600
"""How much of an entry's text the list shows."""
LONGEST_SHOWN = 100_000
ONE = f"/<any({','.join(WORDS.values())}):word>-<id:number>"
_KINDS = {word: kind for kind, word in WORDS.items()}


@dataclass(frozen=True, slots=True)
class At:
    """A log as a view finds it, with its newest checkpoint."""

    log: PublicLog
    newest: LogCheckpoint | None

    def url(self, endpoint: str, **values: Any) -> str:
        """The address of one of this log's pages."""
        return url_for(f"public_log{endpoint}", word=WORDS[LogKind(self.log.kind)], number=self.log.subject_id, **values)

    def page(self, template: str, title: str, status: int = 200, **context: Any) -> Response:
        """One of this log's pages; `title` names one below the first."""
        crumbs = [(_("Startseite"), "/"), (_("Öffentliches Protokoll"), url_for("public_log.index"))]
        crumbs += [(self.log.title, self.url(".show")), (title, "")] if title else [(self.log.title, "")]
        return page(f"public_log/{template}", status=status, at=self, log=self.log, newest=self.newest, crumbs=crumbs, describe=describe, **context)

    def signed(self) -> LogCheckpoint:
        """The newest checkpoint. Raises NotFound before the first."""
        if self.newest is None:
            raise NotFound
        return self.newest


def enter_log(word: str, number: int) -> At:
    """The log of an address. Raises NotFound."""
    session = current_session()
    log = queries.find_log(session, _KINDS[word], number)
    return At(log, queries.newest_checkpoint(session, log))


def as_text(text: str, mimetype: str = "text/plain", name: str = "") -> Response:
    """A text for machines, or a file to keep."""
    response = Response(text, mimetype=mimetype)
    if name:
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.get("")
def index() -> Response:
    """All logs, what they are good for, and the key that signs them."""
    session = current_session()
    found = queries.logs_page(session, page_number(request.args.get("seite")), PAGE_SIZE)
    newest = queries.newest_of_all(session)
    key = Verifier.read(newest.key) if newest else None
    shown = Verifier(key.name.rsplit(f"/{PREFIX}/", 1)[0] + f"/{PREFIX}", key.public_key) if key else None
    return page("public_log/index.html", found=found, key=shown, word_of=lambda log: WORDS[LogKind(log.kind)], kind_names=KIND_NAMES)


@blueprint.get(ONE)
def show(word: str, number: int) -> Response:
    """One log: how it stands, signed, and its entries."""
    at = enter_log(word, number)
    found = queries.entries_page(current_session(), at.log, page_number(request.args.get("seite")), PAGE_SIZE)
    subject: list[Link] = gather("log.subject", at.log.kind, at.log.subject_id)
    board = board_of(at)
    if board is not None:
        subject.append(Link(_("Protokoll der verschlüsselten Urne"), board.url(".show")))
    return at.page("log.html", "", found=found, shown=SHOWN, subject=subject, trackers=at.log.kind != LogKind.DRAW and board is None)


def board_of(at: At) -> At | None:
    """The log of an encrypted vote's board, which names the ballots; None for other votes, and for draws."""
    log = log_of(current_session(), LogKind.BOARD, at.log.subject_id) if at.log.kind == LogKind.VOTE else None
    return None if log is None else At(log, None)


@blueprint.get(f"{ONE}/checkpoint")
def checkpoint(word: str, number: int) -> Response:
    """The newest checkpoint for machines: the signed note and nothing else."""
    return as_text(enter_log(word, number).signed().note)


@blueprint.get(f"{ONE}/staende")
def checkpoints(word: str, number: int) -> Response:
    """All checkpoints, the newest first."""
    at = enter_log(word, number)
    found = queries.checkpoints_page(current_session(), at.log, page_number(request.args.get("seite")), PAGE_SIZE)
    return at.page("checkpoints.html", _("Alle Stände"), found=found)


@blueprint.get(f"{ONE}/staende/<id:size>.txt")
def checkpoint_file(word: str, number: int, size: int) -> Response:
    """One checkpoint, to keep."""
    at = enter_log(word, number)
    return as_text(queries.checkpoint_at(current_session(), at.log, size).note, name=f"{at.log.name}-{size}.txt")


@blueprint.get(f"{ONE}/eintraege.jsonl")
def entries(word: str, number: int) -> Response:
    """All entries up to the newest checkpoint, one in a line, to the byte as they are hashed."""
    at = enter_log(word, number)
    texts = queries.all_entries(current_session(), at.log, at.signed().size)
    return as_text("".join(f"{text}\n" for text in texts), "application/jsonl", f"{at.log.name}.jsonl")


@blueprint.get(f"{ONE}/eintraege/<id:place>")
def entry(word: str, number: int, place: int) -> Response:
    """One entry, whole, and the proof that it is in the log as it was signed."""
    at = enter_log(word, number)
    found = queries.entry_at(current_session(), at.log, place - 1)
    proof = entry_proof(at, found)
    return at.page(
        "entry.html",
        _("Eintrag %(number)s", number=place),
        entry=found,
        hash=leaf_hash(found.text.encode()).hex(),
        proof=proof,
        longest=LONGEST_SHOWN,
    )


@blueprint.get(f"{ONE}/eintraege/<id:place>/nachweis.json")
def entry_file(word: str, number: int, place: int) -> Response:
    """The same proof as a file."""
    at = enter_log(word, number)
    proof = entry_proof(at, queries.entry_at(current_session(), at.log, place - 1))
    if proof is None:
        raise NotFound
    return as_text(proofs.as_file(proof), "application/json", f"{at.log.name}-{place}-nachweis.json")


def entry_proof(at: At, found: LogEntry) -> dict[str, Any] | None:
    """The proof of an entry against the newest checkpoint; None where that is older than the entry."""
    if at.newest is None or found.position >= at.newest.size:
        return None
    return proofs.inclusion(queries.tree_of(current_session(), at.log), found, at.newest)


@blueprint.get(f"{ONE}/vergleich")
def compare(word: str, number: int) -> Response:
    """Show that the log only grew between two checkpoints."""
    at = enter_log(word, number)
    typed = {name: request.args.get(name, "")[:20].strip() for name in ("von", "bis")}
    if not any(typed.values()):
        return at.page("compare.html", _("Zwei Stände vergleichen"), typed=typed, proof=None, error="")
    try:
        proof, error = _compared(at, typed["von"], typed["bis"]), None
    except Invalid as fault:
        proof, error = None, fault
    return at.page("compare.html", _("Zwei Stände vergleichen"), 422 if error else 200, typed=typed, proof=proof, error=error, has_errors=bool(error))


@blueprint.get(f"{ONE}/vergleich.json")
def compare_file(word: str, number: int) -> Response:
    """The same proof as a file; where no checkpoints are named, from the first to the newest."""
    at = enter_log(word, number)
    newest, first = at.signed(), queries.first_checkpoint(current_session(), at.log)
    earlier = request.args.get("von", str((first or newest).size))
    proof = _compared(at, earlier[:20], request.args.get("bis", str(newest.size))[:20])
    return as_text(proofs.as_file(proof), "application/json", f"{at.log.name}-{proof['earlier']}-{proof['later']}.json")


def _compared(at: At, earlier: str, later: str) -> dict[str, Any]:
    sizes = [_size(typed, name) for typed, name in ((earlier, "von"), (later, "bis"))]
    if sizes[0] > sizes[1]:
        raise Invalid(_("Der frühere Stand kann nicht mehr Einträge haben als der spätere."), "von")
    found = []
    for size, name in zip(sizes, ("von", "bis"), strict=True):
        try:
            found.append(queries.checkpoint_at(current_session(), at.log, size))
        except NotFound:
            raise Invalid(_("Mit %(size)s Einträgen wurde kein Stand unterschrieben.", size=size), name) from None
    return proofs.consistency(queries.tree_of(current_session(), at.log), *found)


def _size(typed: str, name: str) -> int:
    typed = typed.strip()
    if not (typed.isascii() and typed.isdigit() and 0 < len(typed) <= 9):
        raise Invalid(_("Bitte geben Sie an, wie viele Einträge der Stand hat: eine ganze Zahl."), name)
    return int(typed)
