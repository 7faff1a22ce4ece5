"""A newsletter as a mail to one person, and the link in it that ends them."""

from __future__ import annotations

from participation.consultations.models import Consultation
from participation.kit.errors import NotFound
from participation.kit.language import gettext as _
from participation.kit.leaving import is_leaving_token, leaving_token
from participation.kit.mail import Mail
from participation.kit.mail_text import Part, Prose, Way, Words, write_mail
from participation.kit.sealing import seals_of
from participation.newsletters.models import Newsletter
from participation.settings import Settings

PURPOSE = "newsletter"


def leaving_url(settings: Settings, consultation_id: int, person_id: int) -> str:
    """The address that ends one consultation's newsletters to one person; the same in all of them, and kept nowhere."""
    token = leaving_token(seals_of(settings), PURPOSE, consultation_id, person_id)
    return f"{settings.base_url.rstrip('/')}/newsletter/abbestellen/{consultation_id}/{person_id}/{token}"


def check_link(settings: Settings, consultation_id: int, person_id: int, token: str) -> None:
    """Raises NotFound where a link is none of ours."""
    if not is_leaving_token(token, seals_of(settings), PURPOSE, consultation_id, person_id):
        raise NotFound(_("Dieser Link ist unvollständig. Auf der Seite der Beteiligung können Sie ihr auch so nicht mehr folgen."))


def newsletter_mail(settings: Settings, consultation: Consultation, letter: Newsletter, to: str, person_id: int, *, test: bool = False) -> Mail:
    """The mail in the language spoken. A test goes to whoever wrote it, says so, and can be sent again and again."""
    base = settings.base_url.rstrip("/")
    leave = "" if test else leaving_url(settings, consultation.id, person_id)
    page = f"{base}/beteiligungen/{consultation.slug}"
    why = Words(_("Sie bekommen diese E-Mail, weil Sie der Beteiligung „%(title)s“ folgen.", title=consultation.title))
    foot: list[Part] = [why, Way(_("Zur Beteiligung:"), page)]
    if leave:
        foot.append(Way(_("Diesen Newsletter abbestellen:"), leave))
    subject = _("Test: %(subject)s", subject=letter.subject) if test else letter.subject
    key = None if test else f"newsletter:{letter.id}:{person_id}"
    return write_mail(settings, to, subject, [Prose(letter.body_html)], foot=foot, leave_url=leave, key=key)
