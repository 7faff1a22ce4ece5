"""What is fixed when a vote opens, as one text with one hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from participation.votes.extension import EXTENSION_RULE
from participation.votes.models import Vote
from participation.votes.scores import SCALES, is_scored


def sha256(text: str) -> str:
    """The SHA-256 of a text in UTF-8, in hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def canonical_json(value: object) -> str:
    """JSON with one spelling for one value: sorted keys, no blanks, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def frozen_terms(vote: Vote, lot_seed: bytes, numbers: Sequence[str] = (), encryption: Mapping[str, Any] | None = None) -> str:
    """Canonical JSON of question, options, rule, secrecy, roll, channels, quorums and dates, with the hash of the lot's seed.

    `numbers` are those of a roll of codes, in its order; their hash fixes who stands on it. `encryption`: the group, the election's
    fingerprint, the trustees' keys and the number of credentials of an encrypted vote.
    """
    terms: dict[str, Any] = {
        "format": "participation-vote/1",
        "vote": vote.id,
        "title": vote.title,
        "question": vote.question,
        "introduction": vote.introduction,
        "options": [{"position": option.position, "title": option.title, "description": option.description} for option in vote.options],
        "rule": vote.rule,
        "seats": vote.seats,
        "secrecy": str(vote.secrecy),
        "replaceable": vote.replaceable,
        "roll": {
            "kind": str(vote.roll_kind),
            "entries": len(numbers) if vote.by_codes else None,
            "numbers_sha256": sha256("\n".join(numbers)) if vote.by_codes else None,
            "verified_only": vote.verified_only,
            "verified_before": _moment(vote.verified_before),
            "districts": sorted(vote.district_ids),
        },
        "channels": {"counter": vote.at_counter, "paper": vote.on_paper},
        "steps_by_two_people": vote.by_two,
        "extension_rule": EXTENSION_RULE,
        "quorum": {"turnout_hundredths_of_a_percent": vote.turnout_quorum, "consent_hundredths_of_a_percent": vote.consent_quorum},
        "opens_at": _moment(vote.opens_at),
        "closes_at": _moment(vote.closes_at),
        "lot_seed_sha256": hashlib.sha256(lot_seed).hexdigest(),
    }
    if is_scored(vote.ballot_kind):
        terms["scale"] = {"lowest": 0, "highest": SCALES[vote.ballot_kind].highest, "names": list(SCALES[vote.ballot_kind].names)}
    if vote.budget is not None:
        terms["budget"] = vote.budget
        terms["costs"] = vote.costs
    if encryption is not None:
        terms["encryption"] = dict(encryption)
    return canonical_json(terms)


def _moment(value: datetime | None) -> str | None:
    return None if value is None else value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
