"""What proposals show on other rooms' pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from flask import render_template, url_for
from markupsafe import Markup
from sqlalchemy import Select, select

from participation.accounts.models import Person
from participation.accounts.own_data import OwnFile
from participation.consultations.crowds import Crowd
from participation.consultations.models import Consultation
from participation.consultations.outcomes import OF_CONSULTATION, OF_PROPOSAL
from participation.consultations.phases import Act
from participation.consultations.rules import runs_it
from participation.consultations.subjects import Seed, Subject
from participation.consultations.targets import Target
from participation.consultations.texts import TextSource
from participation.kit.database import current_session
from participation.kit.language import gettext as _
from participation.kit.links import Link, Section
from participation.kit.pages import format_number, settings
from participation.kit.uploads import picture_file, stored_path
from participation.proposals import queries, rules, source
from participation.proposals.actions import KIND
from participation.proposals.cards import status_badges
from participation.proposals.crowd import Supporters
from participation.proposals.doubts import Supports
from participation.proposals.filters import Filters
from participation.proposals.listing import newest_proposals
from participation.proposals.models import STATUS_NAMES, Proposal, ProposalStage, Status, Support
from participation.proposals.target import Files, Proposals
from participation.proposals.writing_models import CoAuthor, Invitation
from participation.proposals.writing_queries import files_by, open_invitations, writing_of

NEWEST_SHOWN = 3
OWN_SHOWN = 20


def _list_url(consultation: Consultation) -> str:
    return url_for("proposals.index", slug=consultation.slug)


def _has_proposals(consultation: Consultation) -> bool:
    return any(phase.opens(Act.PROPOSE) or phase.opens(Act.SUPPORT) for phase in consultation.phases)


def tab(consultation: Consultation, person: Person | None, held: Mapping[str, Any]) -> list[Link]:
    """The list of proposals, where a phase is for them."""
    return [Link(_("Vorschläge"), _list_url(consultation))] if _has_proposals(consultation) else []


def acts(consultation: Consultation) -> list[tuple[Act, Link]]:
    """Where one proposes and where one supports."""
    to_write = url_for("proposal_writing.new", slug=consultation.slug)
    return [(Act.PROPOSE, Link(_("Vorschlag machen"), to_write)), (Act.SUPPORT, Link(_("Vorschläge unterstützen"), _list_url(consultation)))]


def acts_from(seed: Seed, consultation: Consultation, person: Person | None, now: datetime) -> list[Link]:
    """A contribution can grow into a proposal of its own."""
    if not rules.may_propose(person, consultation, now):
        return []
    return [Link(_("Einen eigenen Vorschlag daraus machen"), url_for("proposal_writing.new", slug=consultation.slug, aus=seed.contribution_id))]


def map_tools(consultation: Consultation, filters: Filters, person: Person | None) -> list[Link]:
    """The same list as a file for other maps."""
    return [Link(_("Als GeoJSON herunterladen"), url_for("proposal_map.export", slug=consultation.slug) + filters.narrowed)]


def overview(consultation: Consultation, person: Person | None, now: datetime) -> list[Markup]:
    """How many proposals there are, and the newest; nothing where there are none."""
    session = current_session()
    published = queries.board_of(session, consultation.id)[1]
    if not published:
        return []
    newest = newest_proposals(session, consultation.id, NEWEST_SHOWN)
    shown = {"published": published, "newest": newest, "list_url": _list_url(consultation), "badges": status_badges()}
    return [Markup(render_template("proposals/_overview.html", **shown))]  # a template's own output


def results(consultation: Consultation, person: Person | None, now: datetime) -> list[Markup]:
    """How many proposals have which status, as bars in their table."""
    counts = queries.status_counts(current_session(), consultation.id)
    if not counts:
        return []
    rows = [{"label": str(STATUS_NAMES[status]), "value": counts[status]} for status in Status if status in counts]
    shown = {"rows": rows, "total": sum(counts.values()), "list_url": _list_url(consultation)}
    return [Markup(render_template("proposals/_results.html", **shown))]  # a template's own output


def staff(consultation: Consultation, person: Person | None, now: datetime) -> list[Link]:
    """The proposals that wait for an answer, those taken in for others, and the form's own questions."""
    if person is None or not (person.speaks_officially or runs_it(person, consultation)):
        return []
    to_intake = Link(_("Vorschläge am Schalter aufnehmen"), url_for("proposal_intake.index", slug=consultation.slug))
    links = [to_intake] if rules.may_take_in(person, consultation) else []
    if rules.may_set_questions(person, consultation):
        links.append(Link(_("Eigene Fragen im Formular"), url_for("proposal_questions.index", slug=consultation.slug)))
    waiting = queries.status_counts(current_session(), consultation.id).get(Status.NEW, 0)
    url = _list_url(consultation) + Filters(statuses=(str(Status.NEW),)).query()
    return [Link(_("Vorschläge ohne Antwort"), url, note=format_number(waiting)), *links]


