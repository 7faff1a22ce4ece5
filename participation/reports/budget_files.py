"""What the export holds of a vote on a budget: ballots as Pabulib, the count made anew, how to count again."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from participation.methods.counting.budgets import BudgetOutcome, count_budget
from participation.methods.counting.budgets.text import budget_text
from participation.votes.budget_tally import as_pabulib, ballots_on, terms_on
from participation.votes.models import Vote
from participation.votes.tally import read_result


@dataclass(frozen=True)
class CountedBudget:
    """A counted vote on a budget: its ballots as a file, the count made anew, and whether it equals the stored result."""

    vote: Vote
    ballots: str
    outcome: BudgetOutcome
    agrees: bool

    @property
    def expected(self) -> str:
        """The result that counting again must give, in a line."""
        names = ", ".join(self.outcome.projects[place].name for place in self.outcome.winners) or "keines"
        return f"Bezahlte Projekte: {names}. {self.outcome.voters} Stimmzettel, davon leer {self.outcome.blank}."

    @property
    def text(self) -> str:
        """The result in words and tables."""
        return budget_text(self.outcome, self.vote.title)

    @property
    def files(self) -> dict[str, str]:
        """File name → content of the ballots."""
        return {"stimmzettel.pb": self.ballots}


def recount_budget(session: Session, vote: Vote) -> CountedBudget:
    """Count a budget's ballots again."""
    outcome = count_budget(vote.rule, ballots_on(session, vote), terms_on(vote))
    return CountedBudget(vote, as_pabulib(session, vote), outcome, list(outcome.winner_ids) == read_result(vote)["outcome"]["winners"])
