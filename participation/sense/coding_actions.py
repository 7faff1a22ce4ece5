"""Coding: start a round, take part, code a text, finish, settle what two people saw differently."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime
from random import Random

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from participation.accounts.models import Person
from participation.consultations.models import Consultation
from participation.kit import audit
from participation.kit.errors import Conflict, Invalid, NotFound
from participation.kit.language import gettext as _
from participation.kit.rules import demand, demand_of
from participation.sense import rules
from participation.sense.models import FIRST, SECOND, SETTLED, Code, Coding, CodingRound, CodingText
from participation.sense.queries import codes_of_round, count_coded, themes_of

Key = tuple[str, str]
"""A text's kind and name."""


def start_round(
    session: Session, clerk: Person | None, consultation: Consultation, texts: Sequence[Key], sample: int | None, coders: int, now: datetime
) -> CodingRound:
    """Put texts on the desk: all of these, or so many of them drawn by lot with a seed that is kept. Raises Invalid."""
    clerk = demand_of(clerk, rules.may_work(clerk, consultation))
    _demand_room(session, consultation)
    if not themes_of(session, consultation.id):
        raise Invalid(_("Bitte schreiben Sie zuerst Themen ins Codebuch."), "kinds")
    if not texts:
        raise Invalid(_("Davon gibt es hier noch keine Texte."), "kinds")
    seed, wanted = secrets.token_hex(16), len(texts) if sample is None else sample
    if not 1 <= wanted <= len(texts):
        raise Invalid(_("Bitte geben Sie eine Zahl zwischen 1 und %(most)s an.", most=len(texts)), "sample")
    if wanted > rules.MOST_TEXTS:
        raise Invalid(_("Mehr als %(most)s Texte sind in einer Runde nicht möglich. Ziehen Sie eine Stichprobe.", most=rules.MOST_TEXTS), "sample")
    drawn = sorted(Random(seed).sample(range(len(texts)), wanted))  # noqa: S311  # a repeatable draw, no secret
    coding = CodingRound(
        consultation_id=consultation.id,
        coders=SECOND if coders == SECOND else FIRST,
        text_count=wanted,
        drawn_from=len(texts),
        seed=seed,
        started_by_id=clerk.id,
        started_at=now,
    )
    session.add(coding)
    session.flush()
    rows = [{"round_id": coding.id, "position": position, "kind": texts[at][0], "ref": texts[at][1]} for position, at in enumerate(drawn, 1)]
    for start in range(0, len(rows), 1000):
        session.execute(insert(CodingText), rows[start : start + 1000])
    audit.append(session, at=now, actor=clerk, action="sense.round_started", subject=("coding_round", coding.id), data={"texts": wanted})
    return coding


def join_round(session: Session, coder: Person | None, consultation: Consultation, coding: CodingRound, now: datetime) -> None:
    """Take the next free coder's place."""
    _lock(session, coding)
    coder = demand_of(coder, rules.may_join(coder, consultation, coding))
    slot = rules.is_free(coding)
    if slot == FIRST:
        coding.first_coder_id = coder.id
    else:
        coding.second_coder_id = coder.id
    session.flush()
    audit.append(session, at=now, actor=coder, action="sense.round_joined", subject=("coding_round", coding.id))


def code_text(
    session: Session, coder: Person | None, consultation: Consultation, coding: CodingRound, text: CodingText, themes: Collection[int], now: datetime
) -> None:
    """Give a text its themes, or none; what was given before is replaced. Raises Invalid for a theme of another code book."""
    _lock(session, coding)
    coder = demand_of(coder, rules.may_code(coder, consultation, coding))
    slot = coding.slot_of(coder.id)
    if slot is None or text.round_id != coding.id:
        raise NotFound
    _write(session, consultation, text, slot, themes, now)
    audit.append(session, at=now, actor=coder, action="sense.text_coded", subject=("coding_round", coding.id), data={"text": text.position})


def finish_round(session: Session, coder: Person | None, consultation: Consultation, coding: CodingRound, now: datetime) -> None:
    """Say that one has finished. Where all have, what they agree on counts, and both see what they do not."""
    _lock(session, coding)
    slot = coding.slot_of(coder.id) if coder is not None else None
    left = coding.text_count - count_coded(session, coding.id, slot) if slot is not None else coding.text_count
    coder = demand_of(coder, rules.may_finish(coder, consultation, coding, left))
    if slot == FIRST:
        coding.first_done_at = now
    else:
        coding.second_done_at = now
    session.flush()
    if coding.is_done:
        _adopt_agreed(session, coding, now)
    audit.append(session, at=now, actor=coder, action="sense.round_finished", subject=("coding_round", coding.id))


def settle_text(
    session: Session, clerk: Person | None, consultation: Consultation, coding: CodingRound, text: CodingText, themes: Collection[int], now: datetime
) -> None:
    """Decide the themes of a text that two people coded differently; what each of them said stays. Raises Invalid."""
    _lock(session, coding)
    clerk = demand_of(clerk, rules.may_compare(clerk, consultation, coding))
    if text.round_id != coding.id:
        raise NotFound
    _write(session, consultation, text, SETTLED, themes, now)
    audit.append(session, at=now, actor=clerk, action="sense.text_settled", subject=("coding_round", coding.id), data={"text": text.position})


def note_taken_away(session: Session, clerk: Person | None, consultation: Consultation, coding: CodingRound, now: datetime) -> None:
    """Somebody takes the coding away as a table."""
    demand(rules.may_take_away(clerk, consultation, coding))
    audit.append(session, at=now, actor=clerk, action="sense.round_exported", subject=("coding_round", coding.id))


def _demand_room(session: Session, consultation: Consultation) -> None:
    if (session.scalar(select(func.count()).where(CodingRound.consultation_id == consultation.id)) or 0) >= rules.MOST_ROUNDS:
        raise Conflict(_("Mehr als %(most)s Runden sind in einer Beteiligung nicht möglich.", most=rules.MOST_ROUNDS))


def _lock(session: Session, coding: CodingRound) -> None:
    """Hold the round against other writers until the transaction ends, as it stands now."""
    session.flush()
    session.execute(select(CodingRound.id).where(CodingRound.id == coding.id).with_for_update())
    session.refresh(coding)


def _write(session: Session, consultation: Consultation, text: CodingText, slot: int, themes: Collection[int], now: datetime) -> None:
    if set(themes) - {theme.id for theme in themes_of(session, consultation.id)}:
        raise Invalid(_("Dieses Thema gibt es im Codebuch nicht mehr. Bitte wählen Sie noch einmal."), "themes")
    session.execute(delete(Code).where(Code.text_id == text.id, Code.slot == slot))
    session.merge(Coding(text_id=text.id, slot=slot, coded_at=now))
    session.flush()
    session.add_all(Code(text_id=text.id, slot=slot, theme_id=theme) for theme in sorted(set(themes)))
    session.flush()


def _adopt_agreed(session: Session, coding: CodingRound, now: datetime) -> None:
    """What one coder alone said, or two alike, is the text's coding."""
    said = codes_of_round(session, coding.id)
    agreed = {text: slots[FIRST] for text, slots in said.items() if coding.coders == FIRST or slots.get(FIRST) == slots.get(SECOND)}
    if not agreed:
        return
    session.execute(insert(Coding), [{"text_id": text, "slot": SETTLED, "coded_at": now} for text in agreed])
    codes = [{"text_id": text, "slot": SETTLED, "theme_id": theme} for text, themes in agreed.items() for theme in sorted(themes)]
    if codes:
        session.execute(insert(Code), codes)
