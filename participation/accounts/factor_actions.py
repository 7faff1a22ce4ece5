"""Second signs: an app with codes, recovery codes, showing one, and the help of the administration where all are lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, update
from sqlalchemy.orm import Session

from participation.accounts.factor_models import AuthenticatorApp, LinkedIdentity, Passkey, RecoveryCode
from participation.accounts.factors import app_of, unused_code_hashes
from participation.accounts.mails import mail_note
from participation.accounts.models import Person, WebSession
from participation.accounts.rules import Signs, may_remove_sign, may_reset_signs
from participation.accounts.tickets import end_tickets
from participation.accounts.totp import clean_digits, new_secret, step_of
from participation.accounts.web_sessions import end_all_sessions
from participation.kit import audit
from participation.kit.codes import grouped, looks_valid, new_code, normalise
from participation.kit.errors import Conflict, Invalid, NotFound
from participation.kit.language import gettext as _
from participation.kit.rules import demand
from participation.kit.sealing import Seals, Unsealable
from participation.settings import Settings

CODES = 10
UNFINISHED = timedelta(hours=1)
"""After so long an app that was not confirmed is begun anew."""
_PURPOSE = "recovery code"


def begin_app(session: Session, person: Person, seals: Seals, now: datetime) -> AuthenticatorApp:
    """Make a secret for an app; it counts once a first code was typed. One that was begun a moment ago stays. Raises Conflict where there is one."""
    app = app_of(session, person.id)
    if app is not None and app.confirmed_at is not None:
        raise Conflict(_("Sie haben schon eine App eingerichtet. Entfernen Sie sie zuerst, wenn Sie eine andere möchten."))
    if app is not None and now - app.created_at < UNFINISHED:
        return app
    if app is None:
        app = AuthenticatorApp(person_id=person.id)
        session.add(app)
    app.sealed = seals.seal({"secret": new_secret()})
    app.created_at = now
    session.flush()
    return app


def secret_of(app: AuthenticatorApp, seals: Seals) -> str:
    """The secret of an app. Raises Conflict where the keys of the installation have changed: then it must be set up anew."""
    try:
        return str(seals.open(app.sealed)["secret"])
    except Unsealable as error:
        raise Conflict(_("Ihre App kann gerade nicht geprüft werden. Bitte benutzen Sie einen Ersatzcode oder wenden Sie sich an uns.")) from error


def confirm_app(session: Session, person: Person, typed: str, seals: Seals, settings: Settings, now: datetime) -> None:
    """Let an app count, by its first code. Raises Invalid for a wrong one, Conflict where none was begun."""
    app = app_of(session, person.id)
    if app is None or app.confirmed_at is not None or now - app.created_at >= UNFINISHED:
        raise Conflict(_("Die Einrichtung ist abgelaufen. Bitte beginnen Sie noch einmal."))
    step = step_of(secret_of(app, seals), typed, now, None)
    if step is None:
        raise Invalid(_wrong_code(), "code")
    app.confirmed_at = now
    app.last_step = step
    session.flush()
    _tell(session, person, "factor_added", settings, now)
    audit.append(session, at=now, actor=person, action="account.app_added", subject=person)


def remove_app(session: Session, person: Person, signs: Signs, settings: Settings, now: datetime, *, required: bool) -> None:
    """Take the app away; recovery codes go with the last sign."""
    if not signs.app:
        raise NotFound
    demand(may_remove_sign(signs, required=required))
    session.execute(delete(AuthenticatorApp).where(AuthenticatorApp.person_id == person.id))
    if not signs.passkeys:
        session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    _tell(session, person, "factor_removed", settings, now)
    audit.append(session, at=now, actor=person, action="account.app_removed", subject=person)


def renew_codes(session: Session, person: Person, seals: Seals, now: datetime) -> list[str]:
    """Make ten recovery codes; those before are worth nothing. The plain codes exist in this answer only."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    codes = [new_code() for _each in range(CODES)]
    session.add_all(RecoveryCode(person_id=person.id, code_hash=_hash(code, seals)) for code in codes)
    session.flush()
    audit.append(session, at=now, actor=person, action="account.recovery_codes_made", subject=person)
    return codes


