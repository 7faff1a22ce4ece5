"""The room's words on the page: kinds of contributions."""

from __future__ import annotations

from participation.discussions.models import Kind
from participation.kit.language import lazy

KIND_NAMES = {
    Kind.FOR: lazy("Dafür"),
    Kind.AGAINST: lazy("Dagegen"),
    Kind.QUESTION: lazy("Frage"),
    Kind.SUGGESTION: lazy("Änderungsvorschlag"),
    Kind.NOTE: lazy("Hinweis"),
}
