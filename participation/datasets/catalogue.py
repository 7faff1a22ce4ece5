"""Every dataset, in the order in which pages and archives list them."""

from __future__ import annotations

from participation.datasets import (
    of_consultations,
    of_councils,
    of_discussions,
    of_measures,
    of_meetings,
    of_moderation,
    of_opinions,
    of_proposals,
    of_surveys,
    of_texts,
    of_votes,
)
from participation.datasets.kinds import Dataset

DATASETS: tuple[Dataset, ...] = (
    *of_consultations.DATASETS,
    *of_proposals.DATASETS,
    *of_texts.DATASETS,
    *of_discussions.DATASETS,
    *of_votes.DATASETS,
    *of_surveys.DATASETS,
    *of_opinions.DATASETS,
    *of_councils.DATASETS,
    *of_meetings.DATASETS,
    *of_measures.DATASETS,
    *of_moderation.DATASETS,
)
BY_NAME = {dataset.name: dataset for dataset in DATASETS}
PUBLIC = tuple(dataset for dataset in DATASETS if dataset.is_public)
"""What everyone may have."""
