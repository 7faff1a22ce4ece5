"""Proposals, what they say to further questions, their supports in sum, the city's answers, the offices asked."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from participation.accounts.bylines import shown_name
from participation.accounts.models import District, Person
from participation.consultations.models import Category, Consultation
from participation.datasets.common import ADDRESS, CONSULTATION, DISTRICT, PLACE, who
from participation.datasets.kinds import Access, Column, Dataset, Kind, Table, Words
from participation.datasets.scope import PLACED, Row, Scope, placed, public_name
from participation.followups.models import AnswerDetail, AnswerReport, Assignment, Office
from participation.organisations.bylines import organisation_name
from participation.places.models import Place
from participation.proposals.custom import say_answer
from participation.proposals.models import STATUS_NAMES, OfficialAnswer, Proposal, ProposalStage, Status
from participation.proposals.writing_models import CHANNEL_MARKS, CHANNEL_NAMES, Channel, CoAuthor, CustomField, CustomValue, Invitation
from participation.transfers.models import ImportedProposal

_target = aliased(Proposal)
READABLE = Proposal.stage != ProposalStage.DRAFT
"""Drafts are their authors'; what the moderation hid or gave back is a draft again."""
WITHDRAWN = "Zurückgezogen"
_PROPOSAL = Column("vorschlag", "Nummer des Vorschlags", "number of the proposal")