def own_codes(session: Session, person: Person, typed: Sequence[str], seals: Seals) -> list[str]:
    """Codes that were shown a moment ago, for their file. Raises Invalid where one is not the person's own or was used."""
    left = unused_code_hashes(session, person.id)
    if not typed or len(typed) > CODES or any(not looks_valid(code) or _hash(code, seals) not in left for code in typed):
        raise Invalid(_("Diese Codes gelten nicht. Bitte lassen Sie sich neue geben."))
    return [grouped(normalise(code)) for code in typed]


def show_code(session: Session, person: Person, typed: str, seals: Seals, settings: Settings, now: datetime) -> None:
    """Take a code of the app, or a recovery code, as the second sign; each once. Raises Invalid for a wrong or used one."""
    if clean_digits(typed) and _app_code_counts(session, person, typed, seals, now):
        return
    if looks_valid(typed) and _recovery_code_counts(session, person, typed, seals, settings, now):
        return
    raise Invalid(_wrong_code(), "code")


def _app_code_counts(session: Session, person: Person, typed: str, seals: Seals, now: datetime) -> bool:
    app = app_of(session, person.id)
    if app is None or app.confirmed_at is None:
        return False
    step = step_of(secret_of(app, seals), typed, now, app.last_step)
    if step is None:
        return False
    later = or_(AuthenticatorApp.last_step.is_(None), AuthenticatorApp.last_step < step)
    statement = update(AuthenticatorApp).where(AuthenticatorApp.person_id == person.id, later)
    done = session.execute(statement.values(last_step=step), execution_options={"synchronize_session": False})
    return bool(done.rowcount == 1)  # type: ignore[attr-defined]  # of two at the same moment only one counts


def _recovery_code_counts(session: Session, person: Person, typed: str, seals: Seals, settings: Settings, now: datetime) -> bool:
    whose = (RecoveryCode.person_id == person.id, RecoveryCode.code_hash == _hash(typed, seals), RecoveryCode.used_at.is_(None))
    done = session.execute(update(RecoveryCode).where(*whose).values(used_at=now), execution_options={"synchronize_session": False})
    if done.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE's cursor result
        return False
    _tell(session, person, "recovery_code", settings, now)
    audit.append(session, at=now, actor=person, action="account.recovery_code_used", subject=person)
    return True


def mark_confirmed(session: Session, web_session_id: int, now: datetime, *, second_step: bool) -> None:
    """Note that the person of a browser has just shown again who it is. Like signing in, it is not logged."""
    values = {"confirmed_at": now, **({"second_step_at": now} if second_step else {})}
    session.execute(update(WebSession).where(WebSession.id == web_session_id).values(**values))


def reset_signs(
    session: Session, actor: Person, person: Person, why: str, checked: str, settings: Settings, now: datetime, *, shown_again: bool
) -> None:
    """End another person's second signs after checking who it is: signed out everywhere, told by mail, written into the log.

    `why` and `checked` are words of a list (`forms.RESET_REASONS`, `forms.CHECKS`), because the log holds no free texts.
    """
    demand(may_reset_signs(actor, person, shown_again=shown_again))
    forget_signs(session, person.id, links=False)
    ended = end_all_sessions(session, person.id)
    _tell(session, person, "factors_reset", settings, now)
    audit.append(
        session,
        at=now,
        actor=actor,
        action="person.second_factors_reset",
        subject=person,
        data={"reason": why, "checked": checked, "sessions_ended": ended},
    )


def forget_signs(session: Session, person_id: int, *, links: bool = True) -> None:
    """Delete a person's second signs and what is half done; with `links` also the providers one signs in with."""
    for table in (Passkey, AuthenticatorApp, RecoveryCode, *((LinkedIdentity,) if links else ())):
        session.execute(delete(table).where(table.person_id == person_id))
    end_tickets(session, person_id)


def _tell(session: Session, person: Person, what: str, settings: Settings, now: datetime) -> None:
    if person.email:
        mail_note(session, settings, person.email, person.language, what, now)


def _hash(code: str, seals: Seals) -> bytes:
    return seals.fingerprint(_PURPOSE, normalise(code))


def _wrong_code() -> str:
    return _("Dieser Code stimmt nicht oder wurde schon benutzt. Bitte warten Sie auf den nächsten Code der App und versuchen Sie es noch einmal.")
