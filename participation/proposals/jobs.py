"""What the worker looks after by itself: files that nobody shows any more, names and addresses whose time is over."""

from __future__ import annotations

from participation.kit import clock
from participation.kit.database import current_session
from participation.kit.pages import settings
from participation.kit.uploads import delete_document, delete_picture
from participation.proposals.author_actions import sweep_invitations
from participation.proposals.file_actions import forget_files
from participation.proposals.intake_actions import sweep_givers
from participation.proposals.writing_models import AttachmentKind


def sweep_writing() -> tuple[int, int, int]:
    """Delete what is past its day, and commit. Returns the numbers of files, names and invitations."""
    session, now = current_session(), clock.now()
    files, givers, invitations = forget_files(session), sweep_givers(session, now), sweep_invitations(session, now)
    session.commit()
    for kind, name in files:
        (delete_picture if kind == AttachmentKind.PICTURE else delete_document)(settings().files_dir, name)
    return len(files), givers, invitations
