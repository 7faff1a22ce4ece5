"""What an encrypted vote adds to its evidence pack: the archive, its board's signed log, and the library that checks both with Python alone."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from participation.encrypted.queries import archive_of, opened_election
from participation.methods.counting.checker.sealed import ARCHIVE, LIBRARY
from participation.methods.proof import belenios
from participation.public_log.actions import log_of
from participation.public_log.models import LogKind
from participation.public_log.queries import newest_checkpoint
from participation.votes.models import Vote

_ENGINES = ("engine.py", "engine_plain.py")
_PACKAGES = {
    "participation/__init__.py": "What checks encrypted urns, taken from the platform's source; `methods/` needs nothing else of it.",
    "participation/methods/__init__.py": "Pure methods.",
    "participation/methods/proof/__init__.py": "Proofs.",
}


def evidence_of(session: Session, vote: Vote) -> dict[str, bytes]:
    """File name → content, for a counted encrypted vote."""
    files = {ARCHIVE: archive_of(session, opened_election(session, vote))}
    log = log_of(session, LogKind.BOARD, vote.id)
    checkpoint = newest_checkpoint(session, log) if log is not None else None
    if log is not None and checkpoint is not None and checkpoint.size == log.size:  # one that is older than the end shows less than the archive
        files |= {"urne/checkpoint.txt": checkpoint.note.encode(), "urne/log-key.txt": f"{checkpoint.key}\n".encode()}
    return files | library()


def library() -> dict[str, bytes]:
    """The modules that verify an archive, with the engine that needs nothing but Python."""
    folder = Path(belenios.__file__).parent
    found = {name: f'"""{about}"""\n'.encode() for name, about in _PACKAGES.items()}
    inside = "participation/methods/proof/belenios"
    for path in sorted(folder.glob("*.py")):
        if path.name not in _ENGINES:
            found[f"{inside}/{path.name}"] = path.read_bytes()
    found[f"{inside}/engine.py"] = (folder / "engine_plain.py").read_bytes()
    return {f"{LIBRARY}/{name}": content for name, content in found.items()}