PROPOSALS = Table(
    "vorschlaege",
    Words(
        "Alle veröffentlichten Vorschläge mit Text, Ort, Stand und Zahl der Unterstützungen.",
        "All published proposals with text, place, status and number of supports.",
    ),
    (
        CONSULTATION,
        Column("nummer", "Nummer des Vorschlags, zum Beispiel 2026-00042", "number of the proposal, for example 2026-00042"),
        Column("titel", "Titel", "title"),
        Column("text", "Text, wie er geschrieben wurde (Markdown)", "text as written (Markdown)"),
        Column("thema", "Thema, das die verfassende Person gewählt hat", "category chosen by the author"),
        DISTRICT,
        who("von", "verfassende Person", "author"),
        Column(
            "stadt", "1: ein Vorschlag der Stadt selbst, 0: aus der Einwohnerschaft", "1: a proposal of the city itself, 0: of a resident", Kind.FLAG
        ),
        Column("stand", "Stand der Bearbeitung in Worten", "status in German words"),
        Column(
            "unterstuetzungen",
            "wie viele Personen den Vorschlag unterstützen; wer das ist, steht nirgends",
            "how many people support it; who they are is said nowhere",
            Kind.WHOLE,
        ),
        Column("beitraege", "wie viele lesbare Beiträge die Diskussion dazu hat", "number of readable contributions to its discussion", Kind.WHOLE),
        Column("veroeffentlicht_am", "Zeitpunkt der Veröffentlichung", "when it was published", Kind.MOMENT),
        Column(
            "bearbeitet_am",
            "Zeitpunkt der letzten Änderung nach der Veröffentlichung; leer: nie geändert",
            "when it was last changed after publication; empty: never",
            Kind.MOMENT,
        ),
        Column(
            "zurueckgezogen_am", "Zeitpunkt, zu dem er zurückgezogen wurde; leer: er gilt", "when it was withdrawn; empty: it stands", Kind.MOMENT
        ),
        Column("grund_des_rueckzugs", "Grund, den die verfassende Person genannt hat", "reason given by the author"),
        Column(
            "eingangsweg",
            "wie der Vorschlag einging, wenn die Stadt ihn eingetragen hat; leer: über die Plattform",
            "how it came in where the city entered it; empty: by the platform",
        ),
        Column("ort", "Ort in Worten, um den es geht; leer: keine Angabe", "place in words; empty: not given"),
        Column("gemeinsam_mit", "öffentliche Namen der weiteren Verfassenden, je einer in einer Zeile", "public names of further authors", Kind.LIST),
        Column(
            "aufgegangen_in",
            "Nummer des Vorschlags, in dem dieser aufgegangen ist; leer: in keinem",
            "number of the proposal it was merged into; empty: none",
        ),
        Column(
            "organisation",
            "geprüfte Organisation, in deren Namen er geschrieben ist; leer: im eigenen Namen",
            "checked organisation in whose name it is written; empty: in the author's own",
        ),
        *PLACE,
        ADDRESS,
        Column("fassung", "die wievielte Fassung; nur für die Stadt", "count of changes; for the city only", Kind.WHOLE, access=Access.STAFF),
        Column(
            "externe_nummer",
            "Nummer in einer eingelesenen Liste; nur für die Stadt",
            "number in an imported list; for the city only",
            access=Access.STAFF,
        ),
    ),
    Words("Vorschläge", "Proposals"),
)
DETAILS = Table(
    "angaben",
    Words(
        "Was die Vorschläge auf die zusätzlichen Fragen dieser Beteiligung antworten. Antworten, die nur für die Stadt gedacht sind, fehlen.",
        "What proposals answer to their consultation's further questions. Answers meant for the city only are left out.",
    ),
    (
        CONSULTATION,
        _PROPOSAL,
        Column("frage", "Wortlaut der Frage", "the question"),
        Column("antwort", "Antwort in Worten", "answer in words"),
        Column(
            "wert",
            "Antwort, wie sie gespeichert ist: Zahl mit Punkt, Betrag in Cent, Tag als JJJJ-MM-TT, ja und nein als yes und no",
            "answer as stored: number with a point, amount in cents, day as YYYY-MM-DD, yes and no",
        ),
    ),
    Words("Angaben zu Vorschlägen", "Answers to further questions"),
)
INNER_DETAILS = Table(
    "interne_angaben",
    Words(
        "Was Vorschläge auf Fragen antworten, deren Antworten nur für die Stadt gedacht sind.",
        "What proposals answer to questions whose answers are meant for the city only.",
    ),
    DETAILS.columns,
    Words("Interne Angaben zu Vorschlägen", "Answers for the city only"),
    Access.STAFF,
)
SUPPORTS = Table(
    "unterstuetzungen",
    Words(
        "Zu jedem Vorschlag die Summe der Unterstützungen. Wer unterstützt, ist nicht öffentlich.",
        "The sum of supports of each proposal. Supporters are not public.",
    ),
    (CONSULTATION, _PROPOSAL, Column("anzahl", "wie viele Personen ihn unterstützen", "how many people support it", Kind.WHOLE)),
    Words("Unterstützungen", "Supports"),
)
ANSWERS = Table(
    "antworten",
    Words("Alle Antworten der Stadt auf Vorschläge, auch frühere.", "All answers of the city to proposals, earlier ones too."),
    (
        CONSULTATION,
        _PROPOSAL,
        Column("stand", "Stand, den der Vorschlag mit dieser Antwort bekam", "status given with this answer, in German words"),
        Column("text", "Text der Antwort (Markdown)", "text of the answer (Markdown)"),
        who("von", "wer geantwortet hat", "who answered"),
        Column("amt", "Amt oder Funktion, wie sie damals hieß", "office or function, as it was called then"),
        Column("beantwortet_am", "Zeitpunkt der Antwort", "when it was answered", Kind.MOMENT),
        Column(
            "gruende",
            "Gründe einer ganzen oder teilweisen Ablehnung (Markdown); leer: keine eigenen",
            "reasons of a whole or partial refusal (Markdown); empty: none",
        ),
        Column("kosten_einmalig_cent", "Kosten in Cent; leer: nicht genannt", "cost once; empty: not said", Kind.WHOLE, "ct"),
        Column("kosten_jaehrlich_cent", "Kosten in jedem Jahr in Cent; leer: nicht genannt", "cost each year; empty: not said", Kind.WHOLE, "ct/a"),
        Column(
            "umsetzung_ab",
            "erster Monat der Umsetzung, zum Beispiel 2027-03; leer: nicht genannt",
            "first month of the work, e.g. 2027-03; empty: not said",
        ),
        Column("umsetzung_bis", "letzter Monat der Umsetzung; leer: nicht genannt", "last month of the work; empty: not said"),
        Column("bericht", "Titel des Berichts zur Antwort; leer: keiner", "title of the report with the answer; empty: none"),
    ),
    Words("Antworten der Stadt", "Answers of the city"),
)
ASSIGNMENTS = Table(
    "zustaendigkeiten",
    Words(
        "Welche Fachämter die Stadt zu einem Vorschlag gefragt hat. Ihre Stellungnahmen sind nicht enthalten.",
        "Which offices the city asked about a proposal. Their statements are not included.",
    ),
    (
        CONSULTATION,
        _PROPOSAL,
        Column("amt", "Name des Amtes", "name of the office"),
        Column("beim_amt_seit", "Zeitpunkt der Zuweisung", "when it was assigned", Kind.MOMENT),
        Column(
            "erledigt_am",
            "Zeitpunkt, zu dem die Aufgabe endete: beantwortet, zurückgegeben oder beendet; leer: noch offen",
            "when the task ended: answered, given back or ended; empty: still open",
            Kind.MOMENT,
        ),
    ),
    Words("Zuständigkeiten", "Offices asked"),
)


