"""The opinion map: people who answer short statements as points, groups only where there are any, what unites and what divides."""

from participation.methods.opinions.evidence import Evidence, Verdict
from participation.methods.opinions.mapping import Before, OpinionMap, opinion_map
from participation.methods.opinions.votes import AGREE, DISAGREE, PASS, UNSEEN, Votes

__all__ = ["AGREE", "DISAGREE", "PASS", "UNSEEN", "Before", "Evidence", "OpinionMap", "Verdict", "Votes", "opinion_map"]
