"""Ending the mails of some kinds of notices by a link in them, without signing in."""

from __future__ import annotations

from collections.abc import Iterable

from participation.accounts.models import NoticeKind
from participation.kit.errors import NotFound
from participation.kit.language import gettext as _
from participation.kit.leaving import is_leaving_token, leaving_token
from participation.kit.sealing import seals_of
from participation.settings import Settings

PURPOSE = "notices"


def leaving_url(settings: Settings, person_id: int, kinds: Iterable[NoticeKind]) -> str:
    """The address in a mail that ends mails of these kinds to this person; the same in all such mails, and kept nowhere."""
    names = "-".join(sorted({str(kind) for kind in kinds}))
    return f"{settings.base_url.rstrip('/')}/abbestellen/{names}/{person_id}/{leaving_token(seals_of(settings), PURPOSE, names, person_id)}"


def kinds_of_link(settings: Settings, names: str, person_id: int, token: str) -> list[NoticeKind]:
    """Which kinds a link ends. Raises NotFound where it is none of ours."""
    if not is_leaving_token(token, seals_of(settings), PURPOSE, names, person_id):
        raise NotFound(_("Dieser Link ist unvollständig. Welche E-Mails Sie bekommen, wählen Sie auf Ihrer Seite unter „Mitteilungen“."))
    return [NoticeKind(name) for name in names.split("-")]