def subjects(kind: str, ids: Iterable[int], person: Person | None) -> list[Subject]:
    """Proposals as the discussion knows them, those that this person may see."""
    if kind != KIND:
        return []
    closed = _("Dieser Vorschlag wurde zurückgezogen. Die Diskussion bleibt lesbar.")
    merged = _("Dieser Vorschlag ist in einem anderen aufgegangen. Die Diskussion geht dort weiter; hier bleibt sie lesbar.")
    return [
        Subject(
            kind=KIND,
            id=row.id,
            consultation_id=row.consultation_id,
            title=row.title,
            url=url_for("proposals.detail", slug=row.slug, proposal_id=row.id),
            author_id=row.author_id,
            closed=(merged if row.merged_into_id else closed) if row.stage == ProposalStage.WITHDRAWN else "",
        )
        for row in queries.proposals_for_discussion(current_session(), ids, person)
    ]


def staff_acts(proposal: Proposal, consultation: Consultation, person: Person | None, now: datetime) -> list[Link]:
    """For those who run the consultation: put it under another topic."""
    if not runs_it(person, consultation) or not rules.may_correct_category(person, proposal, consultation):
        return []
    return [Link(_("Thema ändern"), url_for("proposal_category.correct", slug=consultation.slug, proposal_id=proposal.id))]


def texts() -> list[TextSource]:
    """Proposals, for those who make sense of what was written."""
    return source.sources()


def own_contributions(person: Person) -> list[Section]:
    """A person's own proposals, drafts too, and what the person supports."""
    session = current_session()
    written = queries.proposals_by(session, person, drafts=True, most=OWN_SHOWN)
    supported = queries.supported_by(session, person, OWN_SHOWN)
    sections = [(_("Meine Vorschläge"), written), (_("Vorschläge, die ich unterstütze"), supported)]
    asked = [
        Link(row.title or _("Ohne Titel"), url_for("proposal_authors.invitation", slug=row.slug, proposal_id=row.id), note=_("Einladung"))
        for row in open_invitations(session, person)
    ]
    invited = [Section(_("Einladungen zum Mitschreiben"), asked)] if asked else []
    return [*invited, *(Section(title, [_link(row) for row in rows]) for title, rows in sections if rows)]


def public_contributions(person: Person) -> list[Section]:
    """What everybody may see of a person's proposals."""
    written = queries.proposals_by(current_session(), person, drafts=False, most=OWN_SHOWN)
    return [Section(_("Vorschläge"), [_link(row) for row in written])] if written else []


def _link(row: Any) -> Link:
    withdrawn = _("aufgegangen") if row.merged_into_id else _("zurückgezogen")
    draft = _("Entwurf") if row.hidden_at is None else _("ausgeblendet")
    note = {ProposalStage.DRAFT: draft, ProposalStage.WITHDRAWN: withdrawn}.get(row.stage, row.reference or "")
    return Link(row.title or _("Ohne Titel"), url_for("proposals.detail", slug=row.slug, proposal_id=row.id), note=note)


def written_for(organisation_id: int) -> list[Section]:
    """What everybody may read of what was proposed in an organisation's name."""
    rows = queries.proposals_for(current_session(), organisation_id, OWN_SHOWN)
    return [Section(_("Vorschläge"), [_link(row) for row in rows])] if rows else []


def own_files(person: Person) -> list[OwnFile]:
    """Pictures and documents on a person's own proposals, for the copy of the own data; of a picture its largest copy."""
    root = settings().files_dir
    return [
        OwnFile(stored_path(root, picture_file(one.stored_name, one.widths[-1]) if one.is_picture else one.stored_name), one.words)
        for one in files_by(current_session(), person)
    ]


def own_data(person: Person) -> dict[str, list[dict[str, Any]]]:
    """All that is kept of a person here, for the data download."""
    written, supported, answered = queries.everything_of(current_session(), person)
    return {
        "proposals": [dict(row._mapping) for row in written],
        "supports": [dict(row._mapping) for row in supported],
        "official_answers": [dict(row._mapping) for row in answered],
        **writing_of(current_session(), person),
    }


def signed(consultation_id: int, person_id: int) -> list[Select[Any]]:
    """What somebody wrote in a consultation under a name that others read."""
    joined = select(CoAuthor.id).join(Proposal, Proposal.id == CoAuthor.proposal_id).where(Proposal.consultation_id == consultation_id)
    return [
        select(Proposal.id).where(
            Proposal.consultation_id == consultation_id, Proposal.author_id == person_id, Proposal.stage != ProposalStage.DRAFT
        ),
        joined.where(CoAuthor.person_id == person_id, CoAuthor.state == Invitation.ACCEPTED),
    ]


def took_part(kind: str, number: int) -> list[Select[Any]]:
    """Whoever proposed, wrote too or supported: in a consultation, or one proposal."""
    if kind not in (OF_CONSULTATION, OF_PROPOSAL):
        return []
    which = Proposal.id == number if kind == OF_PROPOSAL else Proposal.consultation_id == number
    public = (which, Proposal.stage == ProposalStage.PUBLISHED)
    wrote_too = (CoAuthor.state == Invitation.ACCEPTED, CoAuthor.person_id.is_not(None))
    return [
        select(Proposal.author_id).where(*public, Proposal.author_id.is_not(None)),
        select(CoAuthor.person_id).join(Proposal, Proposal.id == CoAuthor.proposal_id).where(*public, *wrote_too),
        select(Support.person_id).join(Proposal, Proposal.id == Support.proposal_id).where(which),
    ]


def targets() -> list[Target]:
    """Proposals, their files and their supports, as the moderation decides about them."""
    return [Proposals(), Files(), Supports()]


def crowds() -> list[Crowd]:
    """Who supports proposals, for the look at unusual crowds."""
    return [Supporters()]