_answerer = shown_name(Proposal.consultation_id, Person, OfficialAnswer.answered_at)
_WITH_NAMES = (
    select(
        Proposal,
        Consultation.slug,
        Category.name,
        District.name,
        shown_name(Proposal.consultation_id, Person, Proposal.published_at),
        Person.deleted_at,
        _target.reference,
        ImportedProposal.external_number,
        organisation_name(Proposal.organisation_id),
        *PLACED,
    )
    .join(Consultation, Consultation.id == Proposal.consultation_id)
    .outerjoin(Category, Category.id == Proposal.category_id)
    .outerjoin(District, District.id == Proposal.district_id)
    .outerjoin(Person, Person.id == Proposal.author_id)
    .outerjoin(_target, (_target.id == Proposal.merged_into_id) & (_target.stage != ProposalStage.DRAFT))
    .outerjoin(ImportedProposal, ImportedProposal.proposal_id == Proposal.id)
    .outerjoin(Place, Place.id == Proposal.place_id)
    .where(READABLE)
    .order_by(Proposal.id)
)
"""Said once: putting it together costs as much as reading a page of it."""
_WITH_AUTHORS = (
    select(CoAuthor.proposal_id, shown_name(Proposal.consultation_id, Person, CoAuthor.answered_at), Person.deleted_at)
    .join(Person, Person.id == CoAuthor.person_id)
    .join(Proposal, Proposal.id == CoAuthor.proposal_id)
    .where(CoAuthor.state == Invitation.ACCEPTED)
    .order_by(CoAuthor.answered_at, CoAuthor.id)
)


def _proposals(session: Session, scope: Scope, after: int, most: int) -> Iterator[Row]:
    rows = session.execute(_WITH_NAMES.where(scope.of(Proposal.consultation_id), Proposal.id > after).limit(most)).all()
    others = _co_authors(session, [row[0].id for row in rows])
    for row in rows:
        yield row[0].id, _proposal(scope, row, others)


def _proposal(scope: Scope, row: Any, others: dict[int, list[str]]) -> tuple[object, ...]:
    it, slug, category, district, name, left_at, target, external, organisation, *place = row
    return (
        slug,
        it.reference,
        it.title,
        it.body,
        category,
        district,
        str(CHANNEL_MARKS[Channel(it.channel)]) if it.channel else public_name(name, left_at),
        it.official,
        WITHDRAWN if it.is_withdrawn else str(STATUS_NAMES[Status(it.status)]),
        it.support_count,
        it.contribution_count,
        it.published_at,
        it.edited_at,
        it.withdrawn_at,
        it.withdraw_reason,
        str(CHANNEL_NAMES[Channel(it.channel)]) if it.channel else None,
        it.place_label or None,
        tuple(others.get(it.id, ())),
        target,
        organisation,
        *placed(*place),
        scope.below(slug, f"/vorschlaege/{it.id}"),
        it.version,
        external,
    )


def _co_authors(session: Session, ids: Collection[int]) -> dict[int, list[str]]:
    """Who writes with the authors, by the proposal's number, in the order in which they accepted."""
    if not ids:
        return {}
    found: dict[int, list[str]] = {}
    for proposal_id, name, left_at in session.execute(_WITH_AUTHORS.where(CoAuthor.proposal_id.in_(ids))):
        found.setdefault(proposal_id, []).append(public_name(name, left_at))
    return found


def _details_of(*, public: bool) -> Any:
    def details(session: Session, scope: Scope, after: int, most: int) -> Iterator[Row]:
        statement = (
            select(CustomValue.id, Consultation.slug, Proposal.reference, CustomField.label, CustomField.kind, CustomValue.value)
            .join(Proposal, Proposal.id == CustomValue.proposal_id)
            .join(CustomField, CustomField.id == CustomValue.field_id)
            .join(Consultation, Consultation.id == Proposal.consultation_id)
            .where(scope.of(Proposal.consultation_id), READABLE, CustomField.public.is_(public), CustomValue.id > after)
            .order_by(CustomValue.id)
            .limit(most)
        )
        for key, slug, reference, label, kind, value in session.execute(statement):
            yield key, (slug, reference, label, say_answer(kind, value), value)

    return details


