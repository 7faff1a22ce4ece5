"""What those who run a budget do with it: prepare, change, publish, open, close, count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.budgets.models import Budget, Feasibility, Pot, Project
from participation.budgets.queries import budgets_of, district_exists, feasible, lock_budget, projects_of, votes_of
from participation.budgets.rules import (
    MOST_BUDGETS,
    may_change_budget,
    may_close_all,
    may_confirm_opening,
    may_count_all,
    may_draft_budget,
    may_open_budget,
    may_publish_budget,
    pot_name,
)
from participation.consultations.models import Consultation
from participation.kit import audit
from participation.kit.errors import Invalid
from participation.kit.language import gettext as _
from participation.kit.money import MOST_CENTS, say_euros
from participation.kit.prose import to_html
from participation.kit.rules import demand
from participation.votes.actions import Option, VoteDraft, close_vote, draft_vote, open_vote, sketch_vote, tally_vote
from participation.votes.budget import MOST_POINTS, MOST_PROJECTS, RULES_OF_BUDGETS, BudgetTerms, Form
from participation.votes.freezing import frozen_terms, sha256
from participation.votes.models import Secrecy, VoteState

TITLE_LENGTH = 80


@dataclass(frozen=True)
class BudgetDraft:
    """What a budget is made of before it opens. `amounts`: cents by district, 0 for the whole town; `least_share` in hundredths of a percent."""

    title: str
    question: str
    introduction: str = ""
    amounts: Mapping[int, int] = field(default_factory=dict)
    rule: str = "equal-shares"
    form: str = Form.APPROVAL
    fewest: int = 0
    most: int = 0
    least_share: int = 0
    points: int = 0
    threshold: int = 0
    secrecy: str = Secrecy.SECRET
    replaceable: bool = False
    verified_only: bool = True
    by_two: bool = False
    opens_at: datetime | None = None
    closes_at: datetime | None = None


def draft_budget(session: Session, actor: Person, consultation: Consultation, draft: BudgetDraft, now: datetime) -> Budget:
    """Prepare a budget that only those who run the consultation see. Raises Invalid where the draft contradicts itself."""
    demand(may_draft_budget(actor, consultation))
    if len(budgets_of(session, consultation)) >= MOST_BUDGETS:
        raise Invalid(_("Mehr als %(number)s Bürgerhaushalte sind in einer Beteiligung nicht möglich.", number=MOST_BUDGETS))
    budget = Budget(consultation_id=consultation.id, created_at=now, pots=[])
    _take(session, budget, draft)
    session.add(budget)
    session.flush()
    audit.append(session, at=now, actor=actor, action="budget.drafted", subject=("budget", budget.id), data={"consultation": consultation.id})
    return budget


def edit_budget(session: Session, actor: Person, consultation: Consultation, budget: Budget, draft: BudgetDraft, now: datetime) -> Budget:
    """Change a budget that is not opened yet. A pot that holds projects stays. Raises Invalid."""
    budget = lock_budget(session, budget)
    demand(may_change_budget(actor, consultation, budget))
    _take(session, budget, draft)
    session.flush()
    audit.append(session, at=now, actor=actor, action="budget.edited", subject=("budget", budget.id))
    return budget


def _take(session: Session, budget: Budget, draft: BudgetDraft) -> None:
    _check(draft)
    budget.asked_by_id = budget.asked_terms = None  # what was asked for is no longer what it was
    for name, value in asdict(draft).items():
        if name != "amounts":
            setattr(budget, name, value)
    if draft.form != Form.POINTS:
        budget.points = 0
    budget.introduction_html = to_html(draft.introduction)
    kept = {pot.scope: pot for pot in budget.pots}
    for scope, amount in draft.amounts.items():
        if scope in kept:
            kept.pop(scope).amount = amount
        elif scope and not district_exists(session, scope):
            raise Invalid(_("Diesen Ortsteil gibt es nicht."), "amounts")
        else:
            budget.pots.append(Pot(scope=scope, district_id=scope or None, amount=amount))
    used = {project.pot_id for project in projects_of(session, budget)} if budget.id else set()
    for pot in kept.values():
        if pot.id in used:
            raise Invalid(_("Im Topf „%(name)s“ liegen schon Projekte. Verschieben oder entfernen Sie sie zuerst.", name=pot_name(pot)), "amounts")
        budget.pots.remove(pot)


def _check(draft: BudgetDraft) -> None:
    if len(draft.title) > TITLE_LENGTH:
        raise Invalid(_("Der Titel darf höchstens %(most)s Zeichen lang sein.", most=TITLE_LENGTH), "title")
    if draft.rule not in RULES_OF_BUDGETS:
        raise Invalid(_("Dieses Verfahren gibt es nicht."), "rule")
    if draft.rule == "greedy-threshold" and not draft.threshold:
        raise Invalid(_("Dieses Verfahren braucht eine Mindestzahl von Stimmen."), "threshold")
    if not draft.amounts:
        raise Invalid(_("Bitte geben Sie mindestens einen Betrag an."), "amounts")
    if any(not 0 < amount <= MOST_CENTS for amount in draft.amounts.values()):
        raise Invalid(_("Ein Betrag muss größer als null sein und darf %(most)s nicht überschreiten.", most=say_euros(MOST_CENTS)), "amounts")
    if draft.opens_at and draft.closes_at and draft.opens_at >= draft.closes_at:
        raise Invalid(_("Das Ende muss nach dem Beginn liegen."), "closes_at")
    if draft.form == Form.POINTS and not 1 <= draft.points <= MOST_POINTS:
        raise Invalid(_("Bitte geben Sie an, wie viele Punkte zu vergeben sind: 1 bis %(most)s.", most=MOST_POINTS), "points")
    if draft.most and draft.fewest > draft.most:
        raise Invalid(_("Die Mindestzahl ist größer als die Höchstzahl."), "fewest")
    if max(draft.fewest, draft.most) > MOST_PROJECTS:
        raise Invalid(_("Mehr als %(number)s Projekte passen nicht auf einen Stimmzettel.", number=MOST_PROJECTS), "most")


def publish_budget(session: Session, actor: Person, consultation: Consultation, budget: Budget, now: datetime) -> Budget:
    """Show the budget and its projects to everyone; they are checked from now on in the open."""
    budget = lock_budget(session, budget)
    demand(may_publish_budget(actor, consultation, budget))
    budget.published_at = now
    session.flush()
    audit.append(session, at=now, actor=actor, action="budget.published", subject=("budget", budget.id))
    return budget


def open_budget(session: Session, actor: Person, consultation: Consultation, budget: Budget, now: datetime) -> Budget:
    """Freeze the budget: for each pot a vote on its feasible projects is drafted and opened in one step, with its hash in the log.

    In a budget by two this only asks, and the second person's call opens exactly what was asked for.
    """
    budget = lock_budget(session, budget)
    projects = projects_of(session, budget)
    demand(may_open_budget(actor, consultation, budget, projects))
    asked_by = budget.asked_by_id
    if budget.by_two and not _confirmed(session, actor, consultation, budget, projects, now):
        return budget
    for pot in budget.pots:
        listed = feasible(projects, pot)
        vote = draft_vote(session, actor, consultation, vote_draft(budget, pot, listed), now)
        if budget.by_two and asked_by is not None:
            open_vote(session, session.get_one(Person, asked_by), consultation, vote, now)
        open_vote(session, actor, consultation, vote, now)
        pot.vote_id = vote.id
        for position, project in enumerate(listed, 1):
            project.position = position
    session.flush()
    budget.asked_by_id = budget.asked_terms = None
    budget.opened_at = now
    session.flush()
    data = {"votes": [pot.vote_id for pot in budget.pots], "projects": sum(project.position is not None for project in projects)}
    audit.append(session, at=now, actor=actor, action="budget.opened", subject=("budget", budget.id), data=data)
    return budget


def _confirmed(session: Session, actor: Person, consultation: Consultation, budget: Budget, projects: Sequence[Project], now: datetime) -> bool:
    """Whether somebody else asked for exactly this opening; if not, the actor asks for it now. Raises Refused where the same person asks again."""
    votes = [sketch_vote(consultation, vote_draft(budget, pot, feasible(projects, pot))) for pot in budget.pots]
    terms = sha256("\n".join(frozen_terms(vote, b"") for vote in votes))
    if budget.asked_terms == terms:
        demand(may_confirm_opening(actor, budget))
        return True
    budget.asked_by_id, budget.asked_terms = actor.id, terms
    session.flush()
    audit.append(session, at=now, actor=actor, action="budget.open_asked", subject=("budget", budget.id))
    return False


def vote_draft(budget: Budget, pot: Pot, listed: Sequence[Project]) -> VoteDraft:
    """The vote on a pot as it would be drafted."""
    terms = BudgetTerms(
        amount=pot.amount,
        form=str(budget.form),
        fewest=budget.fewest,
        most=budget.most,
        least=-(-pot.amount * budget.least_share // 10_000),
        points=budget.points,
        threshold=budget.threshold,
    )
    return VoteDraft(
        title=budget.title if pot.district is None else f"{budget.title}: {pot.district.name}",
        question=budget.question,
        introduction=budget.introduction,
        rule=budget.rule,
        secrecy=budget.secrecy,
        replaceable=budget.replaceable,
        verified_only=budget.verified_only,
        by_two=budget.by_two,
        district_ids=[] if pot.district_id is None else [pot.district_id],
        opens_at=budget.opens_at,
        closes_at=budget.closes_at,
        options=[Option(project.title, project.summary, project.cost) for project in listed if project.feasibility == Feasibility.FEASIBLE],
        budget=terms,
    )


def close_budget(session: Session, actor: Person, consultation: Consultation, budget: Budget, now: datetime) -> Budget:
    """Close the urns whose time has passed; each vote writes its own line into the log. In a budget by two the first call only asks."""
    budget = lock_budget(session, budget)
    votes = votes_of(budget)
    demand(may_close_all(actor, consultation, budget, votes, now))
    over = [vote for vote in votes if vote.state == VoteState.OPEN and vote.is_over(now)]
    closed = [vote.id for vote in over if close_vote(session, actor, consultation, vote, now).state == VoteState.CLOSED]
    if not closed:
        return budget  # by two: it was asked for, as each vote's line in the log says
    audit.append(session, at=now, actor=actor, action="budget.closed", subject=("budget", budget.id), data={"votes": closed})
    return budget


def count_budget(session: Session, actor: Person, consultation: Consultation, budget: Budget, now: datetime) -> Budget:
    """Count all closed urns, once; the results are public from then on."""
    budget = lock_budget(session, budget)
    votes = votes_of(budget)
    demand(may_count_all(actor, consultation, budget, votes))
    counted = [tally_vote(session, actor, consultation, vote, now).id for vote in votes if vote.state == VoteState.CLOSED]
    audit.append(session, at=now, actor=actor, action="budget.counted", subject=("budget", budget.id), data={"votes": counted})
    return budget
