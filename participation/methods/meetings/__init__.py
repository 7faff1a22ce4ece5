"""What a meeting reckons: who speaks next, whether a motion is carried, what a hall answered to a poll."""

from participation.methods.meetings.motions import Majority, MotionResult, decide_motion
from participation.methods.meetings.polls import Answer, BadAnswer, Kind, Question, Tally, read_answer, tally
from participation.methods.meetings.speaking import Waiting, speaking_order

__all__ = [
    "Answer",
    "BadAnswer",
    "Kind",
    "Majority",
    "MotionResult",
    "Question",
    "Tally",
    "Waiting",
    "decide_motion",
    "read_answer",
    "speaking_order",
    "tally",
]