def _supports(session: Session, scope: Scope, after: int, most: int) -> Iterator[Row]:
    statement = (
        select(Proposal.id, Consultation.slug, Proposal.reference, Proposal.support_count)
        .join(Consultation, Consultation.id == Proposal.consultation_id)
        .where(scope.of(Proposal.consultation_id), READABLE, Proposal.id > after)
        .order_by(Proposal.id)
        .limit(most)
    )
    for key, *line in session.execute(statement):
        yield key, tuple(line)


def _answers(session: Session, scope: Scope, after: int, most: int) -> Iterator[Row]:
    statement = (
        select(OfficialAnswer, Consultation.slug, Proposal.reference, _answerer, Person.deleted_at, AnswerDetail, AnswerReport.title)
        .join(Proposal, Proposal.id == OfficialAnswer.proposal_id)
        .join(Consultation, Consultation.id == Proposal.consultation_id)
        .outerjoin(Person, Person.id == OfficialAnswer.author_id)
        .outerjoin(AnswerDetail, AnswerDetail.answer_id == OfficialAnswer.id)
        .outerjoin(AnswerReport, AnswerReport.id == AnswerDetail.report_id)
        .where(scope.of(Proposal.consultation_id), READABLE, OfficialAnswer.id > after)
        .order_by(OfficialAnswer.id)
        .limit(most)
    )
    for it, slug, reference, name, left_at, detail, report in session.execute(statement):
        said = str(STATUS_NAMES[Status(it.status)])
        head = (slug, reference, said, it.body, public_name(name, left_at), it.position, it.answered_at)
        yield it.id, (*head, *_measures(detail), report)


def _measures(detail: AnswerDetail | None) -> tuple[object, ...]:
    if detail is None:
        return (None,) * 5
    return detail.reasons, detail.cost_once, detail.cost_yearly, _month(detail.from_month), _month(detail.to_month)


def _month(day: date | None) -> str | None:
    return None if day is None else f"{day:%Y-%m}"


def _assignments(session: Session, scope: Scope, after: int, most: int) -> Iterator[Row]:
    statement = (
        select(Assignment.id, Consultation.slug, Proposal.reference, Office.name, Assignment.assigned_at, Assignment.ended_at)
        .join(Proposal, Proposal.id == Assignment.proposal_id)
        .join(Consultation, Consultation.id == Proposal.consultation_id)
        .join(Office, Office.id == Assignment.office_id)
        .where(scope.of(Proposal.consultation_id), READABLE, Assignment.id > after)
        .order_by(Assignment.id)
        .limit(most)
    )
    for key, *line in session.execute(statement):
        yield key, tuple(line)


def _called(word: str) -> list[Status]:
    return [status for status, name in STATUS_NAMES.items() if str(name) == word]


def _has_status(word: str) -> Any:
    stands = and_(Proposal.stage != ProposalStage.WITHDRAWN, Proposal.status.in_(_called(word)))
    return Proposal.stage == ProposalStage.WITHDRAWN if word == WITHDRAWN else stands


def _was_answered_as(word: str) -> Any:
    return OfficialAnswer.status.in_(_called(word))


def _happened_since(moment: datetime) -> Any:
    return or_(Proposal.published_at >= moment, Proposal.edited_at >= moment, Proposal.withdrawn_at >= moment)


_of_proposal = {"vorschlag": lambda reference: Proposal.reference == reference}
DATASETS = (
    Dataset(
        PROPOSALS,
        _proposals,
        narrowing={"stand": _has_status, "thema": lambda name: Category.name == name, "ortsteil": lambda name: District.name == name},
        since=_happened_since,
    ),
    Dataset(DETAILS, _details_of(public=True), narrowing=_of_proposal),
    Dataset(INNER_DETAILS, _details_of(public=False), narrowing=_of_proposal),
    Dataset(SUPPORTS, _supports, narrowing=_of_proposal),
    Dataset(ANSWERS, _answers, narrowing=_of_proposal | {"stand": _was_answered_as}, since=lambda moment: OfficialAnswer.answered_at >= moment),
    Dataset(
        ASSIGNMENTS,
        _assignments,
        narrowing=_of_proposal,
        since=lambda moment: or_(Assignment.assigned_at >= moment, Assignment.ended_at >= moment),
    ),
)
