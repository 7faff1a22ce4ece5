"""A proposal's text and its numbers have versions of their own: a support or a contribution leaves what is kept of the text as it is."""

from __future__ import annotations

from collections.abc import Callable

from alembic import op

from participation.kit.page_versions import Watched, drop_statements, trigger_statements

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

NUMBERS = ("support_count", "contribution_count", "contested", "last_activity", "shuffle_a", "shuffle_b", "version")
"""What changes with clicks, and what a proposal's own page never shows."""
TEXT = (
    "id", "consultation_id", "author_id", "entry_key", "reference", "stage", "status", "official", "channel", "co_author_ids", "form_key", "form_step",
    "attachment_count", "title", "body", "body_html", "teaser", "category_id", "district_id", "place_id", "place_label", "created_at", "published_at",
    "edited_at", "withdrawn_at", "withdraw_reason", "merged_into_id", "from_contribution_id", "last_answer", "amendment_count",
)  # fmt: skip
WATCHED = (
    Watched("proposal", "'proposal:' || {row}.id", columns=TEXT),
    Watched("proposal", "'proposal:' || {row}.merged_into_id", "WHERE {row}.merged_into_id IS NOT NULL", columns=TEXT, leaving=True),
    Watched("proposal", "'support:' || {row}.id", columns=("support_count",)),
)
NO_LONGER = (Watched("proposal", "'proposal:' || {row}.id"),)
"""What 0008 watched as its twelfth: any change of a proposal."""
FIRST, TWELFTH = 2101, 12


def upgrade() -> None:
    """Watch text and numbers apart."""
    _change(drop_statements, NO_LONGER, TWELFTH)
    _change(trigger_statements, WATCHED, FIRST)


def downgrade() -> None:
    """Watch them as one again."""
    _change(drop_statements, WATCHED, FIRST)
    _change(trigger_statements, NO_LONGER, TWELFTH)


def _change(statements: Callable[[str, tuple[Watched, ...], int], list[str]], watched: tuple[Watched, ...], first: int) -> None:
    connection = op.get_bind()
    for statement in statements(connection.dialect.name, watched, first):
        connection.exec_driver_sql(statement)
