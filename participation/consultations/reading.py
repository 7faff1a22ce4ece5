"""A consultation for pages that only read it: made once, and kept while the site's version says that nothing changed.

Every page of a consultation needs it with its phases and categories; loading them as objects would cost more than the rest of a
list. What is made here belongs to no session: it is read by several requests at once and never written.
"""

from __future__ import annotations

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from participation.consultations.models import Category, Consultation, Phase
from participation.kit.database import current_session
from participation.kit.detached import detached
from participation.kit.errors import NotFound
from participation.kit.known_versions import known_versions
from participation.kit.page_versions import SITE

_c, _ph, _ca = Consultation.__table__.c, Phase.__table__.c, Category.__table__.c
_consultation = select(Consultation.__table__).where(_c.slug == bindparam("slug"))
_phases = select(Phase.__table__).where(_ph.consultation_id == bindparam("number")).order_by(_ph.starts_at, _ph.id)
_categories = select(Category.__table__).where(_ca.consultation_id == bindparam("number")).order_by(_ca.position, _ca.id)
MOST = 64
_kept: dict[tuple[str, str], Consultation] = {}
_NAMES = tuple(column.key for column in Consultation.__table__.columns)


def consultation_to_read(slug: str) -> Consultation:
    """A consultation with its phases and categories, for reading only. Raises NotFound.

    A change of any of them, whoever made it, gives the site another version (`kit/page_versions.py`) and the next reader another object.
    """
    version = known_versions((SITE,))[SITE]
    kept = _kept.get((version, slug)) if version else None
    if kept is None:
        kept = _read(current_session(), slug)
        if len(_kept) >= MOST:
            _kept.clear()
        if version:
            _kept[version, slug] = kept
    return kept


def _read(session: Session, slug: str) -> Consultation:
    connection = session.connection()
    row = connection.execute(_consultation, {"slug": slug}).first()
    if row is None:
        raise NotFound
    number = {"number": row.id}
    phases, categories = connection.execute(_phases, number).all(), connection.execute(_categories, number).all()
    consultation = detached(Consultation, dict(zip(_NAMES, row, strict=True)))
    set_committed_value(consultation, "phases", [detached(Phase, dict(phase._mapping)) for phase in phases])
    set_committed_value(consultation, "categories", [detached(Category, dict(category._mapping)) for category in categories])
    return consultation
