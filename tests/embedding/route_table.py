"""What each route of embedding answers to whom."""

from __future__ import annotations

from collections.abc import Callable

from tests.house.routes import Row, World


def below(path: str) -> Callable[[World], str]:
    """An address below the consultation."""
    return lambda world: f"/beteiligungen/{world.consultation.slug}{path}"


TABLE: dict[str, Row] = {
    "embedding.explain GET": Row(below("/einbetten"), "200"),
    "embedding.preview GET": Row(below("/teilen.png"), "200"),
    "embedding.preview_proposal GET": Row(
        lambda world: f"/beteiligungen/{world.consultation.slug}/vorschlaege/{world.proposal.id}/teilen.png", "200"
    ),
    "embedding.preview_vote GET": Row(lambda world: f"/beteiligungen/{world.voting.slug}/abstimmungen/{world.vote_open.id}/teilen.png", "200"),
    "embedding.preview_meeting GET": Row(lambda world: f"/beteiligungen/{world.consultation.slug}/sitzungen/{world.meeting.id}/teilen.png", "200"),
    "embedding.card_picture GET": Row(below("/karte.svg"), "200"),
    "embedding.card_html GET": Row(below("/karte.html"), "200"),
    "embedding.poster GET": Row(below("/plakat-a4.pdf"), "200"),
    "embedding.short GET": Row(lambda world: f"/b/{world.consultation.id}", "303"),
}
