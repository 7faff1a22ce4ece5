"""Proofs as people take them home: small files that `participation verify` checks without asking anybody."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from typing import Any

from participation.methods.proof.stored import StoredTree
from participation.public_log.models import LogCheckpoint, LogEntry

INCLUSION = "participation-log-proof/1"
CONSISTENCY = "participation-log-consistency/1"


def inclusion(tree: StoredTree, entry: LogEntry, checkpoint: LogCheckpoint) -> dict[str, Any]:
    """That an entry stands in the log as a checkpoint signs it. Hashes in base64, positions from 0."""
    return {
        "format": INCLUSION,
        "origin": origin_of(checkpoint),
        "position": entry.position,
        "size": checkpoint.size,
        "entry": entry.text,
        "proof": _written(tree.inclusion_proof(entry.position, checkpoint.size)),
        "checkpoint": checkpoint.note,
        "log_key": checkpoint.key,
    }


def consistency(tree: StoredTree, earlier: LogCheckpoint, later: LogCheckpoint) -> dict[str, Any]:
    """That a log only grew between two checkpoints."""
    return {
        "format": CONSISTENCY,
        "origin": origin_of(later),
        "earlier": earlier.size,
        "later": later.size,
        "proof": _written(tree.consistency_proof(earlier.size, later.size)),
        "earlier_checkpoint": earlier.note,
        "later_checkpoint": later.note,
        "log_key": later.key,
    }


def origin_of(checkpoint: LogCheckpoint) -> str:
    """The log's name as the note says it."""
    return checkpoint.note.split("\n", 1)[0]


def as_file(proof: dict[str, Any]) -> str:
    """A proof as its file."""
    return json.dumps(proof, ensure_ascii=False, indent=1) + "\n"


def _written(hashes: Sequence[bytes]) -> list[str]:
    return [base64.b64encode(one).decode() for one in hashes]
