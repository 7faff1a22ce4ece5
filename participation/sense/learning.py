"""What is learnt of categories: from every published proposal of a consultation as it is categorised now, corrections by staff included.

Where its own are too few, proposals elsewhere on the platform whose category has the same name are read too. What was learnt is a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from io import BytesIO

import numpy as np
from sqlalchemy import case, select
from sqlalchemy.orm import Session

from participation.consultations.models import Category, Consultation, Stage
from participation.kit.recent import Recent
from participation.kit.text import clean_text
from participation.methods.sense.bayes import LEAST_TEXTS, CategoryModel, learn
from participation.proposals.models import Proposal, ProposalStage
from participation.sense.models import CategoryLearning

EVERY = timedelta(hours=20)
"""A model is renewed by the first sweep after so long: once a night or day."""
MOST_READ = 5_000
LONGEST_ASKED = 4_000
SHORTEST_ASKED = 12
"""Fewer characters say nothing yet."""
_known: Recent[CategoryModel] = Recent(40)


def due_consultations(session: Session, now: datetime, most: int = 50) -> Sequence[int]:
    """Published consultations whose model is missing or old."""
    query = select(Consultation.id).outerjoin(CategoryLearning, CategoryLearning.consultation_id == Consultation.id)
    old = CategoryLearning.learnt_at.is_(None) | (CategoryLearning.learnt_at <= now - EVERY)
    return session.scalars(query.where(Consultation.stage == Stage.PUBLISHED, old).order_by(Consultation.id).limit(most)).all()


def learn_categories(session: Session, consultation_id: int, now: datetime) -> CategoryLearning:
    """Read what is categorised, learn, and keep it. With too few texts or categories nothing is kept but the number."""
    texts, categories = _read(session, consultation_id)
    model = learn(texts, categories)
    kept = CategoryLearning(consultation_id=consultation_id, learnt_at=now, texts=len(texts), model=packed(model) if model else None)
    merged = session.merge(kept)
    session.flush()
    return merged


def _read(session: Session, consultation_id: int) -> tuple[list[str], list[int]]:
    own = {name: number for number, name in session.execute(select(Category.id, Category.name).where(Category.consultation_id == consultation_id))}
    here = case((Proposal.consultation_id == consultation_id, 0), else_=1)
    query = select(Proposal.title, Proposal.body, Category.name, here).join(Category, Category.id == Proposal.category_id)
    query = query.where(Proposal.stage == ProposalStage.PUBLISHED, Category.name.in_(own)).order_by(here, Proposal.id.desc())
    rows = session.execute(query.limit(MOST_READ)).all() if own else []
    mine = [row for row in rows if row[3] == 0]
    read = mine if len(mine) >= LEAST_TEXTS else rows
    return [f"{title} {body}" for title, body, _name, _here in read], [own[name] for _title, _body, name, _here in read]


def suggested(session: Session, consultation: Consultation, title: str, body: str) -> list[Category]:
    """Up to two of a consultation's categories that fit a text; none while too little was learnt or typed."""
    asked = clean_text(f"{title} {body}"[:LONGEST_ASKED])
    if len(asked) < SHORTEST_ASKED:
        return []
    model = model_of(session, consultation.id)
    there = {category.id: category for category in consultation.categories}
    return [there[number] for number in model.suggest(asked) if number in there] if model else []


def model_of(session: Session, consultation_id: int) -> CategoryModel | None:
    """The model as it was last learnt; unpacked once a process."""
    learnt_at = session.scalar(
        select(CategoryLearning.learnt_at).where(CategoryLearning.consultation_id == consultation_id, CategoryLearning.model.is_not(None))
    )
    if learnt_at is None:
        return None
    found = _known.get((consultation_id, learnt_at))
    if found is None:
        raw = session.scalar(select(CategoryLearning.model).where(CategoryLearning.consultation_id == consultation_id))
        found = unpacked(raw) if raw else None
        if found is not None:
            _known.keep((consultation_id, learnt_at), found)
    return found


def packed(model: CategoryModel) -> bytes:
    """A model as bytes: three arrays, compressed."""
    kept = BytesIO()
    np.savez_compressed(kept, categories=np.array(model.categories, np.int64), keys=model.keys, weights=model.weights.astype(np.float32))
    return kept.getvalue()


def unpacked(raw: bytes) -> CategoryModel:
    """And back; nothing in it is ever executed."""
    with np.load(BytesIO(raw), allow_pickle=False) as kept:
        return CategoryModel(tuple(kept["categories"].tolist()), kept["keys"], kept["weights"].astype(np.float64))
